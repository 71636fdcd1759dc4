"""Levels, spreads, budgets, verdicts and priorities of every behaviour, in the form that `qa analyse` prints."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from qa_service.monitoring.agents import agent_results
from qa_service.monitoring.correction import Reviews, corrected
from qa_service.monitoring.drivers import drivers
from qa_service.monitoring.estimate import estimate
from qa_service.monitoring.frozen import Watch, against_bases
from qa_service.monitoring.groups import Floats, Groups, Rows, grouped, summed
from qa_service.monitoring.judged import Judged, judged
from qa_service.monitoring.pool import alike, team_levels
from qa_service.monitoring.ranked import priorities
from qa_service.monitoring.results import Analysis, BehaviourResult, Driver, ReviewedMean
from qa_service.monitoring.signals import Watched, watched
from qa_service.monitoring.teams import team_results
from qa_service.monitoring.verdict import Standing, verdict

Volume = Literal["observed", "equal"]


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
    watch: Watch | None = None,
    reviewed: Mapping[str, ReviewedMean] | None = None,
) -> Analysis:
    """Analyse sums; `targets` as `groups` were counted with. `floating` names targets that are means of the levels.

    Signals are read from `watch`; without it they hold the days from `base_until` on (default: the second half)
    against those before. Where `reviews` tell enough of the machine, levels and spreads are on the reviewers' scale;
    `mean` and funnels stay as scored. `reviewed` stand beside the behaviours as they are.
    """
    found: list[Judged] = []
    for code, name in enumerate(groups.labels.behaviours):
        whole = estimate(groups, code)
        if whole is not None:
            seen, scale = corrected(whole, (reviews or {}).get(name))
            mean = float(seen.levels.posterior.mean.mean())
            floats = name in floating or name not in targets
            found.append(judged(name, seen, scale, targets.get(name, mean), floating=floats))
    return Analysis(
        behaviours={
            one.name: _behaviour(one, groups, _charts(one, groups, base_until, watch), reviewed or {}) for one in found
        },
        priorities=priorities(found, groups.labels, gone_with, equal=volume == "equal"),
        drivers=gone_with,
    )


def _charts(one: Judged, groups: Groups, base_until: dt.date | None, watch: Watch | None) -> Watched:
    seen = one.estimate
    if watch is None:
        return watched(seen.sample, seen.mix, groups.labels.days, base_until)
    return against_bases(watch, one.name, [groups.labels.agents[int(code)] for code in seen.sample.agents])


def _behaviour(one: Judged, groups: Groups, charts: Watched, reviewed: Mapping[str, ReviewedMean]) -> BehaviourResult:
    seen = one.estimate
    rows = seen.sample.rows
    mean, variance = team_levels(seen.levels.pool)
    standing = Standing(
        n=int(rows.sum()),
        target=one.target,
        below=one.below,
        alike=alike(seen.levels.pool),
        stray=one.stray,
        team_mean=mean,
        team_variance=variance,
        team_share=summed(seen.sample.team, rows, len(mean)) / rows.sum(),
    )
    return BehaviourResult(
        target=one.target,
        n=standing.n,
        budget=seen.budget.shares,
        icc=seen.budget.icc,
        verdict=verdict(standing, seen.budget, seen.mix),
        agents=agent_results(one, groups, charts),
        teams=team_results(one, groups.labels),
        reviewed=reviewed.get(one.name),
    )
