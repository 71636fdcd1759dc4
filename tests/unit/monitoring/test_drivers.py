"""Associations within and between agents, beside statsmodels and known truth."""

import numpy as np
import pytest
import statsmodels.api as sm

from qa_service.monitoring.analysis import analyse_rows
from qa_service.monitoring.drivers import drivers, known
from tests.unit.monitoring.centres import rows


def made(rng, slope=2.0, between=-1.0, agents=30, each=60, *, hard=0.0):
    """Outcomes rise by `slope` with a contact's score, fall by `between` with the agent's mean; hard reasons too."""
    agent = np.repeat(np.arange(agents), each)
    reason = (rng.random(len(agent)) < 0.3).astype(int)
    mean = rng.uniform(0.4, 0.8, agents)[agent]
    score = (mean + rng.normal(0, 0.1, len(agent)) - hard * reason).clip(0, 1)
    csat = 3 + slope * (score - mean) + between * mean - 5 * hard * reason + rng.normal(0, 0.7, len(agent))
    return rows(agent, score, reason=reason), csat


def test_within_is_apart_from_between_and_from_the_reason():
    table, csat = made(np.random.default_rng(41), hard=0.2)
    (found,) = drivers(table, {"csat": csat})
    assert found.within.low < 2.0 < found.within.high
    assert found.within.high - found.within.low < 1.2
    assert found.between.high < 0
    assert (found.n, found.agents, found.answered, found.score_silent) == (1800, 30, 1.0, None)


def test_interval_is_that_of_clustered_least_squares():
    """OLS of statsmodels with agents' and reasons' dummies, errors clustered by agent; its K counts the dummies too."""
    table, csat = made(np.random.default_rng(42), agents=12, each=25)
    (found,) = drivers(table, {"csat": csat})
    design = np.column_stack([table.score, np.eye(12)[table.agent], table.cell])
    model = sm.OLS(csat, design).fit(cov_type="cluster", cov_kwds={"groups": table.agent}, use_t=True)
    ours = (found.within.high - found.within.low) / 2
    low, high = model.conf_int(0.1)[0]
    nested = np.sqrt((300 - design.shape[1]) / (300 - 2))  # agents' dummies are nested in the clusters
    assert found.within.estimate == pytest.approx(model.params[0], abs=1e-6)
    assert ours == pytest.approx((high - low) / 2 * nested, rel=0.01)


def test_nine_in_ten_intervals_hold_the_truth():
    rng = np.random.default_rng(43)
    found = [drivers(*_one(rng))[0].within for _ in range(150)]
    assert 0.84 <= np.mean([one.low <= 2.0 <= one.high for one in found]) <= 0.96


def _one(rng):
    table, csat = made(rng, agents=20, each=15)
    return table, {"csat": csat}


def test_who_answered_is_told():
    rng = np.random.default_rng(44)
    table, csat = made(rng)
    csat = np.where(rng.random(1800) < table.score, csat, np.nan)
    (found,) = drivers(table, {"csat": csat})
    assert found.answered == pytest.approx(found.n / 1800)
    assert found.score_answered > found.score_silent


@pytest.mark.parametrize("kind", ["few", "constant score", "one agent", "nobody answered"])
def test_too_little_says_nothing(kind):
    rng = np.random.default_rng(45)
    agents = 1 if kind == "one agent" else 10
    agent = np.repeat(np.arange(agents), 4 if kind == "few" else 20)
    score = np.full(len(agent), 0.5) if kind == "constant score" else rng.random(len(agent))
    csat = np.full(len(agent), np.nan) if kind == "nobody answered" else rng.random(len(agent))
    assert drivers(rows(agent, score), {"csat": csat}) == ()


def test_gain_uses_the_driver_where_it_is_known():
    rng = np.random.default_rng(46)
    table, csat = made(rng, each=100)
    plain = analyse_rows(table, targets={"clarity": 0.7})
    driven = analyse_rows(table, targets={"clarity": 0.7}, outcomes={"csat": csat})
    slope = driven.drivers[0].within.estimate
    assert known(driven.drivers) == ("csat", {"clarity": slope})
    assert plain.drivers == ()
    assert {(p.factors.driver, p.factors.outcome) for p in plain.priorities} == {(1.0, None)}
    assert {(p.factors.driver, p.factors.outcome) for p in driven.priorities} == {(slope, "csat")}
    assert driven.priorities[0].gain.estimate == pytest.approx(plain.priorities[0].gain.estimate * slope)


def test_what_would_do_harm_brings_nothing_and_fewer_returns_are_good():
    rng = np.random.default_rng(47)
    table, csat = made(rng, slope=-2.0)
    returned = (rng.random(1800) < 0.9 - 0.8 * table.score).astype(float)
    assert known(drivers(table, {"csat": csat}))[1] == {"clarity": 0.0}
    outcome, told = known(drivers(table, {"returned": returned}))
    assert outcome == "returned"
    assert told["clarity"] == pytest.approx(0.8, abs=0.35)
