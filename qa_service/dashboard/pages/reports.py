"""Coaching reports: the latest of each team, and those that wait or failed."""

from datetime import timedelta
from typing import Any

from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency

from qa_service.dashboard.page import Page, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.store import reports

MANY = 500


@get("/reports", include_in_schema=False)
async def reports_page(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page:
    """Every report, the newest period first."""
    visitor.check("reports")
    async with state.database.connection() as db:
        rows = await reports.PAGE.all(db, None, None, MANY, None)
    mine = [row for row in rows if visitor.user.reaches_team(row.team)]
    mine.sort(key=lambda row: (-row.day_until.toordinal(), row.team))
    table = Table(
        "reports",
        ("team", "from", "until", "state", "failure", "finished_at"),
        [
            (row.team, str(row.day_from), str(row.day_until), row.state, row.failure, str(row.finished_at or ""))
            for row in mine
        ],
    )
    return shown(request, visitor, "reports.html", section="reports", table=table, rows=mine, a_day=timedelta(days=1))
