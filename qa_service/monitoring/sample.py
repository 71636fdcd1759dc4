"""The sums of one behaviour, laid out for estimation."""

import numpy as np
from msgspec import Struct

from qa_service.monitoring.groups import Codes, Floats, Groups, numbered, summed


class Sample(Struct, frozen=True, kw_only=True, eq=False):
    """One behaviour's sums: columns over its groups, then columns over its agents.

    A graded score weighs 1; a pass/fail one weighs its opportunities, so `total / weight` is met of opportunities.
    `agents` are codes of the labels in rising order, `agent` the position therein. `team` (agents) is where the agent
    has most rows, as a position in `teams`; a tie goes to the first in the labels' order.
    """

    behaviour: int
    target: float
    pass_fail: bool
    agent: Codes
    cell: Codes
    day: Codes
    n: Floats
    weight: Floats
    total: Floats
    square: Floats
    cube: Floats
    fourth: Floats
    log_score: Floats
    log_rest: Floats
    zeros: Floats
    ones: Floats
    agents: Codes
    team: Codes
    teams: Codes
    rows: Floats
    below: Floats


def sample(groups: Groups, behaviour: int) -> Sample | None:
    """Pick one behaviour; None where it has no row. Pass/fail: counted opportunities, or only zeros and ones."""
    chosen = np.flatnonzero((groups.behaviour == behaviour) & (groups.n > 0))
    if not len(chosen):
        return None
    whole = chosen[-1] - chosen[0] == len(chosen) - 1  # groups in a run are looked at where they stand
    here = slice(chosen[0], chosen[-1] + 1) if whole else chosen
    n, total, square = groups.n[here], groups.total[here], groups.square[here]
    counted = groups.opportunities[here].sum() > 0
    pass_fail = bool(counted or groups.zeros[here].sum() + groups.ones[here].sum() == n.sum())
    weight = n
    if counted:
        graded = groups.opportunities[here] == 0
        weight = np.where(graded, n, groups.opportunities[here])
        total = np.where(graded, total, groups.met[here])
        square = np.where(graded, square, groups.met_square[here])
    agents, agent = numbered(groups.agent[here], len(groups.labels.agents))
    teams, group_team = numbered(groups.team[here], len(groups.labels.teams))
    used, team = numbered(_home(agent, group_team, n, len(agents), len(teams)), len(teams))
    return Sample(
        behaviour=behaviour,
        target=float(groups.targets[behaviour]),
        pass_fail=pass_fail,
        agent=agent,
        cell=groups.cell[here],
        day=groups.day[here],
        n=n,
        weight=weight,
        total=total,
        square=square,
        cube=groups.cube[here],
        fourth=groups.fourth[here],
        log_score=groups.log_score[here],
        log_rest=groups.log_rest[here],
        zeros=groups.zeros[here],
        ones=groups.ones[here],
        agents=agents,
        team=team,
        teams=teams[used],
        rows=summed(agent, n, len(agents)),
        below=summed(agent, groups.below[here], len(agents)),
    )


def _home(agent: Codes, team: Codes, n: Floats, agents: int, teams: int) -> Codes:
    """The team (0..teams-1) where each agent has most rows, the first of equals."""
    home = np.empty(agents, dtype=np.int64)
    home[agent] = team
    if np.array_equal(home[agent], team):
        return home
    pairs, pair = numbered(agent * teams + team, agents * teams)
    order = np.lexsort((pairs % teams, -summed(pair, n, len(pairs)), pairs // teams))
    return pairs[order][np.r_[True, np.diff(pairs[order] // teams) > 0]] % teams
