"""Charts against published run lengths, and what they say of agents who change or do not."""

import datetime as dt

import numpy as np
import pytest
from msgspec.structs import replace

from qa_service.evaluation.monitoring_limits import GRIDS, rates
from qa_service.evaluation.monitoring_signals import MONTH, YEAR, charted, false_alarms, seen
from qa_service.monitoring.analysis import analyse_rows
from qa_service.monitoring.charts import BASES, LIMITS, RATES, WEIGHT, limits, reference, start, step
from tests.unit.monitoring.centres import rows, scores


@pytest.mark.parametrize(("width", "published"), [(2.454, 200), (2.814, 500)])
def test_moving_average_has_the_published_run_length(width, published):
    """Zero-state run lengths with steady-state limits, weight 0.1 (Lucas & Saccucci 1990, table 3; Crowder 1987)."""
    rng, paths = np.random.default_rng(31), 1500
    state, alive, length, one = start((paths,)), np.ones(paths, dtype=bool), np.zeros(paths), np.ones(paths)
    while alive.any():
        score = rng.standard_normal(paths)
        state = step(state, one, score, score**2, open_base=0 * one, scale=one, day_share=0.0)
        length += alive
        alive &= np.abs(state.average) <= width * np.sqrt(WEIGHT / (2 - WEIGHT))
    assert length.mean() == pytest.approx(published, rel=0.08)


def test_average_of_a_day_is_that_of_its_scores_one_by_one():
    """Equal scores: a day of three moves the average as three days of one do."""
    one = np.ones(1)
    days = start((1,))
    for _ in range(3):
        days = step(days, one, 0.5 * one, 0.25 * one, open_base=0 * one, scale=one, day_share=0.0)
    day = step(start((1,)), 3 * one, 1.5 * one, 0.75 * one, open_base=0 * one, scale=one, day_share=0.0)
    assert day.average == pytest.approx(days.average)
    assert day.kept == pytest.approx((1 - WEIGHT) ** 3)


def test_reference_is_halfway_between_the_two_variances_evidence():
    """At the reference a score says nothing for either SD: log 2 = (1 - 1/4) k / 2 for a doubled one."""
    assert reference(2.0) == pytest.approx(8 * np.log(2) / 3)


@pytest.mark.parametrize("chart", ["level", "spread_up", "spread_down"])
@pytest.mark.parametrize("base", [2, 5])
def test_stored_limits_are_what_simulation_gives(chart, base):
    found = rates(chart, BASES[base], paths=400, scores=600)
    at = np.interp(LIMITS[chart][base][1], GRIDS[chart], found)
    assert at == pytest.approx(RATES[1], rel=0.2)


def test_limits_grow_as_alarms_become_rarer_and_meet_the_table():
    for chart, values in LIMITS.items():
        assert (np.diff(values, axis=1) >= 0).all()
        assert limits(chart, np.array([40.0]), np.array([0.003])) == pytest.approx(values[2][2])


def test_false_alarms_are_at_most_one_an_agent_year():
    assert 0.2 <= false_alarms(np.random.default_rng(32), YEAR, 6) <= 1.0


def test_a_doubled_spread_is_seen_in_a_month_of_twenty_scores():
    assert seen(np.random.default_rng(33), MONTH, "spread doubled", "spread_up", 6) >= 0.85


def test_a_lasting_shift_of_the_detectable_size_is_seen():
    """Nine in ten and more: what is printed counts only the change's mean course."""
    rng = np.random.default_rng(34)
    for kind, factor in (("level_down", -1), ("level_up", 1)):
        sizes = np.array([one.detectable[kind] for one in charted(rng, MONTH, "nothing")])
        hits = _shifted(rng, float(factor * np.median(sizes)), kind)
        assert hits >= 0.85


def _shifted(rng, shift, kind):
    agents, before, after = 100, 65, 20
    agent = np.repeat(np.arange(agents), before + after)
    late = np.tile(np.r_[np.zeros(before), np.ones(after)], agents).astype(bool)
    day = np.where(late, 91 + rng.integers(0, 28, len(agent)), rng.integers(0, 91, len(agent)))
    level = rng.normal(0.65, 0.06, agents).clip(0.5, 0.8)[agent] + shift * late
    days = tuple(dt.date(2026, 1, 1) + dt.timedelta(days=i) for i in range(119))
    table = rows(agent, scores(rng, level, 0.12), day=day)
    table = replace(table, labels=replace(table.labels, days=days))
    found = analyse_rows(table, targets={}, base_until=days[91]).behaviours["clarity"].agents
    return np.mean([any(signal.kind == kind for signal in one.signals) for one in found])


def test_since_is_near_the_day_of_the_change():
    rng = np.random.default_rng(35)
    changed = [one for _ in range(3) for one in charted(rng, MONTH, "spread doubled")[:10]]
    found = [signal for one in changed for signal in one.signals if signal.kind == "spread_up"]
    true = dt.date(2026, 1, 1) + dt.timedelta(days=91)
    assert all(signal.low <= signal.since <= signal.high for signal in found)
    assert np.median([abs((signal.since - true).days) for signal in found]) <= 5
    assert np.mean([signal.low <= true + dt.timedelta(days=1) for signal in found]) >= 0.75


@pytest.mark.parametrize("span", [1, 20])
def test_too_few_days_give_no_charts(span):
    rng = np.random.default_rng(36)
    agent = np.repeat(np.arange(8), 60)
    table = rows(agent, scores(rng, np.full(480, 0.6), 0.1), day=rng.integers(0, span, 480))
    found = analyse_rows(table, targets={}).behaviours["clarity"].agents
    assert all((one.signals, one.detectable) == ((), None) for one in found)


def test_an_agent_without_a_base_has_no_chart_and_the_others_have():
    rng = np.random.default_rng(37)
    agent = np.r_[np.repeat(np.arange(8), 60), np.full(30, 8)]
    day = np.r_[rng.integers(0, 70, 480), rng.integers(40, 70, 30)]
    table = rows(agent, scores(rng, np.full(510, 0.6), 0.1), day=day)
    found = analyse_rows(table, targets={}).behaviours["clarity"].agents
    assert found[8].detectable is None
    assert all(set(one.detectable) >= {"level_down", "level_up"} for one in found[:8])


def test_pass_fail_has_level_charts_alone():
    rng = np.random.default_rng(38)
    agent = np.repeat(np.arange(20), 200)
    day = np.tile(np.arange(200) * 70 // 200, 20)
    level = np.where((agent < 5) & (day >= 35), 0.5, 0.8)
    table = rows(agent, (rng.random(4000) < level).astype(float), day=day)
    found = analyse_rows(table, targets={}).behaviours["clarity"].agents
    assert all({signal.kind for signal in one.signals} == {"level_down"} for one in found[:5])
    assert all(set(one.detectable) == {"level_down", "level_up"} for one in found)
