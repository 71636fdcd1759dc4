import numpy as np
import pytest

from qa_service.monitoring.pool import EQUAL, STRAYS, alike, pooled, shrunk, team_levels

ONE = np.zeros(8, dtype=np.int64)
# Rubin (1981): effects of coaching in eight schools, and their standard errors
EFFECTS = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
ERRORS = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])


def test_eight_schools():
    """Gelman et al. (2013), 5.5: the mean about 8, and school A drawn from 28 to between 9 and 13."""
    pool = pooled(EFFECTS, ERRORS**2, ONE)
    posterior = shrunk(pool, EFFECTS, ERRORS**2, ONE)
    assert team_levels(pool)[0][0] == pytest.approx(7.9, abs=0.5)
    assert 9 < posterior.mean[0] < 13
    assert 6 < np.sqrt(posterior.variance[0]) < 9
    assert np.all(np.abs(posterior.mean - 7.9) <= np.abs(EFFECTS - 7.9) + 0.5)


def test_many_equal_agents_are_shrunk_to_their_mean():
    rng = np.random.default_rng(1)
    value = rng.normal(0.7, 0.02, 60)
    team = np.zeros(60, dtype=np.int64)
    posterior = shrunk(pooled(value, np.full(60, 0.0004), team, equal=EQUAL), value, np.full(60, 0.0004), team)
    assert np.ptp(posterior.mean) < 0.2 * np.ptp(value)
    assert posterior.reliability.max() < 0.2


def test_known_variance_between_gives_the_textbook_weight():
    """With thousands of agents the prior is known: reliability = between / (between + within)."""
    rng = np.random.default_rng(2)
    within = np.tile([0.0004, 0.0016, 0.01], 2000)
    value = rng.normal(0.7, np.sqrt(0.0025 + within))
    team = np.zeros(6000, dtype=np.int64)
    posterior = shrunk(pooled(value, within, team), value, within, team)
    assert posterior.reliability[:3] == pytest.approx(0.0025 / (0.0025 + within[:3]), rel=0.05)
    assert posterior.variance[:3] == pytest.approx(posterior.reliability[:3] * within[:3], rel=0.05)


def test_an_agent_is_shrunk_to_the_own_team():
    rng = np.random.default_rng(3)
    team = np.repeat([0, 1, 2], 20)
    value = np.array([0.5, 0.7, 0.75])[team] + rng.normal(0, 0.03, 60)
    pool = pooled(value, np.full(60, 0.0009), team, equal=EQUAL)
    assert team_levels(pool)[0] == pytest.approx([0.5, 0.7, 0.75], abs=0.02)
    assert shrunk(pool, value, np.full(60, 0.0009), team).mean == pytest.approx(
        np.array([0.5, 0.7, 0.75])[team], abs=0.05
    )


def test_one_who_strays_is_not_pulled_in():
    value = np.r_[0.6, np.random.default_rng(4).normal(0.7, 0.015, 59)]
    variance = np.full(60, 0.015**2)
    team = np.zeros(60, dtype=np.int64)
    usual = shrunk(pooled(value, variance, team, equal=EQUAL), value, variance, team)
    robust = shrunk(pooled(value, variance, team, equal=EQUAL, strays=STRAYS), value, variance, team)
    assert robust.mean[0] == pytest.approx(0.6, abs=0.015)
    assert robust.mean[0] < usual.mean[0]


def test_one_agent_keeps_the_own_value():
    one = np.zeros(1, dtype=np.int64)
    posterior = shrunk(pooled(np.array([0.4]), np.array([0.01]), one), np.array([0.4]), np.array([0.01]), one)
    assert posterior.mean[0] == pytest.approx(0.4)
    assert posterior.variance[0] == pytest.approx(0.01)


def test_intervals_are_not_narrow_for_a_belief_that_nobody_differs():
    """Of agents who cannot be told apart: around the same mean, as wide as if they were known to differ."""
    rng = np.random.default_rng(9)
    value, variance, team = rng.normal(0.6, 0.05, 40), np.full(40, 0.05**2), np.zeros(40, dtype=np.int64)
    pool = pooled(value, variance, team, equal=EQUAL)
    posterior = shrunk(pool, value, variance, team)
    surely = shrunk(pooled(value, variance, team), value, variance, team)
    assert alike(pool) > 0.5
    assert posterior.apart == pytest.approx(surely.variance + (surely.mean - posterior.mean) ** 2, rel=0.02)
    assert (posterior.apart > 1.2 * posterior.variance).all()
    assert (surely.apart == surely.variance).all()
