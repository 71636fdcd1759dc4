"""SDs between an agent's days: known truth, and days that do not differ."""

import numpy as np
import pytest

from qa_service.monitoring.analysis import analyse_rows
from tests.unit.monitoring.centres import rows, scores


def centre(rng, usual, unlike, agents=40):
    agent = np.repeat(np.arange(agents), rng.integers(60, 300, agents))
    true = usual * np.exp(rng.normal(0, unlike, agents))
    effect = rng.normal(0, 1, (agents, 70)) * true[:, None]
    day = rng.integers(0, 70, len(agent))
    level = (rng.normal(0.6, 0.05, agents)[agent] + effect[agent, day]).clip(0.1, 0.9)
    return rows(agent, scores(rng, level, 0.13), day=day), true


def found(table):
    return analyse_rows(table, targets={}).behaviours["clarity"]


@pytest.mark.parametrize(("usual", "unlike"), [(0.04, 0.3), (0.08, 0.3)])
def test_intervals_cover_nine_in_ten(usual, unlike):
    rng = np.random.default_rng(71)
    hits, ratios = [], []
    for _ in range(8):
        table, true = centre(rng, usual, unlike)
        days = [one.day_spread for one in found(table).agents]
        hits += [one.low <= sd <= one.high for one, sd in zip(days, true, strict=True)]
        ratios += [np.log(one.estimate / sd) for one, sd in zip(days, true, strict=True)]
    assert 0.84 <= np.mean(hits) <= 0.96
    assert abs(np.mean(ratios)) < 0.12


def test_days_that_do_not_differ_have_no_spread():
    rng = np.random.default_rng(72)
    behaviour = found(centre(rng, 0.0, 0.0)[0])
    assert behaviour.budget["agent_day"] < 0.02
    assert np.mean([one.day_spread.low == 0 for one in behaviour.agents]) >= 0.9
    assert np.mean([one.day_spread.high for one in behaviour.agents]) < 0.05


def test_the_budget_has_the_agents_days():
    rng = np.random.default_rng(73)
    share = found(centre(rng, 0.08, 0.0)[0]).budget["agent_day"]
    assert share == pytest.approx(0.08**2 / (0.08**2 + 0.13**2 + 0.05**2), abs=0.05)


def test_one_score_a_day_tells_nothing_of_days():
    rng = np.random.default_rng(74)
    agent = np.repeat(np.arange(10), 60)
    table = rows(agent, scores(rng, np.full(600, 0.6), 0.1), day=np.tile(np.arange(60), 10))
    behaviour = found(table)
    assert "agent_day" not in behaviour.budget
    assert all(one.day_spread is None for one in behaviour.agents)
