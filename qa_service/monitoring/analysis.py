"""Levels, spreads, budgets, verdicts and priorities of every behaviour, in the form that `qa analyse` prints."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import numpy as np
from msgspec import Struct

from qa_service.monitoring.correction import Reviews, corrected
from qa_service.monitoring.day_spread import day_spreads
from qa_service.monitoring.drivers import drivers, known
from qa_service.monitoring.estimate import Estimate, estimate
from qa_service.monitoring.groups import Codes, Flags, Floats, Groups, Rows, grouped, summed
from qa_service.monitoring.interval import quantile, under
from qa_service.monitoring.pool import alike, team_levels
from qa_service.monitoring.priorities import Candidates, gains
from qa_service.monitoring.results import (
    AgentResult,
    Analysis,
    BehaviourResult,
    Driver,
    Factors,
    Interval,
    Priority,
    SignalKind,
)
from qa_service.monitoring.signals import watched
from qa_service.monitoring.verdict import FEW, SURE, Standing, verdict

Volume = Literal["observed", "equal"]

ENOUGH = 0.5  # reliability from which more than half of what is seen of an agent is the agent
ENOUGH_APART = 0.2  # where agents can be told apart: leaving out more of them loses more of the worst than it spares
APART = 1.6448536  # standard deviations: an agent who is with 95% on one side of the team's mean is known enough
LEAST = 5  # rows of an agent under which nobody is compared
NEW_DAYS, BEFORE_DAYS = 28, 14  # new: seen first in the last 28 days, and 14 days or more after the others began
MOST_NEEDED = 100_000


class Judged(Struct, frozen=True, kw_only=True, eq=False):
    """An estimate seen against its target; `required` is the reliability that makes `enough`, `stray` Standing's.

    `scale` is how many points of the machine's make one of the estimate's (correction.corrected).
    """

    name: str
    estimate: Estimate
    scale: float
    target: float
    floating: bool
    below: Floats
    enough: Flags
    stray: Flags
    required: float


def analyse_rows(
    rows: Rows,
    *,
    targets: Mapping[str, float],
    volume: Volume = "observed",
    reviews: Mapping[str, Reviews] | None = None,
    outcomes: Mapping[str, Floats] | None = None,
    base_until: dt.date | None = None,
) -> Analysis:
    """Analyse a table; a behaviour without a target is held against the mean of its agents' levels.

    `outcomes` are columns beside its rows, NaN where nobody answered.
    """
    held = reviews or {}
    gone_with = drivers(rows, outcomes or {})
    groups = grouped(rows, targets)
    missing = [name for name in rows.labels.behaviours if name not in targets]
    if not missing:
        return analyse(groups, targets=targets, volume=volume, reviews=held, gone_with=gone_with, base_until=base_until)
    names = rows.labels.behaviours
    means: dict[str, float] = {}
    for name in missing:
        seen = estimate(groups, names.index(name))
        if seen is not None:
            means[name] = float(corrected(seen, held.get(name))[0].levels.posterior.mean.mean())
    known = {**targets, **means}
    return analyse(
        grouped(rows, known),
        targets=known,
        floating=frozenset(means),
        volume=volume,
        reviews=held,
        gone_with=gone_with,
        base_until=base_until,
    )


def analyse(
    groups: Groups,
    *,
    targets: Mapping[str, float],
    floating: frozenset[str] = frozenset(),
    volume: Volume = "observed",
    reviews: Mapping[str, Reviews] | None = None,
    gone_with: tuple[Driver, ...] = (),
    base_until: dt.date | None = None,
) -> Analysis:
    """Analyse sums; `targets` as `groups` were counted with. `floating` names targets that are means of the levels.

    Signals hold the days from `base_until` on (default: the second half) against those before.
    Where `reviews` tell enough of the machine, levels and spreads are on the reviewers' scale; `mean` stays as scored.
    """
    judged: list[Judged] = []
    for code, name in enumerate(groups.labels.behaviours):
        whole = estimate(groups, code)
        if whole is not None:
            seen, scale = corrected(whole, (reviews or {}).get(name))
            mean = float(seen.levels.posterior.mean.mean())
            floats = name in floating or name not in targets
            judged.append(_judged(name, seen, scale, targets.get(name, mean), floats))
    return Analysis(
        behaviours={one.name: _behaviour(one, groups, base_until) for one in judged},
        priorities=_priorities(judged, groups, volume, gone_with),
        drivers=gone_with,
    )


def _judged(name: str, seen: Estimate, scale: float, target: float, floating: bool) -> Judged:
    posterior = seen.levels.posterior
    below = under(posterior.mean, posterior.variance, target)
    rows = seen.sample.rows
    required = ENOUGH_APART if alike(seen.levels.pool) <= 1 - SURE else ENOUGH
    centre = team_levels(seen.levels.pool)[0][seen.sample.team]
    alone = len(rows) == 1
    stray = (np.abs(posterior.mean - centre) >= APART * np.sqrt(posterior.variance)) & (not alone)
    enough = rows >= FEW if alone else (rows >= LEAST) & ((posterior.reliability >= required) | stray)
    return Judged(
        name=name,
        estimate=seen,
        scale=scale,
        target=target,
        floating=floating,
        below=below,
        enough=enough,
        stray=stray,
        required=required,
    )


def _behaviour(judged: Judged, groups: Groups, base_until: dt.date | None) -> BehaviourResult:
    seen = judged.estimate
    rows = seen.sample.rows
    mean, variance = team_levels(seen.levels.pool)
    standing = Standing(
        n=int(rows.sum()),
        target=judged.target,
        below=judged.below,
        alike=alike(seen.levels.pool),
        stray=judged.stray,
        team_mean=mean,
        team_variance=variance,
        team_share=summed(seen.sample.team, rows, len(mean)) / rows.sum(),
    )
    return BehaviourResult(
        target=judged.target,
        n=standing.n,
        budget=seen.budget.shares,
        icc=seen.budget.icc,
        verdict=verdict(standing, seen.budget, seen.mix),
        agents=_agents(judged, groups, base_until),
    )


def _agents(judged: Judged, groups: Groups, base_until: dt.date | None) -> tuple[AgentResult, ...]:
    seen = judged.estimate
    posterior = seen.levels.posterior
    level = np.stack(
        [
            posterior.mean,
            quantile(posterior.mean, posterior.variance, 0.05),
            quantile(posterior.mean, posterior.variance, 0.95),
        ]
    )
    rows = seen.sample.rows
    odds = (1 - posterior.reliability) / np.maximum(posterior.reliability, 1e-9)
    missing = rows * odds * judged.required / (1 - judged.required)
    more = np.ceil(np.maximum(missing, LEAST) - rows).clip(1, MOST_NEEDED)
    needed: Floats = more * ~judged.enough
    new = _new(seen, groups) & ~judged.enough
    below = None if seen.below is None else _intervals(seen.below)
    spread = _intervals(seen.spread)
    days = day_spreads(seen.sample, seen.mix)
    day_spread = _intervals((days.value / judged.scale).clip(0.0, 0.5))
    charts = watched(seen.sample, seen.mix, groups.labels.days, base_until)
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
        for i, one in enumerate(_intervals(level))
    )


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


def _intervals(values: Floats) -> list[Interval]:
    return [Interval(estimate=e, low=min(low, e), high=max(high, e)) for e, low, high in values.T.tolist()]


def _priorities(
    judged: list[Judged], groups: Groups, volume: Volume, gone_with: tuple[Driver, ...]
) -> tuple[Priority, ...]:
    chosen = [np.flatnonzero(one.enough) for one in judged]
    if not any(map(len, chosen)):
        return ()

    def column(values: list[Floats]) -> Floats:
        return np.concatenate([value[here] for value, here in zip(values, chosen, strict=True)])

    behaviour: Codes = np.repeat(np.arange(len(judged)), [len(here) for here in chosen])
    rows = [one.estimate.sample.rows for one in judged]
    agents = np.concatenate([one.estimate.sample.agents[here] for one, here in zip(judged, chosen, strict=True)])
    outcome, worth = known(gone_with)
    candidates = Candidates(
        behaviour=behaviour,
        mean=column([one.estimate.levels.posterior.mean for one in judged]),
        variance=column([one.estimate.levels.posterior.variance for one in judged]),
        target=np.array([one.target for one in judged])[behaviour],
        floating=np.array([one.floating for one in judged])[behaviour],
        volume=column(rows if volume == "observed" else [np.full(len(n), n.mean()) for n in rows]),
        driver=np.array([worth.get(one.name, 1.0) for one in judged])[behaviour],
    )
    result = gains(candidates)
    return tuple(
        Priority(
            agent=groups.labels.agents[int(agents[i])],
            behaviour=judged[int(behaviour[i])].name,
            rank=int(result.rank[i]),
            rank_low=int(result.rank_low[i]),
            rank_high=int(result.rank_high[i]),
            gain=Interval(
                estimate=float(result.estimate[i]),
                low=min(float(result.low[i]), float(result.estimate[i])),
                high=max(float(result.high[i]), float(result.estimate[i])),
            ),
            factors=Factors(
                gap=float(result.gap[i]),
                volume=float(candidates.volume[i]),
                driver=float(candidates.driver[i]),
                outcome=outcome if judged[int(behaviour[i])].name in worth else None,
            ),
        )
        for i in np.argsort(result.rank).tolist()
    )
