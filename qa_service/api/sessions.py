"""Coaching sessions: held, acknowledged by the agent, done, and followed up."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta, Struct

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.hash_key import master_key
from qa_service.access.names import Names, meant, names
from qa_service.access.roles import Role, allows_reached
from qa_service.access.user import User
from qa_service.api.paging import Limit, Page, page
from qa_service.api.period import parts
from qa_service.errors import NotAllowed
from qa_service.pipeline import sessions
from qa_service.pipeline.answers import Name, Note
from qa_service.pipeline.sessions import FollowUp, Looked
from qa_service.store import sessions as stored
from qa_service.store.database import Connection
from qa_service.store.sessions import SessionRow

LEADS: tuple[Role, ...] = ("admin", "qa_lead", "team_lead")
Asking = Request[User, Any, State]
Text = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]


class Held(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was looked at and agreed on; without `held_on`, today."""

    agent: Name
    behaviour: Name
    action: Text
    moments: Annotated[tuple[Looked, ...], Meta(max_length=100)] = ()
    held_on: date | None = None
    due_on: date | None = None


class Acknowledgement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    answer: Note | None = None


class Session(Struct, frozen=True, kw_only=True):
    id: UUID
    agent: str | None
    team: str | None
    behaviour: str
    held_on: date
    led_by: str
    moments: tuple[Looked, ...]
    action: str
    due_on: date | None
    made_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    answer: str | None
    done_by: str | None
    done_at: datetime | None


def _shown(row: SessionRow, known: Names) -> Session:
    fields = {name: getattr(row, name) for name in Session.__struct_fields__}
    moments = msgspec.convert(row.moments, tuple[Looked, ...])
    return Session(**{**fields, "moments": moments, "agent": known.shown(row.agent)})


async def _one(request: Asking, state: State, db: Connection, row: SessionRow) -> Session:
    looked(request, [row.agent])
    return _shown(row, await names(db, state.settings, request.user))


@post("/sessions", guards=[allows_reached(*LEADS)])
async def hold(request: Asking, state: State, data: JSONBody[Held]) -> Session:
    """Keep a session with an agent whom you lead."""
    database, settings = parts(state)
    async with database.transaction() as db:
        known = await names(db, settings, request.user)
        row = await sessions.hold(
            db,
            request.user,
            (await meant(db, known, data.agent)).id,
            behaviour=data.behaviour,
            held_on=data.held_on or datetime.now(settings.zone).date(),
            moments=data.moments,
            action=data.action,
            due_on=data.due_on,
            master_key=master_key(settings),
        )
        return await _one(request, state, db, row)


@get("/sessions", guards=[allows_reached(*LEADS, "agent")], opt={LOOKS_AT: "sessions"})
async def listed(
    request: Asking,
    state: State,
    agent: FromQuery[str | None] = None,
    behaviour: FromQuery[str | None] = None,
    open_only: Annotated[
        bool | None, QueryParameter(name="open", description="whether the action is still open")
    ] = None,
    due_until: FromQuery[date | None] = None,
    after: FromQuery[UUID | None] = None,
    limit: Limit = 50,
) -> Page[Session]:
    """Sessions of whom you reach, in the order they were kept."""
    user = request.user
    async with state.database.connection() as db:
        known = await names(db, state.settings, user)
        wanted = (await meant(db, known, agent)).ref if agent else None
        rows = await stored.PAGE.all(db, after, wanted, behaviour, open_only, due_until, *user.reach, limit + 1)
    looked(request, [row.agent for row in rows[:limit]])
    return page([_shown(row, known) for row in rows], limit)


@get("/sessions/{session_id:uuid}", guards=[allows_reached(*LEADS, "agent")], opt={LOOKS_AT: "sessions"})
async def one(request: Asking, state: State, session_id: FromPath[UUID]) -> Session:
    """One session: moments, what was agreed, and what the agent said to it."""
    async with state.database.connection() as db:
        return await _one(request, state, db, await sessions.one(db, request.user, session_id))


@post("/sessions/{session_id:uuid}/acknowledgement", guards=[allows_reached("agent")], status_code=200)
async def acknowledge(
    request: Asking, state: State, session_id: FromPath[UUID], data: JSONBody[Acknowledgement]
) -> Session:
    """Say that you have read what was agreed, and what you say to it."""
    database, settings = parts(state)
    async with database.transaction() as db:
        row = await sessions.acknowledge(
            db, request.user, session_id, answer=data.answer, master_key=master_key(settings)
        )
        return await _one(request, state, db, row)


@post("/sessions/{session_id:uuid}/done", guards=[allows_reached(*LEADS)], status_code=200)
async def finish(request: Asking, state: State, session_id: FromPath[UUID]) -> Session:
    """Say that the agreed action is done."""
    async with state.database.transaction() as db:
        return await _one(request, state, db, await sessions.finish(db, request.user, session_id))


@get("/sessions/{session_id:uuid}/follow-up", guards=[allows_reached(*LEADS, "agent")], opt={LOOKS_AT: "follow-up"})
async def follow_up(
    request: Asking,
    state: State,
    session_id: FromPath[UUID],
    days: Annotated[int, QueryParameter(ge=7, le=366, description="on each side of the session")] = 35,
) -> FollowUp:
    """The agent's level in the behaviour before the session and since, with the change and its interval.

    Who leads a team gets the days on which the agent was in it.
    """
    database, settings = parts(state)
    async with database.connection() as db:
        row = await sessions.one(db, request.user, session_id)
        known = await names(db, state.settings, request.user)
    if not known.figures_shown(row.agent):
        raise NotAllowed("an agent's own figures are shown to nobody else in this centre")
    looked(request, [row.agent])
    teams = None if request.user.reaches(row.agent_id, None) else request.user.teams
    return await sessions.follow_up(database, row, days=days, least=settings.min_cell, teams=teams)


router = Router(path="/", route_handlers=[hold, listed, one, acknowledge, finish, follow_up])
