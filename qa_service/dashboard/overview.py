"""What the dashboard's page shows, composed from the analysis of the centre. Fetches nothing, draws nothing."""

from collections.abc import Collection, Mapping
from datetime import datetime
from urllib.parse import quote

from msgspec import Struct

from qa_service.monitoring.results import Analysis, Priority
from qa_service.reports import coaching, selection, standing, words
from qa_service.reports.report import AgentLevel, Period, Verdict


class Link(Struct, frozen=True, kw_only=True):
    """A labelled address on this service; `note` stands beside it."""

    label: str
    url: str
    note: str = ""


class TeamReport(Struct, frozen=True, kw_only=True):
    """The latest coaching report of one team, in the forms it can be had."""

    team: str
    period: Period
    pdf: str
    html: str


class Intake(Struct, frozen=True, kw_only=True):
    """How many interactions came in, and where they are."""

    received: int
    scored: int
    waiting: int
    failed: int


class PriorityRow(Struct, frozen=True, kw_only=True):
    """One agent x behaviour to train; the ranks are of `total`."""

    agent: str
    team: str
    behaviour: str
    gain_words: str
    rank_low: int
    rank_high: int
    total: int
    rank_words: str
    level_words: str
    below_words: str
    url: str


class UnsteadyRow(Struct, frozen=True, kw_only=True):
    """An agent whose contacts on a behaviour differ more than most agents' do."""

    agent: str
    team: str
    behaviour: str
    level_words: str
    spread_words: str
    below_words: str
    url: str


class Overview(Struct, frozen=True, kw_only=True):
    """The one page. `stylesheet` is where static/qa.css is served."""

    period: Period
    timezone: str
    instrument: str
    generated_at: datetime
    intake: Intake
    verdicts: tuple[Verdict, ...]
    levels: tuple[AgentLevel, ...]
    priorities: tuple[PriorityRow, ...]
    unsteady: tuple[UnsteadyRow, ...]
    reports: tuple[TeamReport, ...] = ()
    transcripts: tuple[Link, ...] = ()
    warnings: tuple[str, ...] = ()
    stylesheet: str = "/static/qa.css"


def compose(
    analysis: Analysis,
    *,
    teams: Mapping[str, str],
    period: Period,
    timezone: str,
    instrument: str,
    generated_at: datetime,
    intake: Intake,
    reports: Collection[TeamReport] = (),
    transcripts: Collection[Link] = (),
    warnings: Collection[str] = (),
) -> Overview:
    """Choose what is worth looking at, naming people by the report's rules. `teams` maps each agent to a team."""
    agents = {one.agent for result in analysis.behaviours.values() for one in result.agents}
    rows = standing.levels(analysis, agents)
    known = {(row.agent, row.behaviour): row for row in rows}
    return Overview(
        period=period,
        timezone=timezone,
        instrument=instrument,
        generated_at=generated_at,
        intake=intake,
        verdicts=tuple(coaching.verdict(name, result) for name, result in sorted(analysis.behaviours.items())),
        levels=rows,
        priorities=tuple(
            _priority(one, known[one.agent, one.behaviour], teams, len(analysis.priorities))
            for one in selection.candidates(analysis, rows)
        ),
        unsteady=tuple(_unsteady(row, teams) for row in _unsteady_rows(analysis, rows)),
        reports=tuple(reports),
        transcripts=tuple(transcripts),
        warnings=tuple(warnings),
    )


def agent_url(agent: str) -> str:
    """Where the API gives this agent's figures."""
    return f"/v1/agents/{quote(agent, safe='')}/variability"


def _priority(one: Priority, row: AgentLevel, teams: Mapping[str, str], total: int) -> PriorityRow:
    return PriorityRow(
        agent=one.agent,
        team=teams.get(one.agent, ""),
        behaviour=words.behaviour(one.behaviour),
        gain_words=f"{one.gain.estimate:.1f} ({one.gain.low:.1f} to {one.gain.high:.1f})",
        rank_low=one.rank_low,
        rank_high=one.rank_high,
        total=total,
        rank_words=words.rank(one.rank_low, one.rank_high, total),
        level_words=f"{words.level(row.level)}, target {words.percent(row.target)}",
        below_words=words.share(row.below) if row.below is not None else "not known yet",
        url=agent_url(one.agent),
    )


def _unsteady_rows(analysis: Analysis, rows: tuple[AgentLevel, ...]) -> list[AgentLevel]:
    """By behaviour and name, as `rows` are: unsteadiness is shown, not ranked."""
    return [
        row
        for name in sorted(analysis.behaviours)
        for row in standing.unsteady([row for row in rows if row.behaviour == name and row.status == "enough"])
    ]


def _unsteady(row: AgentLevel, teams: Mapping[str, str]) -> UnsteadyRow:
    assert row.spread is not None
    return UnsteadyRow(
        agent=row.agent,
        team=teams.get(row.agent, ""),
        behaviour=words.behaviour(row.behaviour),
        level_words=f"{words.level(row.level)}, target {words.percent(row.target)}",
        spread_words=f"{row.spread.estimate:.2f} ({row.spread.low:.2f}–{row.spread.high:.2f})",
        below_words=words.share(row.below) if row.below is not None else "not known yet",
        url=agent_url(row.agent),
    )
