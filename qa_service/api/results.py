"""Variability of an agent and priorities of the centre, with period, filters and instrument echoed."""

from datetime import date
from typing import Any

import msgspec
from litestar import Request, Router, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct, field

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.names import meant, names
from qa_service.access.roles import REACHERS, READERS, allows_reached
from qa_service.access.stretch import reached_days
from qa_service.access.user import User
from qa_service.api.period import FILTERED, From, Until, asked, parts, wanted
from qa_service.errors import NotFound
from qa_service.monitoring.results import AgentResult, Interval, Priority
from qa_service.pipeline.analyse import Filters, Found


class Asked(Struct, frozen=True, kw_only=True):
    """What a result is of. Days are half open, in the centre's time zone."""

    day_from: date = field(name="from")
    day_until: date = field(name="until")
    timezone: str
    instrument: str
    other_instruments: dict[str, int]
    """Scores of the same period that other instruments made: they are never joined with these."""
    filters: Filters


class OfAgent(Struct, frozen=True, kw_only=True):
    target: float
    verdict: str
    budget: dict[str, float]
    icc: Interval | None
    agent: AgentResult


class Variability(Struct, frozen=True, kw_only=True):
    agent: str
    asked: Asked
    behaviours: dict[str, OfAgent]


class Priorities(Struct, frozen=True, kw_only=True):
    asked: Asked
    priorities: tuple[Priority, ...]


def echoed(found: Found, timezone: str) -> Asked:
    return Asked(
        day_from=found.period.day_from,
        day_until=found.period.day_until,
        timezone=timezone,
        instrument=found.instrument.name,
        other_instruments=found.others,
        filters=found.filters,
    )


@get("/agents/{agent:str}/variability", guards=[allows_reached(*REACHERS)], opt={LOOKS_AT: "variability"})
async def variability(
    request: Request[User, Any, State],
    state: State,
    agent: FromPath[str],
    day_from: From = None,
    day_until: Until = None,
    queue: FromQuery[str | None] = None,
    reason: FromQuery[str | None] = None,
    channel: FromQuery[str | None] = None,
    language: FromQuery[str | None] = None,
    instrument: FromQuery[str | None] = None,
) -> Variability:
    """One agent's level and spread per behaviour, shrunk toward everybody's in the same period and filters.

    Who reaches the agent through a team gets the days on which the agent was in it, the latest unbroken stretch.
    """
    database, settings = parts(state)
    filters = Filters(queue=queue, reason=reason, channel=channel, language=language)
    async with database.connection() as db:
        who = await meant(db, await names(db, settings, request.user), agent)
    period = await wanted(database, settings, day_from, day_until)
    async with database.connection() as db:
        days = await reached_days(db, request.user, who.id, period.day_from, period.day_until)
    if days is None:
        raise NotFound(f"agent {agent!r} is not known, or none of yours")
    found = await asked(database, settings, day_from=days[0], day_until=days[1], filters=filters, instrument=instrument)
    behaviours = {
        name: OfAgent(target=of.target, verdict=of.verdict, budget=of.budget, icc=of.icc,
                      agent=msgspec.structs.replace(one, agent=agent))
        for name, of in found.analysis.behaviours.items()
        for one in of.agents
        if one.agent == who.ref
    }  # fmt: skip
    if not behaviours:
        raise NotFound(f"agent {agent!r} has no scores between {found.period.day_from} and {found.period.day_until}")
    looked(request, [who.ref])
    return Variability(agent=agent, asked=echoed(found, settings.timezone), behaviours=behaviours)


@get("/priorities", guards=[allows_reached(*READERS, "team_lead")], dependencies=FILTERED, opt={LOOKS_AT: "priorities"})
async def priorities(
    request: Request[User, Any, State],
    state: State,
    filters: NamedDependency[Filters],
    day_from: From = None,
    day_until: Until = None,
    instrument: FromQuery[str | None] = None,
) -> Priorities:
    """Agent x behaviour, ranked by what training is expected to bring, each with its rank interval."""
    database, settings = parts(state)
    async with database.connection() as db:
        known = await names(db, settings, request.user)
    found = await asked(
        database, settings, day_from=day_from, day_until=day_until, filters=filters, instrument=instrument
    )
    shown = [(one.agent, known.shown(one.agent), one) for one in found.analysis.priorities]
    looked(request, [agent for agent, name, _ in shown if name])
    rows = tuple(msgspec.structs.replace(one, agent=name) for _, name, one in shown if name)
    return Priorities(asked=echoed(found, settings.timezone), priorities=rows)


router = Router(path="/", route_handlers=[variability, priorities])
