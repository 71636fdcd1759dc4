"""Everything that one behaviour's sums tell, as columns over its agents."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from qa_service.monitoring.adjusted import Adjusted, adjusted
from qa_service.monitoring.budget import Budget, budget
from qa_service.monitoring.case_mix import CaseMix, case_mix
from qa_service.monitoring.groups import Floats, Groups, Rows, by_behaviour, grouped
from qa_service.monitoring.interval import quantile
from qa_service.monitoring.level import Levels, beta_binomial, common_unit, counted, graded
from qa_service.monitoring.likelihood import sharpened
from qa_service.monitoring.pool import EQUAL, STRAYS, pooled
from qa_service.monitoring.sample import Sample, sample
from qa_service.monitoring.spread import WIDEST, common_variance, spreads


class Figures(Struct, frozen=True, kw_only=True, eq=False):
    """Levels and spreads: `spread` is (3, agents), estimate and 90% limits; `single` (agents) a score's variance."""

    sample: Sample
    mix: CaseMix
    adjusted: Adjusted
    levels: Levels
    spread: Floats
    single: Floats


class Estimate(Struct, frozen=True, kw_only=True, eq=False):
    """`spread` and `below` are (3, agents): estimate and the 90% limits; `below` is None without a target."""

    sample: Sample
    mix: CaseMix
    adjusted: Adjusted
    budget: Budget
    levels: Levels
    spread: Floats
    below: Floats | None


def figures(groups: Groups, behaviour: int) -> Figures | None:
    """Levels and spreads of one behaviour; None where it has no row."""
    chosen = sample(groups, behaviour)
    if chosen is None:
        return None
    mix = case_mix(chosen, groups.labels)
    means = adjusted(chosen, mix)
    if chosen.pass_fail:
        dispersion = _dispersion(chosen, means)
        levels = counted(means, dispersion, mix.variance, chosen.team)
        spread = _spread_of_counts(chosen, means, levels, dispersion)
        single = levels.within * means.weight / means.design
    else:
        levels, spread, single = _graded(chosen, means, mix)
    return Figures(sample=chosen, mix=mix, adjusted=means, levels=levels, spread=spread, single=single)


def figures_of_rows(rows: Rows, targets: Mapping[str, float]) -> dict[str, Figures]:
    """Levels and spreads of every behaviour of a table, one after the other."""
    found = {
        name: figures(grouped(part, targets), code)
        for code, (name, part) in enumerate(zip(rows.labels.behaviours, by_behaviour(rows), strict=True))
    }
    return {name: figure for name, figure in found.items() if figure is not None}


def estimate(groups: Groups, behaviour: int) -> Estimate | None:
    """All of one behaviour but its target's consequences; None where it has no row."""
    found = figures(groups, behaviour)
    if found is None:
        return None
    chosen = found.sample
    return Estimate(
        sample=chosen,
        mix=found.mix,
        adjusted=found.adjusted,
        budget=budget(found.adjusted, found.mix, found.single, chosen.team),
        levels=found.levels,
        spread=found.spread,
        below=None if np.isnan(chosen.target) else _below(chosen),
    )


def _graded(chosen: Sample, means: Adjusted, mix: CaseMix) -> tuple[Levels, Floats, Floats]:
    common = np.full(len(means.mean), common_variance(means))
    levels = graded(means, common, mix.variance, chosen.team)
    spread = spreads(means, levels.posterior.mean)
    levels = graded(means, spread.variance, mix.variance, chosen.team)
    spread = spreads(means, levels.posterior.mean, spread.variance)
    variance = spread.variance
    levels, spread = sharpened(chosen, mix.shift, means, levels, spread)
    limits = np.array([[0.0], [-1.6448536], [1.6448536]]) * spread.error
    return levels, np.exp(spread.log_sd + limits).clip(0.0, WIDEST), variance


def _dispersion(chosen: Sample, means: Adjusted) -> float:
    """Pearson's variance over the binomial's within agents, at least 1 (McCullagh & Nelder 1989, 4.5)."""
    share = means.mean.clip(0.0, 1.0)
    due = float(np.sum(share * (1 - share) * means.weight / np.maximum(means.weight - 1, 1) * means.freedom))
    if due <= 0 or bool((chosen.weight == chosen.n).all()):
        return 1.0
    return max(1.0, float(means.squares.sum()) / due)


def _spread_of_counts(chosen: Sample, means: Adjusted, levels: Levels, dispersion: float) -> Floats:
    """SD of an interaction's share met, sqrt(dispersion p (1 - p) / opportunities), over the level's interval."""
    mean, variance = levels.posterior.mean, levels.posterior.apart
    low, high = quantile(mean, variance, 0.05), quantile(mean, variance, 0.95)
    ends = np.sqrt(np.stack([mean * (1 - mean), low * (1 - low), high * (1 - high)]))
    top = np.where((low < 0.5) & (high > 0.5), 0.5, ends.max(axis=0))
    return np.stack([ends[0], ends.min(axis=0), top]) * np.sqrt(dispersion * chosen.rows / means.weight)


def _below(chosen: Sample) -> Floats:
    """Share of the agent's interactions under the target, beta-binomial (Skellam 1948)."""
    share = chosen.below / chosen.rows
    noise = common_unit(share, chosen.rows) / chosen.rows
    posterior, _ = beta_binomial(
        pooled(share, noise, chosen.team, equal=EQUAL, strays=STRAYS), chosen.below, chosen.rows, chosen.team
    )
    mean, variance = posterior.mean, posterior.apart
    return np.stack([mean, quantile(mean, variance, 0.05), quantile(mean, variance, 0.95)])
