"""What failed is tried again: one contact, or all of them."""

from typing import Any
from uuid import UUID

from litestar import Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from qa_service.access.audit import looked
from qa_service.access.contacts import contact
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import NotAllowed
from qa_service.pipeline import backfill

RETRIERS = ("admin", "qa_lead")


def retries(visitor: Visitor) -> bool:
    """Whether they may have a contact that they reach tried again."""
    return visitor.may(*RETRIERS)


def retries_all(visitor: Visitor) -> bool:
    return retries(visitor) and visitor.user.everyone


@post("/interactions/{interaction_id:uuid}/retry", include_in_schema=False)
async def one(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], interaction_id: FromPath[UUID]
) -> Redirect:
    """Let a contact that failed be tried three times anew; Conflict where nothing of it is kept."""
    _check(retries(visitor), visitor)
    async with state.database.connection() as db:
        found = await contact(db, state.settings, visitor.user, interaction_id)
    looked(request, found.agents, interaction_id)
    await backfill.retry(state.database, state.sender, interaction_id)
    return Redirect(f"/interactions/{interaction_id}", status_code=303)


@post("/interactions/retry", include_in_schema=False)
async def every(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Redirect:
    """Let all that failed be tried again; the first page says how many."""
    _check(retries_all(visitor), visitor)
    looked(request, [])
    count = await backfill.retry_all(state.database, state.sender)
    return Redirect(f"/?again={count}", status_code=303)


def _check(allowed: bool, visitor: Visitor) -> None:
    if not allowed:
        raise NotAllowed(f"the role {visitor.user.role!r} lets nothing be tried again")
