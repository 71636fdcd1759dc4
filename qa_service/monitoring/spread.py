"""How unsteady an agent is: the spread of single scores around the agent's level."""

import numpy as np
from msgspec import Struct

from qa_service.monitoring.adjusted import Adjusted
from qa_service.monitoring.groups import Floats
from qa_service.monitoring.pool import pooled, shrunk

FINEST = 0.005  # scores are not told apart below half a hundredth; a constant agent's spread is taken as this
USUAL = 0.2  # SD that counts as one score's worth of knowledge beforehand: it decides only where there is nothing else
WIDEST = 0.5  # no score in 0..1 has a larger SD
UNKNOWN = 20.0  # variance of the log variance of an agent with a single score


class Spreads(Struct, frozen=True, kw_only=True, eq=False):
    """Posterior of log SD per agent: `log_sd`, its `error` (SD), and `variance`, the expected variance of a score.

    `prior` (agents) and `between` are mean and variance of the log SDs of agents like this one.
    """

    log_sd: Floats
    error: Floats
    variance: Floats
    prior: Floats
    between: float


def spreads(adjusted: Adjusted, level: Floats, start: Floats | None = None) -> Spreads:
    """Shrink log variances toward the pool (Smyth 2004), with the degrees of freedom that bounded scores have.

    A sample variance of n scores with excess kurtosis k has the relative variance 2/(n-1) + k/n (Cramér 1946, 27.4),
    so it carries d = 2 / (2/(n-1) + k/n) degrees of freedom. log s² is then centred at log σ² + ψ(d/2) - log(d/2) with
    variance ψ'(d/2), and log σ² is normal over agents, around a line in log(level (1 - level)): near 0 and 1 there is
    no room for spread. The kurtosis is a beta distribution's with the agent's level and variance, scaled to the
    centre's fourth moments. An agent without degrees of freedom gets the pool's spread, and its width. `start` is a
    variance per agent that is about right.
    """
    count = adjusted.weight
    known = adjusted.freedom > 0.5
    freedom = np.where(known, adjusted.freedom, 1.0)
    floor = FINEST**2
    sample = np.where(known, np.maximum(adjusted.squares / freedom, floor), floor)
    common = common_variance(adjusted)
    variance = (sample * freedom * known + 4 * common) / (freedom * known + 4) if start is None else start
    level = level.clip(0.02, 0.98)
    room = np.log(level * (1 - level))
    alone = np.zeros(len(count), dtype=np.int64)
    mean = error = prior = np.zeros(len(count))
    between = 0.0
    for _ in range(2):
        relative = 2.0 / freedom + excess(level, variance, adjusted) / np.maximum(count, 2.0)
        half = np.minimum(1.0 / np.maximum(relative, 0.1 / np.maximum(count, 2.0)), 1e6)
        centre, noise = of_log_gamma(half)
        value = np.log(sample) - centre + np.log(half)
        noise = np.where(known, noise, UNKNOWN)
        line = _line(np.where(known, value, np.log(common)), noise, room)
        pool = pooled(value - line, noise, alone)
        posterior = shrunk(pool, np.where(known, value - line, 0.0), noise, alone)
        mean, error = posterior.mean + line, posterior.variance
        variance = np.exp(mean + error / 2).clip(floor, WIDEST**2)
        prior, between = line + float(pool.weight @ pool.centre[:, 0]), float(pool.weight @ pool.between)
    return Spreads(log_sd=mean / 2, error=np.sqrt(error) / 2, variance=variance, prior=prior / 2, between=between / 4)


def of_log_gamma(shape: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of the log of a gamma variate of scale 1: digamma and trigamma of its shape, over 0.

    Recurrence to beyond 8, then the asymptotic series (Abramowitz & Stegun 1964, 6.3.18 and 6.4.12): 1e-11, in a tenth
    of the time of the general functions.
    """
    mean, variance = np.zeros_like(shape), np.zeros_like(shape)
    for step in range(8):
        part = 1.0 / (shape + step)
        mean -= part
        variance += part * part
    part = 1.0 / (shape + 8.0)
    square = part * part
    mean += np.log(shape + 8.0) - 0.5 * part
    mean -= square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
    variance += part * (
        1.0
        + 0.5 * part
        + square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * 5 / 66))))
    )
    return mean, variance


def common_variance(adjusted: Adjusted) -> float:
    """Variance of a score within agents, pooled."""
    return max(float((adjusted.squares.sum() + USUAL**2) / (adjusted.freedom.sum() + 1)), FINEST**2)


def excess(level: Floats, variance: Floats, adjusted: Adjusted) -> Floats:
    """Excess kurtosis per agent: the beta distribution's (Johnson, Kotz & Balakrishnan 1995, ch. 25), scaled."""
    size = np.maximum(level * (1 - level) / variance - 1, 0.05)
    a, b = level * size, (1 - level) * size
    shape = 6 * ((a - b) ** 2 * (size + 1) - a * b * (size + 2)) / (a * b * (size + 2) * (size + 3))
    many = adjusted.freedom >= 20
    if adjusted.weight[many].sum() < 200:
        return shape
    seen = float(np.sum(adjusted.fourths[many]))
    due = float(np.sum(adjusted.weight[many] * (shape[many] + 3) * (adjusted.squares / adjusted.weight)[many] ** 2))
    return np.maximum((shape + 3) * (seen / due if due > 0 else 1.0), 1.0) - 3


def _line(value: Floats, noise: Floats, room: Floats) -> Floats:
    """Slope of log variance on `room`, shrunk by its own error, times the centred `room`."""
    weight = 1.0 / (noise + 0.2)
    apart = room - weight @ room / weight.sum()
    information = float((weight * apart) @ apart)
    if information < 1e-9:
        return np.zeros(len(value))
    slope = float((weight * apart) @ value) / information
    return slope * max(0.0, 1.0 - 1.0 / (information * slope**2 + 1e-12)) * apart
