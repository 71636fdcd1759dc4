"""Outcomes: what became of the customer, one by one or many, as late as they come."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import FromPath, FromQuery

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.contacts import contact
from qa_service.access.roles import WRITERS, allows, allows_reached
from qa_service.access.user import User
from qa_service.api.paging import Limit, Page, page
from qa_service.api.period import From, Until, parts
from qa_service.api.problems import Rejected
from qa_service.config import Settings
from qa_service.errors import NotFound
from qa_service.exchange.told_outcomes import read_csv, read_json
from qa_service.pipeline.outcomes import TakenOutcomes, take
from qa_service.queue.tasks import wake
from qa_service.store import outcomes
from qa_service.store.outcomes import OutcomeRow


class _Body(Operation):
    """Says in the OpenAPI document what the handler reads itself."""

    def __post_init__(self) -> None:
        example = "an object with id, source and any of csat, nps, resolved, spend, returned"
        media = {
            "application/json": OpenAPIMediaType(
                schema=Schema(
                    one_of=[Schema(type=OpenAPIType.OBJECT), Schema(type=OpenAPIType.ARRAY)], description=example
                )
            ),
            "application/x-ndjson": OpenAPIMediaType(
                schema=Schema(type=OpenAPIType.STRING, description=f"{example}, each line")
            ),
            "text/csv": OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, description="the same as columns")),
        }
        self.request_body = RequestBody(content=media, required=True)


@post("/outcomes", guards=[allows(*WRITERS)], status_code=200, operation_class=_Body)
async def tell(request: Request[User, Any, State], state: State) -> Response[TakenOutcomes]:
    """Tell outcomes of known contacts, in CSV or JSON. A row that cannot be taken does not stop the others."""
    database, _ = parts(state)
    body = await request.body()
    reader = read_csv if request.content_type[0] == "text/csv" else read_json
    told = await asyncio.to_thread(lambda: list(reader(body)))
    taken = await take(database, told)
    if not taken.taken:
        first = f"row {taken.errors[0].row}: {taken.errors[0].error}" if taken.errors else "the body holds no rows"
        raise Rejected(first, [msgspec.to_builtins(each) for each in taken.errors])
    await wake(state.sender, "refresh")
    return Response(taken, status_code=200)


@get("/outcomes", guards=[allows("admin", "qa_lead", "viewer", "dpo", "ingest")])
async def listed(
    state: State,
    day_from: From = None,
    day_until: Until = None,
    after: FromQuery[UUID | None] = None,
    limit: Limit = 50,
) -> Page[OutcomeRow]:
    """Outcomes that are known, by the day of their contact."""
    async with state.database.connection() as db:
        return page(await outcomes.PAGE.all(db, after, day_from, day_until, limit + 1), limit)


@get(
    "/interactions/{interaction_id:uuid}/outcome",
    guards=[allows_reached("admin", "qa_lead", "viewer", "dpo", "team_lead")],
    opt={LOOKS_AT: "outcome"},
)
async def one(request: Request[User, Any, State], state: State, interaction_id: FromPath[UUID]) -> OutcomeRow:
    """What is known to have become of one contact's customer."""
    async with state.database.connection() as db:
        of = await contact(db, state.settings, request.user, interaction_id)
        found = await outcomes.ONE.one(db, interaction_id)
    if found is None:
        raise NotFound(f"no outcome of interaction {interaction_id} is known")
    looked(request, of.agents, interaction_id)
    return found


def router(settings: Settings) -> Router:
    size = settings.max_interaction_mb * 1_000_000
    return Router(path="/", route_handlers=[tell, listed, one], request_max_body_size=size)
