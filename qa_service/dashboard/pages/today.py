"""Today: what came in, what is stuck and why, how the night went, and what changed by more than noise."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.dashboard.asked import Asked
from qa_service.dashboard.figures import Figures, look
from qa_service.dashboard.page import Page, fragment, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.monitoring.results import Signal
from qa_service.store import interactions, listing, nights, pages, reports
from qa_service.store.database import Connection

DAYS = 14
STATES = ("scored", "received", "transcribed", "failed")


class Change(Struct, frozen=True):
    """A signal that an agent's figures on a behaviour moved."""

    agent: str
    behaviour: str
    signal: Signal


class Progress(Struct, frozen=True, kw_only=True):
    """How far what came in has got; `moving` while something waits."""

    received: int
    states: dict[str, int]
    dirty: int
    reports: int
    nights: list[nights.Night]

    @property
    def moving(self) -> bool:
        return bool(self.states["received"] or self.states["transcribed"] or self.dirty or self.reports)


@get("/", include_in_schema=False, opt={LOOKS_AT: "signals"})
async def today(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page | Redirect:
    """The first page: what a QA lead opens in the morning."""
    if not visitor.opens("today"):
        looked(request, [])
        return Redirect(f"/agents/{quote(visitor.user.agent, safe='')}" if visitor.user.agent else "/agents")
    found, whole = await look(state, visitor, Asked())
    now = datetime.now(state.settings.zone).date()
    async with state.database.connection() as db:
        progress = await _progress(db, state)
        failures = await pages.FAILURES.all(db)
        intake = await pages.INTAKE.all(db, now - timedelta(days=DAYS - 1), now + timedelta(days=1))
        scored = listing.Wanted(state="scored")
        latest = (await listing.listed(db, scored, visitor.user.reach, 8, newest_first=True)).rows
        written = await reports.LATEST.all(db)
    looked(request, whole.refs)
    latest = [replace(one, agent=visitor.names.shown(one.agent)) for one in latest]
    table = Table("today", ("failure", "count"), [(one.failure, one.count) for one in failures])
    return shown(
        request, visitor, "today.html", section="today", table=table, progress=progress, failures=failures,
        intake=_days(intake), latest=latest, reports=written, changes=changes(found), centre=whole, figures=found,
    )  # fmt: skip


@get("/today/progress", include_in_schema=False)
async def progress(state: State, visitor: NamedDependency[Visitor]) -> Page:
    """The figures that move while the page is open."""
    visitor.check("today")
    async with state.database.connection() as db:
        return fragment(visitor, "progress.html", progress=await _progress(db, state), zone=state.settings.zone)


async def _progress(db: Connection, state: State) -> Progress:
    counted = {row.state: row.count for row in await interactions.STATES.all(db)}
    return Progress(
        received=sum(counted.values()),
        states={name: counted.get(name, 0) for name in STATES},
        dirty=await pages.DIRTY.value(db),
        reports=await reports.WAITING.value(db),
        nights=await nights.LATEST.all(db, state.settings.centre, 5),
    )


def changes(found: Figures | None) -> list[Change]:
    """Every signal of the analysis, the newest first."""
    if found is None:
        return []
    told = [
        Change(one.agent, name, signal)
        for name, result in found.analysis.behaviours.items()
        for one in result.agents
        for signal in one.signals
    ]
    return sorted(told, key=lambda one: (-one.signal.since.toordinal(), one.agent, one.behaviour))


def _days(rows: list[pages.Intake]) -> list[tuple[Any, int, str]]:
    """(day, how many came in, by which channels)."""
    days: dict[Any, dict[str, int]] = {}
    for row in rows:
        days.setdefault(row.day, {})[row.channel] = row.count
    return [(day, sum(of.values()), ", ".join(f"{name} {n}" for name, n in of.items())) for day, of in days.items()]
