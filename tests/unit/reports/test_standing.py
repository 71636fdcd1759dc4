import pytest

from qa_service.monitoring.results import Interval
from qa_service.reports import standing


def interval(estimate, low, high):
    return Interval(estimate=estimate, low=low, high=high)


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (None, "nothing scored yet"),
        (interval(0.7, 0.66, 0.74), "below target"),
        (interval(0.7, 0.66, 0.76), "cannot be told from target yet"),
        (interval(0.8, 0.75, 0.85), "on or above target"),
    ],
)
def test_reading(level, said):
    assert standing.reading(level, 0.75) == said


def test_pooled_weighs_by_contacts_and_narrows():
    found = standing.pooled([(interval(0.6, 0.5, 0.7), 300, 0.04), (interval(0.8, 0.7, 0.9), 100, 0.04)])
    assert found is not None
    assert found.estimate == pytest.approx(0.65)
    assert found.high - found.low == pytest.approx(0.2 * (0.75**2 + 0.25**2) ** 0.5)


def test_pooled_is_no_surer_than_the_contacts_themselves():
    # Eight agents shrunk wholly to one mean of 5,000 yes-or-no contacts: their intervals share its error.
    found = standing.pooled([(interval(0.73, 0.72, 0.74), 625, 0.73 * 0.27)] * 8)
    assert found is not None
    assert found.high - found.estimate == pytest.approx(1.6449 * (0.73 * 0.27 / 5000) ** 0.5)


@pytest.mark.parametrize("parts", [[], [(interval(0.6, 0.5, 0.7), 0, 0.04)]])
def test_pooled_without_contacts(parts):
    assert standing.pooled(parts) is None


def test_levels_are_in_order_of_name(centre):
    rows = standing.levels(centre, {"e", "a", "f"})
    assert [row.agent for row in rows] == ["a", "e", "f"]


def test_unsteady_and_steadier(centre):
    rows = standing.levels(centre, set("abcdef"))
    assert [row.agent for row in standing.unsteady(rows)] == ["d"]
    assert standing.steadier(rows) == ["e"]


def test_went_well_names_what_is_sure(centre):
    rows = standing.levels(centre, set("abcdef"))
    assert standing.went_well(standing.standings(centre, rows), rows) == (
        "Surely at target in empathy: e.",
        "Steadier than most in empathy: e.",
    )


def test_not_enough_says_how_many_more(centre):
    (one,) = standing.not_enough(centre, set("abcdef"))
    assert (one.agent, one.needed, one.words) == ("f", 32, "new; 8 contacts so far, 32 more needed")


@pytest.mark.parametrize(
    ("n", "status", "needed", "said"),
    [
        (1, "not_enough", 10, "1 contact so far, 10 more needed"),
        (631, "not_enough", 12_662, "631 contacts so far, too like the others to be told apart"),
        (3, "new", 50, "new; 3 contacts so far, 50 more needed"),
        (40, "not_enough", 0, "40 contacts so far"),
    ],
)
def test_what_is_lacking(build, n, status, needed, said):
    agents = [build.agent("a", 0.7, n=n, status=status, needed=needed)]
    (one,) = standing.not_enough(build.analysis({"empathy": build.behaviour(agents)}), {"a"})
    assert one.words == said


def test_changes_in_words(build):
    signal = {"kind": "spread_up", "since": "2026-03-02", "low": "2026-02-27", "high": "2026-03-06"}
    found = build.analysis({"empathy": build.behaviour([build.agent("a", 0.7, signals=[signal])])})
    assert standing.changes(found, {"a"}) == (
        "a, empathy: became less steady since 2 March 2026 (the change began between 27 February 2026 and 6 March 2026).",
    )
    assert standing.changes(found, {"b"}) == ()
    sure = {"kind": "level_down", "since": "2026-03-02", "low": "2026-03-02", "high": "2026-03-02"}
    found = build.analysis({"empathy": build.behaviour([build.agent("a", 0.7, signals=[sure])])})
    assert standing.changes(found, {"a"}) == (
        "a, empathy: level went down since 2 March 2026 (the change began on 2 March 2026).",
    )
