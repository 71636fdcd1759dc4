"""Levels freed of the scorer's error, and what reviewers would give on average."""

import numpy as np
import pytest
import statsmodels.api as sm

from qa_service.monitoring.analysis import analyse_rows
from qa_service.monitoring.correction import Reviews, line, met, of_scores, reviews_of
from qa_service.monitoring.prediction_powered import joined, prediction_powered, reviewed_mean, stratum
from qa_service.monitoring.results import ReviewedMean
from tests.unit.monitoring.centres import column, rows, scores


def test_line_is_that_of_least_squares_with_hc3_errors():
    rng = np.random.default_rng(51)
    review = rng.random(200)
    machine = 0.2 + 0.6 * review + rng.normal(0, 0.05 + 0.1 * review)
    ours, model = line(machine, review), sm.OLS(machine, sm.add_constant(review)).fit(cov_type="HC3")
    assert (ours.intercept, ours.slope) == pytest.approx(tuple(model.params))
    assert ours.covariance == pytest.approx(model.cov_params())


def test_slope_and_intercept_of_counts_are_sensitivity_and_specificity():
    """Of 40 met 32 are found, of 60 missed 45: Rogan & Gladen 1978."""
    review = np.repeat([1.0, 0.0], [40, 60])
    machine = np.r_[np.repeat([1.0, 0.0], [32, 8]), np.repeat([1.0, 0.0], [15, 45])]
    found = line(machine, review)
    assert (found.intercept, found.slope) == pytest.approx((1 - 45 / 60, 32 / 40 + 45 / 60 - 1))


@pytest.mark.parametrize("kind", ["counts", "graded"])
def test_drawn_reviews_make_the_centre_as_sure_as_the_prediction_powered_mean(kind):
    rng = np.random.default_rng(57)
    true = (rng.random(4000) < 0.7).astype(np.float64) if kind == "counts" else rng.beta(5, 3, 4000)
    wrong = np.where(rng.random(4000) < 0.2, 1 - true, true)
    machine = wrong if kind == "counts" else (0.1 + 0.7 * true + rng.normal(0, 0.1, 4000)).clip(0, 1)
    review = np.full(4000, np.nan)
    review[:200] = true[:200]
    reviews = of_scores(machine, review)
    alone = line(reviews.machine, reviews.review)
    joint = met(alone, reviews.drawn, float(np.var(reviews.review, ddof=1)))
    wanted = prediction_powered([stratum(machine, machine[:200], true[:200])])
    centre = (machine.mean() - joint.intercept) / joint.slope
    at = np.array([1.0, centre])
    error, before = (np.sqrt(at @ one.covariance @ at) / one.slope for one in (joint, alone))
    assert centre == pytest.approx(wanted.estimate, abs=0.006)
    assert error * 2 * 1.6448536 == pytest.approx(wanted.high - wanted.low, rel=0.12)
    assert error < 0.85 * before


def test_who_is_reviewed_whole_is_held_to_the_reviews():
    rng = np.random.default_rng(58)
    review = rng.random(100)
    machine = 0.2 + 0.5 * review + rng.normal(0, 0.05, 100)
    reviews = of_scores(machine, review)
    joint = met(line(machine, review), reviews.drawn, float(review.var(ddof=1)))
    assert joint.intercept + joint.slope * review.mean() == pytest.approx(machine.mean())
    assert np.array([1.0, review.mean()]) @ joint.covariance @ [1.0, review.mean()] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("kind", ["few", "all alike", "unrelated"])
def test_reviews_that_tell_nothing_correct_nothing(kind):
    rng = np.random.default_rng(52)
    review = {"few": rng.random(20), "all alike": np.full(50, 1.0)}.get(kind, rng.random(50))
    machine = rng.random(len(review)) if kind == "unrelated" else review * 0.8
    assert line(machine, review) is None
    agent = np.repeat(np.arange(10), 30)
    table = rows(agent, scores(rng, np.full(300, 0.6), 0.1))
    plain = analyse_rows(table, targets={})
    assert analyse_rows(table, targets={}, reviews={"clarity": Reviews(machine=machine, review=review)}) == plain


def test_graded_levels_and_spreads_are_the_reviewers():
    """A scorer that halves the scale, adds 0.2 and errs by 0.08: levels and SDs of what reviewers would give cover."""
    rng = np.random.default_rng(53)
    hits, spread_hits, own = [], [], []
    for _ in range(12):
        level, spread = rng.normal(0.6, 0.07, 40).clip(0.4, 0.8), 0.16
        agent = np.repeat(np.arange(40), 80)
        true = scores(rng, level[agent], spread)
        machine = (0.2 + 0.5 * true + rng.normal(0, 0.08, len(true))).clip(0, 1)
        review = np.full(len(true), np.nan)
        chosen = rng.choice(len(true), 300, replace=False)
        review[chosen] = true[chosen]
        table = rows(agent, machine)
        found = analyse_rows(table, targets={"clarity": 0.6}, reviews=reviews_of(table, review)).behaviours["clarity"]
        estimate, low, high = column(found.agents, "level")
        hits.append((low <= level) & (level <= high))
        estimate, low, high = column(found.agents, "spread")
        spread_hits.append(estimate.mean())
        own.append(found.budget["instrument"])
        assert sum(found.budget.values()) == pytest.approx(1)
    assert 0.84 <= np.mean(hits) <= 0.96
    assert np.mean(spread_hits) == pytest.approx(spread, rel=0.06)
    within = 0.25 * spread**2 + 0.08**2
    assert np.mean(own) == pytest.approx(0.08**2 / (within + 0.25 * 0.07**2), rel=0.15)


def test_prediction_powered_is_the_difference_estimator_where_machine_and_person_agree():
    """Analytic: machine = review + 0.1 everywhere, so the reviews' mean error is 0.1 and nothing of it is open."""
    rng = np.random.default_rng(54)
    true = rng.random(5000)
    one = stratum(machine=true + 0.1, seen=true[:1000] + 0.1, review=true[:1000])
    found = prediction_powered([one])
    assert found.estimate == pytest.approx(true.mean(), abs=0.01)
    assert found.high - found.low < 2 * 1.645 * true[:1000].std() / np.sqrt(1000)


@pytest.mark.parametrize("error", [0.05, 0.3])
def test_prediction_powered_covers_and_is_never_wider_than_the_reviews_alone(error):
    rng = np.random.default_rng(55)
    hits, widths = [], []
    for _ in range(300):
        strata = {}
        mean = 0.0
        for name, level, share in (("en/voice/low", 0.5, 600), ("zh/chat/none", 0.7, 1400)):
            true = rng.normal(level, 0.2, share)
            machine = true + 0.1 + rng.normal(0, error, share)
            strata[name] = stratum(machine=machine, seen=machine[:60], review=true[:60])
            mean += share * level / 2000
        found = prediction_powered(list(strata.values()))
        hits.append(found.low <= mean <= found.high)
        alone = 1.645 * 0.2 / np.sqrt(60) * np.sqrt(0.3**2 + 0.7**2)
        widths.append((found.high - found.low) / 2 / alone)
        assert reviewed_mean(strata) == ReviewedMean(
            reviews=120, mean=found, strata={name: prediction_powered([one]) for name, one in strata.items()}
        )
    assert 0.85 <= np.mean(hits) <= 0.95
    assert np.mean(widths) < (0.55 if error == 0.05 else 1.02)


def test_strata_joined_are_one_table():
    rng = np.random.default_rng(56)
    one, other = rng.random(40), rng.random(70) + 1
    apart = joined([stratum(one, one[:3], one[:3]), stratum(other, other[:2], other[:2])])
    whole = np.r_[one, other]
    assert (apart.n, apart.mean, apart.variance) == pytest.approx((110, whole.mean(), whole.var(ddof=1)))
    assert apart.seen.tolist() == [*one[:3], *other[:2]]


@pytest.mark.parametrize(
    ("reviews", "shown", "mean"),
    [
        ({"a": 4, "b": 5}, None, None),
        ({"a": 12, "b": 15}, ["a", "b"], ["a", "b"]),
        ({"a": 12, "b": 15, "c": 4}, ["a", "b"], ["all"]),
        ({"a": 12, "b": 6, "c": 6}, ["a"], ["a", "bc"]),
        ({"a": 30, "b": 0}, ["a"], ["all"]),
    ],
)
def test_strata_with_few_reviews_stand_together(reviews, shown, mean):
    rng = np.random.default_rng(57)
    tables = {name: rng.random(100) for name in reviews}
    strata = {name: stratum(of, of[: reviews[name]], of[: reviews[name]] - 0.1) for name, of in tables.items()}
    found = reviewed_mean(strata)
    if shown is None:
        assert found is None
        return
    parts = {**strata, "all": joined(list(strata.values()))}
    parts["bc"] = joined([strata[name] for name in ("b", "c") if name in strata])
    assert list(found.strata) == shown
    assert found.mean == prediction_powered([parts[name] for name in mean])
    assert found.reviews == sum(reviews.values())


def test_a_stratum_without_reviews_is_an_error():
    one = stratum(machine=np.ones(10), seen=np.ones(1), review=np.ones(1))
    with pytest.raises(ValueError, match="1 reviews of 10"):
        prediction_powered([one])
