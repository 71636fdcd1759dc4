"""Coaching sessions on an agent's page: kept by who leads, acknowledged by the agent, done."""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from qa_service.access.audit import looked
from qa_service.access.hash_key import master_key
from qa_service.access.names import meant
from qa_service.dashboard.forms import text
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import BadInput, NotAllowed
from qa_service.pipeline import sessions

LEADS = ("admin", "qa_lead", "team_lead")


@post("/sessions", include_in_schema=False)
async def hold(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Redirect:
    """Keep a session with an agent."""
    if not visitor.may(*LEADS):
        raise NotAllowed(f"the role {visitor.user.role!r} keeps no coaching sessions")
    form = await request.form()
    name = text(form, "agent", required=True)
    due = text(form, "due_on")
    try:
        due_on = date.fromisoformat(due) if due else None
    except ValueError:
        raise BadInput(f"due_on: {due!r} is no day such as 2026-03-01") from None
    async with state.database.transaction() as db:
        row = await sessions.hold(
            db,
            visitor.user,
            (await meant(db, visitor.names, name)).id,
            behaviour=text(form, "behaviour", required=True),
            held_on=datetime.now(state.settings.zone).date(),
            moments=(),
            action=text(form, "action", required=True),
            due_on=due_on,
            master_key=master_key(state.settings),
        )
    looked(request, [row.agent])
    return _back(name)


@post("/sessions/{session_id:uuid}/acknowledgement", include_in_schema=False)
async def acknowledge(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], session_id: FromPath[UUID]
) -> Redirect:
    """The agent has read what was agreed, and may answer."""
    if visitor.user.role != "agent":
        raise NotAllowed("whom a session is about acknowledges it")
    answer = text(await request.form(), "answer") or None
    key = master_key(state.settings)
    async with state.database.transaction() as db:
        row = await sessions.acknowledge(db, visitor.user, session_id, answer=answer, master_key=key)
    looked(request, [row.agent])
    return _back(visitor.user.agent or "")


@post("/sessions/{session_id:uuid}/done", include_in_schema=False)
async def finish(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], session_id: FromPath[UUID]
) -> Redirect:
    """What was agreed is done."""
    if not visitor.may(*LEADS):
        raise NotAllowed(f"the role {visitor.user.role!r} keeps no coaching sessions")
    async with state.database.transaction() as db:
        row = await sessions.finish(db, visitor.user, session_id)
    looked(request, [row.agent])
    return _back(visitor.names.shown(row.agent) or "")


def _back(agent: str) -> Redirect:
    return Redirect(f"/agents/{quote(agent, safe='')}", status_code=303)
