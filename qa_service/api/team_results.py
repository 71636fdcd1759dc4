"""What is said of a whole team: no agent in it is named or can be told from it."""

from typing import Any

from litestar import Request, Router, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from qa_service.access.roles import READERS, allows_reached
from qa_service.access.user import User
from qa_service.api.period import From, Until, asked, parts
from qa_service.api.results import Asked, echoed
from qa_service.errors import NotFound
from qa_service.monitoring.results import BehaviourResult, Interval, Verdict
from qa_service.pipeline.analyse import Filters
from qa_service.store import people


class OfTeam(Struct, frozen=True, kw_only=True):
    """`mean` over the team's `n` scored interactions of `agents` agents."""

    target: float
    n: int
    agents: int
    mean: float
    verdict: Verdict
    budget: dict[str, float]
    icc: Interval | None


class TeamResults(Struct, frozen=True, kw_only=True):
    """`left_out` are behaviours of too few agents: a figure of few is one of persons."""

    team: str
    asked: Asked
    behaviours: dict[str, OfTeam]
    left_out: dict[str, str]


@get("/teams/{team:str}/results", guards=[allows_reached(*READERS, "team_lead", "works_council")])
async def results(
    request: Request[User, Any, State],
    state: State,
    team: FromPath[str],
    day_from: From = None,
    day_until: Until = None,
    channel: FromQuery[str | None] = None,
    instrument: FromQuery[str | None] = None,
) -> TeamResults:
    """A team's level and verdict per behaviour, from the days on which its agents were in it."""
    database, settings = parts(state)
    if not (request.user.role == "works_council" or request.user.reaches_team(team)):
        raise NotFound(f"team {team!r} is not known, or none of yours")
    async with database.connection() as db:
        if await people.TEAMS.one(db, [team]) is None:
            raise NotFound(f"team {team!r} is not known, or none of yours")
    found = await asked(
        database, settings, day_from=day_from, day_until=day_until, filters=Filters(team=team, channel=channel),
        instrument=instrument,
    )  # fmt: skip
    few = f"of fewer than {settings.min_cell} agents"
    sorted_out = found.analysis.behaviours.items()
    return TeamResults(
        team=team,
        asked=echoed(found, settings.timezone),
        behaviours={name: _of_team(of) for name, of in sorted_out if len(of.agents) >= settings.min_cell},
        left_out={name: few for name, of in sorted_out if len(of.agents) < settings.min_cell},
    )


def _of_team(of: BehaviourResult) -> OfTeam:
    return OfTeam(
        target=of.target,
        n=of.n,
        agents=len(of.agents),
        mean=sum(one.mean * one.n for one in of.agents) / sum(one.n for one in of.agents),
        verdict=of.verdict,
        budget=of.budget,
        icc=of.icc,
    )


router = Router(path="/", route_handlers=[results])
