"""What Bayes' rule with the simulation's own prior makes of a simulated centre: the best that can be done."""

import numpy as np
from msgspec import Struct
from scipy.special import gammaln

from qa_service.evaluation.monitoring_centres import HIGHEST, LOWEST, UNLIKE, USUAL, density
from qa_service.monitoring.groups import Codes, Floats, summed

LEVELS, SPREADS, REACH = 81, 41, 4.0  # nodes over the levels; over the log SDs, as far as REACH of their SDs


class Exact(Struct, frozen=True, kw_only=True, eq=False):
    """Per agent: E[(target - level)+] and E[log SD] (NaN for pass/fail)."""

    gap: Floats
    log_spread: Floats


def of_scores(agent: Codes, score: Floats, shift: Floats, target: float) -> Exact:
    """Exact posterior means of beta scores of mean level + shift, the shifts known; two shifts at most."""
    level, log_spread = np.meshgrid(
        np.linspace(LOWEST, HIGHEST, LEVELS),
        np.log(USUAL) + UNLIKE * np.linspace(-REACH, REACH, SPREADS),
        indexing="ij",
    )
    agents = int(agent.max()) + 1
    likelihood = np.zeros((agents, level.size))
    safe = score.clip(1e-12, 1 - 1e-12)
    for moved in np.unique(shift):
        here = shift == moved
        sums = np.stack(
            [
                np.bincount(agent[here], values, agents)
                for values in (np.ones(here.sum()), np.log(safe[here]), np.log1p(-safe[here]))
            ],
            axis=1,
        )
        mean = (level + moved).clip(0.01, 0.99)
        size = (mean * (1 - mean) / np.exp(2 * log_spread) - 1).clip(0.05)
        a, b = mean * size, (1 - mean) * size
        terms = np.stack([gammaln(size) - gammaln(a) - gammaln(b), a - 1, b - 1]).reshape(3, -1)
        likelihood += sums @ terms
    weight = _weights(likelihood, density(level, log_spread).ravel())
    return Exact(gap=weight @ (target - level.ravel()).clip(0.0), log_spread=weight @ log_spread.ravel())


def of_counts(agent: Codes, met: Floats, called: Floats, target: float, *, right: float = 1.0) -> Exact:
    """Exact posterior means of met of opportunities, each told rightly with the known probability `right`."""
    level = np.linspace(LOWEST, HIGHEST, 4 * LEVELS)
    agents = int(agent.max()) + 1
    hits, trials = summed(agent, met, agents), summed(agent, called, agents)
    seen = level * right + (1 - level) * (1 - right)
    likelihood = hits[:, None] * np.log(seen) + (trials - hits)[:, None] * np.log1p(-seen)
    weight = _weights(likelihood, density(level, np.full(len(level), np.log(0.01))))
    return Exact(gap=weight @ (target - level).clip(0.0), log_spread=np.full(agents, np.nan))


def _weights(likelihood: Floats, prior: Floats) -> Floats:
    weight = np.exp(likelihood - likelihood.max(axis=1, keepdims=True)) * prior
    return weight / weight.sum(axis=1, keepdims=True)
