"""What reviewers would give on average, from all machine scores and the reviews of a random part of them."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from qa_service.monitoring.correction import Drawn
from qa_service.monitoring.groups import Floats
from qa_service.monitoring.results import Interval, ReviewedMean

Z90 = 1.6448536


LEAST = 10  # reviews of a stratum under which it is not shown by itself, and stands with the other small ones


class Stratum(Struct, frozen=True, kw_only=True, eq=False):
    """One language, channel and ASR band: number, mean and variance of the machine's scores of every interaction.

    Of the reviewed, `seen` is the machine's score and `review` the person's. They are chosen at random within it.
    """

    n: int
    mean: float
    variance: float
    seen: Floats
    review: Floats


def stratum(machine: Floats, seen: Floats, review: Floats) -> Stratum:
    """A stratum from the machine's scores one by one."""
    spread = float(machine.var(ddof=1)) if len(machine) > 1 else 0.0
    return Stratum(n=len(machine), mean=float(machine.mean()), variance=spread, seen=seen, review=review)


def prediction_powered(strata: Sequence[Stratum]) -> Interval:
    """Mean of what reviewers would give all interactions, strata weighed by their interactions, with 90% interval.

    Per stratum tuning x mean(machine) + mean(review - tuning x seen) (Angelopoulos, Bates et al. 2023), the tuning
    that makes it least variable (Angelopoulos, Duchi & Zrnic 2023, eq. 6), 0..1. Strata with fewer than two reviews
    are an error: nothing is known of the machine there.
    """
    whole = sum(one.n for one in strata)
    mean = variance = 0.0
    for one in strata:
        share = one.n / whole
        value, error = _of_stratum(one)
        mean += share * value
        variance += share**2 * error
    half = Z90 * float(np.sqrt(variance))
    return Interval(estimate=mean, low=mean - half, high=mean + half)


def reviewed_mean(strata: Mapping[str, Stratum]) -> ReviewedMean | None:
    """The mean of a behaviour and of each stratum with LEAST reviews or more; None with fewer than LEAST in all.

    Strata with fewer stand together, and with all others where they have fewer than LEAST even so.
    """
    known = _enough(list(strata.values()))
    if not known:
        return None
    return ReviewedMean(
        reviews=sum(len(one.review) for one in known),
        mean=prediction_powered(known),
        strata={name: prediction_powered([one]) for name, one in sorted(strata.items()) if len(one.review) >= LEAST},
    )


def drawn(strata: Sequence[Stratum]) -> Drawn | None:
    """What was reviewed beside what it was drawn from, small strata together; None with fewer than LEAST reviews."""
    known = _enough(strata)
    if not known:
        return None
    share = np.array([one.n for one in known], dtype=np.float64)
    share /= share.sum()
    reviews = np.array([len(one.review) for one in known])
    left = 1 - reviews / np.array([one.n for one in known])
    return Drawn(
        machine=float(share @ [one.mean for one in known]),
        review=float(share @ [one.review.mean() for one in known]),
        unknown=float(share**2 @ (left / reviews)),
    )


def _enough(strata: Sequence[Stratum]) -> list[Stratum]:
    """Strata with LEAST reviews or more each, small ones joined; none where there are fewer in all."""
    if sum(len(one.review) for one in strata) < LEAST:
        return []
    large = [one for one in strata if len(one.review) >= LEAST]
    small = [one for one in strata if len(one.review) < LEAST]
    apart = [*large, *([joined(small)] if small else [])]
    return apart if len(apart[-1].review) >= LEAST else [joined(strata)]


def joined(strata: Sequence[Stratum]) -> Stratum:
    """Several strata as one, as if their scores had been one table."""
    n = sum(one.n for one in strata)
    mean = sum(one.n * one.mean for one in strata) / n
    squares = sum((one.n - 1) * one.variance + one.n * (one.mean - mean) ** 2 for one in strata)
    return Stratum(
        n=n,
        mean=mean,
        variance=squares / (n - 1) if n > 1 else 0.0,
        seen=np.concatenate([one.seen for one in strata]),
        review=np.concatenate([one.review for one in strata]),
    )


def _of_stratum(one: Stratum) -> tuple[float, float]:
    reviewed, every = len(one.review), one.n
    if reviewed < 2 or every < reviewed:
        raise ValueError(f"{reviewed} reviews of {every} interactions: a stratum needs two, of its own")
    spread = one.variance
    tuning = 0.0
    if spread > 0:
        together = float(np.cov(one.seen, one.review)[0, 1])
        tuning = min(max(together / (spread * (1 + reviewed / every)), 0.0), 1.0)
    value = tuning * one.mean + float(np.mean(one.review - tuning * one.seen))
    error = float(np.var(one.review - tuning * one.seen, ddof=1)) / reviewed + tuning**2 * spread / every
    return value, error
