"""Webhooks: where events are sent to, what became of each delivery, and sending dead ones again."""

import secrets
from typing import Annotated, Any, Literal
from uuid import UUID

import anyio.to_thread
from litestar import Request, Router, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from qa_service.access.hash_key import master_key
from qa_service.access.roles import allows
from qa_service.api.paging import Limit, Page, page
from qa_service.api.period import parts
from qa_service.errors import BadInput, NotFound
from qa_service.exchange.webhooks import EVENTS, resolved, secret, shown, target
from qa_service.queue.tasks import wake
from qa_service.store import webhooks
from qa_service.store.ids import new_id
from qa_service.store.webhooks import DeliveryRow, WebhookRow

Known = Literal[
    "interaction.scored",
    "interaction.failed",
    "night.done",
    "report.done",
    "signal.raised",
    "alert.raised",
    "alert.ended",
    "recovery.added",
]
ADMIN = allows("admin")


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    url: Annotated[str, Meta(max_length=2000)]
    events: Annotated[tuple[Known, ...], Meta(min_length=1, max_length=len(EVENTS))]


class Made(Struct, frozen=True, kw_only=True):
    """`secret` signs what is sent (Standard Webhooks, v1); it is shown this once."""

    id: UUID
    url: str
    events: tuple[str, ...]
    secret: str


class Replayed(Struct, frozen=True):
    deliveries: int


@post("/webhooks", guards=[ADMIN])
async def make(data: JSONBody[Wanted], request: Request[Any, Any, State], state: State) -> Made:
    """Send these events there from now on. The address must be a public one unless QA_WEBHOOK_PRIVATE is set."""
    database, settings = parts(state)
    to = target(data.url, private=settings.webhook_private)
    await anyio.to_thread.run_sync(lambda: resolved(to, private=settings.webhook_private))
    salt, row_id = secrets.token_bytes(32), new_id()
    events = sorted(set(data.events))
    async with database.transaction() as db:
        await webhooks.INSERT.run(db, row_id, data.url, events, salt, request.user.name)
    return Made(id=row_id, url=data.url, events=tuple(events), secret=shown(secret(master_key(settings), salt)))


@get("/webhooks", guards=[ADMIN])
async def listed(state: State, after: FromQuery[UUID | None] = None, limit: Limit = 50) -> Page[WebhookRow]:
    """Every webhook, with how many of its deliveries wait and how many were given up."""
    async with state.database.connection() as db:
        return page(await webhooks.PAGE.all(db, after, limit + 1), limit)


@post("/webhooks/{webhook_id:uuid}/secret", guards=[ADMIN])
async def renew(webhook_id: FromPath[UUID], state: State) -> Made:
    """Sign with a new secret from now on; it is shown this once."""
    database, settings = parts(state)
    async with database.transaction() as db:
        made = await webhooks.NEW_SALT.one(db, webhook_id, secrets.token_bytes(32))
        row = await webhooks.GET.one(db, webhook_id)
    if made is None or row is None:
        raise NotFound(f"webhook {webhook_id} is not known")
    key = secret(master_key(settings), made.salt)
    return Made(id=row.id, url=row.url, events=tuple(row.events), secret=shown(key))


@delete("/webhooks/{webhook_id:uuid}", guards=[ADMIN])
async def end(webhook_id: FromPath[UUID], request: Request[Any, Any, State], state: State) -> None:
    """Send nothing there any more; what waited is given up."""
    async with state.database.transaction() as db:
        if not await webhooks.END.run(db, webhook_id, request.user.name):
            raise NotFound(f"webhook {webhook_id} is not known")
        await webhooks.END_DELIVERIES.run(db, webhook_id, "the webhook was ended")


@get("/webhooks/{webhook_id:uuid}/deliveries", guards=[ADMIN])
async def deliveries(
    webhook_id: FromPath[UUID],
    state: State,
    only: FromQuery[Literal["waiting", "sent", "dead"] | None] = None,
    after: FromQuery[int | None] = None,
    limit: Limit = 50,
) -> Page[DeliveryRow]:
    """What was sent there or waits, in the order in which it happened; `only` one state."""
    if after is not None and not 0 <= after < 2**63:
        raise BadInput(f"after: {after} is no number of a delivery")
    async with state.database.connection() as db:
        if await webhooks.GET.one(db, webhook_id) is None:
            raise NotFound(f"webhook {webhook_id} is not known")
        return page(await webhooks.DELIVERIES.all(db, webhook_id, after, only, limit + 1), limit)


class Again(Struct, frozen=True, forbid_unknown_fields=True):
    """`delivery`: one of them; without it all that were given up."""

    delivery: Annotated[int, Meta(ge=1, le=2**63 - 1)] | None = None


@post("/webhooks/{webhook_id:uuid}/replay", guards=[ADMIN], status_code=202)
async def replay(webhook_id: FromPath[UUID], data: JSONBody[Again], state: State) -> Replayed:
    """Send what was given up again, under the ids it had."""
    async with state.database.transaction() as db:
        if await webhooks.GET.one(db, webhook_id) is None:
            raise NotFound(f"webhook {webhook_id} is not known")
        count = await webhooks.REPLAY.run(db, webhook_id, data.delivery)
    await wake(state.sender, "deliver")
    return Replayed(count)


router = Router(path="/", route_handlers=[make, listed, renew, end, deliveries, replay])
