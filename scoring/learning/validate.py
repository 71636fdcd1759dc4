"""Reviews -> a fitted model and what it is worth on reviews that it has not seen."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scoring.agreement import weighted_kappa
from scoring.learning.features import Blocks
from scoring.learning.fit import Loss, fit, prepare
from scoring.learning.part import Decision, Part
from scoring.learning.vectors import learn_vectors

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Item = TypeVar("Item")
OUTER, INNER = 5, 3
MOST_GRADES = 7  # more distinct labels than this are regressed on
_REGRESSION = (0.1, 0.3, 1.0, 3.0)
_CLASSES = (0.03, 0.1, 0.3, 1.0)


def folds(groups: Sequence[int], number: int, seed: int) -> Integers:
    """The fold of each text; texts of one group (an interaction) fall into one."""
    names, places = np.unique(np.asarray(groups), return_inverse=True)
    return (np.random.default_rng(seed).permutation(len(names)) % number)[places]


def held_out(texts: Sequence[Blocks], labels: Floats, groups: Sequence[int]) -> tuple[Floats, Floats]:
    """(score, raw output) of each text by a model that was fitted, with all its choices, without its fold."""
    scores, raw = np.zeros(len(labels)), np.zeros(len(labels))
    fold = folds(groups, OUTER, 0)
    for seen, unseen in _splits(fold, OUTER):
        part = choose(_at(texts, seen), labels[seen], _at(groups, seen))
        scores[unseen], raw[unseen] = part.apply(_at(texts, unseen))
    return scores, raw


def choose(texts: Sequence[Blocks], labels: Floats, groups: Sequence[int]) -> Part:
    """Fit with the loss, the penalty and the decision that do best on inner folds."""
    values = np.unique(labels)
    if len(values) > MOST_GRADES:
        return _regression(texts, labels, groups)
    numbers = np.searchsorted(values, labels).astype(float)
    losses: tuple[Loss, ...] = ("ordinal",) if len(values) <= 2 else ("softmax", "ordinal")
    best: tuple[float, Loss, float, Decision] | None = None
    for loss, shares in _inner_shares(texts, numbers, groups, losses):
        for penalty, found in shares.items():
            for decision in _decisions(found, values, numbers):
                worth = weighted_kappa(numbers.astype(int), decision.choose(found, values), len(values))
                worth = -1.0 if np.isnan(worth) else worth
                if best is None or worth > best[0]:
                    best = (worth, loss, penalty, decision)
    if best is None:
        raise ValueError("there is nothing to choose from")
    _, loss, penalty, decision = best
    vectors = learn_vectors(texts)
    linear = fit(prepare(vectors.rows(texts)), numbers, loss, penalty)
    return Part(vectors, linear, penalty, tuple(float(value) for value in values), decision)


def _regression(texts: Sequence[Blocks], labels: Floats, groups: Sequence[int]) -> Part:
    errors = dict.fromkeys(_REGRESSION, 0.0)
    for seen, unseen in _splits(folds(groups, INNER, 1), INNER):
        vectors = learn_vectors(_at(texts, seen))
        rows, others = prepare(vectors.rows(_at(texts, seen))), vectors.rows(_at(texts, unseen))
        for penalty in _REGRESSION:
            linear = fit(rows, labels[seen], "squared", penalty)
            errors[penalty] += float(((linear.outputs(others)[:, 0] - labels[unseen]) ** 2).sum())
    penalty = min(errors, key=lambda one: errors[one])
    vectors = learn_vectors(texts)
    linear = fit(prepare(vectors.rows(texts)), labels, "squared", penalty)
    return Part(vectors, linear, penalty, None, None)


def _inner_shares(
    texts: Sequence[Blocks], numbers: Floats, groups: Sequence[int], losses: Sequence[Loss]
) -> list[tuple[Loss, dict[float, Floats]]]:
    """Per loss and penalty the held-out shares of each grade."""
    grades = int(numbers.max()) + 1
    found: dict[Loss, dict[float, Floats]] = {
        loss: {penalty: np.zeros((len(texts), grades)) for penalty in _CLASSES} for loss in losses
    }
    for seen, unseen in _splits(folds(groups, INNER, 1), INNER):
        vectors = learn_vectors(_at(texts, seen))
        rows, others = prepare(vectors.rows(_at(texts, seen))), vectors.rows(_at(texts, unseen))
        for loss in losses:
            for penalty in _CLASSES:
                shares = fit(rows, numbers[seen], loss, penalty).shares(others)
                found[loss][penalty][unseen, : shares.shape[1]] = shares
    return list(found.items())


def _splits(fold: Integers, number: int) -> list[tuple[Integers, Integers]]:
    """(seen, unseen) per fold that holds anything."""
    splits = [(np.flatnonzero(fold != one), np.flatnonzero(fold == one)) for one in range(number)]
    return [(seen, unseen) for seen, unseen in splits if len(seen) and len(unseen)]


def _at(items: Sequence[Item], places: Integers) -> list[Item]:
    return [items[int(at)] for at in places]


def _decisions(shares: Floats, values: Floats, numbers: Floats) -> list[Decision]:
    given = np.bincount(numbers.astype(int), minlength=len(values))
    expected = np.sort(shares @ values)
    places = np.minimum(np.cumsum(given)[:-1], len(expected) - 1)
    roots = np.sqrt(given / given.sum())
    return [
        Decision("matched", tuple(float(expected[place]) for place in places)),
        Decision("balanced", tuple(float(root) for root in roots)),
    ]
