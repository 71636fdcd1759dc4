"""What a person has confirmed may be named, where the centre's mode asks for it."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from qa_service.access.directory import Text
from qa_service.access.roles import allows
from qa_service.access.user import User
from qa_service.api.paging import After, Limit, Page, page
from qa_service.api.period import parts
from qa_service.errors import BadInput, Conflict, NotFound
from qa_service.store import people, releases, reports
from qa_service.store.database import Connection
from qa_service.store.releases import Release


class Confirmed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An agent who may be named to whoever reaches them, or a report that may leave; and why."""

    reason: Text
    agent: Text | None = None
    report: UUID | None = None


@post("/releases", guards=[allows("admin", "dpo")])
async def confirm(request: Request[User, Any, State], state: State, data: JSONBody[Confirmed]) -> Release:
    """Confirm that an agent may be named, or that a report may leave."""
    database, settings = parts(state)
    if settings.mode == "team-only":
        raise Conflict("QA_MODE is team-only: nobody is named to anybody else, whoever confirms it")
    if (data.agent is None) == (data.report is None):
        raise BadInput("agent, report: give one of them")
    async with database.transaction() as db:
        kind, agent_id = await _what(db, data)
        made = await releases.INSERT.value(db, kind, agent_id, data.report, data.reason, request.user.name)
        found = await releases.GET.one(db, made) if made else None
    if found is None:
        raise Conflict(f"{data.agent or data.report}: is released already")
    return found


@get("/releases", guards=[allows("admin", "dpo")])
async def listed(state: State, after: After = None, limit: Limit = 50) -> Page[Release]:
    """Every release: who confirmed what, why, and whether it was taken back."""
    async with state.database.connection() as db:
        return page(await releases.PAGE.all(db, after, limit + 1), limit)


@delete("/releases/{release_id:int}", guards=[allows("admin", "dpo")])
async def take_back(request: Request[User, Any, State], state: State, release_id: FromPath[int]) -> None:
    """Take a release back: from now on nobody learns the name by it."""
    async with state.database.transaction() as db:
        if not await releases.END.run(db, release_id, request.user.name):
            raise NotFound(f"release {release_id} is not known, or was taken back before")


async def _what(db: Connection, data: Confirmed) -> tuple[str, int | None]:
    if data.agent is not None:
        found = await people.AGENTS.one(db, [data.agent])
        if found is None:
            raise NotFound(f"agent: {data.agent!r} is not known")
        return "agent", found.id
    if await reports.GET.one(db, data.report) is None:
        raise NotFound(f"report: {data.report} is not known")
    return "report", None


router = Router(path="/", route_handlers=[confirm, listed, take_back])
