"""What reviewers would give on average, from all machine scores and the reviews of a random part of them."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from qa_service.monitoring.groups import Floats
from qa_service.monitoring.results import Interval

Z90 = 1.6448536


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
