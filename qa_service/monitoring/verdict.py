"""What to do about a behaviour: train these agents, train a team, fix the process, leave it, or wait for more."""

import numpy as np
from msgspec import Struct
from scipy.special import ndtr

from qa_service.monitoring.budget import Budget
from qa_service.monitoring.case_mix import CaseMix
from qa_service.monitoring.groups import Flags, Floats
from qa_service.monitoring.interval import under
from qa_service.monitoring.results import Verdict

SURE = 0.9
SURER = 0.975  # many reasons, queues and hours are looked through at once
MATERIAL = 0.02  # a difference of two points in a hundred is the least that is worth anybody's training
FEW = 30  # rows under which nothing is said of a behaviour
WIDE = 0.15  # an ICC that may be this high can hide anything


class Standing(Struct, frozen=True, kw_only=True, eq=False):
    """What a verdict looks at: `n` rows, agents' P(below target), teams' means, variances and shares of the rows.

    `alike` is P(the agents of a team do not differ at all); `stray` says who surely stands apart from the own team.
    """

    n: int
    target: float
    below: Floats
    alike: float
    stray: Flags
    team_mean: Floats
    team_variance: Floats
    team_share: Floats


def verdict(standing: Standing, budget: Budget, mix: CaseMix) -> Verdict:
    """Decide in this order, each by what it would bring per contact against the target.

    1. Fewer than FEW rows: not_enough.
    2. fix_process: some reason, queue, channel, language or hour surely stands below the target and MATERIAL below its
       factor's median, and lifting it to that median brings more than the differences between agents and at least half
       of what the teams lack.
    3. train_agents: agents of one team can be told apart (the lower limit of their ICC is above zero, their SD at least
       MATERIAL and equality improbable) and one of them is surely below the target; or one agent surely stands apart
       from a team that does well and below the target; or there is a single agent, surely and by MATERIAL below.
    4. train_team: a team's mean is surely, and by MATERIAL, below the target.
    5. leave where agents are told apart or an ICC over WIDE is excluded; else not_enough.
    """
    if standing.n < FEW:
        return "not_enough"
    sure = bool((standing.below >= SURE).any())
    alone = len(standing.below) == 1
    told = budget.apart is not None and budget.apart.low > 0 and standing.alike <= 1 - SURE
    apart = told and budget.between >= MATERIAL
    stray = bool((standing.stray & (standing.below >= SURE)).any())
    gap = standing.target - standing.team_mean
    chance = under(standing.team_mean, standing.team_variance, standing.target)
    behind = (gap >= MATERIAL) & (chance >= SURE)
    of_team = float(standing.team_share[behind] @ gap[behind])
    of_agents = budget.between / float(np.sqrt(2 * np.pi)) if apart and sure else 0.0
    of_process = _of_process(standing, mix)
    if of_process > of_agents and of_process >= of_team / 2:
        return "fix_process"
    lacking = bool(behind.any())
    if (stray and not lacking) or (sure and (apart or (alone and lacking))):
        return "train_agents"
    if lacking:
        return "train_team"
    return "leave" if told or (budget.icc is not None and budget.icc.high <= WIDE) else "not_enough"


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
        low = _chance(effect, error, median - MATERIAL) >= SURER
        low &= _chance(effect + centre, error, standing.target) >= SURER
        gains.append(float(share[low] @ (median - effect[low])))
    return max(gains)


def _chance(mean: Floats, error: Floats, limit: float) -> Floats:
    return ndtr((limit - mean) / np.maximum(error, 1e-9))
