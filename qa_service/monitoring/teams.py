"""Each team's level on one behaviour, and its agents in the team's funnel."""

import numpy as np

from qa_service.monitoring.agents import intervals
from qa_service.monitoring.funnel import FAR, NEAR, funnel
from qa_service.monitoring.groups import Labels
from qa_service.monitoring.interval import quantile
from qa_service.monitoring.judged import Judged
from qa_service.monitoring.pool import team_levels
from qa_service.monitoring.results import FunnelPoint, TeamResult


def team_results(judged: Judged, labels: Labels) -> tuple[TeamResult, ...]:
    """Teams in the order of their names; the funnel is on the machine's scale, as agents' `mean` is."""
    seen = judged.estimate
    team, rows, value = seen.sample.team, seen.sample.rows, seen.adjusted.mean
    found = funnel(value, np.sqrt(seen.levels.within) * judged.scale, team)
    low, high = found.limits(team, NEAR)
    far_low, far_high = found.limits(team, FAR)
    mean, variance = team_levels(seen.levels.pool)
    level = intervals(np.stack([mean.clip(0.0, 1.0), quantile(mean, variance, 0.05), quantile(mean, variance, 0.95)]))
    return tuple(
        TeamResult(
            team=labels.teams[int(code)],
            n=int(rows[here].sum()),
            level=level[number],
            centre=float(found.centre[number]),
            excess=found.excess,
            between=found.between,
            agents=tuple(
                FunnelPoint(
                    agent=labels.agents[int(seen.sample.agents[i])],
                    n=int(rows[i]),
                    value=float(value[i]),
                    low=float(low[i]),
                    high=float(high[i]),
                    far_low=float(far_low[i]),
                    far_high=float(far_high[i]),
                )
                for i in np.flatnonzero(here).tolist()
            ),
        )
        for number, code in enumerate(seen.sample.teams)
        if (here := team == number).any()
    )
