"""The limits of the charts, by simulation: qa_service/monitoring/charts.py holds what this prints.

python -m qa_service.evaluation.monitoring_limits
"""

import numpy as np

from qa_service.monitoring.charts import BASES, LIMITS, RATES, Chart, State, level, start, step
from qa_service.monitoring.groups import Floats

SEED = 5
GRIDS: dict[Chart, Floats] = {
    "level": np.linspace(0.8, 5.0, 15),
    "spread_up": np.geomspace(1.5, 600.0, 20),
    "spread_down": np.geomspace(0.6, 150.0, 19),
}


def rates(chart: Chart, worth: float, *, paths: int = 1500, scores: int = 1500) -> Floats:
    """False alarms a score at each limit of GRIDS, normal scores, charts restarted after an alarm.

    The base's mean and log SD are off by normal errors of variance 1/worth and 1/(2 worth), drawn once a path.
    """
    rng = np.random.default_rng((SEED, int(worth)))
    grid = GRIDS[chart]
    off = rng.standard_normal((paths, 1)) / np.sqrt(worth)
    deviation = np.exp(rng.standard_normal((paths, 1)) / np.sqrt(2 * worth))
    shape = (paths, len(grid))
    state, alarms, one = start(shape), np.zeros(len(grid)), np.ones((1, 1))
    open_base = np.full((1, 1), 1 / worth)
    for _ in range(scores):
        score = (rng.standard_normal((paths, 1)) - off) / deviation
        state = step(state, one, score, score**2, open_base=open_base, scale=one, day_share=0.0)
        alarm = statistic(chart, state, open_base) > grid
        alarms += alarm.sum(axis=0)
        if alarm.any():
            state = restarted(state, alarm)
    return alarms / (paths * scores)


def statistic(chart: Chart, state: State, open_base: Floats) -> Floats:
    if chart == "level":
        return np.abs(level(state, open_base))
    return state.up if chart == "spread_up" else state.down


def restarted(state: State, where: np.ndarray) -> State:
    return State(
        average=np.where(where, 0.0, state.average),
        variance=np.where(where, 0.0, state.variance),
        kept=np.where(where, 1.0, state.kept),
        up=np.where(where, 0.0, state.up),
        down=np.where(where, 0.0, state.down),
    )


def table() -> dict[Chart, tuple[tuple[float, ...], ...]]:
    """Limits for BASES x RATES: where log(rate), smooth in the limit, meets the rate."""
    return {chart: tuple(_row(chart, worth) for worth in BASES) for chart in GRIDS}


def _row(chart: Chart, worth: float) -> tuple[float, ...]:
    found = rates(chart, worth)
    known = found > 0
    log_rate, limit = np.log(found[known]), GRIDS[chart][known]
    order = np.argsort(log_rate)
    return tuple(round(float(np.interp(np.log(rate), log_rate[order], limit[order])), 2) for rate in RATES)


def main() -> None:
    for chart, values in table().items():
        print(f'    "{chart}": (')  # noqa: T201 - its output is what it is for
        for row in values:
            print(f"        {row},")  # noqa: T201
        print("    ),")  # noqa: T201
    if LIMITS:
        print("# as stored:", table() == LIMITS)  # noqa: T201


if __name__ == "__main__":
    main()
