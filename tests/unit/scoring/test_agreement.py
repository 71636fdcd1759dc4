"""Against the worked examples that the authors of each measure published."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from scoring.agreement import (
    Measure,
    alpha,
    averaged,
    calibration_error,
    f1,
    gathered,
    gwet,
    interval,
    kappa,
    mean,
    sensitivity,
    specificity,
    weighted_kappa,
)

NONE = float("nan")
# Krippendorff 2011, example C: four observers, twelve units, five values, grades missing.
KRIPPENDORFF = (
    np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
            [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
        ]
    ).T
    - 1
)
# Cohen 1968: two diagnosticians, 200 patients.
COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
COHEN_DISAGREEMENT = np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]])
# Gwet 2002, "Kappa statistic is not satisfactory for assessing the extent of agreement between raters": nearly all of
# 125 units get the first grade.
GWET = [[118, 5], [2, 0]]


def graded(table):
    """One row per unit: the two graders' grades."""
    return np.array([(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)], float)


@pytest.mark.parametrize(("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_krippendorffs_four_observers(metric, published):
    assert round(alpha(KRIPPENDORFF, (1, 2, 3, 4, 5), metric).value(), 3) == published


def test_krippendorffs_two_observers_of_a_binary_value():
    # 2011, example A.
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert round(alpha(np.array([meg, owen], float).T, (0, 1)).value(), 3) == 0.095


def test_the_interval_metric_looks_at_the_values_and_the_others_do_not():
    near, far = (0, 1, 2, 3, 4), (0, 1, 2, 3, 40)
    assert alpha(KRIPPENDORFF, near, "interval").value() != alpha(KRIPPENDORFF, far, "interval").value()
    assert alpha(KRIPPENDORFF, near, "ordinal").value() == alpha(KRIPPENDORFF, far, "ordinal").value()


def test_cohens_diagnosticians():
    one, other = graded(COHEN).T
    assert round(kappa(one, other, 3).value(), 3) == 0.492
    assert round(kappa(one, other, 3, 1 - COHEN_DISAGREEMENT / 6).value(), 3) == 0.348


@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_weighted_kappa_is_that_of_statsmodels(weights):
    table = np.array([[20, 5, 1, 0], [4, 11, 3, 1], [0, 6, 9, 4], [1, 0, 2, 17]])
    one, other = graded(table).T
    expected = cohens_kappa(table, wt=weights, return_results=False)
    assert kappa(one, other, 4, weights).value() == pytest.approx(expected)
    if weights == "linear":
        assert weighted_kappa(one.astype(int), other.astype(int), 4) == pytest.approx(expected)


def test_gwets_rare_grade():
    ratings = graded(GWET)
    assert round(gwet(ratings, 2).value(), 4) == 0.9408
    assert round(kappa(*ratings.T, 2).value(), 4) == -0.0234


def test_gwets_four_raters_with_grades_missing():
    # Krippendorff's units again; the figures are those of Gwet's own irrCAC 1.0 for `cac.raw4raters`.
    assert round(gwet(KRIPPENDORFF, 5).value(), 5) == 0.77544
    assert round(gwet(KRIPPENDORFF, 5, "quadratic").value(), 7) == 0.9140007


def test_ac2_of_two_raters_by_hand():
    # Agreement 3/4, 1/2, 1 and 1 over five grades; shares .25 .125 .125 .125 .375; 15 of 25 weights' sum over 20.
    ratings = np.array([[0, 1], [2, 4], [0, 0], [4, 4]], float)
    alike = 1 - np.abs(np.subtract.outer(np.arange(5), np.arange(5))) / 4
    shares = np.array([3, 1, 1, 0, 3]) / 8
    chance = alike.sum() / 20 * (shares * (1 - shares)).sum()
    found = (0.75 + 0.5 + 1 + 1) / 4
    assert gwet(ratings, 5, "linear").value() == pytest.approx((found - chance) / (1 - chance))


@pytest.mark.parametrize(
    "measure",
    [
        lambda ratings: kappa(ratings[:, 0], ratings[:, 1], 3),
        lambda ratings: alpha(ratings, (0, 1, 2)),
        lambda ratings: alpha(ratings, (0, 1, 2), "ordinal"),
        lambda ratings: gwet(ratings, 3, "quadratic"),
    ],
)
def test_perfect_agreement_is_one_and_none_given_is_unknown(measure):
    same = np.array([[0, 0], [1, 1], [2, 2], [0, NONE]], float)
    assert measure(same).value() == pytest.approx(1)
    assert np.isnan(measure(np.full((3, 2), NONE)).value())
    assert np.isnan(measure(np.zeros((0, 2))).value())


def test_one_and_the_same_grade_throughout_is_no_agreement_beyond_chance():
    ratings = np.zeros((5, 2))
    assert np.isnan(kappa(*ratings.T, 2).value())
    assert np.isnan(alpha(ratings, (0, 1)).value())
    assert gwet(ratings, 2).value() == 1


def test_found_and_left():
    true = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], float)
    found = np.array([1, 1, 1, 0, 1, 1, 0, 0, 0, 0], float)
    assert sensitivity(true, found).value() == 0.75
    assert specificity(true, found).value() == pytest.approx(4 / 6)
    assert f1(true * found, true, found).value() == pytest.approx(2 * 0.6 * 0.75 / (0.6 + 0.75))
    assert np.isnan(sensitivity(np.zeros(3), np.ones(3)).value())


def test_expected_calibration_error():
    # Bins 0.2-0.3 (3 units, mean 0.25, 1 met) and 0.9-1 (2 units, mean 0.95, both met; 1.0 falls into the last bin).
    probabilities = np.array([0.2, 0.25, 0.3 - 1e-9, 0.9, 1.0])
    met = np.array([0.0, 0, 1, 1, 1])
    expected = (3 * abs(0.25 - 1 / 3) + 2 * abs(0.95 - 1)) / 5
    assert calibration_error(probabilities, met).value() == pytest.approx(expected)
    assert calibration_error(np.array([0.0, 1.0]), np.array([0.0, 1.0])).value() == 0


def test_an_interval_is_the_same_for_a_seed():
    measure = mean(np.arange(50.0))
    assert interval(measure, seed=3) == interval(measure, seed=3) != interval(measure, seed=4)


def test_an_interval_of_a_mean_is_that_of_the_normal():
    values = np.random.default_rng(1).normal(size=400)
    low, high = interval(mean(values), resamples=4000)
    half = 1.645 * values.std() / 20
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.01)


def test_units_of_one_cluster_do_not_count_as_many():
    values = np.random.default_rng(1).normal(size=40)
    each, repeated = mean(values), mean(np.repeat(values, 25))
    clusters = np.repeat(np.arange(40), 25)
    assert interval(gathered(repeated, clusters, 40)) == pytest.approx(interval(each))
    low, high = interval(repeated)
    assert high - low < 0.3 * np.subtract(*interval(each)[::-1])


@pytest.mark.parametrize("values", [np.zeros(0), np.ones(1)])
def test_one_cluster_says_nothing_of_others(values):
    assert np.isnan(interval(mean(values))).all()


def test_a_measure_that_most_resamples_leave_undefined_has_no_interval():
    rare = np.zeros(30)
    rare[0] = 1
    assert np.isfinite(interval(sensitivity(rare, rare))).all()  # 64% of resamples hold it
    assert np.isnan(interval(Measure(np.zeros((30, 2)), mean(rare).of))).all()


def test_the_mean_of_two_readers_leaves_out_what_is_undefined():
    one, other, nothing = mean(np.array([1.0, 0])), mean(np.array([1.0, 1])), sensitivity(np.zeros(2), np.zeros(2))
    assert averaged([one, other, nothing]).value() == 0.75
    assert np.isnan(averaged([nothing]).value())


def test_intervals_of_two_thousand_interactions_hold_the_value():
    generator = np.random.default_rng(2)
    ratings = generator.integers(0, 5, (6000, 2)).astype(float)
    clusters = generator.integers(0, 2000, 6000)
    for measure in (kappa(*ratings.T, 5, "linear"), alpha(ratings, range(5), "ordinal"), gwet(ratings, 5, "linear")):
        low, high = interval(gathered(measure, clusters, 2000))
        assert low < measure.value() < high
