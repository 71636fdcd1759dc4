"""Control charts of an agent's level and spread: their recursions, and the limits that keep false alarms rare."""

from typing import Literal

import numpy as np
from msgspec import Struct

from qa_service.monitoring.groups import Floats

Chart = Literal["level", "spread_up", "spread_down"]

WEIGHT = 0.1  # of the newest score in the moving average
UP, DOWN = 1.75, 0.6  # the change of the SD for which the spread's charts are quickest


def reference(ratio: float) -> float:
    """Reference value of a CUSUM of squared scores for an SD that changes by `ratio` (Hawkins & Olwell 1998, 6.2)."""
    square = ratio**2
    return float(square * np.log(square) / (square - 1))


class State(Struct, frozen=True, kw_only=True, eq=False):
    """Charts after a day, one position an agent: the moving average and its variance, both CUSUMs.

    In units of the base's SD; `kept` is the weight that the start still has in the average.
    """

    average: Floats
    variance: Floats
    kept: Floats
    up: Floats
    down: Floats


def start(shape: tuple[int, ...]) -> State:
    zero = np.zeros(shape)
    return State(average=zero, variance=zero, kept=np.ones(shape), up=zero, down=zero)


def step(
    state: State, n: Floats, total: Floats, square: Floats, *, open_base: Floats, scale: Floats, day_share: float
) -> State:
    """One day: `n` standardised scores with their sum and sum of squares.

    The moving average takes each score with WEIGHT (Roberts 1959), a day's at once; scores of a day share `day_share`
    of their variance. The CUSUMs (Page 1954) take squares around the average of the days before, so that a shift of
    the level is none of the spread; `open_base` is the variance of the base's mean, `scale` = sqrt(2 / (2 + excess
    kurtosis)) gives the squares a normal's variance.
    """
    left = (1 - WEIGHT) ** n
    some = np.maximum(n, 1.0)
    taken = 1 - left
    around = square - 2 * state.average * total + n * state.average**2
    around = around / (1 + state.variance + state.kept**2 * open_base)
    around = n + scale * (around - n)
    return State(
        average=left * state.average + taken * total / some,
        variance=left**2 * state.variance + taken**2 * (1 + (some - 1) * day_share) / some,
        kept=left * state.kept,
        up=np.maximum(state.up + around - n * reference(UP), 0.0),
        down=np.maximum(state.down + n * reference(DOWN) - around, 0.0),
    )


def level(state: State, open_base: Floats) -> Floats:
    """The moving average in its own standard errors, the base's included."""
    return state.average / np.sqrt(np.maximum(state.variance + (1 - state.kept) ** 2 * open_base, 1e-12))


RATES = (0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001)  # false alarms a score
BASES = (10.0, 20.0, 40.0, 80.0, 160.0, 1e9)  # what the base is worth, in scores
# By `qa_service.evaluation.monitoring_limits.table()`: simulation of normal scores, restarted after each alarm.
# Rows: BASES; columns: RATES. The level's are for both sides together.
LIMITS: dict[Chart, tuple[tuple[float, ...], ...]] = {
    "level": (
        (1.67, 2.18, 2.74, 3.24, 3.77, 4.22),
        (1.66, 2.14, 2.69, 3.17, 3.66, 4.09),
        (1.67, 2.14, 2.65, 3.08, 3.55, 3.96),
        (1.69, 2.15, 2.65, 3.07, 3.47, 3.82),
        (1.71, 2.17, 2.66, 3.05, 3.43, 3.78),
        (1.73, 2.2, 2.67, 3.07, 3.45, 3.76),
    ),
    "spread_up": (
        (4.92, 10.85, 24.9, 59.61, 166.79, 407.13),
        (4.21, 8.39, 15.86, 28.53, 60.49, 138.78),
        (3.81, 7.12, 11.96, 17.86, 26.76, 40.0),
        (3.72, 6.77, 10.88, 15.3, 21.37, 28.49),
        (3.66, 6.56, 10.29, 14.1, 18.86, 23.87),
        (3.55, 6.28, 9.58, 12.75, 16.4, 19.84),
    ),
    "spread_down": (
        (2.26, 3.95, 7.48, 14.95, 37.35, 87.69),
        (2.12, 3.49, 5.71, 9.04, 16.82, 34.95),
        (2.05, 3.26, 4.89, 6.8, 9.51, 12.78),
        (2.01, 3.13, 4.57, 6.11, 7.98, 9.81),
        (1.99, 3.08, 4.42, 5.75, 7.32, 8.89),
        (1.99, 3.05, 4.33, 5.55, 6.94, 8.19),
    ),
}


def limits(chart: Chart, worth: Floats, rate: Floats) -> Floats:
    """Limit for a base worth so many scores and so many false alarms a score; linear in the logarithms of both."""
    values = np.array(LIMITS[chart])
    row = np.interp(np.log(worth), np.log(BASES), np.arange(len(BASES), dtype=np.float64))
    column = np.interp(-np.log(rate), -np.log(RATES), np.arange(len(RATES), dtype=np.float64))
    i, j = np.minimum(row.astype(np.int64), len(BASES) - 2), np.minimum(column.astype(np.int64), len(RATES) - 2)
    u, v = row - i, column - j
    return (
        (1 - u) * (1 - v) * values[i, j]
        + u * (1 - v) * values[i + 1, j]
        + (1 - u) * v * values[i, j + 1]
        + u * v * values[i + 1, j + 1]
    )
