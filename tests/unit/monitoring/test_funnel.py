"""Funnel limits beside statsmodels' DerSimonian-Laird, and on cases that can be computed by hand."""

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from qa_service.monitoring.analysis import analyse_rows
from qa_service.monitoring.funnel import FAR, NEAR, funnel
from tests.unit.monitoring.centres import rows, scores

ONE_TEAM = np.zeros(60, dtype=np.int64)


def means(rng, between, error):
    return 0.7 + rng.normal(0, between, len(error)) + rng.normal(0, 1, len(error)) * error


def test_between_of_one_team_is_dersimonian_and_laird_without_winsorising():
    rng = np.random.default_rng(71)
    error = rng.uniform(0.01, 0.06, 60)
    value = means(rng, 0.04, error)
    theirs = combine_effects(value, error**2, method_re="dl")
    found = funnel(value, error, ONE_TEAM, winsorised=0.0)
    assert found.between**2 == pytest.approx(theirs.tau2)
    assert found.excess == pytest.approx(theirs.q / 59)
    assert found.centre[0] == pytest.approx(theirs.mean_effect_fe)


def test_equal_errors_give_the_variance_less_chance():
    """With one error for all, between² is the sample variance less the error's, and limits are its multiples."""
    value = np.array([0.3, 0.4, 0.5, 0.6, 0.7])
    found = funnel(value, np.full(5, 0.05), np.zeros(5, dtype=np.int64), winsorised=0.0)
    assert found.between**2 == pytest.approx(0.025 - 0.0025)
    low, high = found.limits(np.zeros(5, dtype=np.int64), NEAR)
    assert (high - low)[0] == pytest.approx(2 * 1.959964 * np.sqrt(0.025))
    assert pytest.approx(3.090232) == FAR


def test_without_over_dispersion_the_limits_are_chance_alone():
    found = funnel(np.array([0.69, 0.71, 0.70]), np.full(3, 0.05), np.zeros(3, dtype=np.int64))
    assert (found.between, found.excess) == (0.0, 1.0)
    assert found.error.tolist() == pytest.approx([0.05] * 3)


def test_who_stands_apart_hardly_widens_the_limits():
    rng = np.random.default_rng(72)
    error = np.full(60, 0.03)
    value = means(rng, 0.0, error)
    apart = value.copy()
    apart[:3] = 0.3
    found = funnel(apart, error, ONE_TEAM)
    assert found.between < 0.5 * funnel(apart, error, ONE_TEAM, winsorised=0.0).between
    assert (apart[:3] < found.limits(ONE_TEAM, FAR)[0][:3]).all()


def test_teams_have_their_own_centres_and_share_the_dispersion():
    rng = np.random.default_rng(73)
    team = np.repeat([0, 1], 30)
    error = np.full(60, 0.02)
    value = means(rng, 0.05, error) - 0.2 * team
    found = funnel(value, error, team)
    assert found.centre == pytest.approx([0.7, 0.5], abs=0.03)
    assert 0.03 < found.between < 0.065


def test_a_single_agent_has_limits_of_chance():
    found = funnel(np.array([0.7]), np.array([0.05]), np.zeros(1, dtype=np.int64))
    assert (found.between, found.excess) == (0.0, 1.0)


def test_results_hold_a_funnel_a_team():
    rng = np.random.default_rng(74)
    agent = np.repeat(np.arange(24), 40)
    level = np.where(np.arange(24) == 5, 0.4, 0.7)[agent]
    table = rows(agent, scores(rng, level, 0.12), team=agent // 12)
    teams = analyse_rows(table, targets={}).behaviours["clarity"].teams
    assert [(one.team, len(one.agents), one.n) for one in teams] == [("t0", 12, 480), ("t1", 12, 480)]
    outside = [
        point.agent for one in teams for point in one.agents if not point.far_low <= point.value <= point.far_high
    ]
    assert outside == ["a005"]
    assert all(one.level.low < one.level.estimate < one.level.high for one in teams)
