"""Bases that stay: what comes later moves neither them nor the charts of the days before it."""

import datetime as dt

import numpy as np
from msgspec.structs import replace

from qa_service.monitoring.analysis import analyse
from qa_service.monitoring.frozen import Watch, against_bases
from qa_service.monitoring.groups import grouped
from tests.unit.monitoring.centres import rows, scores

DAYS = tuple(dt.date(2026, 1, 1) + dt.timedelta(days=i) for i in range(140))


def table(rng, *, days=140, shifted=(), agents=12, each=3):
    """`each` scores a day of every agent; who is `shifted` loses 0.15 from day 40 on."""
    agent = np.repeat(np.arange(agents), each * days)
    day = np.tile(np.repeat(np.arange(days), each), agents)
    level = np.where(np.isin(agent, shifted) & (day >= 40), 0.55, 0.7)
    made = rows(agent, scores(rng, level, 0.12), day=day)
    return replace(made, labels=replace(made.labels, days=DAYS))


def bases(first=0, until=28, agents=12):
    return {(f"a{i:03}", "clarity"): (DAYS[first], DAYS[until]) for i in range(agents)}


def names(agents=12):
    return [f"a{i:03}" for i in range(agents)]


def test_a_shift_is_signalled_against_the_base_however_long_ago_it_was():
    """Watched from day 90 on, when the shift fills every day there is, it is still a shift from the base."""
    groups = grouped(table(np.random.default_rng(91), shifted=(2,)), {})
    found = against_bases(Watch(groups=groups, bases=bases(), since=DAYS[90]), "clarity", names())
    assert [signal.kind for signal in found.signals[2]] == ["level_down"]
    assert DAYS[90] <= found.signals[2][0].since
    assert sum(bool(one) for one in found.signals) <= 2


def test_who_has_no_base_is_not_watched():
    groups = grouped(table(np.random.default_rng(92), shifted=(2,)), {})
    held = {key: value for key, value in bases().items() if key[0] != "a002"}
    found = against_bases(Watch(groups=groups, bases=held, since=DAYS[0]), "clarity", [*names(), "stranger"])
    assert (found.signals[2], found.detectable[2]) == ((), None)
    assert (found.signals[-1], found.detectable[-1]) == ((), None)
    assert found.detectable[3] is not None


def test_days_neither_in_the_base_nor_watched_say_nothing():
    rng = np.random.default_rng(93)
    made = table(rng)
    wild = replace(made, score=np.where((made.day >= 28) & (made.day < 90), 0.1, made.score))
    quiet, loud = (
        against_bases(Watch(groups=grouped(one, {}), bases=bases(), since=DAYS[90]), "clarity", names())
        for one in (made, wild)
    )
    assert [bool(one) for one in quiet.signals] == [bool(one) for one in loud.signals]


def test_an_analysis_reads_its_signals_from_what_is_watched():
    groups = grouped(table(np.random.default_rng(94), shifted=(2,)), {"clarity": 0.7})
    watch = Watch(groups=groups, bases=bases(), since=DAYS[28])
    found = analyse(groups, targets={"clarity": 0.7}, watch=watch).behaviours["clarity"].agents
    assert "level_down" in {signal.kind for signal in found[2].signals}
    nobody = analyse(groups, targets={"clarity": 0.7}, watch=replace(watch, bases={})).behaviours["clarity"].agents
    assert all(one.detectable is None for one in nobody)
