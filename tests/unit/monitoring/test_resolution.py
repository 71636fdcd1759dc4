"""Cases by the definitions, and Kaplan-Meier beside a published table."""

import datetime as dt

import numpy as np
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from qa_service.monitoring.cases import Contact, Leg, follow
from qa_service.monitoring.resolution import by_agent, incidence, kaplan_meier, resolution, wilson

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
# 6-MP arm of Freireich et al. 1963: weeks in remission, '+' censored.
REMISSION = [
    "6",
    "6",
    "6",
    "6+",
    "7",
    "9+",
    "10",
    "10+",
    "11+",
    "13",
    "16",
    "17+",
    "19+",
    "20+",
    "22",
    "23",
    "25+",
    "32+",
    "32+",
    "34+",
    "35+",
]


def contact(number, day, *, minutes=10, **known):
    at = START + dt.timedelta(days=day)
    known = {"customer": "c1", "reason": "bill", **known}
    return Contact(id=f"i{number}", at=at, end=at + dt.timedelta(minutes=minutes), **known)


def test_kaplan_meier_is_the_published_table():
    """Survival and standard errors as in Kalbfleisch & Prentice 2002, table 1.2, and Collett 2015."""
    time = np.array([float(text.rstrip("+")) for text in REMISSION])
    event = np.array([0.0 if "+" in text else 1.0 for text in REMISSION])
    found = kaplan_meier(time, event)
    assert found.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found.share == pytest.approx([0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5e-5)
    assert np.sqrt(found.variance) == pytest.approx([0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5)


def test_curves_and_incidence_are_those_of_statsmodels():
    rng = np.random.default_rng(61)
    time, code = rng.integers(1, 15, 200).astype(float), rng.integers(0, 3, 200)
    ours, theirs = kaplan_meier(time, (code > 0).astype(float)), SurvfuncRight(time, (code > 0).astype(int))
    assert ours.share == pytest.approx(theirs.surv_prob)
    assert np.sqrt(ours.variance)[:-1] == pytest.approx(theirs.surv_prob_se[:-1])
    parts = incidence(time, [None if one == 0 else str(one) for one in code])
    competing = CumIncidenceRight(time, code)
    assert parts == pytest.approx({"1": competing.cinc[0][-1], "2": competing.cinc[1][-1]})
    assert sum(parts.values()) == pytest.approx(1 - ours.share[-1])


@pytest.mark.parametrize(
    ("second", "fails"),
    [
        ({"day": 2}, True),
        ({"day": 6.9}, True),
        ({"day": 7.5}, False),
        ({"day": 2, "kind": "abandoned"}, True),
        ({"day": 2, "kind": "promised"}, False),
        ({"day": 2, "kind": "outbound"}, False),
        ({"day": 2, "kind": "order"}, False),
        ({"day": 15 / 1440}, False),  # five minutes after the first one's end
        ({"day": 25 / 1440}, True),
        ({"day": 2, "reason": "card"}, False),
        ({"day": 2, "customer": "c2"}, False),
        ({"day": 2, "case": "T-2"}, True),  # the first has no case id
    ],
)
def test_what_is_a_return(second, fails):
    first, *_ = follow([contact(1, 0), contact(2, **second)], START + dt.timedelta(days=30))
    assert (first.contact.id, first.back) == ("i1", "i2" if fails else None)


@pytest.mark.parametrize(
    ("first", "second", "fails"),
    [
        ({"case": "T-1"}, {"case": "T-1", "reason": "card", "customer": None}, True),
        ({"case": "T-1"}, {"case": "T-2"}, False),
        ({"customer": None}, {"customer": None}, None),
    ],
)
def test_the_case_id_comes_before_customer_and_reason(first, second, fails):
    found = follow([contact(1, 0, **first), contact(2, 2, **second)], START + dt.timedelta(days=30))
    assert [one.back is not None for one in found][:1] == ([] if fails is None else [fails])


def test_the_windows_are_the_reasons():
    contacts = [contact(1, 0), contact(2, 10)]
    assert follow(contacts, START + dt.timedelta(days=40), {"bill": 14.0})[0].back == "i2"
    assert follow(contacts, START + dt.timedelta(days=40), {"card": 14.0})[0].back is None


def test_a_third_contact_is_of_the_same_case_and_no_first_one():
    found = follow([contact(1, 0), contact(2, 5), contact(3, 10)], START + dt.timedelta(days=30))
    assert [(one.contact.id, one.back) for one in found] == [("i1", "i2")]


@pytest.mark.parametrize("kind", ["abandoned", "outbound", "promised"])
def test_what_nobody_was_asked_begins_no_case(kind):
    found = follow([contact(1, 0, kind=kind), contact(2, 1)], START + dt.timedelta(days=30))
    assert [one.contact.id for one in found] == ["i2"]


def test_an_open_window_is_censored_and_what_comes_later_is_not_seen():
    contacts = [contact(1, 0, minutes=0), contact(2, 5)]
    (first,) = follow(contacts, START + dt.timedelta(days=3.5))
    assert (first.followed, first.back) == (0.5, None)


def test_open_windows_are_reckoned_with():
    """30% return, evenly over the window; contacts of the last week are only followed in part."""
    rng = np.random.default_rng(62)
    contacts = []
    for i in range(3000):
        day = float(rng.uniform(0, 14))
        contacts.append(contact(2 * i, day, customer=f"c{i}"))
        if rng.random() < 0.3:
            contacts.append(contact(2 * i + 1, day + float(rng.uniform(0.05, 6.95)), customer=f"c{i}"))
    found = resolution(follow(contacts, START + dt.timedelta(days=14)))
    naive = 1 - found.back / found.n
    assert found.resolved.low < 0.7 < found.resolved.high
    assert found.resolved.high - found.resolved.low < 0.05
    assert naive > 0.75
    assert found.open > 1000
    assert sum(found.causes.values()) + found.resolved.estimate == pytest.approx(1)


def test_only_the_agents_own_share_and_cause_count():
    """Two agents share ten contacts half and half; a third has ten alone; of each ten, three fail: one by the agent."""
    both, alone = (Leg(agent="a", share=0.5), Leg(agent="b", share=0.5)), (Leg(agent="c", share=1.0),)
    contacts = []
    for i in range(20):
        cause = {0: "agent", 1: "process", 2: "system"}.get(i % 10, "unknown")
        contacts.append(contact(i, 0, customer=f"c{i}", legs=both if i < 10 else alone, cause=cause))
        if i % 10 < 3:
            contacts.append(contact(100 + i, 3, customer=f"c{i}"))
    followed = follow(contacts, START + dt.timedelta(days=30))
    agents = {one.agent: one for one in by_agent(followed)}
    assert {name: one.n for name, one in agents.items()} == {"a": 5.0, "b": 5.0, "c": 10.0}
    assert all(one.resolved.estimate == pytest.approx(0.9) for one in agents.values())
    assert agents["a"].resolved.low < agents["c"].resolved.low
    assert resolution(followed).causes == pytest.approx({"agent": 0.1, "process": 0.1, "system": 0.1})


def test_nobody_came_back():
    found = resolution(follow([contact(i, 0, customer=f"c{i}") for i in range(20)], START + dt.timedelta(days=9)))
    assert (found.resolved.estimate, found.resolved.high) == (1.0, 1.0)
    assert 0.85 < found.resolved.low < 0.9
    assert resolution([]) is None


@pytest.mark.parametrize(("hits", "n"), [(81, 263), (0, 20), (29, 29), (1, 3)])
def test_wilson_is_that_of_statsmodels(hits, n):
    found = wilson(hits / n, n)
    assert (found.low, found.high) == pytest.approx(proportion_confint(hits, n, 0.1, "wilson"), abs=1e-9)
