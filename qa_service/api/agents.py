"""Agents and teams, effective-dated: who was where from which day on, and who leads."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec
from litestar import Request, Router, get, put
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from msgspec import Struct, field

from qa_service.access.directory import Agent, Team, put_agent, put_team
from qa_service.access.names import Names, meant, names
from qa_service.access.roles import REACHERS, READERS, allows, allows_reached
from qa_service.access.user import User
from qa_service.api.paging import After, Limit, Page, page
from qa_service.api.period import parts
from qa_service.errors import NotFound
from qa_service.queue.tasks import wake
from qa_service.store import agents, people
from qa_service.store.agents import AgentRow, LeadRow, TeamRow
from qa_service.store.database import Connection


class TeamFrom(Struct, frozen=True, kw_only=True):
    """`told` by a person, not by contacts; `team` None: in no team."""

    team: str | None
    day_from: date = field(name="from")
    told: bool


class AgentShown(Struct, frozen=True, kw_only=True):
    id: int
    agent: str
    kind: Literal["human", "bot"]
    name: str | None
    started_on: date | None
    tenure_days: int | None
    team: str | None
    teams: tuple[TeamFrom, ...]


class Member(Struct, frozen=True, kw_only=True):
    agent: str
    kind: str
    day_from: date = field(name="from")
    day_until: date | None = field(name="until")


class TeamShown(Struct, frozen=True, kw_only=True):
    """`members` and `leads` of all days; half open."""

    team: str
    name: str | None
    leads: tuple[LeadRow, ...]
    members: tuple[Member, ...]


@get("/agents", guards=[allows_reached(*READERS, "team_lead")])
async def listed(
    request: Request[User, Any, State], state: State, after: After = None, limit: Limit = 50
) -> Page[AgentShown]:
    """Agents whom you reach today, in the order they were first heard of."""
    database, settings = parts(state)
    async with database.connection() as db:
        known = await names(db, settings, request.user)
        today = datetime.now(settings.zone).date()
        rows = await agents.PAGE.all(db, today, after, *request.user.reach, limit + 1)
    found = page(rows, limit)
    shown = (_shown(row, request.user, known) for row in found.items)
    return Page(tuple(one for one in shown if one is not None), found.next)


@get("/agents/{agent:str}", guards=[allows_reached(*REACHERS)])
async def one(request: Request[User, Any, State], state: State, agent: FromPath[str]) -> AgentShown:
    """An agent whom you reach today, or reached on a day that you may see."""
    database, settings = parts(state)
    async with database.connection() as db:
        known = await names(db, settings, request.user)
        ref = agent if request.user.role == "admin" else (await meant(db, known, agent)).ref
        today = datetime.now(settings.zone).date()
        row = await agents.GET.one(db, today, ref)
        reached = row and await people.REACHED.value(db, *request.user.reach, row.id, today)
    shown = _shown(row, request.user, known) if row and reached else None
    if shown is None:
        raise NotFound(f"agent {agent!r} is not known, or none of yours")
    return shown


@put("/agents/{agent:str}", guards=[allows("admin")])
async def told(
    request: Request[User, Any, State], state: State, agent: FromPath[str], data: JSONBody[Agent]
) -> AgentShown:
    """Write an agent; `teams` are all that is told of them. Results follow when the days that move are computed."""
    database, settings = parts(state)
    async with database.transaction() as db:
        await put_agent(db, agent, data)
        row = await agents.GET.one(db, datetime.now(settings.zone).date(), agent)
        known = await names(db, settings, request.user)
    await wake(state.sender, "refresh")
    shown = _shown(row, request.user, known) if row else None
    assert shown is not None
    return shown


@get("/teams", guards=[allows_reached(*READERS, "team_lead", "works_council")])
async def teams(
    request: Request[User, Any, State], state: State, after: After = None, limit: Limit = 50
) -> Page[TeamRow]:
    """Teams, with how many agents each has today."""
    database, settings = parts(state)
    user = request.user
    mine = None if user.everyone or user.role == "works_council" else list(user.teams)
    async with database.connection() as db:
        rows = await agents.TEAM_PAGE.all(db, datetime.now(settings.zone).date(), after, mine, limit + 1)
    return page(rows, limit)


@get("/teams/{team:str}", guards=[allows_reached(*READERS, "team_lead")])
async def team(request: Request[User, Any, State], state: State, team: FromPath[str]) -> TeamShown:
    """Who is and was in a team, and who leads it."""
    database, settings = parts(state)
    async with database.connection() as db:
        return await _team(db, request.user, await names(db, settings, request.user), team)


@put("/teams/{team:str}", guards=[allows("admin")])
async def told_team(
    request: Request[User, Any, State], state: State, team: FromPath[str], data: JSONBody[Team]
) -> TeamShown:
    """Write a team's name."""
    database, settings = parts(state)
    async with database.transaction() as db:
        await put_team(db, team, data)
        return await _team(db, request.user, await names(db, settings, request.user), team)


async def _team(db: Connection, user: User, known: Names, ref: str) -> TeamShown:
    found = await people.TEAMS.one(db, [ref]) if user.reaches_team(ref) else None
    if found is None:
        raise NotFound(f"team {ref!r} is not known, or none of yours")
    members = [(_name(row.agent, user, known), row) for row in await agents.MEMBERS.all(db, found.id)]
    return TeamShown(
        team=found.ref,
        name=found.name,
        leads=tuple(await agents.LEADS.all(db, found.id)),
        members=tuple(
            Member(agent=name, kind=row.kind, day_from=row.day_from, day_until=row.day_until)
            for name, row in members
            if name is not None
        ),
    )


def _name(agent: str, user: User, known: Names) -> str | None:
    """Who administers people reads their names in every mode."""
    return agent if user.role == "admin" else known.shown(agent)


def _shown(row: AgentRow, user: User, known: Names) -> AgentShown | None:
    name = _name(row.ref, user, known)
    if name is None:
        return None
    return AgentShown(
        id=row.id,
        agent=name,
        kind=msgspec.convert(row.kind, Literal["human", "bot"]),
        name=row.name if name == row.ref else None,
        started_on=row.started_on,
        tenure_days=row.tenure_days,
        team=row.team,
        teams=msgspec.convert(row.teams, tuple[TeamFrom, ...]),
    )


router = Router(path="/", route_handlers=[listed, one, told, teams, team, told_team])
