"""Centres of known truth: what the intervals cover, and what may not be said."""

from itertools import pairwise

import msgspec
import numpy as np
import pytest

from qa_service.monitoring.analysis import analyse, analyse_rows
from qa_service.monitoring.groups import grouped
from tests.unit.monitoring.centres import column, rows, scores, volumes

AGENTS, CENTRES = 60, 20


def truth(rng, centre=0.7, between=0.08, spread=0.16):
    level = rng.normal(centre, between, AGENTS).clip(0.3, 0.88)
    deviation = np.minimum(spread * np.exp(rng.normal(0, 0.25, AGENTS)), 0.8 * np.sqrt(level * (1 - level)))
    return volumes(rng, AGENTS), level, deviation


def covers(interval, true):
    return (interval[1] <= true) & (true <= interval[2])


@pytest.mark.parametrize("case", ["beta", "rounded", "ladder", "hard reasons"])
def test_intervals_of_levels_and_spreads_cover_nine_in_ten(case):
    rng = np.random.default_rng(11)
    level_hits, spread_hits = [], []
    for _ in range(CENTRES):
        n, level, spread = truth(rng)
        agent = np.repeat(np.arange(AGENTS), n)
        reason = None
        single = level[agent]
        if case == "hard reasons":
            reason = (rng.random(len(agent)) < np.where(rng.random(AGENTS) < 0.3, 0.7, 0.1)[agent]).astype(int)
            single = single - 0.08 * reason
            level = level - 0.08 * reason.mean()
        score = scores(rng, single, spread[agent])
        if case == "rounded":
            score = score.round(2)
        if case == "ladder":  # between two steps of a quarter the chance keeps the mean and adds a known variance
            below = np.floor(score * 4) / 4
            rest = (score - below) * 4
            sharp = score
            score = below + 0.25 * (rng.random(len(score)) < rest)
            extra = np.bincount(agent, (score - sharp) ** 2) / n
            spread = np.sqrt(spread**2 + extra)
        found = analyse_rows(rows(agent, score, reason=reason), targets={}).behaviours["clarity"].agents
        level_hits.append(covers(column(found, "level"), level))
        spread_hits.append(covers(column(found, "spread"), spread)[n >= 10])
    assert 0.87 <= np.concatenate(level_hits).mean() <= 0.93
    assert 0.85 <= np.concatenate(spread_hits).mean() <= 0.95


@pytest.mark.parametrize(("centre", "between"), [(0.6, 0.1), (0.85, 0.05)])
def test_pass_fail_levels_cover_nine_in_ten(centre, between):
    rng = np.random.default_rng(12)
    hits = []
    for _ in range(CENTRES):
        n, level, _ = truth(rng, centre, between)
        agent = np.repeat(np.arange(AGENTS), n)
        called = rng.integers(1, 4, len(agent))
        met = rng.binomial(called, level[agent])
        table = rows(agent, met / called, met=met, opportunities=called)
        hits.append(covers(column(analyse_rows(table, targets={}).behaviours["clarity"].agents, "level"), level))
    assert 0.87 <= np.concatenate(hits).mean() <= 0.93


def test_share_below_the_target_covers_nine_in_ten():
    rng = np.random.default_rng(13)
    hits = []
    for _ in range(CENTRES):
        n, level, spread = truth(rng)
        agent = np.repeat(np.arange(AGENTS), n)
        found = analyse_rows(rows(agent, scores(rng, level[agent], spread[agent])), targets={"clarity": 0.6})
        often = (scores(rng, np.tile(level, (4000, 1)), spread) < 0.6).mean(axis=0)
        hits.append(covers(column(found.behaviours["clarity"].agents, "below"), often))
    assert 0.86 <= np.concatenate(hits).mean() <= 0.94


def test_small_samples_are_shrunk_well():
    """The error of the log spread is at least a fifth under that of the sample SD, that of levels a tenth."""
    rng = np.random.default_rng(14)
    ours, raw = np.zeros(2), np.zeros(2)
    for _ in range(8):
        n, level, spread = truth(rng)
        agent = np.repeat(np.arange(AGENTS), n)
        score = scores(rng, level[agent], spread[agent])
        found = analyse_rows(rows(agent, score), targets={}).behaviours["clarity"].agents
        mean = np.bincount(agent, score) / n
        deviation = np.sqrt(np.bincount(agent, (score - mean[agent]) ** 2) / (n - 1))
        ours += (
            np.mean((np.log(column(found, "spread")[0] / spread)) ** 2),
            np.mean((column(found, "level")[0] - level) ** 2),
        )
        raw += np.mean((np.log(deviation / spread)) ** 2), np.mean((mean - level) ** 2)
    assert np.sqrt(ours / raw)[0] < 0.8
    assert np.sqrt(ours / raw)[1] < 0.9


@pytest.mark.parametrize("kind", ["graded", "pass/fail", "hard reasons"])
def test_equal_agents_are_neither_flagged_nor_ranked(kind):
    rng = np.random.default_rng(15)
    flagged, listed = 0, 0
    for _ in range(40):
        n, _, spread = truth(rng)
        agent = np.repeat(np.arange(AGENTS), n)
        level, reason = np.full(len(agent), 0.7), None
        if kind == "hard reasons":
            reason = (rng.random(len(agent)) < np.where(rng.random(AGENTS) < 0.3, 0.8, 0.1)[agent]).astype(int)
            level = level - 0.15 * reason
        score = rng.binomial(1, level) if kind == "pass/fail" else scores(rng, level, spread[agent].clip(0.05, 0.2))
        found = analyse_rows(rows(agent, score, reason=reason), targets={})
        flagged += any(a.p_below_target >= 0.9 for a in found.behaviours["clarity"].agents)
        listed += bool(found.priorities)
    assert flagged <= 4
    assert listed <= 6


def test_one_agent_a_tenth_low_is_seen():
    rng = np.random.default_rng(16)
    seen = 0
    for _ in range(25):
        n, _, spread = truth(rng)
        n[0] = 100
        agent = np.repeat(np.arange(AGENTS), n)
        score = scores(rng, np.where(agent == 0, 0.6, 0.7), spread[agent].clip(0.05, 0.2))
        seen += analyse_rows(rows(agent, score), targets={}).behaviours["clarity"].agents[0].p_below_target >= 0.9
    assert seen >= 21


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("team", "train_team"),
        ("everyone", "train_team"),
        ("reason", "fix_process"),
        ("agents", "train_agents"),
        ("nothing", "leave"),
        ("high", "leave"),
        ("few", "not_enough"),
        ("blurred", "not_enough"),
    ],
)
def test_verdicts(kind, verdict):
    rng = np.random.default_rng(17)
    for _ in range(5):
        agents, each = {"few": (4, 6), "blurred": (4, 10)}.get(kind, (30, 80))
        agent = np.repeat(np.arange(agents), each)
        team = agent % 3
        reason = rng.choice(5, len(agent), p=[0.3, 0.2, 0.2, 0.15, 0.15])
        level = np.full(len(agent), 0.7)
        if kind == "team":
            level = np.where(team == 1, 0.6, 0.7)
        if kind == "everyone":
            level -= 0.1
        if kind == "reason":
            level -= 0.15 * (reason == 3)
        if kind in {"agents", "high"}:
            level += rng.normal(0, 0.08, agents).clip(-0.2, 0.1)[agent]
        target = {"high": 0.3, "blurred": 0.65}.get(kind, 0.7)
        table = rows(agent, scores(rng, level, 0.15), team=team if kind == "team" else None, reason=reason)
        assert analyse_rows(table, targets={"clarity": target}).behaviours["clarity"].verdict == verdict


def centre(seed=18):
    rng = np.random.default_rng(seed)
    n, level, spread = truth(rng)
    agent = np.repeat(np.arange(AGENTS), n)
    return rows(agent, scores(rng, level[agent], spread[agent])), level


def test_priorities_begin_with_those_who_lack_most():
    table, level = centre()
    found = analyse_rows(table, targets={}, volume="equal").priorities
    assert [p.rank for p in found] == list(range(1, len(found) + 1))
    assert all(a.gain.estimate >= b.gain.estimate for a, b in pairwise(found))
    assert all(p.rank_low <= p.rank <= p.rank_high for p in found)
    assert all(p.gain.low <= p.gain.estimate <= p.gain.high for p in found)
    assert all(p.gain.estimate == pytest.approx(p.factors.gap * p.factors.volume * p.factors.driver) for p in found)
    lowest = {f"a{i:03}" for i in np.argsort(level)[:10]}
    assert len(lowest & {p.agent for p in found[:10]}) >= 7


def test_volume_weighs_what_training_brings():
    table, _ = centre()
    observed = {p.agent: p for p in analyse_rows(table, targets={}).priorities}
    equal = {p.agent: p for p in analyse_rows(table, targets={}, volume="equal").priorities}
    counts = {a.agent: a.n for a in analyse_rows(table, targets={}).behaviours["clarity"].agents}
    assert {a: p.factors.volume for a, p in observed.items()} == {a: counts[a] for a in observed}
    assert len({p.factors.volume for p in equal.values()}) == 1


def test_twice_the_same_answer():
    table, _ = centre()
    assert analyse_rows(table, targets={}) == analyse_rows(table, targets={})


def test_sums_by_day_tell_all_that_rows_tell():
    """The service keeps sums: splitting the rows over sources or the order of rows changes nothing."""
    table, _ = centre()
    shuffled = np.random.default_rng(19).permutation(len(table.score))
    moved = msgspec.structs.replace(
        table,
        **{
            name: getattr(table, name)[shuffled]
            for name in ("agent", "team", "behaviour", "cell", "day", "score", "met", "opportunities")
        },
    )
    targets = {"clarity": 0.7}
    one = analyse(grouped(table, targets), targets=targets).behaviours["clarity"]
    other = analyse(grouped(moved, targets), targets=targets).behaviours["clarity"]
    assert column(one.agents, "level") == pytest.approx(column(other.agents, "level"), abs=1e-9)
    assert column(one.agents, "spread") == pytest.approx(column(other.agents, "spread"), abs=1e-9)


def test_json_is_the_contracts():
    table, _ = centre()
    document = msgspec.to_builtins(analyse_rows(table, targets={"clarity": 0.7}))
    assert list(document) == ["behaviours", "priorities", "drivers"]
    behaviour = document["behaviours"]["clarity"]
    assert list(behaviour) == ["target", "n", "budget", "icc", "verdict", "agents", "teams", "reviewed"]
    assert list(behaviour["agents"][0]) == [
        "agent",
        "n",
        "mean",
        "level",
        "spread",
        "day_spread",
        "below",
        "p_below_target",
        "reliability",
        "status",
        "needed",
        "signals",
        "detectable",
    ]
    assert all(list(behaviour["agents"][0][k]) == ["estimate", "low", "high"] for k in ("level", "spread", "below"))
    ranked = ["agent", "behaviour", "rank", "rank_low", "rank_high", "gain", "factors", "halving"]
    assert list(document["priorities"][0]) == ranked
    assert list(document["priorities"][0]["factors"]) == ["gap", "volume", "driver"]
    assert behaviour["target"] == 0.7
    assert sum(behaviour["budget"].values()) == pytest.approx(1)


def test_a_new_starter_is_new_not_last():
    rng = np.random.default_rng(20)
    agent = np.r_[np.repeat(np.arange(20), 100), np.full(4, 20)]
    day = np.r_[np.tile(np.arange(70), 30)[:2000], np.full(4, 66)]
    level = rng.normal(0.7, 0.05, 21)
    found = analyse_rows(rows(agent, scores(rng, level[agent], 0.15), day=day), targets={})
    starter = found.behaviours["clarity"].agents[20]
    assert (starter.status, starter.n) == ("new", 4)
    assert starter.needed > 0
    assert "a020" not in {p.agent for p in found.priorities}


@pytest.mark.parametrize(
    ("agent", "score"),
    [
        ([0], [0.5]),
        ([0] * 40, [0.5] * 40),
        ([0, 1], [0.2, 0.9]),
        ([0, 0, 1, 1], [1.0, 1.0, 1.0, 1.0]),
        ([0, 0, 1, 1], [0.5, 0.5, 0.7, 0.7]),
        ([0, 0, 1, 1], [0.0, 0.0, 0.0, 0.0]),
        ([0] * 30 + [1], [0.25, 0.75] * 15 + [0.5]),
        ([0] * 20 + [1] * 20, [0.0] * 20 + [1.0] * 20),
        (list(range(30)), [i / 31 for i in range(30)]),
    ],
)
def test_thin_tables_give_finite_figures(agent, score):
    """One agent, one row, constant scores, one row an agent: figures are finite, intervals hold their estimates."""
    found = analyse_rows(rows(np.array(agent), np.array(score, dtype=float)), targets={})
    behaviour = found.behaviours["clarity"]
    assert behaviour.n == len(score)
    assert sum(behaviour.budget.values()) == pytest.approx(1)
    for field in ("level", "spread", "below"):
        figures = column(behaviour.agents, field)
        assert np.isfinite(figures).all()
        assert (figures >= 0).all()
        assert (figures <= 1).all()
        assert (figures[1] <= figures[0]).all()
        assert (figures[0] <= figures[2]).all()
    assert all(0 <= a.reliability <= 1 and 0 <= a.p_below_target <= 1 and a.needed >= 0 for a in behaviour.agents)


def test_an_agent_in_two_teams_stands_once_where_most_rows_are():
    rng = np.random.default_rng(21)
    agent = np.repeat(np.arange(12), 40)
    team = (agent >= 6).astype(int)
    team[:10] = 1
    found = analyse_rows(rows(agent, scores(rng, np.full(480, 0.6), 0.1), team=team), targets={}).behaviours["clarity"]
    assert [a.agent for a in found.agents] == [f"a{i:03}" for i in range(12)]
    assert found.agents[0].n == 40


def test_a_single_agent_is_held_against_the_target_alone():
    rng = np.random.default_rng(22)
    found = analyse_rows(rows(np.zeros(400, dtype=int), scores(rng, np.full(400, 0.5), 0.15)), targets={"clarity": 0.7})
    behaviour = found.behaviours["clarity"]
    assert (behaviour.icc, behaviour.verdict) == (None, "train_agents")
    assert behaviour.agents[0].p_below_target > 0.99
    assert [p.agent for p in found.priorities] == ["a000"]
