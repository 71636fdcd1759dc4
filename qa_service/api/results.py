"""Variability of an agent and priorities of the centre, with period, filters and instrument echoed."""

from datetime import date

from litestar import Router, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import Struct, field

from qa_service.access.sign_in import READERS, allows
from qa_service.api.period import From, Until, asked, parts
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


def _asked(found: Found, timezone: str) -> Asked:
    return Asked(
        day_from=found.period.day_from,
        day_until=found.period.day_until,
        timezone=timezone,
        instrument=found.instrument.name,
        other_instruments=found.others,
        filters=found.filters,
    )


@get("/agents/{agent:str}/variability", guards=[allows(*READERS)])
async def variability(
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
    """One agent's level and spread per behaviour, shrunk toward everybody's in the same period and filters."""
    database, settings = parts(state)
    filters = Filters(queue=queue, reason=reason, channel=channel, language=language)
    found = await asked(
        database, settings, day_from=day_from, day_until=day_until, filters=filters, instrument=instrument
    )
    behaviours = {
        name: OfAgent(target=of.target, verdict=of.verdict, budget=of.budget, icc=of.icc, agent=one)
        for name, of in found.analysis.behaviours.items()
        for one in of.agents
        if one.agent == agent
    }
    if not behaviours:
        raise NotFound(f"agent {agent!r} has no scores between {found.period.day_from} and {found.period.day_until}")
    return Variability(agent=agent, asked=_asked(found, settings.timezone), behaviours=behaviours)


@get("/priorities", guards=[allows(*READERS)])
async def priorities(
    state: State,
    day_from: From = None,
    day_until: Until = None,
    team: FromQuery[str | None] = None,
    queue: FromQuery[str | None] = None,
    reason: FromQuery[str | None] = None,
    channel: FromQuery[str | None] = None,
    language: FromQuery[str | None] = None,
    instrument: FromQuery[str | None] = None,
) -> Priorities:
    """Agent x behaviour, ranked by what training is expected to bring, each with its rank interval."""
    database, settings = parts(state)
    filters = Filters(queue=queue, reason=reason, channel=channel, language=language, team=team)
    found = await asked(
        database, settings, day_from=day_from, day_until=day_until, filters=filters, instrument=instrument
    )
    return Priorities(asked=_asked(found, settings.timezone), priorities=found.analysis.priorities)


router = Router(path="/", route_handlers=[variability, priorities])
