from datetime import date

import pytest

from qa_service.monitoring.results import Interval
from qa_service.reports import words
from qa_service.reports.words import ENGLISH


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "fewer than 1 in 200"),
        (0.01, "1 in 100"),
        (0.17, "1 in 6"),
        (0.33, "1 in 3"),
        (0.42, "2 in 5"),
        (0.5, "1 in 2"),
        (0.68, "7 in 10"),
        (0.97, "nearly all"),
    ],
)
def test_one_in(share, said):
    assert ENGLISH.one_in(share) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (1, 1, "surely 1 of 18 pairs of agent and behaviour"),
        (2, 2, "surely 2 of 18 pairs of agent and behaviour"),
        (1, 4, "between 1 and 4 of 18 pairs of agent and behaviour"),
        (11, 13, "between 11 and 13 of 18 pairs of agent and behaviour"),
    ],
)
def test_rank(low, high, said):
    assert ENGLISH.rank(low, high, 18) == said


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        ((0.17, 0.1, 0.26), "1 in 6 (between 1 in 10 and 1 in 4)"),
        ((0.1, 0.099, 0.101), "1 in 10"),
    ],
)
def test_share(interval, said):
    estimate, low, high = interval
    assert ENGLISH.share(Interval(estimate=estimate, low=low, high=high)) == said


@pytest.mark.parametrize(
    ("text", "most", "said"),
    [
        ("short", 10, "short"),
        ("one two three", 10, "one two…"),
        ("谢谢您的耐心等待", 5, "谢谢您的…"),
        ("a\n b", 10, "a b"),
    ],
)
def test_clipped(text, most, said):
    assert words.clipped(text, most) == said


@pytest.mark.parametrize(("share", "said"), [(0.0, "0%"), (0.001, "<1%"), (0.715, "72%"), (1.0, "100%")])
def test_percent(share, said):
    assert ENGLISH.percent(share) == said


def test_nothing_is_certain():
    assert ENGLISH.probability(0.9999) == "over 0.99"
    assert ENGLISH.probability(0.941) == "0.94"


def test_day_and_lists():
    assert ENGLISH.day(date(2026, 3, 2)) == "2 March 2026"
    assert [ENGLISH.listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [ENGLISH.counted("figure.contacts", n) for n in (1, 1200)] == ["1 contact", "1,200 contacts"]


@pytest.mark.parametrize(
    ("interval", "said"),
    [((3.24, 1.0, 5.5), "3.2 (90% interval 1.0 to 5.5)"), ((171.9, 155.7, 188.1), "172 (90% interval 156 to 188)")],
)
def test_quantity(interval, said):
    estimate, low, high = interval
    assert ENGLISH.quantity(Interval(estimate=estimate, low=low, high=high)) == said


def test_a_name_keeps_its_direction_and_its_line_its_own():
    """First strong character right to left: brackets and dates after a Latin name stay where Arabic reads them."""
    arabic = words.of("ar")
    assert arabic.name("ag-04") == "\u200f\u2068ag-04\u2069"
    assert arabic("sentence.pair", who="ag-04", what="x").startswith("\u200f")
    assert ENGLISH.name("ag-04") == "ag-04"
