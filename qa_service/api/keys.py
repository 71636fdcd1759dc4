"""API keys: made, listed without themselves, revoked."""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from qa_service.access.directory import Text
from qa_service.access.keys import create
from qa_service.access.names import Names, names
from qa_service.access.roles import Role, allows
from qa_service.access.user import User
from qa_service.api.paging import After, Limit, Page, page
from qa_service.api.period import parts
from qa_service.errors import BadInput, NotFound
from qa_service.store import keys
from qa_service.store.keys import KeyRow


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key of a person or a machine. `agent` and `teams` limit whom it reaches; `role` left out is the person's."""

    name: Text
    role: Role | None = None
    person: Text | None = None
    agent: Text | None = None
    teams: Annotated[tuple[Text, ...], Meta(max_length=100)] = ()
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None


class Made(Struct, frozen=True):
    """`key` is shown here and never again."""

    name: str
    key: str


@post("/keys", guards=[allows("admin")])
async def make(request: Request[User, Any, State], state: State, data: JSONBody[Wanted]) -> Made:
    """Make a key; one of the same name stays valid until it is revoked."""
    if data.expires_at is not None and data.expires_at <= datetime.now(UTC):
        raise BadInput(f"expires_at: {data.expires_at.isoformat()} is over already")
    async with state.database.transaction() as db:
        key = await create(
            db,
            name=data.name,
            role=data.role,
            person=data.person,
            agent=data.agent,
            teams=data.teams,
            expires_at=data.expires_at,
            made_by=request.user.name,
        )
    return Made(data.name, key)


@get("/keys", guards=[allows("admin", "dpo")])
async def listed(
    request: Request[User, Any, State], state: State, after: After = None, limit: Limit = 50
) -> Page[KeyRow]:
    """Every key that was made: whose it is, what it reaches, until when."""
    database, settings = parts(state)
    async with database.connection() as db:
        known = await names(db, settings, request.user)
        rows = await keys.PAGE.all(db, after, limit + 1)
    return page([_shown(row, known) for row in rows], limit)


@delete("/keys/{key_id:int}", guards=[allows("admin")])
async def revoke(state: State, key_id: FromPath[int]) -> None:
    """End a key at once here, within seconds in other processes."""
    async with state.database.transaction() as db:
        ended = await keys.REVOKE_ONE.run(db, key_id)
    if not ended:
        raise NotFound(f"key {key_id} is not known, or ended before")
    state.key_cache.clear()


def _shown(row: KeyRow, known: Names) -> KeyRow:
    if known.on_roster(row.agent):
        return row
    return msgspec.structs.replace(row, agent=known.shown(row.agent), name="an agent's", person=None)


router = Router(path="/", route_handlers=[make, listed, revoke])
