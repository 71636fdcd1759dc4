import warnings

import numpy as np
import pandas as pd
import pytest
from statsmodels.formula.api import mixedlm

from qa_service.exchange.tables import read_table
from qa_service.monitoring.analysis import analyse_rows
from tests.unit.monitoring.centres import rows, scores, volumes


@pytest.mark.parametrize(
    ("agents", "between", "seed", "hard"),
    [
        (10, 0.05, 1, False),
        (30, 0.1, 2, False),
        (60, 0.03, 3, False),
        (30, 0.05, 4, True),
        (60, 0.08, 5, True),
        *((12 + 3 * i, 0.03 + 0.005 * i, 100 + i, i % 2 == 0) for i in range(15)),
    ],
)
def test_icc_is_that_of_reml(agents, between, seed, hard):
    """MixedLM of statsmodels, random intercept, REML, the reason as a fixed effect: within 0.01."""
    rng = np.random.default_rng(seed)
    agent = np.repeat(np.arange(agents), volumes(rng, agents))
    reason = (rng.random(len(agent)) < rng.uniform(0.1, 0.9, agents)[agent]).astype(int) if hard else None
    level = rng.normal(0.65, between, agents).clip(0.35, 0.85)[agent] - (0.1 * reason if hard else 0)
    score = scores(rng, level, 0.12)
    found = analyse_rows(rows(agent, score, reason=reason), targets={}).behaviours["clarity"]
    table = pd.DataFrame({"score": score, "agent": agent, "reason": reason if hard else 0})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = mixedlm("score ~ reason" if hard else "score ~ 1", table, groups=table["agent"]).fit(reml=True)
    assert fit.converged
    variance = float(fit.cov_re.iloc[0, 0])
    assert found.icc.estimate == pytest.approx(variance / (variance + fit.scale), abs=0.003)
    assert found.icc.low <= found.icc.estimate <= found.icc.high


def test_every_source_is_found_in_its_size():
    rng = np.random.default_rng(9)
    agent = np.repeat(np.arange(60), 280)
    day = np.tile(np.repeat(np.arange(70), 4), 60)
    reason = rng.integers(0, 5, len(agent))
    level = (
        0.6
        + rng.normal(0, 0.05, 12)[agent // 5]
        + rng.normal(0, 0.04, 60)[agent]
        + rng.normal(0, 0.05, (60, 70))[agent, day]
        + np.array([-0.08, -0.04, 0, 0.04, 0.08])[reason]
    )
    table = rows(agent, scores(rng, level.clip(0.2, 0.9), 0.1), team=agent // 5, reason=reason, day=day)
    share = analyse_rows(table, targets={}).behaviours["clarity"].budget
    whole = 0.05**2 + 0.04**2 + 0.05**2 + 0.0032 + 0.1**2
    assert list(share) == ["reason", "team", "agent", "agent_day", "rest"]
    assert sum(share.values()) == pytest.approx(1)
    assert share["reason"] == pytest.approx(0.0032 / whole, abs=0.02)
    assert share["agent_day"] == pytest.approx(0.05**2 / whole, abs=0.02)
    assert share["agent"] == pytest.approx(0.04**2 / whole, abs=0.04)
    assert share["team"] == pytest.approx(0.05**2 / whole, abs=0.08)
    assert share["rest"] == pytest.approx(0.1**2 / whole, abs=0.07)


def test_interval_covers_and_holds_zero_where_there_is_nothing():
    rng = np.random.default_rng(10)
    covered, zero = 0, 0
    for _ in range(60):
        agent = np.repeat(np.arange(40), volumes(rng, 40))
        for between in (0.0, 0.035):
            level = rng.normal(0.6, between, 40)[agent]
            icc = analyse_rows(rows(agent, scores(rng, level, 0.15)), targets={}).behaviours["clarity"].icc
            true = between**2 / (between**2 + 0.15**2)
            covered += icc.low <= true <= icc.high and between > 0
            zero += icc.low == 0 and between == 0
    assert covered >= 50
    assert zero >= 53


@pytest.mark.parametrize(
    ("score", "verdict", "largest"),
    [
        (lambda _agent: 1.0, "leave", "rest"),
        (lambda _agent: 0.0, "train_team", "rest"),
        (lambda agent: round(0.3 + 0.1 * agent, 2), "train_agents", "team"),
        (lambda agent: float(agent % 2), "train_team", "team"),
    ],
)
def test_scores_that_never_vary_within_an_agent(score, verdict, largest):
    lines = [f"a{agent},2026-03-{1 + n:02d},x,{score(agent)},t{agent % 2}" for agent in range(6) for n in range(20)]
    rows = read_table("\n".join(["agent,at,behaviour,score,team", *lines]).encode()).rows
    found = analyse_rows(rows, targets={"x": 0.75}).behaviours["x"]
    assert found.verdict == verdict
    assert max(found.budget, key=lambda name: found.budget[name]) == largest
    assert sum(found.budget.values()) == pytest.approx(1.0)
