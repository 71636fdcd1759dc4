"""Linear models fitted by L-BFGS: squared loss for graded labels of many values, softmax and ordinal for few."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Loss = Literal["squared", "softmax", "ordinal"]
_MOST_STEPS = 150
_ENOUGH = 1e-7  # relative gain of a step below which the fit is done
_LEAST_SIZE = 1e-9  # of the largest eigenvalue


class Linear(Struct, frozen=True):
    """`weights` of shape (features, outputs), `offset` of shape (outputs,).

    Outputs: the label itself ('squared'); one logit per grade ('softmax'); one logit for 'at least this grade' per
    grade but the lowest ('ordinal', cumulative logits as in McCullagh 1980, with slopes of their own).
    """

    loss: Loss
    weights: Floats
    offset: Floats

    def outputs(self, rows: csr_array) -> Floats:
        """Shape (texts, outputs)."""
        return np.asarray(rows @ self.weights) + self.offset

    def shares(self, rows: csr_array) -> Floats:
        """P(grade), shape (texts, grades); not for squared loss."""
        outputs = self.outputs(rows)
        if self.loss == "softmax":
            return _softmax(outputs)
        # Slopes of their own may cross: sorted, the probabilities of 'at least' fall again.
        least = -np.sort(-_sigmoid(outputs), axis=1)
        edges = np.hstack([np.ones((len(least), 1)), least, np.zeros((len(least), 1))])
        return edges[:, :-1] - edges[:, 1:]


class Prepared(Struct, frozen=True):
    """Rows turned into at most as many columns as there are rows: the weights of a ridge lie in what the rows span.

    `basis` has shape (texts, rank); `back`, of shape (rank, texts), leads from weights over it to sums of rows.
    """

    rows: csr_array
    basis: Floats
    back: Floats


def prepare(rows: csr_array) -> Prepared:
    """The eigenvectors of the rows' inner products: found once, for every loss and penalty."""
    products = np.asarray((rows @ rows.T).todense(), float)
    sizes, vectors = np.linalg.eigh(products)
    kept = sizes > _LEAST_SIZE * sizes[-1]
    roots = np.sqrt(sizes[kept])
    return Prepared(rows, vectors[:, kept] * roots, (vectors[:, kept] / roots).T)


def fit(prepared: Prepared, labels: Floats, loss: Loss, penalty: float) -> Linear:
    """Fit to `labels` of shape (texts,): values for 'squared', numbers of grades from 0 for the others.

    `penalty` is the ridge's: half of it times the squared weights is added to the summed loss; offsets are free.
    """
    targets = _targets(labels, loss)
    outputs = targets.shape[1]
    if not outputs:  # one grade only: there is nothing to tell apart
        return Linear(loss, np.zeros((prepared.rows.shape[1], 0)), np.zeros(0))
    middle = targets.mean(0) if loss == "squared" else np.zeros(outputs)
    gradient = _GRADIENTS[loss]
    basis = prepared.basis

    def objective(flat: Floats) -> tuple[float, Floats]:
        weights, offset = flat[:-outputs].reshape(-1, outputs), flat[-outputs:]
        value, slope = gradient(basis @ weights + offset, targets)
        down = basis.T @ slope + penalty * weights
        return value + penalty / 2 * float((weights**2).sum()), np.concatenate([down.ravel(), slope.sum(0)])

    start = np.concatenate([np.zeros(basis.shape[1] * outputs), middle])
    ended = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS, "ftol": _ENOUGH})
    found = np.asarray(ended.x, float)
    weights = prepared.back.T @ found[:-outputs].reshape(-1, outputs)
    return Linear(loss, np.asarray(prepared.rows.T @ weights), found[-outputs:])


def _targets(labels: Floats, loss: Loss) -> Floats:
    if loss == "squared":
        return labels[:, None].astype(float)
    grades = np.arange(int(labels.max()) + 1)
    if loss == "softmax":
        return (labels[:, None] == grades).astype(float)
    return (labels[:, None] >= grades[1:]).astype(float)


def _squared(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    error = outputs - targets
    return float((error**2).sum() / 2), error


def _cross_entropy(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    shares = _softmax(outputs)
    return -float((targets * np.log(shares + 1e-12)).sum()), shares - targets


def _logistic(outputs: Floats, targets: Floats) -> tuple[float, Floats]:
    value = np.logaddexp(0, outputs) - targets * outputs
    return float(value.sum()), _sigmoid(outputs) - targets


_GRADIENTS: dict[Loss, Callable[[Floats, Floats], tuple[float, Floats]]] = {
    "squared": _squared,
    "softmax": _cross_entropy,
    "ordinal": _logistic,
}


def _softmax(outputs: Floats) -> Floats:
    raised = np.exp(outputs - outputs.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)


def _sigmoid(outputs: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(outputs, -40, 40)))
