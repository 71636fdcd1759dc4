"""Agreement between those who grade: beyond chance, with intervals that know which judgements belong together.

Each measure is a function of sums over units, so it can be taken of any resample of clusters by adding up: a thousand
resamples are one product of matrices. Grades are numbers 0 to `grades` - 1; NaN is a grade that was not given.
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int_]
Weights = Literal["identity", "linear", "quadratic"]
Metric = Literal["nominal", "ordinal", "interval"]
WIDTH = 0.9  # of every interval
_AT_ONCE = 4_000_000  # numbers of the weights that are drawn at a time


class Measure(NamedTuple):
    """`sums` is (units, parts); `of` takes (..., parts) added up over units and gives (...), NaN where undefined."""

    sums: Floats
    of: Callable[[Floats], Floats]

    def value(self) -> float:
        return float(self.of(self.sums.sum(0)[None])[0])


def weighted_kappa(one: Integers, other: Integers, grades: int) -> float:
    """Cohen's kappa with linear weights (Cohen 1968) of two graders' numbers of grades, 0 to `grades` - 1.

    1 is perfect, 0 what chance gives. NaN where both always give one and the same grade.
    """
    return kappa(one.astype(np.float64), other.astype(np.float64), grades, "linear").value()


def kappa(one: Floats, other: Floats, grades: int, weights: Weights | Floats = "identity") -> Measure:
    """Cohen's kappa (1960) of two graders, weighted (1968); units that either did not grade count for nothing.

    `weights` may be a matrix of agreement: 1 on the diagonal, 0 for what counts as wholly apart.
    """
    apart = 1 - _weights(weights, grades)
    both = ~(np.isnan(one) | np.isnan(other))
    cells = np.zeros((len(one), grades * grades))
    cells[both, (one[both] * grades + other[both]).astype(np.intp)] = 1

    def of(sums: Floats) -> Floats:
        table = sums.reshape(*sums.shape[:-1], grades, grades)
        chance = np.einsum("...i,...j,ij->...", table.sum(-1), table.sum(-2), apart)
        return 1 - _ratio((table * apart).sum((-1, -2)) * table.sum((-1, -2)), chance)

    return Measure(cells, of)


def alpha(ratings: Floats, values: Sequence[float], metric: Metric = "nominal") -> Measure:
    """Krippendorff's alpha ("Computing Krippendorff's alpha-reliability", 2011) of ratings (units, readers).

    `values` are what the grades' numbers stand for, ascending: only the interval metric looks at them. Units with one
    grade count for nothing. NaN where all the grades are one.
    """
    grades = len(values)
    given = _given(ratings, grades)
    readers = given.sum(1)
    pairs = given[:, :, None] * given[:, None, :] - given[:, :, None] * np.eye(grades)
    pairs *= np.where(readers > 1, 1 / np.maximum(readers - 1, 1), 0)[:, None, None]
    numbers = np.asarray(values, float)

    def of(sums: Floats) -> Floats:
        observed = sums.reshape(*sums.shape[:-1], grades, grades)
        counts = observed.sum(-1)
        if metric == "ordinal":
            middle = counts.cumsum(-1) - counts / 2
            apart = (middle[..., :, None] - middle[..., None, :]) ** 2
        else:
            apart = np.subtract.outer(numbers, numbers) ** 2 if metric == "interval" else 1 - np.eye(grades)
        expected = (counts[..., :, None] * counts[..., None, :] * apart).sum((-1, -2))
        return 1 - _ratio((counts.sum(-1) - 1) * (observed * apart).sum((-1, -2)), expected)

    return Measure(pairs.reshape(len(ratings), grades * grades), of)


def gwet(ratings: Floats, grades: int, weights: Weights | Floats = "identity") -> Measure:
    """Gwet's AC1, with weights AC2, of ratings (units, readers).

    Gwet 2008, "Computing inter-rater reliability and its variance in the presence of high agreement"; with weights and
    missing grades by his handbook (4th ed., 2014, ch. 3). Stays near the share of agreement where one grade is rare,
    where kappa falls to 0. Units with one grade count towards how often each grade is given.
    """
    alike = _weights(weights, grades)
    given = _given(ratings, grades)
    readers = given.sum(1)
    several = readers > 1
    agreed = (given * (given @ alike - 1)).sum(1) * several / np.maximum(readers * (readers - 1), 1)
    shares = given / np.maximum(readers, 1)[:, None]
    spread = alike.sum() / (grades * (grades - 1))

    def of(sums: Floats) -> Floats:
        found = _ratio(sums[..., 0], sums[..., 1])
        share = _ratio(sums[..., 3:], sums[..., 2:3])
        chance = spread * (share * (1 - share)).sum(-1)
        return _ratio(found - chance, 1 - chance)

    return Measure(np.column_stack([agreed, several, readers > 0, shares]), of)


def share(parts: Floats, whole: Floats) -> Measure:
    """The one added up over the other, as of hits and all; both of shape (units,)."""

    def of(sums: Floats) -> Floats:
        return _ratio(sums[..., 0], sums[..., 1])

    return Measure(np.column_stack([parts, whole]).astype(np.float64), of)


def sensitivity(true: Floats, found: Floats) -> Measure:
    """Share found of what is so (Yerushalmy 1947); both 0 or 1, of shape (units,)."""
    return share(true * found, true)


def specificity(true: Floats, found: Floats) -> Measure:
    """Share left of what is not so (Yerushalmy 1947); both 0 or 1, of shape (units,)."""
    return share((1 - true) * (1 - found), 1 - true)


def f1(hits: Floats, one: Floats, other: Floats) -> Measure:
    """Twice the hits over what either found (van Rijsbergen 1979, ch. 7), from each unit's counts; symmetric."""
    return share(2 * hits, one + other)


def mean(values: Floats) -> Measure:
    return share(values, np.ones(len(values)))


def calibration_error(probabilities: Floats, met: Floats, bins: int = 10) -> Measure:
    """Expected calibration error over bins of equal width (Naeini, Cooper and Hauskrecht 2015). Above 0 by chance
    alone where units are few.
    """
    place = np.minimum((probabilities * bins).astype(np.intp), bins - 1)
    gaps = np.zeros((len(met), bins + 1))
    gaps[np.arange(len(met)), place] = probabilities - met
    gaps[:, bins] = 1

    def of(sums: Floats) -> Floats:
        return _ratio(np.abs(sums[..., :bins]).sum(-1), sums[..., bins])

    return Measure(gaps, of)


def gathered(measure: Measure, clusters: Integers, number: int) -> Measure:
    """The same measure with a row for each of the `number` clusters (interactions, agents); a unit names its own."""
    sums = np.zeros((number, measure.sums.shape[1]))
    np.add.at(sums, clusters, measure.sums)
    return Measure(sums, measure.of)


def averaged(measures: Sequence[Measure]) -> Measure:
    """The mean of measures over the same clusters, as of each reader with the machine (for kappa: Light 1971).

    Those that are undefined are left out.
    """
    ends = np.cumsum([measure.sums.shape[1] for measure in measures])

    def of(sums: Floats) -> Floats:
        parts = np.split(sums, ends[:-1], axis=-1)
        found = np.stack([measure.of(part) for measure, part in zip(measures, parts, strict=True)])
        known = ~np.isnan(found)
        return _ratio(np.where(known, found, 0).sum(0), known.sum(0))

    return Measure(np.hstack([measure.sums for measure in measures]), of)


def interval(measure: Measure, *, resamples: int = 1000, seed: int = 0) -> tuple[float, float]:
    """90% percentile interval over resampled rows (cluster bootstrap: Davison and Hinkley 1997, ch. 3.8).

    Rows are taken as independent: `gathered` makes them so. NaN where there are under two rows, or where the measure is
    undefined for most resamples.
    """
    rows = len(measure.sums)
    if rows < 2:
        return float("nan"), float("nan")
    generator = np.random.default_rng(seed)
    step = max(1, _AT_ONCE // rows)
    found: list[Floats] = []
    for first in range(0, resamples, step):
        number = min(step, resamples - first)
        drawn = generator.integers(0, rows, (number, rows)) + rows * np.arange(number)[:, None]
        times = np.bincount(drawn.ravel(), minlength=number * rows).reshape(number, rows)
        found.append(measure.of(times @ measure.sums))
    values = np.concatenate(found)
    values = values[~np.isnan(values)]
    if len(values) * 2 < resamples:
        return float("nan"), float("nan")
    low, high = np.quantile(values, [(1 - WIDTH) / 2, (1 + WIDTH) / 2])
    return float(low), float(high)


def _given(ratings: Floats, grades: int) -> Floats:
    """(units, grades): how many readers gave each unit each grade."""
    return np.stack([(ratings == grade).sum(1) for grade in range(grades)], axis=1).astype(np.float64)


def _weights(weights: Weights | Floats, grades: int) -> Floats:
    if not isinstance(weights, str):
        return weights
    apart = np.abs(np.subtract.outer(np.arange(grades), np.arange(grades))) / max(1, grades - 1)
    return 1 - {"identity": (apart > 0).astype(np.float64), "linear": apart, "quadratic": apart**2}[weights]


def _ratio(parts: NDArray[np.float64 | np.int_], whole: NDArray[np.float64 | np.int_]) -> Floats:
    """NaN where there is no whole."""
    shape = np.broadcast_shapes(parts.shape, whole.shape)
    return np.divide(parts, whole, out=np.full(shape, np.nan), where=np.broadcast_to(whole, shape) != 0)
