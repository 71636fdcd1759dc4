"""Coaching reports: ask for one, see how far it is, read it as PDF or HTML."""

from datetime import date
from uuid import UUID

from litestar import MediaType, Response, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct, field

from qa_service.access.sign_in import READERS, allows
from qa_service.api.paging import Limit, Page, page
from qa_service.api.period import parts
from qa_service.errors import BadInput, Conflict, NotFound
from qa_service.pipeline.analyse import Period
from qa_service.pipeline.report import request
from qa_service.queue.tasks import wake
from qa_service.store import reports
from qa_service.store.reports import Rendered, ReportRow


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A team's report over days, half open; without days the standing window."""

    team: str
    day_from: date | None = field(default=None, name="from")
    day_until: date | None = field(default=None, name="until")


class Asked(Struct, frozen=True):
    id: UUID


@post("/reports", guards=[allows("admin", "qa_lead")], status_code=202)
async def ask(state: State, data: JSONBody[Wanted]) -> Asked:
    """Ask for a report; a worker writes it. Asking again writes it anew."""
    database, settings = parts(state)
    period = None
    if data.day_from and data.day_until:
        if data.day_from >= data.day_until:
            raise BadInput(f"from: {data.day_from} is not before until {data.day_until}")
        period = Period(data.day_from, data.day_until)
    elif data.day_from or data.day_until:
        raise BadInput("from and until: give both, or neither")
    async with database.transaction() as db:
        made = await request(db, data.team, period, settings)
    await wake(state.sender, "report")
    return Asked(made)


@get("/reports", guards=[allows(*READERS)])
async def listed(
    state: State, team: FromQuery[str | None] = None, after: FromQuery[UUID | None] = None, limit: Limit = 50
) -> Page[ReportRow]:
    """Reports in the order they were asked for."""
    async with state.database.connection() as db:
        return page(await reports.PAGE.all(db, after, team, limit + 1), limit)


@get("/reports/{report_id:uuid}", guards=[allows(*READERS)])
async def one(state: State, report_id: FromPath[UUID]) -> ReportRow:
    async with state.database.connection() as db:
        found = await reports.GET.one(db, report_id)
    if found is None:
        raise NotFound(f"report {report_id} is not known")
    return found


@get("/reports/{report_id:uuid}/pdf", guards=[allows(*READERS)], media_type="application/pdf")
async def pdf(state: State, report_id: FromPath[UUID]) -> Response[bytes]:
    rendered = await _rendered(state, report_id)
    name = f'inline; filename="coaching-{report_id}.pdf"'
    return Response(rendered.pdf or b"", media_type="application/pdf", headers={"Content-Disposition": name})


@get("/reports/{report_id:uuid}/html", guards=[allows(*READERS)], media_type=MediaType.HTML)
async def html(state: State, report_id: FromPath[UUID]) -> Response[str]:
    rendered = await _rendered(state, report_id)
    return Response(rendered.html or "", media_type=MediaType.HTML)  # the page carries its own content policy


async def _rendered(state: State, report_id: UUID) -> Rendered:
    async with state.database.connection() as db:
        row = await reports.GET.one(db, report_id)
        rendered = await reports.RENDERED.one(db, report_id)
    if row is None or rendered is None:
        raise NotFound(f"report {report_id} is not known")
    if rendered.pdf is None or rendered.html is None:
        reason = f"failed: {row.failure}" if row.state == "failed" else "is not written yet; ask again in a moment"
        raise Conflict(f"report {report_id} {reason}")
    return rendered


router = Router(path="/", route_handlers=[ask, listed, one, pdf, html])
