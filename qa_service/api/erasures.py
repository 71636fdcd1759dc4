"""Erasing customers, and the certificates of what was erased."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct

from qa_service.access.hash_key import master_key
from qa_service.access.roles import allows
from qa_service.api.paging import Limit, Page, page
from qa_service.api.period import parts
from qa_service.errors import BadInput, NotFound
from qa_service.pipeline import erasure
from qa_service.queue.tasks import wake
from qa_service.store import erasures
from qa_service.store.erasures import ErasureRow


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    customer: str


class Erasure(Struct, frozen=True, kw_only=True):
    """`customer` is a keyed digest of the reference; `certificate` is None until everything is erased."""

    id: UUID
    customer: str
    requested_by: str
    requested_at: datetime
    state: str
    failure: str | None
    erased: dict[str, int]
    certificate: dict[str, Any] | None
    finished_at: datetime | None


@post("/erasures", guards=[allows("admin", "dpo")], status_code=202)
async def ask(data: JSONBody[Asked], request: Request[Any, Any, State], state: State) -> Erasure:
    """Erase a customer by their reference; asking twice is asking once."""
    if not data.customer:
        raise BadInput("customer: is empty; give the customer's reference")
    database, settings = parts(state)
    async with database.transaction() as db:
        made = await erasure.request(db, data.customer, by=request.user.name, master_key=master_key(settings))
    await wake(state.sender, "erase")
    return _shown(made)


@get("/erasures", guards=[allows("admin", "dpo")])
async def listed(state: State, after: FromQuery[UUID | None] = None, limit: Limit = 50) -> Page[Erasure]:
    """Every erasure, in the order in which they were asked for."""
    async with state.database.connection() as db:
        return page([_shown(row) for row in await erasures.PAGE.all(db, after, limit + 1)], limit)


@get("/erasures/{erasure_id:uuid}", guards=[allows("admin", "dpo")])
async def one(erasure_id: FromPath[UUID], state: State) -> Erasure:
    """One erasure with its certificate."""
    async with state.database.connection() as db:
        found = await erasures.GET.one(db, erasure_id)
    if found is None:
        raise NotFound(f"erasure {erasure_id} is not known")
    return _shown(found)


def _shown(row: ErasureRow) -> Erasure:
    return Erasure(
        id=row.id,
        customer=row.digest.hex(),
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        state=row.state,
        failure=row.failure,
        erased=row.counts,
        certificate=row.certificate,
        finished_at=row.finished_at,
    )


router = Router(path="/", route_handlers=[ask, listed, one])
