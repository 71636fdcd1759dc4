"""Today: what came in, what is stuck and why, how the night went, and what changed by more than noise."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.dashboard import kept
from qa_service.dashboard.asked import Asked
from qa_service.dashboard.figures import Figures
from qa_service.dashboard.page import Page, fragment
from qa_service.dashboard.pages.retrying import retries_all
from qa_service.dashboard.scene import scene
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.monitoring.results import Signal
from qa_service.pipeline.recovery import PROMISE_DAYS
from qa_service.store import interactions, listing, nights, pages, recovery, reports
from qa_service.store.database import Connection
from qa_service.store.nights import Night, TeamNight

DAYS = 14
NIGHTS = 5
MOST_WRONG = 1000
STATES = ("scored", "received", "transcribed", "failed")


class Change(Struct, frozen=True):
    """A signal that an agent's figures on a behaviour moved."""

    agent: str
    behaviour: str
    signal: Signal


class Progress(Struct, frozen=True, kw_only=True):
    """How far what came in has got; `moving` while something waits. `teams` are those of the newest night."""

    received: int
    states: dict[str, int]
    dirty: int
    reports: int
    nights: list[Night]
    teams: list[TeamNight]

    @property
    def moving(self) -> bool:
        waits = self.states["received"] or self.states["transcribed"] or self.dirty or self.reports
        return bool(waits) or any(night.state == "running" for night in self.nights[:1])

    @property
    def teams_done(self) -> int:
        return sum(one.state == "done" for one in self.teams)


class Recovery(Struct, frozen=True, kw_only=True):
    """How many customers of one day something went wrong for, how often what, and how many were made whole."""

    day: date
    customers: int
    made_whole: int
    unresolved: int
    repeated: int
    not_kept: int


@get("/", include_in_schema=False, opt={LOOKS_AT: "signals"})
async def today(
    request: Request[Any, Any, State],
    state: State,
    visitor: NamedDependency[Visitor],
    again: FromQuery[int | None] = None,
) -> Page | Redirect:
    """The first page: what a QA lead opens in the morning; `again` is how many that failed were asked for once more."""
    if not visitor.opens("today"):
        looked(request, [])
        return Redirect(f"/agents/{quote(visitor.user.agent, safe='')}" if visitor.user.agent else "/agents")
    here = await scene(request, state, visitor, "today", wanted=Asked())
    found = here.figures
    async with state.database.connection() as db:
        progress = await _progress(db, state)
        failures = await pages.FAILURES.all(db)
        intake = await _intake(db, datetime.now(state.settings.zone).date(), found)
        wrong = await _recovery(db, state.page_cache, visitor, found) if found and visitor.opens("recovery") else None
        scored = listing.Wanted(state="scored")
        latest = (await listing.listed(db, scored, visitor.user.reach, 8, newest_first=True)).rows
        written = await reports.LATEST.all(db)
    latest = [replace(one, agent=visitor.names.shown(one.agent)) for one in latest]
    table = Table("today", ("failure", "count"), [(one.failure, one.count) for one in failures])
    say, told = visitor.tongue, None
    if again is not None:
        told = say("retry.waiting", n=say.number(again)) if again else say("retry.none")
    return here.shown(
        "today.html", table=table, progress=progress, failures=failures, intake=_days(intake), latest=latest,
        notice=told, retrying=retries_all(visitor), reports=written, changes=changes(found),
        recovery=wrong, polled=False,
    )  # fmt: skip


@get("/today/progress", include_in_schema=False)
async def progress(state: State, visitor: NamedDependency[Visitor]) -> Page:
    """The figures that move while the page is open."""
    visitor.check("today")
    async with state.database.connection() as db:
        found = await _progress(db, state)
    return fragment(visitor, "progress.html", progress=found, zone=state.settings.zone, polled=True)


async def _progress(db: Connection, state: State) -> Progress:
    counted = await kept.a_while(state.page_cache, "states", lambda: interactions.STATES.all(db))
    states = {row.state: row.count for row in counted}
    last = await nights.LATEST.all(db, state.settings.centre, NIGHTS)
    teams = await nights.TEAMS.all(db, state.settings.centre, last[0].day) if last else []
    return Progress(
        received=sum(states.values()),
        states={name: states.get(name, 0) for name in STATES},
        dirty=await pages.DIRTY.value(db),
        reports=await reports.WAITING.value(db),
        nights=last,
        teams=teams,
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


async def _intake(db: Connection, today: date, found: Figures | None) -> list[pages.Intake]:
    """Of the last days up to today; where nothing came in then, up to the last day that is scored."""
    ends = [today] if found is None else [today, found.last_day]
    for end in ends:
        rows = await pages.INTAKE.all(db, end - timedelta(days=DAYS - 1), end + timedelta(days=1))
        if rows:
            return rows
    return []


async def _recovery(db: Connection, cache: dict[Any, Any], visitor: Visitor, found: Figures) -> Recovery:
    """Counts alone: they tell nobody what the machine made of a contact that is to be read blind."""
    until, reach = found.period.day_until, visitor.user.reach

    async def read() -> list[recovery.WrongRow]:
        return await recovery.NEWEST.all(db, found.last_day, until, PROMISE_DAYS, *reach, MOST_WRONG)

    rows = await kept.a_while(cache, ("recovery", found.last_day, until, str(reach)), read)
    return Recovery(
        day=found.last_day,
        customers=len(rows),
        made_whole=sum(row.recovered_by is not None for row in rows),
        unresolved=sum(row.unresolved for row in rows),
        repeated=sum(row.repeated for row in rows),
        not_kept=sum(row.not_kept for row in rows),
    )


def _days(rows: list[pages.Intake]) -> list[tuple[Any, int, str]]:
    """(day, how many came in, by which channels)."""
    days: dict[Any, dict[str, int]] = {}
    for row in rows:
        days.setdefault(row.day, {})[row.channel] = row.count
    return [(day, sum(of.values()), ", ".join(f"{name} {n}" for name, n in of.items())) for day, of in days.items()]
