"""Priorities of all behaviours together, in the form that is printed."""

import numpy as np

from qa_service.monitoring.drivers import known
from qa_service.monitoring.groups import Codes, Floats, Labels
from qa_service.monitoring.judged import Judged
from qa_service.monitoring.priorities import Candidates, gains, halved
from qa_service.monitoring.results import Driver, Factors, Halving, Interval, Priority


def priorities(
    judged: list[Judged], labels: Labels, gone_with: tuple[Driver, ...], *, equal: bool
) -> tuple[Priority, ...]:
    """Rank every agent x behaviour of whom enough is known; `equal`: as many contacts are expected of everybody."""
    chosen = [np.flatnonzero(one.enough) for one in judged]
    if not any(map(len, chosen)):
        return ()

    def column(values: list[Floats]) -> Floats:
        return np.concatenate([value[here] for value, here in zip(values, chosen, strict=True)])

    behaviour: Codes = np.repeat(np.arange(len(judged)), [len(here) for here in chosen])
    rows = [one.estimate.sample.rows for one in judged]
    agents = np.concatenate([one.estimate.sample.agents[here] for one, here in zip(judged, chosen, strict=True)])
    outcome, worth = known(gone_with)
    candidates = Candidates(
        behaviour=behaviour,
        mean=column([one.estimate.levels.posterior.mean for one in judged]),
        variance=column([one.estimate.levels.posterior.variance for one in judged]),
        target=np.array([one.target for one in judged])[behaviour],
        floating=np.array([one.floating for one in judged])[behaviour],
        volume=column([np.full(len(n), n.mean()) for n in rows] if equal else rows),
        driver=np.array([worth.get(one.name, 1.0) for one in judged])[behaviour],
    )
    result = gains(candidates)
    steadier, below, below_halved = halved(
        candidates.mean, column([one.estimate.spread[0] for one in judged]), candidates.target
    )
    graded = np.array([not one.estimate.sample.pass_fail for one in judged])[behaviour]
    return tuple(
        Priority(
            agent=labels.agents[int(agents[i])],
            behaviour=judged[int(behaviour[i])].name,
            rank=int(result.rank[i]),
            rank_low=int(result.rank_low[i]),
            rank_high=int(result.rank_high[i]),
            gain=Interval(
                estimate=float(result.estimate[i]),
                low=min(float(result.low[i]), float(result.estimate[i])),
                high=max(float(result.high[i]), float(result.estimate[i])),
            ),
            factors=Factors(
                gap=float(result.gap[i]),
                volume=float(candidates.volume[i]),
                driver=float(candidates.driver[i]),
                outcome=outcome if judged[int(behaviour[i])].name in worth else None,
            ),
            halving=Halving(
                gain=float(steadier[i] * candidates.volume[i] * candidates.driver[i]),
                below=float(below[i]),
                below_halved=float(below_halved[i]),
            )
            if graded[i]
            else None,
        )
        for i in np.argsort(result.rank).tolist()
    )
