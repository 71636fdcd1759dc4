"""What scores are worth beside people's labels: measures with 90% intervals over whole interactions."""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.optimize import minimize

from scoring.agreement import weighted_kappa
from scoring.learning.part import MET, curve

Floats = NDArray[np.float64]
_RESAMPLES = 500
_BINS = 10
Measure = Callable[[Floats, Floats], float]


class Figure(Struct, frozen=True):
    """An estimate with its 90% interval; None where the measure is undefined, as kappa of a single grade is."""

    estimate: float | None
    low: float | None
    high: float | None

    @property
    def above_zero(self) -> bool:
        return self.low is not None and self.low > 0


def measures(labels: Floats, grades: Sequence[float] | None) -> dict[str, Measure]:
    """The measures for labels of this kind, the one that decides first; each takes (labels, scores)."""
    if grades is None:
        return {"pearson": pearson, "mean_absolute_error": absolute_error}
    values = np.array(grades)

    def kappa(told: Floats, found: Floats) -> float:
        return weighted_kappa(_nearest(values, told), _nearest(values, found), len(values))

    def macro(told: Floats, found: Floats) -> float:
        one, other = _nearest(values, told), _nearest(values, found)
        return float(np.mean([_f1(one == grade, other == grade) for grade in np.unique(_nearest(values, labels))]))

    def met(told: Floats, found: Floats) -> float:
        return _f1(told >= MET, found >= MET)

    return {"weighted_kappa": kappa, "macro_f1": macro, "met_f1": met, "pearson": pearson}


def figures(labels: Floats, scores: Floats, groups: Sequence[int], kinds: dict[str, Measure]) -> dict[str, Figure]:
    """Each measure, its interval from resampling whole groups (Efron's percentile bootstrap, seeded)."""
    samples = resamples(groups)
    return {name: _figure(measure(labels, scores), [measure(labels[at], scores[at]) for at in samples])
            for name, measure in kinds.items()}  # fmt: skip


def difference(labels: Floats, one: Floats, other: Floats, groups: Sequence[int], measure: Measure) -> Figure:
    """How much better `one` is than `other` on the same labels: a paired bootstrap over groups."""
    apart = [measure(labels[at], one[at]) - measure(labels[at], other[at]) for at in resamples(groups)]
    return _figure(measure(labels, one) - measure(labels, other), apart)


def resamples(groups: Sequence[int]) -> list[NDArray[np.intp]]:
    """Places of the texts of groups drawn with replacement, as many as there are."""
    names, places = np.unique(np.asarray(groups), return_inverse=True)
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(np.bincount(places))
    members = np.split(order, ends[:-1])
    generator = np.random.default_rng(0)
    return [
        np.concatenate([members[int(at)] for at in generator.integers(0, len(names), len(names))])
        for _ in range(_RESAMPLES)
    ]


def calibrate(raw: Floats, met: Floats) -> tuple[float, float]:
    """(slope, offset) of the logistic curve through raw outputs (Platt 1999, with his smoothed targets)."""
    hits, misses = met.sum(), (1 - met).sum()
    targets: Floats = np.where(met > 0, float((hits + 1) / (hits + 2)), float(1 / (misses + 2)))

    def loss(flat: Floats) -> tuple[float, Floats]:
        at = flat[0] * raw + flat[1]
        error: Floats = curve(raw, float(flat[0]), float(flat[1])) - targets
        return float((np.logaddexp(0, at) - targets * at).sum()), np.array([float(error @ raw), float(error.sum())])

    ended = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B")
    found = np.asarray(ended.x, float)
    return float(max(found[0], 0.0)), float(found[1])


def calibrated(raw: Floats, met: Floats, fold: NDArray[np.int64]) -> Floats:
    """P(met) of each text by a curve that was fitted without its fold."""
    found = np.zeros(len(raw))
    for number in np.unique(fold):
        seen, unseen = fold != number, fold == number
        found[unseen] = curve(raw[unseen], *calibrate(raw[seen], met[seen]))
    return found


def calibration_error(met: Floats, probability: Floats) -> float:
    """Expected calibration error over ten bins of equal size (Nixon et al. 2019), 0 to 1."""
    order = np.argsort(probability, kind="stable")
    bins = [part for part in np.array_split(order, _BINS) if len(part)]
    return float(sum(len(part) * abs(met[part].mean() - probability[part].mean()) for part in bins) / len(met))


def pearson(labels: Floats, scores: Floats) -> float:
    """Correlation; 0 where either does not vary."""
    if labels.std() == 0 or scores.std() == 0:
        return 0.0
    return float(np.corrcoef(labels, scores)[0, 1])


def absolute_error(labels: Floats, scores: Floats) -> float:
    """Mean distance of the scores from the labels."""
    return float(np.abs(labels - scores).mean())


def _nearest(values: Floats, scores: Floats) -> NDArray[np.intp]:
    return np.abs(scores[:, None] - values).argmin(1)


def _f1(told: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    both = told.sum() + found.sum()
    return float(2 * (told & found).sum() / both) if both else 0.0


def _figure(estimate: float, drawn: Sequence[float]) -> Figure:
    known = np.array([value for value in drawn if not np.isnan(value)])
    if np.isnan(estimate) or not len(known):
        return Figure(None if np.isnan(estimate) else estimate, None, None)
    low, high = np.quantile(known, [0.05, 0.95])
    return Figure(estimate, float(low), float(high))
