"""Empirical Bayes: what each agent shares with the others, and how much that tells about the agent."""

import numpy as np
from msgspec import Struct

from qa_service.monitoring.groups import Codes, Floats, numbered, summed

COARSE, FINE, TEAM_NODES = 40, 24, 12
MANY = 1000  # agents from which like ones are taken together, and the nodes condensed
WIDTH = 0.02  # of log variance: agents this near are taken together
POINTS = 3  # condensed nodes
NEGLIGIBLE = 7.0  # log likelihoods this far under the best add under 0.1% and are left out
EQUAL = 2 / 3  # prior probability that the agents of a team do not differ at all
STRAYS, ASTRAY = 0.005, 0.1  # one agent in two hundred stands apart from the others by about a tenth of the scale


class Pool(Struct, frozen=True, kw_only=True, eq=False):
    """The prior, integrated over what is unknown about it: one row a node of the variance between agents.

    `prior` (nodes) is the prior mass of the node, `weight` its posterior, summing to 1; `between` (nodes) the variance
    between agents of one team; `centre`, `centre_variance` (nodes, teams) the team's mean given the node, its own
    agents included; `strays` the prior share of agents whose variance is ASTRAY² more.
    """

    prior: Floats
    weight: Floats
    between: Floats
    centre: Floats
    centre_variance: Floats
    strays: float


class Posterior(Struct, frozen=True, kw_only=True, eq=False):
    """Mean and variance per agent, and `reliability`, n / (n + within/between), averaged over the pool's nodes.

    `apart` is the mean square around `mean` if the agents do differ: that they may not keeps anyone from being called
    worse, but is no knowledge of an agent, so intervals are as wide as without it.
    """

    mean: Floats
    variance: Floats
    apart: Floats
    reliability: Floats


def pooled(value: Floats, variance: Floats, team: Codes, *, equal: float = 0.0, strays: float = 0.0) -> Pool:
    """Weigh the variances between agents that could have given these values.

    value ~ N(level, variance), level ~ N(team mean, between), team mean ~ N(mu, between teams), mu flat. With the
    shrinkage B = v / (v + between), v the harmonic mean of `variance`, the prior of `between` is p(B) ~ B^-1/2: uniform
    shrinkage (Daniels 1999; Christiansen & Morris 1997) with the half-Cauchy's tail (Gelman 2006), so that a few agents
    do not hide a large variance; teams have the uniform one. `equal` is the prior mass of no variance between agents at
    all (Scott & Berger 2006: it keeps the worst of many equal agents from being called worse). Team means and mu are
    integrated exactly, so the likelihood of `between` is REML's.
    """
    sums = _summed(value, variance, team)
    typical = len(value) / float(np.sum(1.0 / variance))
    shrinkage = (np.arange(COARSE) + 0.5) / COARSE
    likelihood = _nodes(sums, typical, shrinkage)[0]
    near = np.flatnonzero(likelihood > likelihood.max() - NEGLIGIBLE)
    low, high = max((near[0] - 1) / COARSE, 0.0), min((near[-1] + 2) / COARSE, 1.0)
    shrinkage = low + (high - low) * (np.arange(FINE) + 0.5) / FINE
    prior = (1 - equal) * (high - low) / FINE / (2 * np.sqrt(shrinkage))
    if equal > 0:
        shrinkage, prior = np.r_[1.0, shrinkage], np.r_[equal, prior]
    likelihood, between, centre, centre_variance = _nodes(sums, typical, shrinkage)
    weight = weighed(prior, likelihood)
    if len(value) > MANY:
        shrinkage, weight = _condensed(shrinkage, weight)
        likelihood, between, centre, centre_variance = _nodes(sums, typical, shrinkage)
        prior = weight * np.exp((likelihood.max() - likelihood).clip(max=700.0))
    return Pool(
        prior=prior,
        weight=weight,
        between=between,
        centre=centre,
        centre_variance=centre_variance,
        strays=strays,
    )


def alike(pool: Pool) -> float:
    """P(the agents of a team do not differ at all), given the prior mass of that."""
    return float(pool.weight[pool.between == 0].sum())


def weighed(prior: Floats, likelihood: Floats) -> Floats:
    """Posterior masses, summing to 1 over the first axis."""
    weight = prior * np.exp(likelihood - likelihood.max())
    return weight / weight.sum()


def shrunk(pool: Pool, value: Floats, variance: Floats, team: Codes) -> Posterior:
    """Posterior moments of normal levels, averaged over the nodes (Morris 1983), strays apart."""
    away = value - pool.centre[:, team]
    open_centre = pool.centre_variance[:, team]
    usual = variance + pool.between[:, None]
    pull = variance / usual
    kept = 1.0 - pull
    moved = pull * away
    left = variance * kept + pull**2 * open_centre + moved**2
    if pool.strays > 0:
        wide = usual + ASTRAY**2
        odds = pool.strays / (1 - pool.strays) * np.sqrt(usual / wide)
        astray = odds / (odds + np.exp(-0.5 * away**2 * (ASTRAY**2 / (usual * wide))))
        pull = variance / wide
        far = pull * away
        left += astray * (variance * (1.0 - pull) + pull**2 * open_centre + far**2 - left)
        moved += astray * (far - moved)
    shift = pool.weight @ moved
    variance = (pool.weight @ left - shift**2).clip(0.0)
    differ = if_apart(pool)
    return Posterior(
        mean=value - shift,
        variance=variance,
        apart=variance if differ is None else (differ @ left - shift * (2 * (differ @ moved) - shift)).clip(0.0),
        reliability=pool.weight @ kept,
    )


def parts(pool: Pool) -> list[tuple[float, Floats]]:
    """Share of agents and variance between them (nodes, 1): those like the others, then the strays, if there are."""
    between = pool.between[:, None]
    if pool.strays == 0:
        return [(1.0, between)]
    return [(1 - pool.strays, between), (pool.strays, between + ASTRAY**2)]


def if_apart(pool: Pool) -> Floats | None:
    """The weights of the nodes if the agents do differ; None where they are the same, or say nothing."""
    weight = np.where(pool.between > 0, pool.weight, 0.0)
    whole = float(weight.sum())
    return weight / whole if 1e-12 < whole < 1 - 1e-12 else None


def mixed(pool: Pool, shares: Floats, means: Floats, variances: Floats, kept: Floats) -> Posterior:
    """Moments of a mixture: (parts, nodes, agents) each, `shares` relative within node and agent."""
    total = shares.sum(axis=0)
    shares = np.where(total > 0, shares / np.where(total > 0, total, 1.0), 1.0 / len(shares))
    mean = pool.weight @ (shares * means).sum(axis=0)
    left = (shares * (variances + (means - mean) ** 2)).sum(axis=0)
    variance = (pool.weight @ left).clip(0.0)
    differ = if_apart(pool)
    return Posterior(
        mean=mean,
        variance=variance,
        apart=variance if differ is None else (differ @ left).clip(0.0),
        reliability=pool.weight @ kept,
    )


def team_levels(pool: Pool) -> tuple[Floats, Floats]:
    """Posterior mean and variance of the teams' means."""
    mean = pool.weight @ pool.centre
    return mean, pool.weight @ (pool.centre_variance + (pool.centre - mean) ** 2)


class Sums(Struct, frozen=True, kw_only=True, eq=False):
    """Agents of one team and variance taken together: how many, sums of values and squares; `starts` of the teams."""

    n: Floats
    total: Floats
    square: Floats
    variance: Floats
    team: Codes
    starts: Codes


def _summed(value: Floats, variance: Floats, team: Codes) -> Sums:
    """Many agents of about the same variance become one: by half of WIDTH the likelihood moves in the sixth digit."""
    if len(value) > MANY:
        step = np.floor(np.log(variance) / WIDTH)
        step = (step - step.min()).astype(np.int64)
        size = int(step.max()) + 1
        keys, index = numbered(team * size + step, (int(team.max()) + 1) * size)
        count = len(keys)
        n, precision = summed(index, np.ones(len(value)), count), summed(index, 1.0 / variance, count)
        total, square = summed(index, value, count), summed(index, value**2, count)
        variance, team = n / precision, keys // size
    else:
        order = np.argsort(team, kind="stable")
        total, variance, team = value[order], variance[order], team[order]
        n, square = np.ones(len(value)), total**2
    starts = np.flatnonzero(np.r_[True, np.diff(team) > 0])
    place = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(team)]))
    return Sums(n=n, total=total, square=square, variance=variance, team=place, starts=starts)


def _condensed(shrinkage: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """The Gauss rule of a discrete measure: POINTS nodes that integrate it as well, B = 1 kept apart.

    Exact for polynomials in B of degree 2 POINTS - 1 (Golub & Welsch 1969; recurrence by Stieltjes, Gautschi 2004).
    """
    apart = shrinkage >= 1.0
    mass = float(weight[~apart].sum())
    if mass < 1e-12:
        return shrinkage[apart], weight[apart] / weight[apart].sum()
    node, share = shrinkage[~apart], weight[~apart] / mass
    diagonal: list[float] = []
    beside: list[float] = []
    last, current, norm = np.zeros_like(node), np.ones_like(node), 1.0
    for _ in range(POINTS):
        diagonal.append(float(share @ (node * current**2)))
        step = (node - diagonal[-1]) * current - (beside[-1] if beside else 0.0) * last
        norm = float(np.sqrt(share @ step**2))
        if norm < 1e-7:
            break
        beside.append(norm)
        last, current = current, step / norm
    beside = beside[: len(diagonal) - 1]
    roots, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
    return np.r_[shrinkage[apart], roots.clip(1e-9, 1.0)], np.r_[weight[apart], mass * vectors[0] ** 2]


def _nodes(sums: Sums, typical: float, shrinkage: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Log likelihood, variance between agents, team means and their variances at each shrinkage in (0, 1]."""
    between = typical * (1.0 - shrinkage) / shrinkage
    starts = sums.starts
    precision = 1.0 / (sums.variance + between[:, None])
    total = np.add.reduceat(precision * sums.n, starts, axis=1)
    mean = np.add.reduceat(precision * sums.total, starts, axis=1) / total
    here = mean[:, sums.team]
    distance = sums.square - 2 * here * sums.total + sums.n * here**2
    apart = np.einsum("qa,qa->q", precision, distance)
    likelihood = 0.5 * (np.log(precision) @ sums.n - np.log(total).sum(axis=1) - apart)
    if len(starts) == 1:
        return likelihood, between, mean, 1.0 / total
    own = 1.0 / total
    scale = 1.0 / total.mean(axis=1)
    pull = (np.arange(TEAM_NODES) + 0.5) / TEAM_NODES
    lean = 1.0 / (own[:, None, :] + (scale[:, None] * (1.0 - pull) / pull)[:, :, None])
    heart = (lean * mean[:, None, :]).sum(axis=2) / lean.sum(axis=2)
    away = mean[:, None, :] - heart[:, :, None]
    chance = 0.5 * (np.log(lean).sum(axis=2) - np.log(lean.sum(axis=2)) - (lean * away**2).sum(axis=2))
    top = chance.max(axis=1)
    share = np.exp(chance - top[:, None])
    likelihood += top + np.log(share.mean(axis=1))
    share /= share.sum(axis=1, keepdims=True)
    shrink = own[:, None, :] * lean
    each = mean[:, None, :] - shrink * away
    spread = own[:, None, :] * (1.0 - shrink) + shrink**2 / lean.sum(axis=2)[:, :, None]
    centre = np.einsum("qw,qwt->qt", share, each)
    return likelihood, between, centre, np.einsum("qw,qwt->qt", share, spread + (each - centre[:, None, :]) ** 2)
