"""Levels and spreads freed of the machine's own error, as people's reviews of randomly chosen scores show it."""

import numpy as np
from msgspec import Struct, structs

from qa_service.monitoring.adjusted import Adjusted
from qa_service.monitoring.estimate import Estimate
from qa_service.monitoring.groups import Floats, Rows
from qa_service.monitoring.interval import quantile
from qa_service.monitoring.level import Levels
from qa_service.monitoring.pool import Posterior
from qa_service.monitoring.spread import FINEST, WIDEST

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


class Drawn(Struct, frozen=True, kw_only=True):
    """What reviewed scores were drawn from, strata weighed by their scores: means of all `machine` and of the reviews.

    `unknown` is the variance that drawing leaves in `review`, for a review's variance of 1; 0 where all are reviewed.
    """

    machine: float
    review: float
    unknown: float


class Reviews(Struct, frozen=True, kw_only=True, eq=False):
    """Reviews of randomly chosen scores of one behaviour: the machine's score and the person's, 0..1, pair by pair.

    `drawn` is of the scores that are analysed; without it the pairs say only what the machine makes of a review.
    """

    machine: Floats
    review: Floats
    drawn: Drawn | None = None


def reviews_of(rows: Rows, review: Floats | None) -> dict[str, Reviews]:
    """The reviews of each behaviour, from a column beside the rows that is NaN where nobody reviewed."""
    if review is None:
        return {}
    given = ~np.isnan(review)
    return {
        name: of_scores(rows.score[every], review[every])
        for code, name in enumerate(rows.labels.behaviours)
        if (given & (every := rows.behaviour == code)).any()
    }


def of_scores(machine: Floats, review: Floats) -> Reviews:
    """The reviews of one behaviour beside all of its scores, from which they were drawn at random; NaN: none."""
    given = ~np.isnan(review)
    part = float(given.mean())
    return Reviews(
        machine=machine[given],
        review=review[given],
        drawn=Drawn(
            machine=float(machine.mean()),
            review=float(review[given].mean()),
            unknown=(1.0 - part) / int(given.sum()),
        ),
    )


def corrected(seen: Estimate, reviews: Reviews | None) -> tuple[Estimate, float]:
    """Levels and spreads freed of the machine's error where the reviews tell enough of it; else as they are.

    With them goes the machine's scale: its points for one of the reviewers', 1 where nothing was corrected.

    The machine's own variance is taken out of the budget's rest; the shares under target, which it blurs, are left out.
    """
    through = None if reviews is None else line(reviews.machine, reviews.review)
    if reviews is None or through is None:
        return seen, 1.0
    if reviews.drawn is not None:
        through = met(through, reviews.drawn, float(np.var(reviews.review, ddof=1)))
    levels = true_levels(seen.levels, through)
    shares = dict(seen.budget.shares)
    rest = shares.pop("rest")
    shares["instrument"] = min(own_error(through, seen.adjusted) * (rest + shares.get("agent_day", 0.0)), rest)
    shares["rest"] = rest - shares["instrument"]
    known = structs.replace(
        seen,
        levels=levels,
        spread=true_spread(seen.spread, levels, through, pass_fail=seen.sample.pass_fail),
        budget=structs.replace(seen.budget, shares=shares, between=seen.budget.between / through.slope),
        below=None,
    )
    return known, through.slope


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


def met(through: Line, drawn: Drawn, variance: float) -> Line:
    """The line that also leads from the mean of the drawn reviews to that of all machine scores (Tenenbein 1970).

    Both are known: machine = intercept + slope x review + slope x error of drawing, by Bayes' rule for normal errors.
    What the reviews say of the centre itself is so not left out, and makes its level as sure as the prediction-powered
    mean. `variance` is a single review's.
    """
    at = np.array([1.0, drawn.review])
    gain = through.covariance @ at
    whole = float(at @ gain) + through.slope**2 * variance * drawn.unknown
    if whole <= 0:
        return through
    moved = gain / whole * (drawn.machine - through.intercept - through.slope * drawn.review)
    return structs.replace(
        through,
        intercept=through.intercept + float(moved[0]),
        slope=through.slope + float(moved[1]),
        covariance=through.covariance - np.outer(gain, gain) / whole,
    )


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
            apart=posterior.apart / slope**2 + _open(mean, through),
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
        mean, variance = levels.posterior.mean, levels.posterior.apart
        ends = np.stack([mean, quantile(mean, variance, 0.05), quantile(mean, variance, 0.95)])
        deviation = np.sqrt(ends * (1 - ends)).clip(FINEST)
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
