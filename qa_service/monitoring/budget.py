"""Where the variation between scores comes from."""

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from scipy.optimize import brentq
from scipy.stats import f as fisher

from qa_service.monitoring.adjusted import Adjusted
from qa_service.monitoring.case_mix import CaseMix
from qa_service.monitoring.groups import Codes, Floats, summed
from qa_service.monitoring.results import Interval

LEAST_VARIANCE = 1e-6  # a score of 0..1 is told to a thousandth at best, so scores that are all equal vary by that


class Budget(Struct, frozen=True, kw_only=True, eq=False):
    """`shares` of the variance, summing to 1, in the order reason … rest; `icc` between agents, teams included, after
    case mix; `apart`, the same between agents of one team; `between` the SD between agents of one team, in score.
    """

    shares: dict[str, float]
    icc: Interval | None
    apart: Interval | None
    between: float


def budget(adjusted: Adjusted, mix: CaseMix, variance: Floats, team: Codes) -> Budget:
    """Variance components: REML for agents, moments for teams and days, within-agent effects for case mix.

    `variance` (agents) is that of a single score of the agent; only the intervals of the ICC look at it.
    """
    agents = len(adjusted.mean)
    alone = np.zeros(agents, dtype=np.int64)
    within = max(float(adjusted.squares.sum() / max(adjusted.freedom.sum(), 1.0)), LEAST_VARIANCE)
    icc, _ = _icc(adjusted, mix.variance, variance, alone, within)
    apart, ratio = _icc(adjusted, mix.variance, variance, team, within)
    of_agents = ratio * within
    parts = dict(mix.components)
    if int(team.max()) > 0:
        parts["team"] = _of_teams(adjusted, team, within, of_agents)
    if agents > 1:
        parts["agent"] = of_agents
    if adjusted.day_share is not None:
        parts["agent_day"] = adjusted.day_share * within
    parts["rest"] = within - parts.get("agent_day", 0.0)
    whole = sum(parts.values())
    shares = {name: part / whole for name, part in parts.items()} if whole > 0 else {**parts, "rest": 1.0}
    return Budget(shares=shares, icc=icc, apart=apart, between=float(np.sqrt(of_agents)))


def _icc(
    adjusted: Adjusted, extra: Floats, variance: Floats, team: Codes, within: float
) -> tuple[Interval | None, float]:
    """Intraclass correlation r/(1 + r) and the ratio r of the variance between agents to that within, by REML.

    Means have variance within x (r + design/weight), and what the case mix leaves open, around their team's mean; the
    residual likelihood is profiled over the variance within (Searle, Casella & McCulloch 1992, 3.8; with design 1 it is
    the exact REML of a random intercept). The interval inverts Wald's exact F (Wald 1940; Harville & Fenech 1985) and
    holds zero where the agents cannot be told apart; the lower limit is the less of the one with a common variance and
    the one with each agent's own, lest unequal spreads be taken for unequal levels.
    """
    share = adjusted.design / adjusted.weight + extra / within
    teams = int(team.max()) + 1
    between = len(share) - teams
    freedom = float(adjusted.freedom.sum())
    if between < 1 or freedom < 1:
        return None, 0.0
    squares = within * freedom
    own = share * variance / within

    def apart(ratio: float, share: Floats) -> tuple[float, float]:
        precision = 1.0 / (ratio + share)
        total = summed(team, precision, teams)
        mean = summed(team, precision * adjusted.mean, teams) / total
        logs = float(np.sum(np.log(precision)) - np.sum(np.log(total)))
        return float(precision @ (adjusted.mean - mean[team]) ** 2), logs

    def likelihood(ratio: float) -> float:
        distance, logs = apart(ratio, share)
        return 0.5 * logs - 0.5 * (freedom + between) * float(np.log(squares + distance))

    grid = np.r_[0.0, np.geomspace(1e-5, 1e3, 81)]
    values = np.array([likelihood(float(ratio)) for ratio in grid])
    best = int(values.argmax())
    ratio = _peak(likelihood, grid, best)

    def bound(probability: float, share: Floats) -> float:
        limit = between * within * float(fisher.ppf(probability, between, freedom))
        if apart(0.0, share)[0] <= limit:
            return 0.0
        if apart(1e6, share)[0] >= limit:
            return 1.0
        edge = brentq(lambda r: apart(float(np.expm1(r)), share)[0] - limit, 0.0, np.log1p(1e6), xtol=1e-10)
        root = float(np.expm1(edge))
        return root / (1 + root)

    estimate = ratio / (1 + ratio)
    low, high = min(bound(0.95, share), bound(0.95, own)), bound(0.05, own)
    if low == 0:
        high = max(high, _most(likelihood, float(np.sum(1.0 / share)) / len(share)))
    return Interval(estimate=estimate, low=min(low, estimate), high=max(high, estimate)), ratio


def _most(likelihood: Callable[[float], float], typical: float) -> float:
    """95% quantile of the ICC under the uniform shrinkage prior (Daniels 1999): the F bound alone can be zero."""
    shrinkage = (np.arange(200) + 0.5) / 200
    ratio: Floats = (1 - shrinkage) / shrinkage / typical
    values: Floats = np.array([likelihood(float(ratio[i])) for i in range(len(ratio))])
    mass: Floats = np.exp(values - values.max()).cumsum()
    root = float(ratio[int((mass < 0.05 * mass[-1]).sum())])
    return root / (1 + root)


def _peak(likelihood: Callable[[float], float], grid: Floats, best: int) -> float:
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    golden = (np.sqrt(5) - 1) / 2
    for _ in range(60):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if likelihood(left) >= likelihood(right):
            high = right
        else:
            low = left
    return low if low == 0.0 else float((low + high) / 2)


def _of_teams(adjusted: Adjusted, team: Codes, within: float, of_agents: float) -> float:
    """Variance between teams by moments (DerSimonian & Laird 1986, eq. 8), given that between their agents."""
    precision = 1.0 / (of_agents + within * adjusted.design / adjusted.weight)
    total = summed(team, precision, int(team.max()) + 1)
    mean = summed(team, precision * adjusted.mean, len(total)) / total
    distance = float(total @ (mean - total @ mean / total.sum()) ** 2)
    return max(0.0, (distance - (len(total) - 1)) / float(total.sum() - total @ total / total.sum()))
