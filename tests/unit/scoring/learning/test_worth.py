"""Figures beside their textbook values, and intervals that know which labels belong together."""

import numpy as np
import pytest
import statsmodels.api as sm

from scoring.learning.validate import folds
from scoring.learning.worth import (
    Figure,
    calibrate,
    calibrated,
    calibration_error,
    difference,
    figures,
    measures,
    resamples,
)

RNG = np.random.default_rng(0)
LABELS = (RNG.random(200) < 0.5).astype(float)
CLOSE = np.where(RNG.random(200) < 0.9, LABELS, 1 - LABELS)
WORSE = np.where(RNG.random(200) < 0.6, LABELS, 1 - LABELS)


def test_measures_of_grades_by_hand():
    kinds = measures(np.array([0, 0, 1, 1.0]), (0.0, 1.0))
    told, found = np.array([0, 0, 1, 1.0]), np.array([0, 1, 1, 1.0])
    assert next(iter(kinds)) == "weighted_kappa"
    assert kinds["weighted_kappa"](told, found) == pytest.approx(0.5)
    assert kinds["met_f1"](told, found) == pytest.approx(0.8)
    assert kinds["macro_f1"](told, found) == pytest.approx((0.8 + 2 / 3) / 2)


def test_measures_of_values_by_hand():
    kinds = measures(np.array([0.0, 0.5]), None)
    assert kinds["mean_absolute_error"](np.array([0.0, 0.5]), np.array([0.1, 0.2])) == pytest.approx(0.2)
    assert kinds["pearson"](np.array([0.0, 0.5, 1.0]), np.array([0.1, 0.2, 0.3])) == pytest.approx(1)
    assert kinds["pearson"](np.array([0.0, 0.5]), np.array([0.3, 0.3])) == 0


def test_a_better_scorer_is_seen_to_be_and_its_twin_is_not():
    kind = measures(LABELS, (0.0, 1.0))["weighted_kappa"]
    assert difference(LABELS, CLOSE, WORSE, range(200), kind).above_zero
    assert not difference(LABELS, WORSE, CLOSE, range(200), kind).above_zero
    same = difference(LABELS, CLOSE, CLOSE, range(200), kind)
    assert (same.estimate, same.low, same.high, same.above_zero) == (0, 0, 0, False)


def test_what_belongs_together_makes_intervals_wide():
    kinds = measures(LABELS, (0.0, 1.0))
    many, few = (
        figures(LABELS, CLOSE, groups, kinds)["met_f1"] for groups in (range(200), [n // 40 for n in range(200)])
    )
    assert many.estimate == few.estimate
    assert set(np.concatenate(resamples([0, 0, 0, 7]))) == {0, 1, 2, 3}
    assert {tuple(np.sort(at)) for at in resamples([0, 0, 7])} == {(0, 0, 1, 1), (0, 1, 2), (2, 2)}


def test_what_is_undefined_is_said_and_is_not_better():
    found = figures(np.ones(4), np.ones(4), range(4), measures(np.ones(4), (1.0,)))["weighted_kappa"]
    assert found == Figure(None, None, None)
    assert not found.above_zero


def test_calibration_is_logistic_regression_on_platts_targets():
    raw = RNG.normal(size=300)
    met = (RNG.random(300) < 1 / (1 + np.exp(-(2 * raw - 0.5)))).astype(float)
    hits, misses = met.sum(), 300 - met.sum()
    targets = np.where(met > 0, (hits + 1) / (hits + 2), 1 / (misses + 2))
    reference = sm.GLM(targets, sm.add_constant(raw), family=sm.families.Binomial()).fit()
    assert calibrate(raw, met) == pytest.approx(reference.params[::-1], abs=1e-3)


def test_an_output_that_says_the_opposite_is_not_turned_around():
    slope, _ = calibrate(np.array([2.0, 1.0, -1.0, -2.0]), np.array([0, 0, 1, 1.0]))
    assert slope == 0


def test_calibration_errors():
    share = np.repeat([0.1, 0.9], 500)
    met = (np.arange(1000) % 10 < share * 10).astype(float)
    assert calibration_error(met, share) == pytest.approx(0, abs=1e-9)
    assert calibration_error(met, np.full(1000, 0.9)) == pytest.approx(0.4)


def test_no_label_calibrates_itself():
    raw, met = RNG.normal(size=60), (np.arange(60) % 2).astype(float)
    fold = folds(range(60), 5, 2)
    before = calibrated(raw, met, fold)
    met[fold == 3] = 1 - met[fold == 3]
    after = calibrated(raw, met, fold)
    assert (before[fold == 3] == after[fold == 3]).all()
    assert (before[fold != 3] != after[fold != 3]).any()


@pytest.mark.parametrize("number", [3, 5])
def test_folds_keep_an_interaction_together(number):
    groups = RNG.integers(0, 20, 200)
    found = folds(list(groups), number, 0)
    assert all(len(set(found[groups == group])) == 1 for group in set(groups))
    assert set(found) == set(range(number))
