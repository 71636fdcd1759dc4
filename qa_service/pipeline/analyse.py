"""The statistics of a period from its agent-days: the same code that `qa analyse` runs on a table."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
from msgspec import Struct

from qa_service.monitoring.analysis import analyse as compute
from qa_service.monitoring.drivers import Every, drivers
from qa_service.monitoring.frozen import Watch
from qa_service.monitoring.results import Analysis, Driver
from qa_service.pipeline.reviewed import Reviewed, reviewed
from qa_service.pipeline.sums import answered_rows, groups
from qa_service.pipeline.team_days import Within, apart, told
from qa_service.store import agent_days, analyses, answered, bases, scorecards
from qa_service.store.agent_days import AgentDay
from qa_service.store.answered import Answered
from qa_service.store.bases import Base
from qa_service.store.database import Connection, Database
from qa_service.store.scorecards import UsedInstrument


class Period(Struct, frozen=True):
    """Days of the centre's time zone, half open."""

    day_from: date
    day_until: date


class Filters(Struct, frozen=True, kw_only=True):
    queue: str | None = None
    reason: str | None = None
    channel: str | None = None
    language: str | None = None
    team: str | None = None


class Found(Struct, frozen=True):
    """`others` counts the period's scores by instruments that are not in the analysis.

    `inside` are those who have days in the teams that were asked for; None: no teams were.
    """

    instrument: UsedInstrument
    others: dict[str, int]
    period: Period
    filters: Filters
    analysis: Analysis
    inside: frozenset[str] | None = None


async def standing_period(db: Connection, window_days: int) -> Period | None:
    """`window_days` up to the last day with a score; None before the first."""
    last: date | None = await analyses.LAST_DAY.value(db)
    return None if last is None else Period(last - timedelta(days=window_days - 1), last + timedelta(days=1))


async def analyse(
    database: Database,
    period: Period,
    filters: Filters | None = None,
    *,
    instrument: str | None = None,
    anew: bool = False,
    within: Within | None = None,
) -> Found | None:
    """Analyse what one instrument scored in a period: the one named, else the one with most scores in it.

    The standing analysis answers where it is of just this and of the rows that are there, unless asked `anew`.
    `within`: agents of these teams are told by what they did while in one; what they did elsewhere counts for
    everybody's figures as before, as that of somebody who is not told.
    """
    filters = filters or Filters()
    async with database.connection() as db:
        all_used = await scorecards.USED_INSTRUMENTS.all(db, period.day_from, period.day_until)
        used = next((one for one in all_used if instrument in {None, one.name}), None)
        if used is None:
            return None
        others = {one.name: one.scores for one in all_used if one.id != used.id}
        there = await inside_of(db, used.id, period, within) if within else None
        inside = None if there is None else frozenset(there)
        moved = frozenset(agent for agent, elsewhere in (there or {}).items() if elsewhere)
        if filters == Filters() and not anew and not moved:
            stands = await analyses.STANDS.one(db, used.id, period.day_from, period.day_until)
            if stands is not None:
                return Found(used, others, period, filters, msgspec.convert(stands.document, Analysis), inside)
        seen = await _seen(db, used, period, filters)
    if within and moved:
        seen = msgspec.structs.replace(
            seen, days=apart(seen.days, moved, within.teams), before=apart(seen.before, moved, within.teams)
        )
    analysis = await asyncio.to_thread(_compute, seen)
    return Found(used, others, period, filters, told(analysis) if moved else analysis, inside)


async def inside_of(db: Connection, instrument_id: int, period: Period, within: Within) -> dict[str, bool]:
    """Who has scores of days in these teams, and whether of others, too."""
    rows = await agent_days.INSIDE.all(db, instrument_id, period.day_from, period.day_until, list(within.teams))
    own = {within.whole: False} if within.whole else {}
    return {one.agent: one.elsewhere for one in rows} | own


async def inside(database: Database, found: Found, agent: str, teams: Sequence[str]) -> Found | None:
    """The same with this agent's days in these teams alone; None where there are none."""
    within = Within(tuple(teams))
    async with database.connection() as db:
        there = await inside_of(db, found.instrument.id, found.period, within)
    if not there.get(agent, True):
        return found
    if agent not in there:
        return None
    return await analyse(database, found.period, found.filters, instrument=found.instrument.name, within=within)


class _Seen(Struct, frozen=True, kw_only=True):
    """All that is read of one instrument, period and filters; `before` are days of bases that lie before it."""

    instrument: UsedInstrument
    period: Period
    days: Sequence[AgentDay]
    before: Sequence[AgentDay]
    bases: Sequence[Base]
    answered: Sequence[Answered]
    reviewed: Reviewed


async def _seen(db: Connection, used: UsedInstrument, period: Period, filters: Filters) -> _Seen:
    sight = (
        used.id, period.day_from, period.day_until, filters.queue, filters.reason, filters.channel, filters.language,
        filters.team,
    )  # fmt: skip
    return _Seen(
        instrument=used,
        period=period,
        days=await agent_days.PERIOD.many(db, *sight, alike=9),
        before=await agent_days.BEFORE.many(db, *sight, alike=9),
        bases=await bases.OF_INSTRUMENT.all(db, used.id),
        answered=await answered.IN_PERIOD.many(db, *sight, alike=6),
        reviewed=await reviewed(db, *sight),
    )


def _compute(seen: _Seen) -> Analysis:
    targets = seen.instrument.targets
    sums = groups(seen.days, targets)
    watch = Watch(
        groups=groups([*seen.before, *seen.days], targets) if seen.before else sums,
        bases={(base.agent, base.behaviour): (base.day_from, base.day_until) for base in seen.bases},
        since=seen.period.day_from,
    )
    return compute(
        sums,
        targets=targets,
        watch=watch,
        gone_with=_drivers(seen),
        reviews=seen.reviewed.pairs,
        reviewed=seen.reviewed.means,
    )


def _drivers(seen: _Seen) -> tuple[Driver, ...]:
    if not seen.answered:
        return ()
    every: dict[str, Every] = {}
    for day in seen.days:
        so_far = every.get(day.behaviour, Every(n=0, total=0))
        every[day.behaviour] = Every(n=so_far.n + day.n, total=so_far.total + day.total)
    return drivers(*answered_rows(seen.answered), every)
