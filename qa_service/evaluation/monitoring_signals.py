"""How often the charts cry wolf, and how often they see what changed."""

import datetime as dt
from typing import Literal, NamedTuple

import numpy as np
from numpy.random import Generator

from qa_service.evaluation.monitoring_centres import AGENTS, BEHAVIOUR, beta_scores, rows
from qa_service.monitoring.analysis import analyse_rows
from qa_service.monitoring.groups import Floats
from qa_service.monitoring.results import AgentResult

BEGIN = dt.date(2026, 1, 1)
CHANGED = 10  # agents of a centre who change, so that a centre tells something
USUAL, HIGHEST = 0.12, 0.29  # SDs: the doubled one still has room
Change = Literal["nothing", "spread doubled", "level 0.10 down"]


class Period(NamedTuple):
    """Days of the base and after it, and the scores of an agent in them: the last of the days is the calendar's end."""

    base_days: int
    days: int
    base_scores: int
    scores: int


YEAR = Period(182, 183, 250, 250)
FEW = Period(28, 91, 20, 65)
MANY = Period(91, 91, 500, 500)
MONTH = Period(91, 28, 65, 20)


def charted(rng: Generator, period: Period, change: Change) -> tuple[AgentResult, ...]:
    """Analyse one centre; the first CHANGED agents change with the first day after the base."""
    n = np.tile([period.base_scores, period.scores], AGENTS)
    agent = np.repeat(np.arange(AGENTS), period.base_scores + period.scores)
    after = np.repeat(np.tile([0, 1], AGENTS), n).astype(np.bool_)
    level: Floats = rng.normal(0.65, 0.06, AGENTS).clip(0.5, 0.8)[agent]
    spread: Floats = (USUAL * np.exp(rng.normal(0, 0.2, AGENTS)).clip(0.6, 1.4))[agent]
    changed = after & (agent < CHANGED)
    if change == "level 0.10 down":
        level = np.where(changed, level - 0.1, level)
    if change == "spread doubled":
        spread = np.minimum(spread * (1 + changed), HIGHEST)
    day = np.where(
        after,
        period.base_days + rng.integers(0, period.days, len(agent)),
        rng.integers(0, period.base_days, len(agent)),
    )
    days = tuple(BEGIN + dt.timedelta(days=i) for i in range(period.base_days + period.days))
    table = rows(agent, beta_scores(rng, level, spread), day=day, days=days)
    found = analyse_rows(table, targets={}, base_until=days[period.base_days])
    return found.behaviours[BEHAVIOUR].agents


def false_alarms(rng: Generator, period: Period, centres: int) -> float:
    """Signals a year of an agent in a behaviour, where nothing changes."""
    signals = sum(len(one.signals) for _ in range(centres) for one in charted(rng, period, "nothing"))
    return signals / (centres * AGENTS * period.days / 365.25)


def seen(rng: Generator, period: Period, change: Change, kind: str, centres: int) -> float:
    """Share of the changed agents for whom the right signal was raised."""
    hits = 0
    for _ in range(centres):
        changed = charted(rng, period, change)[:CHANGED]
        hits += sum(any(signal.kind == kind for signal in one.signals) for one in changed)
    return hits / (centres * CHANGED)
