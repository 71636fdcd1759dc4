"""Figures of the accuracy table: each with its interval, and beside what was asked."""

from collections.abc import Sequence
from math import isnan
from typing import Literal, NamedTuple

import numpy as np

from scoring.agreement import Floats, Measure, f1, interval, kappa, sensitivity, share

COLUMNS = (
    *("set", "behaviour", "language", "figure", "n", "estimate", "low", "high"),
    *("asked", "holds", "human", "TF-IDF"),
)
Row = tuple[str | float | int | None, ...]


class Asked(NamedTuple):
    """A floor, a ceiling, or how far from 0 a difference may lie."""

    sign: Literal[">=", "<=", "+-"]
    bound: float

    def holds(self, estimate: float) -> bool:
        if self.sign == ">=":
            return estimate >= self.bound
        return (abs(estimate) if self.sign == "+-" else estimate) <= self.bound

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g}"


class Where(NamedTuple):
    set: str
    behaviour: str
    language: str


class Estimate(NamedTuple):
    value: float
    low: float
    high: float


def row(
    where: Where,
    figure: str,
    n: int,
    found: Measure | Estimate,
    *,
    asked: Asked | None = None,
    human: float | str | None = None,
    baseline: float | None = None,
) -> Row:
    """One line of the table; `n` counts interactions, which a Measure's rows are."""
    estimate = found if isinstance(found, Estimate) else Estimate(found.value(), *interval(found))
    known = [None if isnan(one) else float(one) for one in estimate]
    holds = None if asked is None or known[0] is None else ("yes" if asked.holds(known[0]) else "no")
    return (*where, figure, n, *known, None if asked is None else str(asked), holds, human, baseline)


def pearson(one: Floats, other: Floats) -> Measure:
    """Correlation (Pearson 1895) from sums of powers; NaN where either does not vary."""
    a, b = one - one.mean(), other - other.mean()

    def of(sums: Floats) -> Floats:
        n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
        spread = (n * xx - x * x) * (n * yy - y * y)
        together = n * xy - x * y
        known = spread > 1e-12
        return np.where(known, together / np.sqrt(np.where(known, spread, 1)), np.nan)

    return Measure(np.column_stack([np.ones(len(a)), a, b, a * a, b * b, a * b]), of)


def recall(true: Floats, found: Floats) -> Measure:
    return sensitivity(true, found)


def precision(true: Floats, found: Floats) -> Measure:
    return share(true * found, found)


def binary_f1(true: Floats, found: Floats) -> Measure:
    return f1(true * found, true, found)


def agreed(one: Floats, other: Floats) -> Measure:
    """Cohen's kappa of two yes-or-no judgements."""
    return kappa(one, other, 2)


def column(values: Sequence[float | bool]) -> Floats:
    return np.array(values, dtype=np.float64)
