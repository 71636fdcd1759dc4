"""Empirical Bayes: what each agent shares with the others, and how much that tells about the agent."""

import numpy as np
from msgspec import Struct

from qa_service.monitoring.groups import Codes, Floats

COARSE, FINE, TEAM_NODES = 40, 24, 12
NEGLIGIBLE = 7.0  # log likelihoods this far under the best add under 0.1% and are left out


class Pool(Struct, frozen=True, kw_only=True, eq=False):
    """The prior, integrated over what is unknown about it: one row a node of the variance between agents.

    `weight` (nodes) sums to 1; `between` (nodes) the variance between agents of one team; `centre`, `centre_variance`
    (nodes, teams) the team's mean given the node, its own agents included.
    """

    weight: Floats
    between: Floats
    centre: Floats
    centre_variance: Floats


class Posterior(Struct, frozen=True, kw_only=True, eq=False):
    """Mean and variance per agent, and `reliability`: the share of its observed deviation that is believed."""

    mean: Floats
    variance: Floats
    reliability: Floats


def pooled(value: Floats, variance: Floats, team: Codes) -> Pool:
    """Weigh the variances between agents that could have given these values.

    value ~ N(level, variance), level ~ N(team mean, between), team mean ~ N(mu, between teams), mu flat. Both variances
    have the uniform shrinkage prior (Daniels 1999; Christiansen & Morris 1997), under which intervals cover what they
    state, zero variance included; team means and mu are integrated exactly, so the likelihood of `between` is REML's.
    """
    order = np.argsort(team, kind="stable")
    value, variance = value[order], variance[order]
    starts = np.flatnonzero(np.r_[True, np.diff(team[order]) > 0])
    typical = len(value) / float(np.sum(1.0 / variance))
    shrinkage = (np.arange(COARSE) + 0.5) / COARSE
    likelihood = _nodes(value, variance, starts, typical, shrinkage)[0]
    near = np.flatnonzero(likelihood > likelihood.max() - NEGLIGIBLE)
    low, high = max((near[0] - 1) / COARSE, 0.0), min((near[-1] + 2) / COARSE, 1.0)
    shrinkage = low + (high - low) * (np.arange(FINE) + 0.5) / FINE
    likelihood, between, centre, centre_variance = _nodes(value, variance, starts, typical, shrinkage)
    weight = np.exp(likelihood - likelihood.max())
    return Pool(weight=weight / weight.sum(), between=between, centre=centre, centre_variance=centre_variance)


def shrunk(pool: Pool, value: Floats, variance: Floats, team: Codes) -> Posterior:
    """Posterior moments of normal levels, averaged over the nodes (Morris 1983)."""
    centre, centre_variance = pool.centre[:, team], pool.centre_variance[:, team]
    pull = variance / (variance + pool.between[:, None])
    mean = value - pull * (value - centre)
    spread = variance * (1.0 - pull) + pull**2 * centre_variance
    average = pool.weight @ mean
    return Posterior(
        mean=average,
        variance=np.maximum(pool.weight @ (spread + (mean - average) ** 2), 0.0),
        reliability=1.0 - pool.weight @ pull,
    )


def team_levels(pool: Pool) -> tuple[Floats, Floats]:
    """Posterior mean and variance of the teams' means."""
    mean = pool.weight @ pool.centre
    return mean, pool.weight @ (pool.centre_variance + (pool.centre - mean) ** 2)


def _nodes(
    value: Floats, variance: Floats, starts: Codes, typical: float, shrinkage: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Log likelihood, variance between agents, team means and their variances at each shrinkage in (0, 1)."""
    between = typical * (1.0 - shrinkage) / shrinkage
    precision = 1.0 / (variance + between[:, None])
    total = np.add.reduceat(precision, starts, axis=1)
    mean = np.add.reduceat(precision * value, starts, axis=1) / total
    team = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(value)]))
    apart = np.einsum("qa,qa->q", precision, (value - mean[:, team]) ** 2)
    likelihood = 0.5 * (np.log(precision).sum(axis=1) - np.log(total).sum(axis=1) - apart)
    if len(starts) == 1:
        return likelihood, between, mean, 1.0 / total
    own = 1.0 / total
    scale = 1.0 / total.mean(axis=1)
    pull = (np.arange(TEAM_NODES) + 0.5) / TEAM_NODES
    wide = own[:, None, :] + (scale[:, None] * (1.0 - pull) / pull)[:, :, None]
    lean = 1.0 / wide
    heart = (lean * mean[:, None, :]).sum(axis=2) / lean.sum(axis=2)
    away = mean[:, None, :] - heart[:, :, None]
    chance = 0.5 * (np.log(lean).sum(axis=2) - np.log(lean.sum(axis=2)) - (lean * away**2).sum(axis=2))
    top = chance.max(axis=1)
    share = np.exp(chance - top[:, None])
    likelihood += top + np.log(share.mean(axis=1))
    share /= share.sum(axis=1, keepdims=True)
    shrink = own[:, None, :] * lean
    each = mean[:, None, :] - shrink * away
    variances = own[:, None, :] * (1.0 - shrink) + shrink**2 / lean.sum(axis=2)[:, :, None]
    centre = np.einsum("qw,qwt->qt", share, each)
    return likelihood, between, centre, np.einsum("qw,qwt->qt", share, variances + (each - centre[:, None, :]) ** 2)
