"""`qa pilot`: from random reviews of a centre's own contacts, where the machine's scores are wrong and by how much.

A review says met where its label is at least 0.5, the machine where its score is. An interaction counts once: the mean
of its readers' labels; N/A where most of them say so, at a tie what the first says. What follows from it is in
error_sheet.py.

The share met is corrected as by prediction-powered inference (PPI++: Angelopoulos, Duchi and Zrnic 2023, with many more
interactions scored than reviewed): its variance is that of what the machine's verdicts leave unexplained of the
reviewers', over n; never taken for less than if one more review disagreed.
"""

from collections.abc import Callable, Sequence
from math import ceil, isnan

import numpy as np

from qa_service.evaluation.error_sheet import (
    IN_GROUP,
    WITHIN,
    Applies,
    Behaviour,
    By,
    Group,
    Readers,
    Share,
    Sheet,
    verdict,
)
from qa_service.evaluation.redaction_figures import wilson
from qa_service.evaluation.reviewed import Machine, Reviewed
from qa_service.monitoring.results import Interval
from scoring.agreement import Floats, Measure, alpha, calibration_error, gathered, gwet, interval, kappa, mean

MET = 0.5
Z = 1.645  # of a 90% interval
AGENTS = 10  # from so many agents on, they are what is drawn anew
_LABELS = 21  # labels are compared to the nearest twentieth


def sheet(items: Sequence[Reviewed]) -> Sheet:
    names = sorted({name for item in items for labels in item.labels for name in labels})
    known = [name for name in names if any(name in item.machine for item in items)]
    agents = {item.agent for item in items}
    by_agent = None not in agents and len(agents) >= AGENTS
    without = [item.language for item in items if not item.tables]
    return Sheet(
        interactions=len(items),
        instruments=tuple(sorted({item.instrument for item in items})),
        clusters="agents" if by_agent else "interactions",
        behaviours={name: _behaviour(name, items, by_agent=by_agent) for name in known},
        unmeasured={name: sum(bool(_given(name, item)) for item in items) for name in names if name not in known},
        no_tables={language: without.count(language) for language in sorted(set(without))},
    )


def _behaviour(name: str, items: Sequence[Reviewed], *, by_agent: bool) -> Behaviour:
    labelled = [item for item in items if _given(name, item)]
    groups = [_group(name, "all", "all", labelled, by_agent=by_agent)]
    kinds: tuple[tuple[By, Callable[[Reviewed], str]], ...] = (
        ("language", lambda item: item.language),
        ("channel", lambda item: item.channel),
        ("asr", lambda item: item.band),
    )
    for by, of in kinds:
        values = sorted({of(item) for item in labelled})
        for value in values if len(values) > 1 else ():
            group = [item for item in labelled if of(item) == value]
            if len(group) >= IN_GROUP:
                groups.append(_group(name, by, value, group, by_agent=by_agent))
    found, reasons = verdict(groups[0], groups[1:])
    return Behaviour(verdict=found, reasons=reasons, groups=tuple(groups), readers=_readers(name, labelled))


def _group(
    name: str,
    by: By,
    value: str,
    items: Sequence[Reviewed],
    *,
    by_agent: bool,
) -> Group:
    labels = [_label(name, item) for item in items]
    machine = [item.machine.get(name, Machine(None, None)) for item in items]
    both = [at for at in range(len(items)) if labels[at] is not None and machine[at].score is not None]
    told: Floats = np.array([labels[at] for at in both], np.float64)
    found: Floats = np.array([machine[at].score for at in both], np.float64)
    clusters = _numbers([item.agent if by_agent else str(at) for at, item in enumerate(items)])
    met, claimed = (told >= MET).astype(np.float64), (found >= MET).astype(np.float64)
    sure = [at for at, place in enumerate(both) if machine[place].probability is not None]
    chance: Floats = np.array([machine[both[at]].probability for at in sure], np.float64)

    def told_with(measure: Measure, places: Sequence[int]) -> Interval | None:
        return _interval(measure, [clusters[at] for at in places])

    return Group(
        by=by,
        value=value,
        n=len(items),
        applies=_applies(labels, machine),
        graded=len(both),
        met=int(met.sum()),
        sensitivity=_share(int((met * claimed).sum()), int(met.sum())),
        specificity=_share(int(((1 - met) * (1 - claimed)).sum()), int((1 - met).sum())),
        bias=told_with(mean(found - told), both),
        kappa=told_with(kappa(met, claimed, 2), both),
        ac1=told_with(gwet(np.column_stack([met, claimed]), 2), both),
        calibrated=len(sure),
        calibration_error=told_with(calibration_error(chance, met[sure]), [both[at] for at in sure]),
        share=_corrected(met, claimed),
    )


def _corrected(met: Floats, claimed: Floats) -> Share | None:
    """The share met, and how sure prediction-powered inference will be of it (module docstring)."""
    n = len(met)
    if n < 3:
        return None
    spread = claimed.var()
    slope = np.cov(met, claimed, ddof=0)[0, 1] / spread if spread else 0.0
    left = met - slope * claimed
    one_more = (1 - 1 / (n + 1)) / (n + 1)
    variance = max(float(left.var()) * n / (n - 2), one_more)
    reviewers = _share(int(met.sum()), n)
    assert reviewers is not None, "there are some"
    return Share(
        reviewers=reviewers,
        machine=float(claimed.mean()),
        sure_to=Z * (variance / n) ** 0.5,
        needed=max(0, ceil(variance * (Z / WITHIN) ** 2) - n),
    )


def _applies(labels: Sequence[float | None], machine: Sequence[Machine]) -> Applies:
    pairs = [(label is not None, one.score is not None) for label, one in zip(labels, machine, strict=True)]
    agreement = _share(sum(one == other for one, other in pairs), len(pairs))
    assert agreement is not None, "a group has interactions"
    return Applies(
        both=pairs.count((True, True)),
        machine_only=pairs.count((False, True)),
        reviewers_only=pairs.count((True, False)),
        neither=pairs.count((False, False)),
        agreement=agreement,
    )


def _readers(name: str, items: Sequence[Reviewed]) -> Readers | None:
    several = [given for given in (_given(name, item) for item in items) if len(given) > 1]
    if not several:
        return None
    told = [[one for one in given if one is not None] for given in several]
    graded = [given for given in told if len(given) > 1]
    ratings = np.full((len(graded), max(map(len, told))), np.nan)
    for row, given in zip(ratings, graded, strict=True):
        row[: len(given)] = given
    met = np.where(np.isnan(ratings), np.nan, ratings >= MET)
    numbers = np.round(ratings * (_LABELS - 1)).astype(np.float64)
    places = range(len(graded))
    agreed = _share(sum(len({one is None for one in given}) == 1 for given in several), len(several))
    assert agreed is not None, "there are several"
    return Readers(
        n=len(several),
        applies=agreed,
        graded=len(graded),
        kappa=_interval(kappa(met[:, 0], met[:, 1], 2), places) if graded else None,
        ac1=_interval(gwet(met, 2), places) if graded else None,
        alpha=_interval(alpha(numbers, range(_LABELS), "interval"), places),
    )


def _given(name: str, item: Reviewed) -> list[float | None]:
    return [labels[name] for labels in item.labels if name in labels]


def _label(name: str, item: Reviewed) -> float | None:
    """The readers' mean; N/A where most say so, at a tie what the first says."""
    given = _given(name, item)
    grades = [one for one in given if one is not None]
    silent = len(given) - len(grades)
    if silent > len(grades) or (silent == len(grades) and given[0] is None):
        return None
    return sum(grades) / len(grades)


def _share(hits: int, n: int) -> Interval | None:
    if not n:
        return None
    low, high = wilson(hits, n, Z)
    return Interval(estimate=hits / n, low=low, high=high)


def _interval(measure: Measure, clusters: Sequence[int]) -> Interval | None:
    """Bootstrap over clusters, numbered anew; None where the measure or its interval is undefined."""
    places = _numbers([str(cluster) for cluster in clusters])
    together = gathered(measure, np.array(places, np.intp), len(set(places)))
    value, (low, high) = together.value(), interval(together)
    return None if isnan(value) or isnan(low) else Interval(estimate=value, low=low, high=high)


def _numbers(names: Sequence[str | None]) -> list[int]:
    order = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return [order[name] for name in names]
