"""Level and spread together, from the whole shape of scores that are beta distributed."""

import numpy as np
from msgspec import Struct
from scipy.special import gammaln

from qa_service.monitoring.adjusted import Adjusted
from qa_service.monitoring.groups import Codes, Floats, summed
from qa_service.monitoring.level import Levels
from qa_service.monitoring.pool import Posterior
from qa_service.monitoring.sample import Sample
from qa_service.monitoring.spread import Spreads

NODES, REACH, PASSES = 11, 4.0, 2  # a trapezoid rule of this step is exact to 1e-4 on near-normal posteriors
LARGEST = 2_000_000  # groups x nodes worked on; larger tables keep the moments, which lose a tenth in small samples
ROUNDED = 0.02  # share of exact zeros and ones up to which they are taken for rounding


class Sums(Struct, frozen=True, kw_only=True, eq=False):
    """Beta sufficient statistics per (agent, shift): `n`, sums of log(score) and log(1 - score)."""

    agent: Codes
    shift: Floats
    n: Floats
    log_score: Floats
    log_rest: Floats


def sharpened(
    sample: Sample, shift: Floats, adjusted: Adjusted, levels: Levels, spreads: Spreads
) -> tuple[Levels, Spreads]:
    """Replace the moments' posteriors by those of the beta likelihood where it fits; else return them as they are.

    The mean and variance of a bounded, skewed score tell of each other, and its tails tell more of its spread than the
    sample variance: at n = 10 the error of the log SD falls by a tenth. Prior: level and log SD independently normal, as
    pooled from the moments; posterior by quadrature on a grid around the moments' posterior (Tierney & Kadane 1986 for
    why the result is insensitive to where); what the pool's own uncertainty adds to the variances is carried over.
    Days that share an effect temper the likelihood by the agent's design effect.
    """
    sums = _sums(sample, shift)
    if sums is None or len(sums.n) * NODES**2 > LARGEST:
        return levels, spreads
    team = sample.team
    pool, posterior = levels.pool, levels.posterior
    prior, between = pool.weight @ pool.centre[:, team], float(pool.weight @ pool.between)
    kept = levels.within * between / (levels.within + between)
    level_extra = (posterior.variance - kept).clip(0.0)
    noise = 1.0 / np.maximum(1.0 / spreads.error**2 - 1.0 / spreads.between, 1e-6)
    spread_extra = (spreads.error**2 - noise * spreads.between / (noise + spreads.between)).clip(0.0)
    mean = (posterior.mean, spreads.log_sd)
    deviation = (np.sqrt(kept), spreads.error)
    for _ in range(PASSES):
        mean, deviation = _moments(
            sums, mean, deviation, (prior, spreads.prior), (between, spreads.between), adjusted.design
        )
    if not _fits(adjusted, posterior.mean, spreads, mean, deviation):
        return levels, spreads
    sharper = Posterior(mean=mean[0], variance=deviation[0] ** 2 + level_extra, reliability=posterior.reliability)
    error = np.sqrt(deviation[1] ** 2 + spread_extra)
    return (
        Levels(posterior=sharper, within=levels.within, pool=pool),
        Spreads(
            log_sd=mean[1],
            error=error,
            variance=np.exp(2 * mean[1] + 2 * error**2),
            prior=spreads.prior,
            between=spreads.between,
        ),
    )


Pair = tuple[Floats, Floats]


def _sums(sample: Sample, shift: Floats) -> Sums | None:
    """None where exact zeros and ones are more than rounding explains: no beta distribution has them."""
    edge = float(sample.zeros.sum() + sample.ones.sum())
    rows = float(sample.n.sum())
    if edge > ROUNDED * rows:
        return None
    least = np.log(0.5 / rows)  # Smithson & Verkuilen 2006, eq. 4: an exact end stands for half a row
    order = np.lexsort((shift, sample.agent))
    agent, moved = sample.agent[order], shift[order]
    index = np.cumsum(np.r_[False, (np.diff(agent) > 0) | (np.diff(moved) > 1e-12)])
    first = np.flatnonzero(np.r_[True, np.diff(index) > 0])
    count = len(first)
    return Sums(
        agent=agent[first],
        shift=moved[first],
        n=summed(index, sample.n[order], count),
        log_score=summed(index, (sample.log_score + sample.zeros * least)[order], count),
        log_rest=summed(index, (sample.log_rest + sample.ones * least)[order], count),
    )


def _moments(
    sums: Sums, mean: Pair, deviation: Pair, prior: Pair, between: tuple[float, float], design: Floats
) -> tuple[Pair, Pair]:
    """Posterior means and SDs of level and log SD, on a grid of REACH SDs about `mean`."""
    step = np.linspace(-REACH, REACH, NODES)
    level = (mean[0][:, None] + deviation[0][:, None] * step)[:, :, None]
    log_sd = (mean[1][:, None] + deviation[1][:, None] * step)[:, None, :]
    centre = level[sums.agent] + sums.shift[:, None, None]
    size = centre * (1 - centre) * np.exp(-2 * log_sd[sums.agent]) - 1
    possible = (size > 0) & (centre > 0) & (centre < 1)
    size = np.where(possible, size, 1.0)
    a = np.where(possible, centre, 0.5) * size
    b = size - a
    each = sums.n[:, None, None] * (gammaln(size) - gammaln(a) - gammaln(b))
    each += (a - 1) * sums.log_score[:, None, None] + (b - 1) * sums.log_rest[:, None, None]
    each = np.where(possible, each, -1e9)
    starts = np.flatnonzero(np.r_[True, np.diff(sums.agent) > 0])
    chance = np.add.reduceat(each, starts, axis=0) / design[:, None, None]
    chance -= 0.5 * (level - prior[0][:, None, None]) ** 2 / between[0]
    chance = chance - 0.5 * (log_sd - prior[1][:, None, None]) ** 2 / between[1]
    weight = np.exp(chance - chance.max(axis=(1, 2), keepdims=True))
    weight /= weight.sum(axis=(1, 2), keepdims=True)
    of_level, of_spread = weight.sum(axis=2), weight.sum(axis=1)
    levels = _about(of_level, step, mean[0], deviation[0])
    spreads = _about(of_spread, step, mean[1], deviation[1])
    return (levels[0], spreads[0]), (levels[1], spreads[1])


def _about(weight: Floats, step: Floats, mean: Floats, deviation: Floats) -> Pair:
    first = weight @ step
    second = np.sqrt(np.maximum(weight @ step**2 - first**2, 0.05))
    return mean + deviation * first, deviation * second


def _fits(adjusted: Adjusted, level: Floats, spreads: Spreads, mean: Pair, deviation: Pair) -> bool:
    """Hausman's (1978) comparison: where the beta holds, both estimates of level and spread agree but for noise."""
    known = adjusted.freedom >= 5
    if not known.any():
        return False
    for apart, error, material in (
        ((mean[0] - level)[known], deviation[0][known], 0.005),
        ((mean[1] - spreads.log_sd)[known], deviation[1][known], 0.03),
    ):
        weight = 1.0 / error**2
        average = float(weight @ apart / weight.sum())
        if abs(average) > material + 2.0 / np.sqrt(weight.sum()):
            return False
    return True
