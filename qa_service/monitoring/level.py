"""Where an agent stands: the level, by empirical Bayes."""

import numpy as np
from msgspec import Struct, structs
from scipy.special import betaln

from qa_service.monitoring.adjusted import Adjusted
from qa_service.monitoring.groups import Codes, Floats
from qa_service.monitoring.pool import EQUAL, STRAYS, Pool, Posterior, mixed, parts, pooled, shrunk, weighed

INSIDE = 1e-3  # a prior mean of exactly 0 or 1 would believe nothing else
LEAST_BETWEEN = 1e-6  # variance between agents that stands for none: log beta functions lose their digits beyond it
LEAST_SIZE = 0.05  # opportunities that the widest prior is worth


class Levels(Struct, frozen=True, kw_only=True, eq=False):
    """`posterior` of the levels, 0..1, at the centre's case mix; `within`, the variance of the adjusted means."""

    posterior: Posterior
    within: Floats
    pool: Pool


def graded(adjusted: Adjusted, variance: Floats, extra: Floats, team: Codes) -> Levels:
    """Normal levels of graded scores; `variance` of one score, `extra` what the case mix leaves open, per agent."""
    within = variance * adjusted.design / adjusted.weight + extra
    pool = pooled(adjusted.mean, within, team, equal=EQUAL, strays=STRAYS)
    return Levels(posterior=shrunk(pool, adjusted.mean, within, team), within=within, pool=pool)


def counted(adjusted: Adjusted, dispersion: float, extra: Floats, team: Codes) -> Levels:
    """Beta-binomial levels of pass/fail behaviours; over-dispersion and case mix reduce the trials that count."""
    share = adjusted.mean.clip(0.0, 1.0)
    unit = common_unit(share, adjusted.weight)
    within = unit * dispersion * adjusted.design / adjusted.weight + extra
    pool = pooled(share, within, team, equal=EQUAL, strays=STRAYS)
    trials = unit / within
    posterior, pool = beta_binomial(pool, share * trials, trials, team)
    return Levels(posterior=posterior, within=within, pool=pool)


def common_unit(share: Floats, weight: Floats) -> float:
    """p(1 - p) at the common share: an agent's own would give the luckiest the smallest error and pull the mean up."""
    centre = float(weight @ share / weight.sum())
    return max(centre * (1 - centre), INSIDE)


def beta_binomial(pool: Pool, met: Floats, trials: Floats, team: Codes) -> tuple[Posterior, Pool]:
    """Weigh the nodes of `pool` anew by the beta-binomial likelihood, and average the conjugate posteriors.

    At each node level ~ Beta with the team's mean and variance `between` (Skellam 1948; conjugate posterior: Gelman et
    al. 2013, 2.4); the team's mean is integrated to first order. Met and trials need not be whole numbers.
    """
    mean = pool.centre.clip(INSIDE, 1 - INSIDE)[:, team]
    room = mean * (1 - mean)
    open_centre = pool.centre_variance[:, team]
    chances: list[Floats] = []
    means: list[Floats] = []
    variances: list[Floats] = []
    kept = np.zeros_like(room)
    for share, between in parts(pool):
        size = np.maximum(room / np.maximum(between, LEAST_BETWEEN) - 1, LEAST_SIZE)
        a, b = mean * size, (1 - mean) * size
        chances.append(np.log(share) + betaln(a + met, b + trials - met) - betaln(a, b))
        pull = size / (size + trials)
        level = pull * mean + (1 - pull) * met / trials
        means.append(level)
        variances.append(level * (1 - level) / (size + trials + 1) + pull**2 * open_centre)
        kept = kept if chances[1:] else 1 - pull
    chance = np.stack(chances)
    top = chance.max(axis=0)
    shares = np.exp(chance - top)
    likelihood = (top + np.log(shares.sum(axis=0))).sum(axis=1) + 0.5 * np.log(pool.centre_variance).sum(axis=1)
    again = structs.replace(pool, weight=weighed(pool.prior, likelihood))
    return mixed(again, shares, np.stack(means), np.stack(variances), kept), again
