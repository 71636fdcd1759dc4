"""Coaching reports: ask for one, see how far it is, read it as PDF or HTML."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct, field

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.names import check_report
from qa_service.access.roles import READERS, Role, allows_reached
from qa_service.access.user import User
from qa_service.api.paging import Limit, Page, page
from qa_service.api.period import parts
from qa_service.errors import BadInput, Conflict, NotFound
from qa_service.pipeline.analyse import Period
from qa_service.pipeline.report import request as ask_for
from qa_service.queue.tasks import wake
from qa_service.reports.document import content_policy
from qa_service.store import people, reports
from qa_service.store.database import Connection
from qa_service.store.reports import Rendered, ReportRow

SEES: tuple[Role, ...] = (*READERS, "team_lead")


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A team's report over days, half open; without days the standing window."""

    team: str
    day_from: date | None = field(default=None, name="from")
    day_until: date | None = field(default=None, name="until")


class Asked(Struct, frozen=True):
    id: UUID


@post("/reports", guards=[allows_reached("admin", "qa_lead", "team_lead")], status_code=202)
async def ask(request: Request[User, Any, State], state: State, data: JSONBody[Wanted]) -> Asked:
    """Ask for a report; a worker writes it. Asking again writes it anew."""
    database, settings = parts(state)
    request.user.check_team(data.team)
    period = None
    if data.day_from and data.day_until:
        if data.day_from >= data.day_until:
            raise BadInput(f"from: {data.day_from} is not before until {data.day_until}")
        period = Period(data.day_from, data.day_until)
    elif data.day_from or data.day_until:
        raise BadInput("from and until: give both, or neither")
    async with database.transaction() as db:
        made = await ask_for(db, data.team, period, settings)
    await wake(state.sender, "report")
    return Asked(made)


@get("/reports", guards=[allows_reached(*SEES)])
async def listed(
    request: Request[User, Any, State],
    state: State,
    team: FromQuery[str | None] = None,
    after: FromQuery[UUID | None] = None,
    limit: Limit = 50,
) -> Page[ReportRow]:
    """Reports of the teams that you reach, in the order they were asked for."""
    teams = None if request.user.everyone else list(request.user.teams)
    async with state.database.connection() as db:
        return page(await reports.PAGE.all(db, after, team, limit + 1, teams), limit)


@get("/reports/{report_id:uuid}", guards=[allows_reached(*SEES)])
async def one(request: Request[User, Any, State], state: State, report_id: FromPath[UUID]) -> ReportRow:
    """One report: its period, how far it is, and why it failed where it did."""
    async with state.database.connection() as db:
        return await _row(db, request.user, report_id)


@get(
    "/reports/{report_id:uuid}/pdf",
    guards=[allows_reached(*SEES)],
    opt={LOOKS_AT: "report"},
    media_type="application/pdf",
)
async def pdf(request: Request[User, Any, State], state: State, report_id: FromPath[UUID]) -> Response[bytes]:
    """The report to print."""
    rendered = await _rendered(request, state, report_id)
    name = f'inline; filename="coaching-{report_id}.pdf"'
    return Response(rendered.pdf or b"", media_type="application/pdf", headers={"Content-Disposition": name})


@get(
    "/reports/{report_id:uuid}/html",
    guards=[allows_reached(*SEES)],
    opt={LOOKS_AT: "report"},
    media_type=MediaType.HTML,
)
async def html(request: Request[User, Any, State], state: State, report_id: FromPath[UUID]) -> Response[str]:
    """The report as a page of its own, as mail holds it."""
    rendered = await _rendered(request, state, report_id)
    policy = f"{content_policy()}; frame-ancestors 'none'"  # the page carries one of its own: both hold
    return Response(rendered.html or "", media_type=MediaType.HTML, headers={"Content-Security-Policy": policy})


async def _row(db: Connection, user: User, report_id: UUID) -> ReportRow:
    row = await reports.GET.one(db, report_id)
    if row is None or not user.reaches_team(row.team):
        raise NotFound(f"report {report_id} is not known")
    return row


async def _rendered(request: Request[User, Any, State], state: State, report_id: UUID) -> Rendered:
    database, settings = parts(state)
    async with database.connection() as db:
        row = await _row(db, request.user, report_id)
        await check_report(db, settings, report_id)
        rendered = await reports.RENDERED.one(db, report_id)
        agents = await people.AGENTS_OF_TEAM_NAMED.all(db, row.team, row.day_from, row.day_until)
    if rendered is None or rendered.pdf is None or rendered.html is None:
        reason = f"failed: {row.failure}" if row.state == "failed" else "is not written yet; ask again in a moment"
        raise Conflict(f"report {report_id} {reason}")
    looked(request, [agent.ref for agent in agents])
    return rendered


router = Router(path="/", route_handlers=[ask, listed, one, pdf, html])
