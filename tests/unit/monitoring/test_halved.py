"""What halving the spread would bring, beside integrals of the same densities."""

import numpy as np
import pytest
from scipy import integrate, stats

from qa_service.monitoring.analysis import analyse_rows
from qa_service.monitoring.priorities import halved
from tests.unit.monitoring.centres import rows, scores


def beta(mean, spread):
    size = mean * (1 - mean) / spread**2 - 1
    return stats.beta(mean * size, (1 - mean) * size)


def normal(mean, spread):
    return stats.norm(mean, spread)


@pytest.mark.parametrize(
    ("mean", "spread", "target", "before", "after"),
    [
        (0.5, 0.10, 0.55, normal, normal),
        (0.7, 0.20, 0.75, beta, beta),
        (0.7, 0.12, 0.60, beta, normal),
    ],
)
def test_gain_is_the_shortfall_that_goes(mean, spread, target, before, after):
    """Near 0 and 1 (four SDs) a score is taken for a beta, else for a normal."""
    gain, now, then = halved(np.array([mean]), np.array([spread]), np.array([target]))
    whole, half = before(mean, spread), after(mean, spread / 2)

    def shortfall(score):
        return integrate.quad(lambda x: (target - x) * score.pdf(x), -1, target, points=[0])[0]

    assert gain[0] == pytest.approx(shortfall(whole) - shortfall(half), rel=1e-6)
    assert (now[0], then[0]) == pytest.approx((whole.cdf(target), half.cdf(target)), rel=1e-6)


def test_steadiness_never_costs():
    mean, spread = np.meshgrid(np.linspace(0.05, 0.95, 19), np.linspace(0.01, 0.35, 18))
    gain, _, _ = halved(mean.ravel(), spread.ravel(), np.full(mean.size, 0.7))
    assert (gain >= 0).all()


def test_priorities_show_it_for_graded_scores_alone():
    rng = np.random.default_rng(81)
    agent = np.repeat(np.arange(20), 60)
    level = np.linspace(0.5, 0.8, 20)[agent]
    graded = analyse_rows(rows(agent, scores(rng, level, 0.15)), targets={"clarity": 0.7}).priorities
    assert all(0 < one.halving.below < 1 and one.halving.gain > 0 for one in graded)
    steady = max(graded, key=lambda one: one.halving.below - one.halving.below_halved)
    assert steady.halving.below_halved < steady.halving.below
    many, level = np.repeat(agent, 4), np.repeat(level, 4)
    passed = analyse_rows(rows(many, (rng.random(4800) < level).astype(float)), targets={"clarity": 0.7}).priorities
    assert passed
    assert {one.halving for one in passed} == {None}
