"""Fits beside their closed form and beside statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.sparse import csr_array

from scoring.learning.fit import Linear, fit, prepare

RNG = np.random.default_rng(0)
ROWS = np.round(RNG.normal(size=(60, 5)), 3)
WIDE = np.where(RNG.random((30, 90)) < 0.2, RNG.random((30, 90)), 0.0)


@pytest.mark.parametrize("rows", [ROWS, WIDE], ids=["more texts", "more features"])
@pytest.mark.parametrize("penalty", [0.1, 3.0])
def test_squared_loss_is_the_ridge(rows, penalty):
    labels = np.random.default_rng(1).random(len(rows))
    found = fit(prepare(csr_array(rows)), labels, "squared", penalty)
    middle, centred = labels.mean(), rows - rows.mean(0)
    weights = np.linalg.solve(centred.T @ centred + penalty * np.eye(rows.shape[1]), centred.T @ (labels - middle))
    offset = middle - rows.mean(0) @ weights
    assert found.weights[:, 0] == pytest.approx(weights, abs=2e-3)
    assert found.offset[0] == pytest.approx(offset, abs=2e-3)
    assert found.outputs(csr_array(rows))[:, 0] == pytest.approx(rows @ weights + offset, abs=2e-3)


def test_two_grades_are_logistic_regression():
    """With next to no penalty as statsmodels fits it."""
    met = (RNG.random(60) < 1 / (1 + np.exp(-ROWS[:, 0]))).astype(float)
    found = fit(prepare(csr_array(ROWS)), met, "ordinal", 1e-6)
    reference = sm.Logit(met, sm.add_constant(ROWS)).fit(disp=0)
    assert np.concatenate([found.offset, found.weights[:, 0]]) == pytest.approx(reference.params, abs=5e-3)
    assert found.shares(csr_array(ROWS))[:, 1] == pytest.approx(reference.predict(), abs=2e-3)


def test_softmax_is_multinomial_regression():
    grades = RNG.integers(0, 3, 60).astype(float)
    found = fit(prepare(csr_array(ROWS)), grades, "softmax", 1e-6)
    reference = sm.MNLogit(grades, sm.add_constant(ROWS)).fit(disp=0)
    assert found.shares(csr_array(ROWS)) == pytest.approx(reference.predict(), abs=5e-3)


def test_a_penalised_fit_is_the_least_of_its_objective():
    met = (ROWS[:, 1] > 0).astype(float)

    def objective(flat):
        at = ROWS @ flat[1:] + flat[0]
        return (np.logaddexp(0, at) - met * at).sum() + 0.25 * (flat[1:] ** 2).sum()

    found = fit(prepare(csr_array(ROWS)), met, "ordinal", 0.5)
    least = minimize(objective, np.zeros(6)).x
    assert np.concatenate([found.offset, found.weights[:, 0]]) == pytest.approx(least, abs=5e-3)


@pytest.mark.parametrize("loss", ["softmax", "ordinal"])
@pytest.mark.parametrize("grades", [1, 2, 4])
def test_shares_are_shares(loss, grades):
    labels = np.arange(60) % grades
    shares = fit(prepare(csr_array(ROWS)), labels.astype(float), loss, 0.1).shares(csr_array(ROWS * 50))
    assert shares.shape == (60, grades)
    assert shares.sum(1) == pytest.approx(1)
    assert (shares >= 0).all()


def test_slopes_that_cross_still_give_shares():
    linear = Linear("ordinal", np.array([[1.0, 5.0]]), np.array([0.0, 1.0]))
    shares = linear.shares(csr_array([[2.0], [-2.0]]))
    assert shares.sum(1) == pytest.approx(1)
    assert (shares >= 0).all()


def test_rows_of_nothing_give_what_is_frequent():
    found = fit(prepare(csr_array((4, 3))), np.array([0, 0, 0, 1.0]), "ordinal", 0.1)
    assert found.shares(csr_array((1, 3)))[0, 1] == pytest.approx(0.25, abs=1e-3)
