"""What to do about a behaviour: train these agents, train a team, fix the process, leave it, or wait for more."""

import numpy as np
from msgspec import Struct
from scipy.special import ndtr

from qa_service.monitoring.budget import Budget
from qa_service.monitoring.case_mix import CaseMix
from qa_service.monitoring.groups import Floats
from qa_service.monitoring.interval import under
from qa_service.monitoring.results import Interval, Verdict

SURE = 0.9
MATERIAL = 0.02  # a difference of two points in a hundred is the least that is worth anybody's training
FEW = 30  # rows under which nothing is said of a behaviour
WIDE = 0.2  # an ICC that may be this high can hide anything


class Standing(Struct, frozen=True, kw_only=True, eq=False):
    """What a verdict looks at: `n` rows, agents' P(below target), teams' means, variances and shares of the rows."""

    n: int
    target: float
    below: Floats
    team_mean: Floats
    team_variance: Floats
    team_share: Floats


def verdict(standing: Standing, budget: Budget, mix: CaseMix) -> Verdict:
    """Decide in this order, each by what it would bring per contact against the target.

    1. Fewer than FEW rows: not_enough.
    2. fix_process: some reason, queue, channel, language or hour surely stands below the target and MATERIAL below its
       factor's median, and lifting it to that median brings more than the differences between agents and at least half
       of what the teams lack.
    3. train_agents: agents of one team can be told apart (the lower limit of their ICC is above zero and their SD at
       least MATERIAL), and one of them is surely below the target. A single agent who is surely below counts.
    4. train_team: a team's mean is surely, and by MATERIAL, below the target.
    5. leave where an ICC over WIDE is excluded or agents are told apart; else not_enough.
    """
    if standing.n < FEW:
        return "not_enough"
    sure = bool((standing.below >= SURE).any())
    alone = len(standing.below) == 1
    apart = budget.apart is not None and budget.apart.low > 0 and budget.between >= MATERIAL
    gap = standing.target - standing.team_mean
    chance = under(standing.team_mean, standing.team_variance, standing.target)
    behind = (gap >= MATERIAL) & (chance >= SURE)
    of_team = float(standing.team_share[behind] @ gap[behind])
    of_agents = budget.between / float(np.sqrt(2 * np.pi)) if apart and sure else 0.0
    of_process = _of_process(standing, mix)
    if of_process > of_agents and of_process >= of_team / 2:
        return "fix_process"
    if sure and (apart or (alone and bool(behind.any()))):
        return "train_agents"
    if behind.any():
        return "train_team"
    return "leave" if apart or _excluded(budget.icc) else "not_enough"


def _excluded(icc: Interval | None) -> bool:
    return icc is not None and (icc.low > 0 or icc.high <= WIDE)


def _of_process(standing: Standing, mix: CaseMix) -> float:
    """What lifting the levels that surely stand low to their factor's median would bring per contact."""
    centre = float(standing.team_share @ standing.team_mean)
    gains = [0.0]
    for factor, effects in mix.effects.items():
        effect = np.array(list(effects.values()))
        error = np.array(list(mix.errors[factor].values()))
        share = np.array(list(mix.shares[factor].values()))
        order = np.argsort(effect)
        median = float(effect[order][np.searchsorted(np.cumsum(share[order]), 0.5).clip(max=len(order) - 1)])
        low = _chance(effect, error, median - MATERIAL) >= SURE
        low &= _chance(effect + centre, error, standing.target) >= SURE
        gains.append(float(share[low] @ (median - effect[low])))
    return max(gains)


def _chance(mean: Floats, error: Floats, limit: float) -> Floats:
    return ndtr((limit - mean) / np.maximum(error, 1e-9))
