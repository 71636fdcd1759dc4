"""Regressions with a prior that no factor says anything, for what `calibration.toml` holds."""

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array

from scoring.agreement import Floats

# A factor that is nearly always there, or never, is taken to vary by so much at least.
LEAST_SPREAD = 0.1
_STEPS = 50


def log_odds(factors: Floats, happened: Floats, counts: Floats, *, prior: float) -> tuple[float, Floats]:
    """The base and a weight a factor, by Newton's method (Bishop 2006, 4.3.3).

    `factors`: (cases, factors); `happened`: 0 to 1 a case; `counts`: how much a case counts; `prior`: as many cases as
    weigh the same.
    """
    centre, spread = factors.mean(axis=0), np.maximum(factors.std(axis=0), LEAST_SPREAD)
    columns = np.column_stack([np.ones(len(factors)), (factors - centre) / spread])
    weighed = np.full(columns.shape[1], prior)
    weighed[0] = 1e-6
    odds = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-columns @ odds))
        slope = columns.T @ (counts * (chance - happened)) + weighed * odds
        bend = (columns.T * (counts * chance * (1 - chance))) @ columns + np.diag(weighed)
        step = np.linalg.solve(bend, slope)
        odds -= step
        if np.abs(step).max() < 1e-8:
            break
    weights = odds[1:] / spread
    return float(odds[0] - centre @ weights), weights


def sparse_log_odds(
    rows: csr_array, happened: Floats, counts: Floats, *, prior: float, known: Floats | None = None
) -> Floats:
    """A weight a column, by L-BFGS, for many columns; the base, which no prior holds, is left out.

    `rows`: (cases, columns); `happened`, `counts` as above; `prior`: a ridge's penalty on the weights as they are;
    `known`: log odds a case that are known beforehand, so that only what they leave open is learned.
    """
    offset = np.zeros(len(happened)) if known is None else known

    def objective(found: Floats) -> tuple[float, Floats]:
        odds = rows @ found[1:] + found[0] + offset
        wrong = counts * (1 / (1 + np.exp(-odds)) - happened)
        loss = float((counts * (np.logaddexp(0, odds) - happened * odds)).sum())
        return loss + prior / 2 * float(found[1:] @ found[1:]), np.append(
            wrong.sum(), rows.T @ wrong + prior * found[1:]
        )

    found = minimize(objective, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x, float)[1:]
