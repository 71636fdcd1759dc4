"""Coaching sessions: kept with the moments they were about, and followed up by the agent's level before and after."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from math import sqrt
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct, field

from qa_service.access.user import User
from qa_service.errors import BadInput, Conflict, NotAllowed, NotFound
from qa_service.monitoring.results import AgentResult, Interval
from qa_service.pipeline.analyse import Found, Period, analyse, inside
from qa_service.pipeline.answers import Note
from qa_service.pipeline.redacting import note
from qa_service.store import sessions
from qa_service.store.database import Connection, Database
from qa_service.store.ids import new_id
from qa_service.store.sessions import SessionRow
from transcription.redaction.keys import derive_key

Z = 1.645  # of a 90% interval


class Looked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A moment that was looked at: a turn of a contact of this agent."""

    interaction: UUID
    turn: Annotated[int, Meta(ge=0, le=1_000_000)]
    note: Note | None = None


class Side(Struct, frozen=True, kw_only=True):
    """The agent's level in the days on one side of the session, half open."""

    day_from: date = field(name="from")
    day_until: date = field(name="until")
    n: int
    level: Interval


class FollowUp(Struct, frozen=True, kw_only=True):
    """Before and after under one instrument; `change` with its 90% interval, and what the colleagues' levels did.

    A change beside that of the others says that it goes with the session, not that the session made it.
    """

    behaviour: str
    instrument: str | None
    before: Side | None
    after: Side | None
    change: Interval | None
    others: float | None
    said: str


async def hold(
    db: Connection,
    user: User,
    agent_id: int,
    *,
    behaviour: str,
    held_on: date,
    moments: Sequence[Looked],
    action: str,
    due_on: date | None,
    master_key: bytes,
) -> SessionRow:
    """Keep a session; raises BadInput for a moment that is not this agent's."""
    if not await sessions.REACHED.value(db, *user.reach, agent_id, held_on):
        raise NotAllowed("agent: is none of those whom you led on that day")
    if due_on and due_on < held_on:
        raise BadInput(f"due_on: {due_on} is before the session of {held_on}")
    spoken = {
        one.interaction_id: one for one in await sessions.SPOKEN.all(db, [m.interaction for m in moments], agent_id)
    }
    for number, moment in enumerate(moments):
        found = spoken.get(moment.interaction)
        if found is None or not found.theirs:
            raise BadInput(f"moments[{number}].interaction: {moment.interaction} is no contact of this agent")
        if moment.turn >= found.turns:
            raise BadInput(f"moments[{number}].turn: {moment.turn} is none of the turns 0 to {found.turns - 1}")
    key = derive_key(master_key, b"notes")
    kept = await asyncio.to_thread(
        lambda: [msgspec.structs.replace(moment, note=note(moment.note, key)) for moment in moments]
    )
    said = await asyncio.to_thread(note, action, key)
    session_id = new_id()
    await sessions.INSERT.run(
        db, session_id, agent_id, behaviour, held_on, user.name, msgspec.to_builtins(kept), said, due_on
    )
    return await one(db, user, session_id)


async def one(db: Connection, user: User, session_id: UUID) -> SessionRow:
    found = await sessions.GET.one(db, session_id, *user.reach)
    if found is None:
        raise NotFound(f"session {session_id} is not known")
    return found


async def acknowledge(
    db: Connection, user: User, session_id: UUID, *, answer: str | None, master_key: bytes
) -> SessionRow:
    """Note that the agent has read what was agreed, with what they say to it."""
    row = await one(db, user, session_id)
    if user.agent_id != row.agent_id:
        raise NotAllowed("only the agent of a session acknowledges it")
    said = await asyncio.to_thread(note, answer, derive_key(master_key, b"notes"))
    if not await sessions.ACKNOWLEDGE.run(db, session_id, user.name, said):
        raise Conflict(f"session {session_id} is acknowledged already")
    return await one(db, user, session_id)


async def finish(db: Connection, user: User, session_id: UUID) -> SessionRow:
    """Note that the agreed action is done."""
    await one(db, user, session_id)
    if not await sessions.FINISH.run(db, session_id, user.name):
        raise Conflict(f"the action of session {session_id} is done already")
    return await one(db, user, session_id)


async def follow_up(
    database: Database, row: SessionRow, *, days: int, least: int, teams: Sequence[str] | None = None
) -> FollowUp:
    """Compare `days` before the session with as many from its day on, from the stored agent-days.

    `teams`: the agent's days in these alone count; None: all of them. What others did is said of at least `least`.
    """
    spans = (Period(row.held_on - timedelta(days=days), row.held_on),
             Period(row.held_on, row.held_on + timedelta(days=days)))  # fmt: skip
    after = await analyse(database, spans[1])
    before = await analyse(database, spans[0], instrument=after.instrument.name if after else None)
    others = _others(before, after, row.agent, row.behaviour, least)
    if teams is not None:
        before, after = [found and await inside(database, found, row.agent, teams) for found in (before, after)]
    return compared(before, after, row.agent, row.behaviour, others)


def compared(
    before: Found | None, after: Found | None, agent: str, behaviour: str, others: float | None = None
) -> FollowUp:
    first, then = _of(before, agent, behaviour), _of(after, agent, behaviour)
    change = None
    if first and then:
        estimate = then.level.estimate - first.level.estimate
        half = Z * sqrt(_error(first.level) ** 2 + _error(then.level) ** 2)
        change = Interval(estimate=estimate, low=estimate - half, high=estimate + half)
    missing = [side for side, found in (("before", first), ("after", then)) if found is None]
    said = f"nothing was scored {' or '.join(missing)} under one instrument" if missing else "levels are compared"
    return FollowUp(
        behaviour=behaviour,
        instrument=after.instrument.name if after else before.instrument.name if before else None,
        before=_side(before, first),
        after=_side(after, then),
        change=change,
        others=others if change else None,
        said=said,
    )


def _of(found: Found | None, agent: str, behaviour: str) -> AgentResult | None:
    return _levels(found, behaviour).get(agent)


def _levels(found: Found | None, behaviour: str) -> dict[str, AgentResult]:
    of = found.analysis.behaviours.get(behaviour) if found else None
    return {one.agent: one for one in of.agents} if of else {}


def _side(found: Found | None, of: AgentResult | None) -> Side | None:
    if found is None or of is None:
        return None
    return Side(day_from=found.period.day_from, day_until=found.period.day_until, n=of.n, level=of.level)


def _others(before: Found | None, after: Found | None, agent: str, behaviour: str, least: int) -> float | None:
    """The mean change of the colleagues who were scored on both sides; None of too few, who could be told from it."""
    first, then = _levels(before, behaviour), _levels(after, behaviour)
    both = [then[name].level.estimate - first[name].level.estimate for name in first if name in then and name != agent]
    return sum(both) / len(both) if both and len(both) >= least else None


def _error(level: Interval) -> float:
    return (level.high - level.low) / (2 * Z)
