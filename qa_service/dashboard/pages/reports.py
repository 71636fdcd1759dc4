"""Coaching reports: the latest of each team, and those that wait or failed."""

from datetime import timedelta
from typing import Any

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Redirect

from qa_service.dashboard.asked import asked
from qa_service.dashboard.forms import text
from qa_service.dashboard.page import Page, days_of, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import NotAllowed
from qa_service.pipeline.report import request as request_report
from qa_service.queue.tasks import wake
from qa_service.store import people, reports

MANY = 500
ASKERS = ("admin", "qa_lead")


@get("/reports", include_in_schema=False)
async def reports_page(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page:
    """Every report, the newest period first."""
    visitor.check("reports")
    wanted = asked(request)
    async with state.database.connection() as db:
        teams_reached = None if visitor.user.everyone else list(visitor.user.teams)
        rows = await reports.NEWEST.all(db, teams_reached, MANY, wanted.day_from, wanted.day_until)
        teams = [team.ref for team in await people.ALL_TEAMS.all(db)]
    table = Table(
        "reports",
        ("team", "from", "until", "state", "failure", "finished_at"),
        [
            (row.team, str(row.day_from), str(row.day_until), row.state, row.failure, str(row.finished_at or ""))
            for row in rows
        ],
    )
    return shown(request, visitor, "reports.html", section="reports", table=table, rows=rows, a_day=timedelta(days=1),
                 teams=teams if visitor.may(*ASKERS) else (), days=days_of(wanted, most=MANY))  # fmt: skip


@post("/reports", include_in_schema=False)
async def ask(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Redirect:
    """Ask for one team's report over the standing window, now; a worker writes it."""
    if not visitor.may(*ASKERS):
        raise NotAllowed(f"the role {visitor.user.role!r} asks for no reports")
    team = text(await request.form(), "team", required=True)
    async with state.database.transaction() as db:
        await request_report(db, team, None, state.settings)
    await wake(state.sender, "report")
    return Redirect("/reports", status_code=303)
