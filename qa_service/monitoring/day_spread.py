"""How much an agent's days differ: the SD of the day's own effect, beyond what single scores scatter."""

import numpy as np
from msgspec import Struct

from qa_service.monitoring.case_mix import CaseMix
from qa_service.monitoring.groups import Flags, Floats, numbered, summed
from qa_service.monitoring.sample import Sample

LEAST_DAYS, LEAST_SPARE = 5, 10  # an agent's days with scores, and scores beyond the first of each, under which: none
SMALLEST, LARGEST, NODES = 0.004, 0.5, 64  # SDs, log spaced; the smallest stands for days that do not differ
NOTHING = 0.01  # days that differ by less than a hundredth are not told from days that do not
CENTRES, WIDTHS = 32, (0.15, 0.3, 0.6, 1.0)  # of the agents' log SDs: means over the whole range, and SDs
PRIOR = 10.0  # scores that the pooled variance within days counts for


class DaySpread(Struct, frozen=True, kw_only=True, eq=False):
    """`value` (3, agents): SD in units of the score, with its 90% limits; meaningless where not `known`."""

    value: Floats
    known: Flags


def day_spreads(sample: Sample, mix: CaseMix) -> DaySpread:
    """Posterior of each agent's SD between days, the case mix taken out.

    The sum of squares between n days is (within + rows a day x SD²) times a chi-square of n - 1 (one-way random
    effects; Searle, Casella & McCulloch 1992, ch. 3; unequal days by their n0). log SD is normal over agents, its mean
    and SD integrated over a flat grid, so few days are drawn to what the agents' days are like together.
    """
    agents = len(sample.agents)
    span = int(sample.day.max()) + 1
    keys, index = numbered(sample.agent * span + sample.day, agents * span)
    agent = keys // span
    total = sample.total - sample.weight * mix.shift
    square = sample.square - 2 * mix.shift * sample.total + sample.weight * mix.shift**2
    weight, count = summed(index, sample.weight, len(keys)), summed(index, sample.n, len(keys))
    mean = summed(index, total, len(keys)) / weight
    whole, days = summed(agent, weight, agents), np.bincount(agent, minlength=agents).astype(np.float64)
    centre = summed(agent, weight * mean, agents) / whole
    between = summed(agent, weight * (mean - centre[agent]) ** 2, agents)
    inside = (summed(sample.agent, square, agents) - summed(agent, weight * mean**2, agents)).clip(0.0)
    spare = summed(agent, count, agents) - days
    known = (days >= LEAST_DAYS) & (spare >= LEAST_SPARE)
    value = np.full((3, agents), np.nan)
    if known.any():
        pooled = float(inside[known].sum() / spare[known].sum())
        within = (inside + PRIOR * pooled) / (spare + PRIOR)
        bunched = (whole - summed(agent, weight**2, agents) / whole)[known] / (days[known] - 1)
        value[:, known] = _posterior(between[known], days[known] - 1, within[known], bunched)
    return DaySpread(value=value, known=known)


def _posterior(between: Floats, freedom: Floats, within: Floats, bunched: Floats) -> Floats:
    nodes: Floats = np.linspace(float(np.log(SMALLEST)), float(np.log(LARGEST)), NODES)
    expected = np.maximum(within[:, None] + bunched[:, None] * np.exp(2 * nodes), 1e-12)
    likelihood: Floats = -0.5 * (freedom[:, None] * np.log(expected) + between[:, None] / expected)
    likelihood = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    centre = np.repeat(np.linspace(float(nodes[0]), float(nodes[-1]), CENTRES), len(WIDTHS))
    width = np.tile(np.array(WIDTHS), CENTRES)
    prior = np.exp(-0.5 * ((nodes - centre[:, None]) / width[:, None]) ** 2)
    prior /= prior.sum(axis=1, keepdims=True)
    chance = likelihood @ prior.T
    evidence = np.log(np.maximum(chance, 1e-300)).sum(axis=0)
    pool = np.exp(evidence - evidence.max())
    mass = likelihood * ((pool / pool.sum() / np.maximum(chance, 1e-300)) @ prior)
    mass /= mass.sum(axis=1, keepdims=True)
    middle: Floats = np.cumsum(mass, axis=1) - 0.5 * mass
    limits = [_quantile(middle, nodes, part) for part in (0.5, 0.05, 0.95)]
    value: Floats = np.exp(np.stack(limits))
    return np.where(value < NOTHING, 0.0, value)


def _quantile(middle: Floats, nodes: Floats, part: float) -> Floats:
    """Where each row, rising, passes `part`, between the nodes."""
    after = (middle < part).sum(axis=1).clip(1, len(nodes) - 1)
    row = np.arange(len(middle))
    low, high = middle[row, after - 1], middle[row, after]
    step = ((part - low) / np.maximum(high - low, 1e-12)).clip(0.0, 1.0)
    return nodes[after - 1] + step * (nodes[after] - nodes[after - 1])
