"""Whom to train in what first, and how sure that order is."""

import numpy as np
from msgspec import Struct

from qa_service.monitoring.groups import Codes, Flags, Floats
from qa_service.monitoring.interval import quantile, shortfall, under

SEED = 20260301
CELLS = 10_000_000  # draws x candidates held at once


class Candidates(Struct, frozen=True, kw_only=True, eq=False):
    """Agent x behaviour, one a position: the level's `mean` and `variance`, its `target`, the contacts expected.

    `floating` says that the target is the mean of the levels, so it moves with them. `driver` is what a point of the
    behaviour brings (1 where unknown).
    """

    behaviour: Codes
    mean: Floats
    variance: Floats
    target: Floats
    floating: Flags
    volume: Floats
    driver: Floats


class Gains(Struct, frozen=True, kw_only=True, eq=False):
    """`gap` = E[(target - level)+]; gain = gap x volume x driver with its 90% interval; rank 1 is the largest gain."""

    gap: Floats
    estimate: Floats
    low: Floats
    high: Floats
    rank: Codes
    rank_low: Codes
    rank_high: Codes


def gains(candidates: Candidates, seed: int = SEED) -> Gains:
    """Rank by expected gain; 90% rank intervals from seeded posterior draws (Goldstein & Spiegelhalter 1996).

    Equal gains, zero among them, are ordered by chance in each draw, so who need not be trained has no sure rank.
    """
    gap = np.zeros(len(candidates.mean))
    low, high = gap.copy(), gap.copy()
    for target in np.unique(candidates.target):
        here = candidates.target == target
        mean, variance = candidates.mean[here], candidates.variance[here]
        gap[here] = shortfall(mean, variance, float(target))
        low[here] = (target - quantile(mean, variance, 0.95)).clip(0.0)
        high[here] = (target - quantile(mean, variance, 0.05)).clip(0.0)
    worth = candidates.volume * candidates.driver
    estimate = gap * worth
    rank = np.empty(len(gap), dtype=np.int64)
    rank[np.argsort(-estimate, kind="stable")] = np.arange(1, len(gap) + 1)
    first, last = _ranks(candidates, worth, seed)
    return Gains(
        gap=gap,
        estimate=estimate,
        low=low * worth,
        high=high * worth,
        rank=rank,
        rank_low=np.minimum(first, rank),
        rank_high=np.maximum(last, rank),
    )


def halved(mean: Floats, spread: Floats, target: Floats) -> tuple[Floats, Floats, Floats]:
    """What a contact gains from half the `spread` (SD of single scores), and the shares under target now and then.

    The gain is E[(target - score)+] with the spread less the same with half of it, the score being normal, or the beta
    of the same moments near 0 and 1 (interval.shortfall); never negative, as the expectation is convex.
    """
    gain, now, then = np.zeros(len(mean)), np.zeros(len(mean)), np.zeros(len(mean))
    for aim in np.unique(target):
        here = target == aim
        level, whole, half = mean[here], spread[here] ** 2, (spread[here] / 2) ** 2
        gain[here] = (shortfall(level, whole, float(aim)) - shortfall(level, half, float(aim))).clip(0.0)
        now[here], then[here] = under(level, whole, float(aim)), under(level, half, float(aim))
    return gain, now, then


def _ranks(candidates: Candidates, worth: Floats, seed: int) -> tuple[Codes, Codes]:
    count = len(worth)
    if not count:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    draws = int(np.clip(CELLS // count, 100, 2000))
    generator = np.random.default_rng(seed)
    noise = generator.standard_normal((draws, count))
    level = (candidates.mean + noise * np.sqrt(candidates.variance)).clip(0.0, 1.0)
    target = np.broadcast_to(candidates.target, level.shape).copy()
    for behaviour in np.unique(candidates.behaviour[candidates.floating]):
        mine = candidates.behaviour == behaviour
        target[:, mine] += (level[:, mine] - candidates.mean[mine]).mean(axis=1, keepdims=True)
    gain = (target - level).clip(0.0) * worth + 1e-9 * generator.random((draws, count))
    order = np.argsort(-gain, axis=1)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(1, count + 1)[None, :], axis=1)
    limits = np.quantile(rank, (0.05, 0.95), axis=0, method="inverted_cdf")
    return limits[0].astype(np.int64), limits[1].astype(np.int64)
