"""Appeals: an agent contests a score, somebody else decides; until then it is out of the level."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec.structs import replace

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.hash_key import master_key
from qa_service.dashboard.asked import asked
from qa_service.dashboard.forms import text
from qa_service.dashboard.page import Page, days_of, shown
from qa_service.dashboard.pages.reviews import GRADES
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import BadInput, NotAllowed
from qa_service.pipeline import appeals
from qa_service.queue.tasks import wake
from qa_service.store import appeals as stored

MANY = 200
UPHELD = "upheld"


@get("/appeals", include_in_schema=False, opt={LOOKS_AT: "appeals"})
async def appeals_page(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page:
    """Open appeals first, the most urgent ahead; each with the form to decide it."""
    visitor.check("appeals")
    user, wanted = visitor.user, asked(request)
    async with state.database.connection() as db:
        # An appeal holds a score of one contact: where nobody reads such a figure, a lead reads their own alone.
        reach = user.reach if visitor.names.reads_scores else (False, user.agent_id, [])
        rows = await stored.NEWEST.all(db, *reach, user.name, MANY, *wanted.moments(state.settings.zone))
    looked(request, [row.agent for row in rows])
    rows = [replace(row, agent=visitor.names.shown(row.agent) or "") for row in rows]
    columns = ("ref", "behaviour", "agent", "state", "score", "reason", "made_by", "decided_by", "decision")
    table = Table("appeals", columns, [tuple(getattr(row, name) for name in columns) for row in rows])
    return shown(
        request, visitor, "appeals.html", section="appeals", table=table, rows=rows, grades=list(GRADES),
        deciding=visitor.may("admin", "qa_lead"), days=days_of(wanted, most=MANY),
    )  # fmt: skip


@post("/interactions/{interaction_id:uuid}/appeal", include_in_schema=False)
async def appeal(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], interaction_id: FromPath[UUID]
) -> Redirect:
    """Contest a score of one's own."""
    user, settings = visitor.user, state.settings
    if user.role != "agent" or user.agent_id is None:
        raise NotAllowed("an agent appeals against scores of their own")
    form = await request.form()
    async with state.database.transaction() as db:
        row = await appeals.appeal(
            db,
            user,
            user.agent_id,
            interaction_id,
            text(form, "behaviour", required=True),
            leg=None,
            turn=None,
            reason=text(form, "reason", required=True),
            appeal_days=settings.appeal_days,
            decide_days=settings.decide_days,
            master_key=master_key(settings),
        )
    looked(request, [row.agent], interaction_id)
    await wake(state.sender, "refresh")
    return Redirect("/appeals", status_code=303)


@post("/appeals/{appeal_id:uuid}", include_in_schema=False)
async def decide(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], appeal_id: FromPath[UUID]
) -> Redirect:
    """Let the score stand, or put another in its place."""
    if not visitor.may("admin", "qa_lead"):
        raise NotAllowed(f"the role {visitor.user.role!r} decides no appeals")
    form = await request.form()
    choice = text(form, "decision", required=True)
    if choice != UPHELD and choice not in GRADES:
        raise BadInput(f"decision: {choice!r} is none of {UPHELD}, {', '.join(GRADES)}")
    async with state.database.transaction() as db:
        row = await appeals.decide(
            db,
            visitor.user,
            appeal_id,
            overturn=choice != UPHELD,
            score=None if choice == UPHELD else GRADES[choice],
            reason=text(form, "reason", required=True),
            master_key=master_key(state.settings),
        )
    looked(request, [row.agent], row.interaction_id)
    await wake(state.sender, "refresh")
    return Redirect("/appeals", status_code=303)


@post("/appeals/{appeal_id:uuid}/withdrawal", include_in_schema=False)
async def withdraw(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], appeal_id: FromPath[UUID]
) -> Redirect:
    """Take one's own appeal back."""
    async with state.database.transaction() as db:
        row = await appeals.withdraw(db, visitor.user, appeal_id)
    looked(request, [row.agent], row.interaction_id)
    await wake(state.sender, "refresh")
    return Redirect("/appeals", status_code=303)
