"""Verdicts per behaviour with the variance budget, and whom to train first; each row opens into its evidence."""

from typing import Any

import anyio.to_thread
from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec import Struct

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.dashboard import charts
from qa_service.dashboard.evidence import clips, note_seen, weeks
from qa_service.dashboard.figures import Centre, Figures
from qa_service.dashboard.page import Page, fragment
from qa_service.dashboard.scene import scene
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import NotFound
from qa_service.monitoring.results import AgentResult, BehaviourResult, Priority
from qa_service.reports import selection, standing
from qa_service.reports.charts import SHARES

CLIPS = 3


class Part(Struct, frozen=True):
    """One source's share of the variation, drawn from `start`."""

    name: str
    start: float
    share: float


class Judged(Struct, frozen=True, kw_only=True):
    """One behaviour's card: the verdict, its budget, and how many agents stand where."""

    behaviour: str
    result: BehaviourResult
    parts: tuple[Part, ...]
    below: int
    enough: int


class Row(Struct, frozen=True, kw_only=True):
    """One agent x behaviour to train."""

    priority: Priority
    agent: AgentResult
    team: str
    target: float


@get("/verdicts", include_in_schema=False, opt={LOOKS_AT: "priorities"})
async def verdicts(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page:
    """What to do about each behaviour, and whom to train first."""
    here = await scene(request, state, visitor, "verdicts")
    if here.figures is None:
        return here.nothing()
    found, whole = here.figures, here.centre
    rows = priorities(found, whole)
    cards = [judged(name, result) for name, result in sorted(found.analysis.behaviours.items())]
    return here.shown(
        "verdicts.html", table=_table(rows, found.ranked),
        cards=sorted(cards, key=lambda card: first(card.behaviour, card.result)), rows=rows, total=found.ranked,
        sources=[name for name in SHARES if any(part.name == name for card in cards for part in card.parts)],
    )  # fmt: skip


@get("/verdicts/priority", include_in_schema=False, opt={LOOKS_AT: "variability"})
async def priority(
    request: Request[Any, Any, State],
    state: State,
    visitor: NamedDependency[Visitor],
    agent: FromQuery[str],
    behaviour: FromQuery[str],
) -> Page:
    """What stands behind one row: its factors, the agent's weeks and three moments."""
    here = await scene(request, state, visitor, "verdicts")
    found, whole = here.figures, here.centre
    rows = priorities(found, whole, every=True) if found else []
    row = next((one for one in rows if (one.priority.agent, one.priority.behaviour) == (agent, behaviour)), None)
    if found is None or row is None:
        raise NotFound(f"{agent!r} has no priority in {behaviour!r} in this period")
    ref = whole.agents[agent].agent
    looked(request, [ref])
    async with state.database.transaction() as db:
        seen = await weeks(db, found, visitor.user, ref)
        first_days = state.settings.agent_first_days
        moments = await clips(db, found, visitor.user, ref, behaviour, first_days=first_days, most=CLIPS)
        await note_seen(db, visitor.user, moments)
    mine = [week for week in seen if week.behaviour == behaviour]
    drawn = await anyio.to_thread.run_sync(charts.weeks, visitor.tongue, mine, row.target, row.agent.signals)
    return fragment(
        visitor, "priority.html", row=row, chart=drawn, moments=moments, asked=here.wanted, period=found.period
    )


def priorities(found: Figures, around: Centre, *, every: bool = False) -> list[Row]:
    """The rows that may be named, best first; `every`: all that are ranked."""
    by_name = {
        (one.agent, name): (one, result.target)
        for name, result in found.analysis.behaviours.items()
        for one in result.agents
    }
    levels = standing.levels(found.analysis, {agent for agent, _ in by_name})
    chosen = found.analysis.priorities if every else selection.candidates(found.analysis, levels)
    return [
        Row(
            priority=one,
            agent=by_name[one.agent, one.behaviour][0],
            target=by_name[one.agent, one.behaviour][1],
            team=around.team(one.agent),
        )
        for one in chosen
    ]


def judged(name: str, result: BehaviourResult) -> Judged:
    parts: list[Part] = []
    order = {source: place for place, source in enumerate(SHARES)}
    start = 0.0
    for source, share in sorted(result.budget.items(), key=lambda item: order.get(item[0], len(order))):
        parts.append(Part(source, start, share))
        start += share
    enough = [one for one in result.agents if one.status == "enough"]
    below = sum(one.p_below_target >= selection.SURE for one in enough)
    return Judged(behaviour=name, result=result, parts=tuple(parts), below=below, enough=len(enough))


def first(behaviour: str, result: BehaviourResult) -> tuple[int, str]:
    """What calls for most comes first."""
    order = ("train_agents", "train_team", "fix_process", "not_enough", "leave")
    return order.index(result.verdict), behaviour


def _table(rows: list[Row], total: int) -> Table:
    columns = ("agent", "team", "behaviour", "rank_low", "rank_high", "of", "gain", "gain_low", "gain_high", "level",
               "level_low", "level_high", "target", "below", "n")  # fmt: skip
    return Table(
        "priorities",
        columns,
        [
            (
                row.priority.agent, row.team, row.priority.behaviour, row.priority.rank_low, row.priority.rank_high,
                total, row.priority.gain.estimate, row.priority.gain.low, row.priority.gain.high,
                row.agent.level.estimate, row.agent.level.low, row.agent.level.high, row.target,
                row.agent.below.estimate if row.agent.below else None, row.agent.n,
            )
            for row in rows
        ],
    )  # fmt: skip
