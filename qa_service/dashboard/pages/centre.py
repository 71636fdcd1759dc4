"""The centre and its teams: levels by agent and by team, spread against level, channels, bots beside people."""

from typing import Any

import anyio.to_thread
from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from msgspec import Struct

from qa_service.access.audit import LOOKS_AT
from qa_service.dashboard import charts, kept
from qa_service.dashboard.figures import Centre, Figures
from qa_service.dashboard.page import Page
from qa_service.dashboard.pages.verdicts import first
from qa_service.dashboard.scene import scene
from qa_service.dashboard.segments import shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.monitoring.results import Interval, TeamResult
from qa_service.reports import standing
from qa_service.reports.charts import KEY
from qa_service.reports.report import AgentLevel
from qa_service.store import pages

MOST_FUNNELS, MOST_DRAWN = 12, 60
READINGS = ("at_target", "below", "untold", "lacking")


class OfTeam(Struct, frozen=True, kw_only=True):
    """A team's level on the behaviour: its agents' levels weighted by their contacts."""

    team: str
    agents: int
    n: int
    level: Interval | None
    reading: str
    unsteady: tuple[str, ...]


class OfChannel(Struct, frozen=True, kw_only=True):
    """Plain figures of a channel, nothing taken out of them; `kind` is human or bot."""

    channel: str
    kind: str
    n: int
    mean: float
    below: float


@get("/centre", include_in_schema=False, opt={LOOKS_AT: "variability"})
async def whole(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page:
    """One behaviour across the centre; `behaviour` in the address says which."""
    here = await scene(request, state, visitor, "centre")
    if here.figures is None or not here.figures.analysis.behaviours:
        return here.nothing()
    found, around = here.figures, here.centre
    parts = await _parts(state, found)
    names = sorted(found.analysis.behaviours, key=lambda name: first(name, found.analysis.behaviours[name]))
    behaviour = request.query_params.get("behaviour", "")
    behaviour = behaviour if behaviour in names else names[0]
    few = state.settings.min_cell
    rows = [row for row in standing.levels(found.analysis, set(around.agents)) if row.behaviour == behaviour]
    apart = furthest(rows)
    drawn = await anyio.to_thread.run_sync(_drawn, visitor, apart, behaviour)
    shown_teams = [one for one in found.analysis.behaviours[behaviour].teams if len(one.agents) >= few]
    funnels = await anyio.to_thread.run_sync(_funnels, visitor, shown_teams[:MOST_FUNNELS])
    teams = of_teams(rows, around, found, behaviour, few)
    channels = [
        _of_channel(one) for one in parts if one.behaviour == behaviour and (one.kind == "bot" or one.agents >= few)
    ]
    return here.shown(
        "centre.html", table=_table(teams, behaviour), behaviour=behaviour, behaviours=names,
        target=found.analysis.behaviours[behaviour].target,
        charts=drawn, drawn=len(apart), agents=len(rows), funnels=funnels, few=few,
        key=list(zip(KEY, READINGS, strict=True)),
        teams=teams, channels=channels,
        kinds=[(kind, shown(visitor.tongue, kind)) for kind in state.settings.reported_segments],
        unsteady=[row for row in standing.unsteady(rows) if row.status == "enough"],
        good_unsteady=[row.agent for row in standing.unsteady(rows) if row.level.high >= row.target],
    )  # fmt: skip


async def _parts(state: State, found: Figures) -> list[pages.Part]:
    """What the channels' figures are is read once of each analysis: it sums all of its days."""

    async def read() -> list[pages.Part]:
        async with state.database.connection() as db:
            return await pages.PARTS.all(db, found.instrument_id, found.period.day_from, found.period.day_until)

    return await kept.once(state.page_cache, ("parts", found.instrument_id, found.period, found.computed_at), read)


def furthest(rows: list[AgentLevel]) -> list[AgentLevel]:
    """The MOST_DRAWN whose levels lie furthest from the target, by how sure that is; in the order given."""
    apart = sorted(
        rows, key=lambda row: -abs(row.level.estimate - row.target) / max(row.level.high - row.level.low, 0.01)
    )
    names = {row.agent for row in apart[:MOST_DRAWN]}
    return [row for row in rows if row.agent in names]


def of_teams(rows: list[AgentLevel], around: Centre, found: Figures, behaviour: str, few: int) -> list[OfTeam]:
    """Each team with figures of at least `few` agents, by name."""
    apart = {row.agent for row in standing.unsteady(rows)}
    told: list[OfTeam] = []
    for team in around.teams:
        mine = [row for row in rows if around.team(row.agent) == team]
        if len(mine) < few:
            continue
        level = standing.pooled((row.level, row.n, row.spread.estimate**2 if row.spread else 0.0) for row in mine)
        target = found.analysis.behaviours[behaviour].target
        told.append(
            OfTeam(
                team=team,
                agents=len(mine),
                n=sum(row.n for row in mine),
                level=level,
                reading=_reading(level, target),
                unsteady=tuple(row.agent for row in mine if row.agent in apart),
            )
        )
    return told


def _reading(level: Interval | None, target: float) -> str:
    if level is None:
        return "lacking"
    if level.high < target:
        return "below"
    return "at_target" if level.low >= target else "untold"


def _of_channel(one: pages.Part) -> OfChannel:
    return OfChannel(channel=one.channel or "", kind=one.kind, n=one.n, mean=one.total / one.n, below=one.below / one.n)


def _funnels(visitor: Visitor, teams: list[TeamResult]) -> list[charts.Drawn]:
    return [charts.funnel(visitor.tongue, one) for one in teams]


def _drawn(visitor: Visitor, rows: list[AgentLevel], behaviour: str) -> list[charts.Drawn]:
    if not rows:
        return []
    return [
        charts.spread_by_level(visitor.tongue, rows, behaviour),
        charts.levels(visitor.tongue, rows, behaviour),
    ]


def _table(teams: list[OfTeam], behaviour: str) -> Table:
    columns = ("team", "behaviour", "agents", "n", "level", "level_low", "level_high", "reading", "unsteady")
    lines: list[tuple[object, ...]] = []
    for one in teams:
        level = (one.level.estimate, one.level.low, one.level.high) if one.level else (None, None, None)
        lines.append((one.team, behaviour, one.agents, one.n, *level, one.reading, " ".join(one.unsteady)))
    return Table("teams", columns, lines)
