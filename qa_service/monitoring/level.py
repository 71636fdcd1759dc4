"""Where an agent stands: the level, by empirical Bayes."""

import numpy as np
from msgspec import Struct
from scipy.special import betaln

from qa_service.monitoring.adjusted import Adjusted
from qa_service.monitoring.groups import Codes, Floats
from qa_service.monitoring.pool import Pool, Posterior, pooled, shrunk

INSIDE = 1e-3  # a prior mean of exactly 0 or 1 would believe nothing else


class Levels(Struct, frozen=True, kw_only=True, eq=False):
    """`posterior` of the levels, 0..1, at the centre's case mix; `within`, the variance of the adjusted means."""

    posterior: Posterior
    within: Floats
    pool: Pool


def graded(adjusted: Adjusted, variance: Floats, extra: Floats, team: Codes) -> Levels:
    """Normal levels of graded scores; `variance` of one score, `extra` what the case mix leaves open, per agent."""
    within = variance * adjusted.design / adjusted.weight + extra
    pool = pooled(adjusted.mean, within, team)
    return Levels(posterior=shrunk(pool, adjusted.mean, within, team), within=within, pool=pool)


def counted(adjusted: Adjusted, dispersion: float, extra: Floats, team: Codes) -> Levels:
    """Beta-binomial levels of pass/fail behaviours; over-dispersion and case mix reduce the trials that count."""
    share = adjusted.mean.clip(0.0, 1.0)
    centre = float(adjusted.weight @ share / adjusted.weight.sum())
    guess = (share * adjusted.weight + 2 * centre) / (adjusted.weight + 2)
    pool, trials, within = None, adjusted.weight, extra
    for _ in range(2):
        unit = np.maximum(guess * (1 - guess), INSIDE)
        within = unit * dispersion * adjusted.design / adjusted.weight + extra
        trials = unit / within
        pool = pooled(share, within, team)
        guess = shrunk(pool, share, within, team).mean.clip(INSIDE, 1 - INSIDE)
    assert pool is not None
    posterior, pool = beta_binomial(pool, share * trials, trials, team)
    return Levels(posterior=posterior, within=within, pool=pool)


def beta_binomial(pool: Pool, met: Floats, trials: Floats, team: Codes) -> tuple[Posterior, Pool]:
    """Weigh the nodes of `pool` anew by the beta-binomial likelihood, and average the conjugate posteriors.

    At each node level ~ Beta with the team's mean and variance `between` (Skellam 1948; conjugate posterior: Gelman et
    al. 2013, 2.4); the team's mean is integrated to first order. Met and trials need not be whole numbers.
    """
    mean = pool.centre.clip(INSIDE, 1 - INSIDE)[:, team]
    size = np.maximum(mean * (1 - mean) / np.maximum(pool.between[:, None], 1e-9) - 1, 0.05)
    a, b = mean * size, (1 - mean) * size
    likelihood = (betaln(a + met, b + trials - met) - betaln(a, b)).sum(axis=1)
    likelihood += 0.5 * np.log(pool.centre_variance).sum(axis=1)
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    pull = size / (size + trials)
    level = pull * mean + (1 - pull) * met / trials
    spread = level * (1 - level) / (size + trials + 1) + pull**2 * pool.centre_variance[:, team]
    average = weight @ level
    posterior = Posterior(
        mean=average,
        variance=weight @ (spread + (level - average) ** 2),
        reliability=1.0 - weight @ pull,
    )
    again = Pool(weight=weight, between=pool.between, centre=pool.centre, centre_variance=pool.centre_variance)
    return posterior, again
