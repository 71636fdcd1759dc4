"""Level and spread together, from the whole shape of scores that are beta distributed."""

import numpy as np
from msgspec import Struct
from scipy.special import gammaln

from qa_service.monitoring.adjusted import Adjusted
from qa_service.monitoring.groups import Codes, Floats, numbered, summed
from qa_service.monitoring.level import Levels
from qa_service.monitoring.pool import ASTRAY, EQUAL, STRAYS, pooled, shrunk
from qa_service.monitoring.sample import Sample
from qa_service.monitoring.spread import Spreads

NODES, REACH, PASSES = 11, 4.0, 2  # a trapezoid rule of this step is exact to 1e-4 on near-normal posteriors
LARGEST = 2_000_000  # groups x nodes worked on; larger tables keep the moments, which lose a tenth in small samples
MOST = 5000  # agents likewise: where there are more, what one of them gains is not worth the wait
ROUNDED = 0.02  # share of exact zeros and ones up to which they are taken for rounding


Pair = tuple[Floats, Floats]


class Sums(Struct, frozen=True, kw_only=True, eq=False):
    """Beta sufficient statistics per agent and cell, with its shift: `n`, sums of log(score) and log(1 - score)."""

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
    sample variance: at n = 10 the error of the log SD falls by a tenth. Posteriors are by quadrature on a grid around
    the moments'; prior of the log SD: the moments' pool. Levels: under a wide normal prior first, which divided out
    leaves a normal likelihood for the agents' pool (Minka 2001, the site of one factor); what that pool says of an
    agent is the prior under which the spread is found. Days that share an effect temper the likelihood.
    """
    sums = _sums(sample, shift)
    if sums is None:
        return levels, spreads
    first = levels.posterior
    centre = (levels.pool.weight @ levels.pool.centre)[sample.team]
    wide = np.full(len(centre), float(levels.pool.weight @ levels.pool.between) + ASTRAY**2)
    steady = np.full(len(centre), spreads.between)
    noise = 1.0 / np.maximum(1.0 / spreads.error**2 - 1.0 / spreads.between, 1e-6)
    open_prior = (spreads.error**2 - noise * spreads.between / (noise + spreads.between)).clip(0.0)
    within = levels.within * wide / (levels.within + wide)
    mean: Pair = ((levels.within * centre + wide * adjusted.mean) / (levels.within + wide), spreads.log_sd)
    deviation: Pair = (np.sqrt(within), spreads.error)
    for _ in range(PASSES):
        mean, deviation = _moments(sums, mean, deviation, (centre, spreads.prior), (wide, steady), adjusted.design)
    precision = np.maximum(1.0 / deviation[0] ** 2 - 1.0 / wide, 0.05 / levels.within)
    value = (mean[0] / deviation[0] ** 2 - centre / wide) / precision
    pool = pooled(value, 1.0 / precision, sample.team, equal=EQUAL, strays=STRAYS)
    posterior = shrunk(pool, value, 1.0 / precision, sample.team)
    rest = np.maximum(1.0 / np.maximum(posterior.variance, 1e-12) - precision, 1.0 / wide)
    prior = (posterior.mean * (rest + precision) - value * precision) / rest
    start = (posterior.mean, mean[1]), (1.0 / np.sqrt(rest + precision), deviation[1])
    mean, deviation = _moments(sums, *start, (prior, spreads.prior), (1.0 / rest, steady), adjusted.design)
    if not _fits(adjusted, first.mean, spreads, (posterior.mean, mean[1]), deviation):
        return levels, spreads
    error = np.sqrt(deviation[1] ** 2 + open_prior)
    return (
        Levels(posterior=posterior, within=1.0 / precision, pool=pool),
        Spreads(
            log_sd=mean[1],
            error=error,
            variance=np.exp(2 * mean[1] + 2 * error**2),
            prior=spreads.prior,
            between=spreads.between,
        ),
    )


def _sums(sample: Sample, shift: Floats) -> Sums | None:
    """None where there are too many, or more exact zeros and ones than rounding explains: no beta has them."""
    if len(sample.agents) > MOST:
        return None
    cells = int(sample.cell.max()) + 1
    keys, key = numbered(sample.agent * cells + sample.cell, len(sample.agents) * cells)
    if len(keys) * NODES**2 > LARGEST:
        return None
    edge = float(sample.zeros.sum() + sample.ones.sum())
    rows = float(sample.n.sum())
    if edge > ROUNDED * rows:
        return None
    least = np.log(0.5 / rows)  # Smithson & Verkuilen 2006, eq. 4: an exact end stands for half a row
    count = len(keys)
    moved = np.empty(count)
    moved[key] = shift
    return Sums(
        agent=keys // cells,
        shift=moved,
        n=summed(key, sample.n, count),
        log_score=summed(key, sample.log_score + sample.zeros * least, count),
        log_rest=summed(key, sample.log_rest + sample.ones * least, count),
    )


def _moments(sums: Sums, mean: Pair, deviation: Pair, prior: Pair, between: Pair, design: Floats) -> tuple[Pair, Pair]:
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
    chance -= 0.5 * (level - prior[0][:, None, None]) ** 2 / between[0][:, None, None]
    chance = chance - 0.5 * (log_sd - prior[1][:, None, None]) ** 2 / between[1][:, None, None]
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
