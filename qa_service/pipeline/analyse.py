"""The statistics of a period from its agent-days: the same code that `qa analyse` runs on a table."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
from msgspec import Struct

from qa_service.monitoring.analysis import analyse as compute
from qa_service.monitoring.groups import FACTORS, Codes, Groups, Labels
from qa_service.monitoring.results import Analysis
from qa_service.store import agent_days, analyses, scorecards
from qa_service.store.agent_days import AgentDay
from qa_service.store.database import Connection, Database
from qa_service.store.scorecards import UsedInstrument

SUMS = ("n", "total", "square", "cube", "fourth", "log_score", "log_rest", "zeros", "ones", "below")
NONE = "(none)"
Label = TypeVar("Label", str, date, tuple[int, ...])


class Period(Struct, frozen=True):
    """Days of the centre's time zone, half open."""

    day_from: date
    day_until: date


class Filters(Struct, frozen=True, kw_only=True):
    queue: str | None = None
    reason: str | None = None
    channel: str | None = None
    language: str | None = None
    team: str | None = None


class Found(Struct, frozen=True):
    """`others` counts the period's scores by instruments that are not in the analysis."""

    instrument: UsedInstrument
    others: dict[str, int]
    period: Period
    filters: Filters
    analysis: Analysis


async def standing_period(db: Connection, window_days: int) -> Period | None:
    """`window_days` up to the last day with a score; None before the first."""
    last: date | None = await analyses.LAST_DAY.value(db)
    return None if last is None else Period(last - timedelta(days=window_days - 1), last + timedelta(days=1))


async def analyse(
    database: Database, period: Period, filters: Filters | None = None, *, instrument: str | None = None
) -> Found | None:
    """Analyse what one instrument scored in a period: the one named, else the one with most scores in it."""
    filters = filters or Filters()
    async with database.connection() as db:
        all_used = await scorecards.USED_INSTRUMENTS.all(db, period.day_from, period.day_until)
        used = next((one for one in all_used if instrument in {None, one.name}), None)
        if used is None:
            return None
        days = await agent_days.PERIOD.all(
            db, used.id, period.day_from, period.day_until, filters.queue, filters.reason, filters.channel,
            filters.language, filters.team,
        )  # fmt: skip
    others = {one.name: one.scores for one in all_used if one.id != used.id}
    return Found(used, others, period, filters, await asyncio.to_thread(_compute, days, used.targets))


def _compute(days: Sequence[AgentDay], targets: Mapping[str, float]) -> Analysis:
    return compute(groups(days, targets), targets=targets)


def groups(days: Sequence[AgentDay], targets: Mapping[str, float]) -> Groups:
    """Lay agent-days out as the statistics' sums. Scores are graded: opportunities stay out of the weights."""
    agents, agent = _codes([row.agent for row in days])
    teams, team = _codes([row.team or NONE for row in days])
    behaviours, behaviour = _codes([row.behaviour for row in days])
    calendar, day = _codes([row.day for row in days])
    factor_levels = [_codes([_level(getattr(row, factor)) for row in days]) for factor in FACTORS]
    _, cell = _codes([tuple(int(codes[i]) for _, codes in factor_levels) for i in range(len(days))])
    first = np.unique(cell, return_index=True)[1]
    sums = {name: np.array([getattr(row, name) for row in days], dtype=np.float64) for name in SUMS}
    nothing = np.zeros(len(days))
    return Groups(
        labels=Labels(
            agents=agents,
            teams=teams,
            behaviours=behaviours,
            factors=FACTORS,
            levels=tuple(levels for levels, _ in factor_levels),
            cells=np.stack([codes[first] for _, codes in factor_levels], axis=1),
            days=calendar,
        ),
        targets=np.array([targets.get(name, np.nan) for name in behaviours]),
        agent=agent,
        team=team,
        behaviour=behaviour,
        cell=cell,
        day=day,
        met=nothing,
        opportunities=nothing,
        met_square=nothing,
        **sums,
    )


def _level(value: object) -> str:
    return NONE if value is None else str(value)


def _codes(values: Sequence[Label]) -> tuple[tuple[Label, ...], Codes]:
    """Number the labels in rising order: (labels, code of each value)."""
    labels = tuple(sorted(set(values)))
    numbers = {label: number for number, label in enumerate(labels)}
    return labels, np.array([numbers[value] for value in values], dtype=np.int64)
