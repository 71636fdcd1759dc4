"""Agents: all of them with their figures, and one with levels, spreads, weeks, signals and evidence."""

from datetime import date
from typing import Any

import anyio.to_thread
from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct
from msgspec.structs import replace

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.stretch import reached_days
from qa_service.dashboard import charts
from qa_service.dashboard.evidence import clips, note_seen
from qa_service.dashboard.figures import Figures
from qa_service.dashboard.page import Page
from qa_service.dashboard.scene import scene
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import NotFound
from qa_service.monitoring.results import AgentResult
from qa_service.reports.report import Moment
from qa_service.store import listing, pages, people, sessions

CLIPS = 3
PER_PAGE = 100
ORDER = ("below", "untold", "at_target", "lacking")
MANY = 50
"""Sessions and contacts of one agent that a page shows."""


class OfAgent(Struct, frozen=True, kw_only=True):
    """One agent's figures on one behaviour, against everybody's."""

    behaviour: str
    target: float
    verdict: str
    result: AgentResult
    chart: charts.Drawn | None = None
    moments: tuple[Moment, ...] = ()

    @property
    def reading(self) -> str:
        """Where the level stands, as far as that is sure."""
        return reading(self.result, self.target)


def reading(result: AgentResult, target: float) -> str:
    if result.status != "enough":
        return "lacking"
    if result.level.high < target:
        return "below"
    return "at_target" if result.level.low >= target else "untold"


def of_agents(found: Figures) -> list[OfAgent]:
    """Everybody's figures by agent and behaviour."""
    told = [
        OfAgent(behaviour=name, target=result.target, verdict=result.verdict, result=one)
        for name, result in found.analysis.behaviours.items()
        for one in result.agents
    ]
    return sorted(told, key=lambda one: (one.result.agent, one.behaviour))


@get("/agents", include_in_schema=False, opt={LOOKS_AT: "variability"})
async def agents(
    request: Request[Any, Any, State],
    state: State,
    visitor: NamedDependency[Visitor],
    after: FromQuery[str] = "",
) -> Page:
    """Everybody by name, PER_PAGE at a time; ranked is nobody. The table as CSV holds all."""
    here = await scene(request, state, visitor, "agents")
    if here.figures is None:
        return here.nothing()
    found, whole = here.figures, here.centre
    rows = of_agents(found)
    by_agent: dict[str, dict[str, OfAgent]] = {}
    for row in rows:
        by_agent.setdefault(row.result.agent, {})[row.behaviour] = row
    names = [name for name in by_agent if name > after]
    further = names[PER_PAGE - 1] if len(names) > PER_PAGE else None
    return here.shown(
        "agents.html", table=table(rows, whole.team), by_agent={name: by_agent[name] for name in names[:PER_PAGE]},
        behaviours=sorted(found.analysis.behaviours), further=further,
    )  # fmt: skip


@get("/agents/{agent:path}", include_in_schema=False, opt={LOOKS_AT: "variability"})
async def agent(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], agent: FromPath[str]
) -> Page:
    """One agent: level and spread per behaviour, weeks with signals, moments to read or hear."""
    name = agent.removeprefix("/")
    here = await scene(request, state, visitor, "agents")
    found, whole = here.figures, here.centre
    if name not in whole.agents:
        raise NotFound(f"agent {name!r} is not known, or none of yours")
    ref = whole.agents[name].agent
    looked(request, [ref])
    days = await _reached(state, visitor, ref, found) if found else None
    if days:
        wanted = replace(here.wanted, day_from=days[0], day_until=days[1])
        here = await scene(request, state, visitor, "agents", wanted=wanted)
        looked(request, [ref])
        found, whole = here.figures, here.centre
    if found is None:
        return here.nothing()
    period = found.period
    async with state.database.connection() as db:
        weeks = await pages.WEEKS.all(db, ref, found.instrument_id, period.day_from, period.day_until)
        told = await clips(db, found, visitor.user, ref, first_days=state.settings.agent_first_days, most=10_000)
        held = await sessions.NEWEST.all(db, ref, *visitor.user.reach, MANY)
        recent = (await listing.listed(db, listing.Wanted(agent=ref), visitor.user.reach, 15, newest_first=True)).rows
    mine = [row for row in of_agents(found) if row.result.agent == name]
    mine.sort(key=lambda row: (ORDER.index(row.reading), row.behaviour))
    rows = await anyio.to_thread.run_sync(_with_evidence, visitor, mine, weeks, told, held)
    async with state.database.transaction() as db:
        await note_seen(db, visitor.user, (moment for row in rows for moment in row.moments))
    return here.shown(
        "agent.html", table=table(mine, whole.team),
        agent=replace(whole.agents[name], agent=name), rows=rows, recent=recent,
        sessions=held, leading=visitor.may("admin", "qa_lead", "team_lead"), own=ref == visitor.user.agent,
    )  # fmt: skip


async def _reached(state: State, visitor: Visitor, ref: str, found: Figures) -> tuple[date, date] | None:
    """The days on which the visitor reaches this agent, where they are not all of the period's."""
    whole = (found.period.day_from, found.period.day_until)
    async with state.database.connection() as db:
        person = await people.AGENTS.one(db, [ref])
        days = await reached_days(db, visitor.user, person.id, *whole) if person else None
    if days is None:
        raise NotFound(f"agent {visitor.names.shown(ref)!r} is none of yours in these days")
    return None if days == whole else days


def _with_evidence(
    visitor: Visitor, rows: list[OfAgent], weeks: list[pages.Week], told: list[Moment], held: list[sessions.SessionRow]
) -> list[OfAgent]:
    found: list[OfAgent] = []
    for row in rows:
        mine = [week for week in weeks if week.behaviour == row.behaviour]
        days = [one.held_on for one in held if one.behaviour == row.behaviour]
        drawn = charts.weeks(visitor.tongue, mine, row.target, row.result.signals, days) if mine else None
        moments = [one for one in told if one.behaviour == row.behaviour]
        missed = [one for one in moments if not one.met][: CLIPS - 1]
        met = [one for one in moments if one.met][: CLIPS - len(missed)]
        found.append(replace(row, chart=drawn, moments=(*missed, *met)))
    return found


def table(rows: list[OfAgent], team: Any) -> Table:
    columns = ("agent", "team", "behaviour", "n", "level", "level_low", "level_high", "target", "reading", "spread",
               "spread_low", "spread_high", "below", "below_low", "below_high", "p_below_target", "status",
               "needed")  # fmt: skip
    lines: list[tuple[object, ...]] = []
    for row in rows:
        one = row.result
        below = (one.below.estimate, one.below.low, one.below.high) if one.below else (None, None, None)
        lines.append((
            one.agent, team(one.agent), row.behaviour, one.n, one.level.estimate, one.level.low, one.level.high,
            row.target, row.reading, one.spread.estimate, one.spread.low, one.spread.high, *below, one.p_below_target,
            one.status, one.needed,
        ))  # fmt: skip
    return Table("agents", columns, lines)
