"""The dashboard's routes: the page, how to sign in to it, and its style sheet."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import anyio.to_thread
import msgspec
from litestar import MediaType, Request, Response, Router, get
from litestar.datastructures import Cookie, State
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.static_files import create_static_files_router

from qa_service.access.sign_in import COOKIE, READERS, signed_in
from qa_service.config import Settings
from qa_service.dashboard.overview import Intake, Link, Overview, TeamReport, compose
from qa_service.dashboard.page import CONTENT_POLICY, STATIC, render, sign_in_page
from qa_service.monitoring.results import Analysis
from qa_service.reports.coaching import speech_warnings
from qa_service.reports.report import Period
from qa_service.store import analyses, interactions, people, reports
from qa_service.store.analyses import StandingAnalysis
from qa_service.store.database import Database
from qa_service.store.reports import ReportRow

LATEST_TRANSCRIPTS = 10
HEADERS = {"Content-Security-Policy": CONTENT_POLICY, "Cache-Control": "private, no-store"}


@get("/", opt={"exclude_from_auth": True}, media_type=MediaType.HTML, include_in_schema=False)
async def overview(
    request: Request[Any, Any, State], state: State, key: Annotated[str | None, QueryParameter(name="key")] = None
) -> Response[Any]:
    """The centre at a glance. `?key=…` signs in: the key moves to a cookie, out of the address."""
    if key:
        made = Redirect("/")
        made.set_cookie(Cookie(key=COOKIE, value=key, httponly=True, samesite="strict", max_age=12 * 3600))
        return made
    user = await signed_in(request)
    if user is None or user.role not in READERS:
        return Response(sign_in_page(), status_code=401, media_type=MediaType.HTML, headers=HEADERS)
    html = await _page(state.database, state.settings, state.page_cache)
    return Response(html, media_type=MediaType.HTML, headers=HEADERS)


async def _page(database: Database, settings: Settings, cache: dict[Any, str]) -> str:
    """Draw the page, or give the one that was drawn of the same figures."""
    async with database.connection() as db:
        standing = await analyses.LATEST.one(db)
        states = {row.state: row.count for row in await interactions.STATES.all(db)}
        written = await reports.LATEST.all(db)
        teams = {row.agent: row.team for row in await people.TEAM_OF_AGENT.all(db)}
        latest = await interactions.LATEST.all(db, LATEST_TRANSCRIPTS)
        engines = await interactions.SPEECH_ENGINES_EVER.values(db)
    of = (standing.computed_at if standing else None, *sorted(states.items()), *(row.finished_at for row in written))
    if of not in cache:
        page = _overview(settings, standing, states, written, teams, latest, engines)
        drawn = await anyio.to_thread.run_sync(render, page)
        cache.clear()
        cache[of] = drawn
    return cache[of]


def _overview(
    settings: Settings,
    standing: StandingAnalysis | None,
    states: dict[str, int],
    written: list[ReportRow],
    teams: dict[str, str],
    latest: list[interactions.Shown],
    engines: list[str],
) -> Overview:
    today = datetime.now(settings.zone).date()
    analysis = (
        msgspec.convert(standing.document, Analysis) if standing else Analysis(behaviours={}, priorities=(), drivers=())
    )
    first, last = (standing.day_from, standing.day_until) if standing else (today, today)
    return compose(
        analysis,
        teams=teams,
        period=Period(start=first, end=max(first, last - timedelta(days=1))),
        timezone=settings.timezone,
        instrument=standing.instrument if standing else "none yet",
        generated_at=standing.computed_at if standing else datetime.now(UTC),
        intake=Intake(
            received=sum(states.values()),
            scored=states.get("scored", 0),
            waiting=states.get("received", 0) + states.get("transcribed", 0),
            failed=states.get("failed", 0),
        ),
        reports=[_report(row) for row in written],
        transcripts=[
            Link(label=row.ref, url=f"/v1/interactions/{row.id}/transcript", note=f"{row.channel}, {row.agent or ''}")
            for row in latest
        ],
        warnings=speech_warnings(engines),
    )


def _report(row: ReportRow) -> TeamReport:
    address = f"/v1/reports/{row.id}"
    period = Period(start=row.day_from, end=row.day_until - timedelta(days=1))
    return TeamReport(team=row.team, period=period, pdf=f"{address}/pdf", html=f"{address}/html")


static = create_static_files_router(
    path="/static", directories=[STATIC], opt={"exclude_from_auth": True}, include_in_schema=False
)
router = Router(path="/", route_handlers=[overview, static])
