"""Each agent's sums with the case mix taken out."""

import numpy as np
from msgspec import Struct

from qa_service.monitoring.case_mix import CaseMix
from qa_service.monitoring.groups import Floats, numbered, summed
from qa_service.monitoring.sample import Sample


class Adjusted(Struct, frozen=True, kw_only=True, eq=False):
    """Columns over agents, in units of the score.

    `raw` mean as it happened, `mean` at the centre's case mix; `squares` the weighted sum of squares around `mean`,
    `freedom` its degrees of freedom; `fourths` the sum of fourth powers around it (graded scores). `day_share` is the
    part of the variance within agents that an agent's days share (None: too few days hold two scores), and `design`
    by how much that inflates the variance of the agent's mean (Kish 1965).
    """

    weight: Floats
    raw: Floats
    mean: Floats
    squares: Floats
    freedom: Floats
    fourths: Floats
    day_share: float | None
    design: Floats


def adjusted(sample: Sample, mix: CaseMix) -> Adjusted:
    agents = len(sample.agents)
    weight = summed(sample.agent, sample.weight, agents)
    raw = summed(sample.agent, sample.total, agents) / weight
    total = sample.total - sample.weight * mix.shift
    mean = summed(sample.agent, total, agents) / weight
    apart = mix.shift + mean[sample.agent]
    square = sample.square - 2 * apart * sample.total + sample.weight * apart**2
    squares = summed(sample.agent, square, agents).clip(0.0)
    squares[squares < 1e-12 * weight] = 0.0
    fourth = sample.fourth + apart * (
        -4 * sample.cube + apart * (6 * sample.square + apart * (-4 * sample.total + apart * sample.n))
    )
    rows = float(sample.rows.sum())
    lost = mix.freedom * sample.rows / rows
    share, design = _days(sample, total, squares)
    return Adjusted(
        weight=weight,
        raw=raw,
        mean=mean,
        squares=squares,
        freedom=np.maximum(sample.rows - 1 - lost, 0.0),
        fourths=summed(sample.agent, fourth, agents).clip(0.0),
        day_share=share,
        design=design,
    )


def _days(sample: Sample, total: Floats, squares: Floats) -> tuple[float | None, Floats]:
    """Share of the variance within agents between their days, by moments (Henderson's method III, agent by agent)."""
    agents = len(sample.agents)
    span = int(sample.day.max()) + 1
    keys, index = numbered(sample.agent * span + sample.day, agents * span)
    agent = keys // span
    weight, rows = summed(index, sample.weight, len(keys)), summed(index, sample.n, len(keys))
    mean = summed(index, total, len(keys)) / weight
    whole = summed(agent, weight, agents)
    centre = summed(agent, weight * mean, agents) / whole
    between = summed(agent, weight * (mean - centre[agent]) ** 2, agents)
    days = np.bincount(agent, minlength=agents)
    spare = summed(agent, rows, agents) - days
    bunched = summed(agent, weight**2, agents) / whole
    usable = (spare > 0) & (days > 1)
    if spare[usable].sum() < max(30, agents):
        return None, np.ones(agents)
    rest = (squares - between).clip(0.0)[usable] / spare[usable]
    excess = float(np.sum(between[usable] - rest * (days[usable] - 1)))
    of_days = max(excess / float(np.sum(whole[usable] - bunched[usable])), 0.0)
    within = float(np.sum(rest * spare[usable]) / np.sum(spare[usable]))
    share = of_days / (of_days + within) if of_days + within > 0 else 0.0
    design = 1.0 + share * (bunched - 1.0) if not sample.pass_fail else 1.0 + share * (bunched - whole / sample.rows)
    return share, np.maximum(design, 1.0)
