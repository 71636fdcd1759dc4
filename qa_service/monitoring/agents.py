"""Each agent's figures on one behaviour, in the form that is printed."""

import numpy as np

from qa_service.monitoring.day_spread import day_spreads
from qa_service.monitoring.estimate import Estimate
from qa_service.monitoring.groups import Flags, Floats, Groups
from qa_service.monitoring.interval import quantile
from qa_service.monitoring.judged import LEAST, Judged
from qa_service.monitoring.results import AgentResult, Interval, SignalKind
from qa_service.monitoring.signals import Watched

NEW_DAYS, BEFORE_DAYS = 28, 14  # new: seen first in the last 28 days, and 14 days or more after the others began
MOST_NEEDED = 100_000


def agent_results(judged: Judged, groups: Groups, charts: Watched) -> tuple[AgentResult, ...]:
    """Lay the columns of an estimate out agent by agent; `charts` in the order of its agents."""
    seen = judged.estimate
    posterior = seen.levels.posterior
    level = np.stack(
        [
            posterior.mean,
            quantile(posterior.mean, posterior.apart, 0.05),
            quantile(posterior.mean, posterior.apart, 0.95),
        ]
    )
    rows = seen.sample.rows
    odds = (1 - posterior.reliability) / np.maximum(posterior.reliability, 1e-9)
    missing = rows * odds * judged.required / (1 - judged.required)
    more = np.ceil(np.maximum(missing, LEAST) - rows).clip(1, MOST_NEEDED)
    needed: Floats = more * ~judged.enough
    new = _new(seen, groups) & ~judged.enough
    below = None if seen.below is None else intervals(seen.below)
    spread = intervals(seen.spread)
    days = day_spreads(seen.sample, seen.mix)
    day_spread = intervals((days.value / judged.scale).clip(0.0, 0.5))
    return tuple(
        AgentResult(
            agent=groups.labels.agents[int(seen.sample.agents[i])],
            n=int(rows[i]),
            mean=float(seen.adjusted.raw[i]),
            level=one,
            spread=spread[i],
            day_spread=day_spread[i] if days.known[i] else None,
            below=None if below is None else below[i],
            p_below_target=float(judged.below[i]),
            reliability=float(posterior.reliability[i]) if len(rows) > 1 else 0.0,
            status="enough" if judged.enough[i] else "new" if new[i] else "not_enough",
            needed=int(needed[i]),
            signals=charts.signals[i],
            detectable=_rescaled(charts.detectable[i], judged.scale),
        )
        for i, one in enumerate(intervals(level))
    )


def intervals(values: Floats) -> list[Interval]:
    """(3, n) of estimates and limits, one Interval a column; an estimate outside its limits widens them."""
    return [Interval(estimate=e, low=min(low, e), high=max(high, e)) for e, low, high in values.T.tolist()]


def _rescaled(changes: dict[SignalKind, float] | None, scale: float) -> dict[SignalKind, float] | None:
    """Shifts of the level in the estimate's points; ratios of the spread as they are."""
    if changes is None:
        return None
    return {kind: size / scale if kind.startswith("level") else size for kind, size in changes.items()}


def _new(seen: Estimate, groups: Groups) -> Flags:
    days = np.array([day.toordinal() for day in groups.labels.days], dtype=np.int64)
    day = days[groups.day]
    first = np.full(len(groups.labels.agents), day.max() + 1)
    np.minimum.at(first, groups.agent, day)
    mine = first[seen.sample.agents]
    return (mine > day.max() - NEW_DAYS) & (mine >= day.min() + BEFORE_DAYS)
