"""Contacts strung into cases as they come, late ones too: first contacts, and what was given again in later ones."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from qa_service.monitoring.cases import Case, Cause, Contact, Kind, Leg, strung
from qa_service.monitoring.given_again import Given, given_again
from qa_service.store import cases, spans
from qa_service.store.cases import CaseContact, DirtyCase, FirstContact, LaterContact
from qa_service.store.database import Connection, Database

BATCH = 500
BEHAVIOUR = "resolution"
PROMISED, STATED = 0.5, 0.75  # rungs of its ladder


async def refresh_cases(database: Database) -> int:
    """String the cases anew that contacts, scorecards or windows have moved; returns how many marks were taken."""
    moved = 0
    while True:
        async with database.transaction() as db:
            await cases.LOCK.value(db)
            taken = await cases.TAKE.all(db, BATCH)
            if taken:
                await _string(db, taken)
        moved += len(taken)
        if len(taken) < BATCH:
            return moved


def cause_of(resolution: Mapping[str, Any] | None) -> Cause:
    """Who makes a return necessary, by the rung of what was said: see definitions of resolution.

    Under 0.5 whoever answers for the judgement: the leg's agent, or the system. A promise with a date that was not
    kept is the process's. What counted as solved, or is too unsure to be held against anybody, says nothing of why
    the customer came back.
    """
    judgements: list[dict[str, Any]] = (resolution or {}).get("judgements", [])
    if not judgements:
        return "unknown"
    worst = min(judgements, key=_rung)
    if worst.get("unsure"):
        return "unknown"
    rung = _rung(worst)
    if rung < PROMISED:
        return "agent" if isinstance(worst.get("responsible"), int) else "system"
    return "process" if rung < STATED else "unknown"


def _rung(judgement: Mapping[str, Any]) -> float:
    """Where the grade is the mean of the rung and of an outline, the rung alone says what was told."""
    return float(judgement.get("step", judgement["grade"]))


def kind_of(row: CaseContact) -> Kind:
    """What a contact can be in a case; an order is a contact of the stage 'buy', a callback one of the centre's own."""
    happened = {event["kind"] for event in row.events or ()}
    if row.direction == "outbound" or "callback_made" in happened:
        return "promised" if "callback_made" in happened else "outbound"
    if "abandon" in happened and not row.answered and "answer" not in happened:
        return "abandoned"
    return "order" if row.stage == "buy" else "inbound"


async def _string(db: Connection, taken: Sequence[DirtyCase]) -> None:
    contacts = await _reached(db, taken)
    gone = await _spanned(db, contacts)
    ids = sorted({row.interaction_id for row in taken} | set(contacts))
    windows = {one.reason: one.days for one in await cases.WINDOWS.all(db)}
    legs: dict[UUID, dict[int, int]] = {}
    for leg in await cases.LEGS.all(db, ids):
        legs.setdefault(leg.interaction_id, {})[leg.agent_id] = leg.turns
    given = await _given(db, ids)
    found = strung((_contact(row, legs.get(row.id, {})) for row in contacts.values()), windows)
    stays = set(await spans.FOUND_AGAIN.values(db, _beside_gone(found, gone)))
    later = [row for case in found for row in _later(case, given) if row.interaction_id not in stays]
    await cases.FORGET_FIRST.run(db, ids)
    await cases.FORGET_LATER.run(db, [one for one in ids if one not in stays])
    await spans.FORGET.run(db, [one for one in ids if one not in contacts])
    await cases.insert(db, [_first(case) for case in found], later)


async def _spanned(db: Connection, contacts: dict[UUID, CaseContact]) -> set[UUID]:
    """Note what turns say; where they are gone, put in what was noted. Returns the contacts whose turns are gone."""
    gone = await spans.GONE.all(db, list(contacts))
    for one in gone:
        row = contacts[one.interaction_id]
        contacts[one.interaction_id] = msgspec.structs.replace(
            row, ended_at=max(row.ended_at, one.ended_at), answered=row.answered or one.answered
        )
    rows = contacts.values()
    await spans.PUT.run(db, list(contacts), [row.ended_at for row in rows], [row.answered for row in rows])
    return {one.interaction_id for one in gone}


def _beside_gone(found: Sequence[Case], gone: Collection[UUID]) -> list[UUID]:
    """Contacts of cases that lack words: what was found in those stands, because nobody can look again."""
    strung_ids = [[UUID(contact.id) for contact in (case.first, *case.later)] for case in found]
    return [one for ids in strung_ids if any(each in gone for each in ids) for one in ids]


async def _reached(db: Connection, taken: Sequence[DirtyCase]) -> dict[UUID, CaseContact]:
    """Every contact that shares a customer or a case with these, or with one that does."""
    found: dict[UUID, CaseContact] = {}
    customers = {row.customer_id for row in taken if row.customer_id is not None}
    refs = {row.case_ref for row in taken if row.case_ref is not None}
    known: set[int | str] = set()
    while customers or refs:
        known |= customers | refs
        rows = await cases.CONTACTS.all(db, sorted(customers), sorted(refs), BEHAVIOUR)
        found |= {row.id: row for row in rows}
        customers = {row.customer_id for row in rows if row.customer_id is not None} - known
        refs = {row.case_ref for row in rows if row.case_ref is not None} - known
    return found


async def _given(db: Connection, ids: Sequence[UUID]) -> dict[str, list[Given]]:
    given: dict[str, list[Given]] = {}
    for item in await cases.GIVEN.all(db, ids):
        given.setdefault(str(item.interaction_id), []).extend(
            Given(turn=item.turn, slot=one["type"], hash=one["hash"], opened=item.opened) for one in item.redactions
        )
    return given


def _contact(row: CaseContact, turns: Mapping[int, int]) -> Contact:
    whole = sum(turns.values())
    legs = [Leg(agent=str(agent), share=count / whole) for agent, count in turns.items()] if whole else []
    if not legs and row.agent_id is not None:
        legs = [Leg(agent=str(row.agent_id), share=1.0)]
    return Contact(
        id=str(row.id),
        at=row.started_at,
        end=row.ended_at,
        case=row.case_ref,
        customer=None if row.customer_id is None else str(row.customer_id),
        reason=row.reason,
        kind=kind_of(row),
        cause=cause_of(row.resolution),
        legs=tuple(legs),
    )


def _first(case: Case) -> FirstContact:
    first, back = case.first, case.back
    return FirstContact(
        interaction_id=UUID(first.id),
        ended_at=first.end,
        window_days=case.window / dt.timedelta(days=1),
        back_id=UUID(back.id) if back else None,
        back_at=back.at if back else None,
        cause=first.cause,
        agents=[int(leg.agent) for leg in first.legs],
        shares=[leg.share for leg in first.legs],
    )


def _later(case: Case, given: Mapping[str, Sequence[Given]]) -> list[LaterContact]:
    contacts = [case.first.id, *(contact.id for contact in case.later)]
    return [
        LaterContact(
            UUID(contacts[one.contact]),
            UUID(case.first.id),
            one.known,
            [
                {
                    "type": again.slot,
                    "turn": again.turn,
                    "earlier": contacts[again.earlier],
                    "earlier_turn": again.earlier_turn,
                    "cause": again.cause,
                }
                for again in one.again
            ],
        )
        for one in given_again([given.get(contact, ()) for contact in contacts])
    ]
