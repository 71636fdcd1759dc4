"""What people's reviews of randomly chosen interactions say of the machine's scores, and levels freed of its bias."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct, structs

from qa_service.monitoring.adjusted import Adjusted
from qa_service.monitoring.groups import Floats
from qa_service.monitoring.interval import quantile
from qa_service.monitoring.level import Levels
from qa_service.monitoring.pool import Posterior
from qa_service.monitoring.results import Interval
from qa_service.monitoring.spread import FINEST, WIDEST

Z90 = 1.6448536
LEAST = 30  # reviews of a behaviour under which nothing is corrected
STEEP = 4.0  # standard errors that the slope stands from 0, lest its inverse has no mean (Fieller 1954)


class Line(Struct, frozen=True, kw_only=True, eq=False):
    """machine = intercept + slope x review + error; `covariance` (2, 2) of the two, `error` the SD of the last.

    For pass/fail the intercept is 1 - specificity, the slope sensitivity + specificity - 1.
    """

    n: int
    intercept: float
    slope: float
    covariance: Floats
    error: float


def line(machine: Floats, review: Floats) -> Line | None:
    """Fit the machine's score on the review's (least squares, HC3 errors: Long & Ervin 2000); both 0..1.

    None where it tells too little: fewer than LEAST reviews, or a slope under STEEP standard errors.
    """
    n = len(review)
    if n < LEAST or float(np.ptp(review)) == 0:
        return None
    design = np.stack([np.ones(n), review], axis=1)
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ design.T @ machine
    error = machine - design @ found
    leverage = np.einsum("ni,ij,nj->n", design, inverse, design, optimize=True).clip(None, 0.99)
    held = design * (error / (1 - leverage))[:, None]
    covariance = inverse @ (held.T @ held) @ inverse
    slope = float(found[1])
    if slope <= STEEP * float(np.sqrt(covariance[1, 1])):
        return None
    deviation = float(np.sqrt(error @ error / (n - 2)))
    return Line(n=n, intercept=float(found[0]), slope=slope, covariance=covariance, error=deviation)


def true_levels(levels: Levels, through: Line) -> Levels:
    """Levels on the reviewers' scale: (machine - intercept) / slope (Rogan & Gladen 1978), with the line's variance.

    The line holds for every agent alike, so it moves the pool and its agents together; the pull toward the pool stays.
    """
    slope = through.slope
    posterior, pool = levels.posterior, levels.pool
    mean = ((posterior.mean - through.intercept) / slope).clip(0.0, 1.0)
    centre = (pool.centre - through.intercept) / slope
    return Levels(
        posterior=Posterior(
            mean=mean,
            variance=posterior.variance / slope**2 + _open(mean, through),
            reliability=posterior.reliability,
        ),
        within=levels.within / slope**2,
        pool=structs.replace(
            pool,
            between=pool.between / slope**2,
            centre=centre,
            centre_variance=pool.centre_variance / slope**2 + _open(centre, through),
        ),
    )


def true_spread(spread: Floats, levels: Levels, through: Line, *, pass_fail: bool) -> Floats:
    """SDs on the reviewers' scale, (3, agents): the machine's error taken out; p(1 - p) for pass/fail."""
    if pass_fail:
        mean, variance = levels.posterior.mean, levels.posterior.variance
        ends = np.stack([mean, quantile(mean, variance, 0.05), quantile(mean, variance, 0.95)])
        deviation = np.sqrt(ends * (1 - ends))
        top = np.where((ends[1] < 0.5) & (ends[2] > 0.5), 0.5, deviation.max(axis=0))
        return np.stack([deviation[0], deviation.min(axis=0), top])
    return (np.sqrt((spread**2 - through.error**2).clip(FINEST**2)) / through.slope).clip(0.0, WIDEST)


def own_error(through: Line, means: Adjusted) -> float:
    """The part of the variance of single machine scores within agents that is the machine's own error."""
    within = float(means.squares.sum() / max(means.freedom.sum(), 1.0))
    return min(through.error**2 / within, 1.0) if within > 0 else 0.0


def _open(level: Floats, through: Line) -> Floats:
    """Delta-method variance that the line leaves in a level."""
    at = through.covariance
    return (at[0, 0] + 2 * level * at[0, 1] + level**2 * at[1, 1]) / through.slope**2


class Stratum(Struct, frozen=True, kw_only=True, eq=False):
    """One language, channel and ASR band: `machine` score of every interaction; of the reviewed, `seen` the machine's
    and `review` the person's. The reviewed are chosen at random within the stratum.
    """

    machine: Floats
    seen: Floats
    review: Floats


def prediction_powered(strata: Sequence[Stratum]) -> Interval:
    """Mean of what reviewers would give all interactions, strata weighed by their interactions, with 90% interval.

    Per stratum tuning x mean(machine) + mean(review - tuning x seen) (Angelopoulos, Bates et al. 2023), the tuning
    that makes it least variable (Angelopoulos, Duchi & Zrnic 2023, eq. 6), 0..1. Strata with fewer than two reviews
    are an error: nothing is known of the machine there.
    """
    whole = sum(len(one.machine) for one in strata)
    mean = variance = 0.0
    for one in strata:
        share = len(one.machine) / whole
        value, error = _of_stratum(one)
        mean += share * value
        variance += share**2 * error
    half = Z90 * float(np.sqrt(variance))
    return Interval(estimate=mean, low=mean - half, high=mean + half)


def by_stratum(strata: Mapping[str, Stratum]) -> dict[str, Interval]:
    """The same for each stratum that has two reviews or more."""
    return {name: prediction_powered([one]) for name, one in strata.items() if len(one.review) > 1}


def _of_stratum(one: Stratum) -> tuple[float, float]:
    reviewed, every = len(one.review), len(one.machine)
    if reviewed < 2 or every < reviewed:
        raise ValueError(f"{reviewed} reviews of {every} interactions: a stratum needs two, of its own")
    spread = float(one.machine.var(ddof=1))
    tuning = 0.0
    if spread > 0:
        together = float(np.cov(one.seen, one.review)[0, 1])
        tuning = min(max(together / (spread * (1 + reviewed / every)), 0.0), 1.0)
    value = tuning * float(one.machine.mean()) + float(np.mean(one.review - tuning * one.seen))
    error = float(np.var(one.review - tuning * one.seen, ddof=1)) / reviewed + tuning**2 * spread / every
    return value, error
