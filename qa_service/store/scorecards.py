"""Scorecards, the facts made of them, and the agent-days that facts move."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from qa_service.store.database import Command, Connection, Query, copy


class Card(Struct, frozen=True, kw_only=True):
    """One leg's scores, or the whole interaction's where `leg` is -1; turns are half open."""

    interaction_id: UUID
    leg: int
    instrument_id: int
    version: int
    agent_id: int | None
    turn_first: int
    turn_end: int
    behaviours: dict[str, Any]


class ShownCard(Struct, frozen=True, kw_only=True):
    interaction_id: UUID
    leg: int
    instrument: str
    agent: str | None
    version: int
    turn_first: int
    turn_end: int
    behaviours: dict[str, Any]
    scored_at: datetime


class JudgedLeg(Struct, frozen=True, kw_only=True):
    """One agent's leg with the whole interaction's scores beside it."""

    interaction_id: UUID
    ref: str
    started_at: datetime
    language: str | None
    leg: int
    agent_id: int
    behaviours: dict[str, Any]
    whole: dict[str, Any]
    scored_at: datetime


class Fact(Struct, frozen=True, kw_only=True):
    """One behaviour of one leg: what statistics are made of."""

    interaction_id: UUID
    leg: int
    instrument_id: int
    behaviour_id: int
    agent_id: int | None
    cell_id: int
    day: date
    opportunities: int
    met: int
    score: float


class Cell(Struct, frozen=True):
    """What an agent does not choose."""

    reason: str | None
    queue: str | None
    channel: str | None
    language: str | None
    hour: int | None


class NumberedCell(Struct, frozen=True):
    id: int
    key: str


class Named(Struct, frozen=True):
    id: int
    name: str


class Instrument(Struct, frozen=True):
    id: int
    name: str
    targets: dict[str, float]


class UsedInstrument(Struct, frozen=True):
    """An instrument with how many scores of a period it made."""

    id: int
    name: str
    targets: dict[str, float]
    scores: int


class AgentDate(Struct, frozen=True):
    agent_id: int
    day: date


# An instrument of null: all of them.
DELETE_CARDS = Command(
    "delete from scorecard where interaction_id = any($1::uuid[]) and ($2::integer is null or instrument_id = $2)"
)
DELETE_FACTS = Query(
    AgentDate,
    """with gone as (delete from fact where interaction_id = any($1::uuid[])
                       and ($2::integer is null or instrument_id = $2) returning agent_id, day)
       select distinct agent_id, day from gone where agent_id is not null""",
)
# An interaction stands under one instrument, that of its last scoring; those drawn for a bridge keep their older cards.
DELETE_OTHER_CARDS = Command(
    """delete from scorecard where interaction_id = any($1::uuid[]) and instrument_id <> $2
         and interaction_id not in (select interaction_id from bridge)"""
)
DELETE_OTHER_FACTS = Query(
    AgentDate,
    """with gone as (delete from fact where interaction_id = any($1::uuid[]) and instrument_id <> $2
                     returning agent_id, day)
       select distinct agent_id, day from gone where agent_id is not null""",
)
# The update locks a mark that stands: a refresh that runs meanwhile leaves it, and comes again after our commit.
MARK_DIRTY = Command(
    """insert into dirty_agent_day (agent_id, day)
       select distinct a, d from unnest($1::bigint[], $2::date[]) as u(a, d) order by 1, 2
       on conflict (agent_id, day) do update set marked_at = now()"""
)
OF_INTERACTION = Query(
    ShownCard,
    """select s.interaction_id, s.leg, i.name as instrument, a.ref as agent, s.version, s.turn_first, s.turn_end,
         s.behaviours, s.scored_at
       from scorecard s join instrument i on i.id = s.instrument_id left join agent a on a.id = s.agent_id
       where s.interaction_id = $1 and ($2::text is null or i.name = $2) order by i.id, s.leg""",
)
# $5 how many contacts, $6 until when they were scored, $7 of which days: those in this team.
JUDGED_LEGS = Query(
    JudgedLeg,
    """select l.interaction_id, i.ref, i.started_at, i.language, l.leg, l.agent_id, l.behaviours, w.behaviours as whole,
         l.scored_at
       from (select d.day, d.interaction_id
             from (select distinct day, interaction_id from fact
                   where agent_id = $1 and instrument_id = $2 and day >= $3 and day < $4) d
             where ($6::timestamptz is null or exists (
                 select from scorecard s where s.interaction_id = d.interaction_id and s.leg = -1
                   and s.instrument_id = $2 and s.scored_at <= $6))
               and ($7::bigint is null or team_on($1, d.day) = $7)
             order by d.day desc, d.interaction_id desc limit $5) f
       join interaction i on i.id = f.interaction_id and i.state = 'scored'
       join scorecard l on l.interaction_id = i.id and l.agent_id = $1 and l.instrument_id = $2 and l.leg >= 0
       join scorecard w on w.interaction_id = i.id and w.instrument_id = $2 and w.leg = -1
       order by f.day desc, i.id desc, l.leg""",
)
PUT_CELLS = Command(
    """insert into cell (key, reason, queue, channel, language, hour)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[]) order by 1
       on conflict do nothing"""
)
CELLS = Query(NumberedCell, "select id, key from cell where key = any($1::text[])")
PUT_BEHAVIOURS = Command("insert into behaviour (name) select unnest($1::text[]) on conflict do nothing")
BEHAVIOURS = Query(Named, "select id, name from behaviour")
PUT_INSTRUMENT = Command("insert into instrument (name, targets) values ($1, $2) on conflict (name) do nothing")
INSTRUMENT = Query(Instrument, "select id, name, targets from instrument where name = $1")
USED_INSTRUMENTS = Query(
    UsedInstrument,
    """select i.id, i.name, i.targets, d.scores
       from (select instrument_id, sum(n)::integer as scores from agent_day where day >= $1 and day < $2
             group by instrument_id) d join instrument i on i.id = d.instrument_id
       order by d.scores desc, i.id desc""",
)


async def behaviours(db: Connection, names: Iterable[str]) -> dict[str, int]:
    known = {named.name: named.id for named in await BEHAVIOURS.all(db)}
    new = sorted(set(names) - set(known))
    if new:
        await PUT_BEHAVIOURS.run(db, new)
        known = {named.name: named.id for named in await BEHAVIOURS.all(db)}
    return known


async def instrument(db: Connection, name: str, targets: Mapping[str, float]) -> Instrument:
    found = await INSTRUMENT.one(db, name)
    if found is None:
        await PUT_INSTRUMENT.run(db, name, dict(targets))
        found = await INSTRUMENT.one(db, name)
    assert found is not None
    return found


async def cells(db: Connection, wanted: Iterable[Cell]) -> dict[Cell, int]:
    """Return the number of each cell, made where it is new."""
    keys = {msgspec.json.encode(msgspec.structs.astuple(cell)).decode(): cell for cell in wanted}
    known = {found.key: found.id for found in await CELLS.all(db, list(keys))}
    new = {key: cell for key, cell in keys.items() if key not in known}
    if new:
        columns = [[getattr(cell, name) for cell in new.values()] for name in Cell.__struct_fields__]
        await PUT_CELLS.run(db, list(new), *columns)
        known |= {found.key: found.id for found in await CELLS.all(db, list(new))}
    return {cell: known[key] for key, cell in keys.items()}


async def replace(
    db: Connection, ids: Sequence[UUID], instrument_id: int, cards: Sequence[Card], facts: Sequence[Fact]
) -> set[tuple[int, date]]:
    """Write what these interactions were scored as under one instrument; returns the agent-days that moved.

    What they were scored as under others goes, but for the cards of a bridging sample.
    """
    moved = await forget(db, ids, instrument_id)
    await DELETE_OTHER_CARDS.run(db, list(ids), instrument_id)
    moved |= {(gone.agent_id, gone.day) for gone in await DELETE_OTHER_FACTS.all(db, list(ids), instrument_id)}
    card_columns, fact_columns = Card.__struct_fields__, Fact.__struct_fields__
    await copy(db, "scorecard", card_columns, [tuple(getattr(card, c) for c in card_columns) for card in cards])
    await copy(db, "fact", fact_columns, [tuple(getattr(fact, c) for c in fact_columns) for fact in facts])
    return moved | {(fact.agent_id, fact.day) for fact in facts if fact.agent_id is not None}


async def forget(db: Connection, ids: Sequence[UUID], instrument_id: int | None = None) -> set[tuple[int, date]]:
    """Delete cards and facts, of every instrument where none is named; returns the agent-days that moved."""
    await DELETE_CARDS.run(db, list(ids), instrument_id)
    return {(gone.agent_id, gone.day) for gone in await DELETE_FACTS.all(db, list(ids), instrument_id)}


async def mark(db: Connection, moved: Iterable[tuple[int, date]]) -> None:
    """Mark agent-days dirty; once per transaction, and last, so that two of them lock in the same order."""
    days = sorted(set(moved))
    await MARK_DIRTY.run(db, [agent for agent, _ in days], [day for _, day in days])
