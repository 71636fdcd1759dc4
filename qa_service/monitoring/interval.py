"""Probabilities and quantiles of a share or level in 0..1 that is known by mean and variance."""

import numpy as np
from scipy.special import betainc, betaincinv, ndtr, ndtri

from qa_service.monitoring.groups import Flags, Floats

EDGE = 4.0  # standard deviations from 0 or 1 within which a normal's tail is not believed


def quantile(mean: Floats, variance: Floats, probability: float) -> Floats:
    """Normal quantile; within EDGE standard deviations of 0 or 1 that of the beta of the same moments."""
    deviation = np.sqrt(variance)
    value = mean + ndtri(probability) * deviation
    near, a, b = _beta(mean, variance)
    value[near] = betaincinv(a, b, probability)
    return value.clip(0.0, 1.0)


def under(mean: Floats, variance: Floats, target: float) -> Floats:
    """P(value < target)."""
    chance = ndtr((target - mean) / np.sqrt(np.maximum(variance, 1e-18)))
    near, a, b = _beta(mean, variance)
    chance[near] = betainc(a, b, min(max(target, 0.0), 1.0))
    return chance


def shortfall(mean: Floats, variance: Floats, target: float) -> Floats:
    """E[(target - value)+]: sd(zΦ(z) + φ(z)) with z = (target - mean)/sd for the normal, the beta's own integral."""
    deviation = np.sqrt(np.maximum(variance, 1e-18))
    z = (target - mean) / deviation
    gap = deviation * (z * ndtr(z) + np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi))
    near, a, b = _beta(mean, variance)
    limit = min(max(target, 0.0), 1.0)
    gap[near] = target * betainc(a, b, limit) - mean[near] * betainc(a + 1, b, limit)
    return gap.clip(0.0)


def _beta(mean: Floats, variance: Floats) -> tuple[Flags, Floats, Floats]:
    room = mean * (1 - mean)
    near = (np.minimum(mean, 1 - mean) < EDGE * np.sqrt(variance)) & (variance < 0.98 * room) & (variance > 1e-12)
    size = room[near] / variance[near] - 1
    return near, mean[near] * size, (1 - mean[near]) * size
