"""Agent-days and answered contacts as the columns that the statistics read."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

import numpy as np
from msgspec import Struct

from qa_service.monitoring.groups import FACTORS, Codes, Floats, Groups, Labels, Rows
from qa_service.store.agent_days import AgentDay
from qa_service.store.answered import OUTCOMES, Answered

SUMS = ("n", "total", "square", "cube", "fourth", "log_score", "log_rest", "zeros", "ones", "below")
NONE = "(none)"
Label = TypeVar("Label", str, date)


def groups(days: Sequence[AgentDay], targets: Mapping[str, float]) -> Groups:
    """Lay agent-days out as the statistics' sums. Scores are graded: opportunities stay out of the weights."""
    agents, agent = codes([row.agent for row in days])
    teams, team = codes([row.team or NONE for row in days])
    behaviours, behaviour = codes([row.behaviour for row in days])
    calendar, day = codes([row.day for row in days])
    levels, cells, cell = laid_out(days, FACTORS)
    sums = {name: np.array([getattr(row, name) for row in days], dtype=np.float64) for name in SUMS}
    nothing = np.zeros(len(days))
    return Groups(
        labels=Labels(
            agents=agents,
            teams=teams,
            behaviours=behaviours,
            factors=FACTORS,
            levels=levels,
            cells=cells,
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


def answered_rows(found: Sequence[Answered]) -> tuple[Rows, dict[str, Floats]]:
    """Scores of contacts with an outcome, and the outcomes beside them, NaN where that one is not known."""
    agents, agent = codes([row.agent for row in found])
    behaviours, behaviour = codes([row.behaviour for row in found])
    levels, cells, cell = laid_out(found, FACTORS)
    nothing, zero = np.zeros(len(found)), np.zeros(len(found), dtype=np.int64)
    rows = Rows(
        labels=Labels(
            agents=agents, teams=(NONE,), behaviours=behaviours, factors=FACTORS, levels=levels, cells=cells, days=()
        ),
        agent=agent,
        team=zero,
        behaviour=behaviour,
        cell=cell,
        day=zero,
        score=np.array([row.score for row in found], dtype=np.float64),
        met=nothing,
        opportunities=nothing,
    )
    beside = {name: np.array([getattr(row, name) for row in found], dtype=np.float64) for name in OUTCOMES}
    return rows, {name: values for name, values in beside.items() if not np.isnan(values).all()}


def laid_out(rows: Sequence[Struct], factors: Sequence[str]) -> tuple[tuple[tuple[str, ...], ...], Codes, Codes]:
    """Levels of each factor, the level of each factor in each cell, and each row's cell."""
    coded = [codes([_level(getattr(row, factor)) for row in rows]) for factor in factors]
    cells, cell = np.unique(np.stack([of for _, of in coded], axis=1), axis=0, return_inverse=True)
    return tuple(levels for levels, _ in coded), cells, cell.reshape(-1)


def _level(value: object) -> str:
    return NONE if value is None else str(value)


def codes(values: Sequence[Label]) -> tuple[tuple[Label, ...], Codes]:
    """Number the labels in rising order: (labels, code of each value)."""
    labels = tuple(sorted(set(values)))
    numbers = {label: number for number, label in enumerate(labels)}
    return labels, np.array([numbers[value] for value in values], dtype=np.int64)
