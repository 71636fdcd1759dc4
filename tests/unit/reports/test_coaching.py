"""What a report may say: nobody is ranked who cannot be told apart, and nothing is said without its uncertainty."""

import msgspec
import pytest

from qa_service.reports import selection
from qa_service.reports.report import Report


def named(report):
    return [(one.agent, one.behaviour) for one in report.priorities]


def test_names_who_is_surely_below_and_told_apart(build, centre):
    report = build.report(centre, agents="abcdef")
    assert named(report) == [("a", "empathy"), ("b", "empathy")]
    assert report.also == ("Empathy: c.",)
    assert [one.rank_words for one in report.priorities] == ["between 1 and 2 of 5 pairs of agent and behaviour"] * 2
    assert report.order == (
        "Their order is not sure: their rank intervals overlap, so start with whichever is easiest to arrange."
    )


def test_states_gain_with_interval(build, centre):
    first = build.report(centre, agents="abcdef").priorities[0]
    assert "14.2 (90% interval 9.1 to 19.7)" in first.gain_words
    assert "contacts below target: 1 in 6 (between 1 in 10 and 1 in 4)" in first.spread_words
    assert "60% (56–64%) against a target of 75%" in first.why


@pytest.mark.parametrize("verdict", ["train_team", "fix_process", "leave", "not_enough"])
def test_names_nobody_where_agents_cannot_be_told_apart(build, verdict):
    agents = [build.agent(name, 0.6) for name in "abcd"]
    ranks = [build.priority(name, place, 1, 2) for place, name in enumerate("abcd", start=1)]
    found = build.analysis({"empathy": build.behaviour(agents, verdict=verdict)}, ranks)
    report = build.report(found, agents="abcd")
    assert [one.agent for one in report.priorities] == ([None] if verdict == "train_team" else [])
    assert report.also == ()


@pytest.mark.parametrize(
    ("level", "status", "rank_high"),
    [(0.74, "enough", 1), (0.6, "not_enough", 1), (0.6, "new", 1), (0.6, "enough", 3), (0.6, "enough", 4)],
)
def test_does_not_name(build, level, status, rank_high):
    agents = [build.agent("a", level, status=status), *(build.agent(name, 0.8) for name in "bcd")]
    ranks = [build.priority("a", 1, 1, rank_high), *(build.priority(name, 2, 2, 4) for name in "bcd")]
    report = build.report(build.analysis({"empathy": build.behaviour(agents)}, ranks), agents="abcd")
    assert report.priorities == ()
    assert "Nobody in this team can be named" in report.summary


def test_at_most_three(build):
    agents = [build.agent(name, 0.6) for name in "abcdefgh"]
    ranks = [build.priority(name, place, place, place) for place, name in enumerate("abcdefgh", start=1)]
    report = build.report(build.analysis({"empathy": build.behaviour(agents)}, ranks), agents="abcdefgh")
    assert named(report) == [("a", "empathy"), ("b", "empathy"), ("c", "empathy")]
    assert report.order == "The order is sure: each comes before the next with its whole rank interval."
    assert report.priorities[0].rank_words == "surely 1 of 8 pairs of agent and behaviour"
    assert report.also == ("Empathy: d, e, f, g and h.",)


def test_other_teams_stay_out(build, centre):
    report = build.report(centre, agents="be")
    assert named(report) == [("b", "empathy")]
    assert {row.agent for row in report.levels} == {"b", "e"}
    assert report.not_enough == ()


@pytest.mark.parametrize(
    ("chances", "met", "quoted"),
    [
        ([None, None, None], False, ["i0", "i1"]),
        ([None, 0.1, 0.05], False, ["i1", "i2"]),
        ([0.05, 0.5, 0.02], False, ["i0", "i2"]),
        ([0.95, 0.5, 0.99], True, ["i0", "i2"]),
        ([0.5, 0.6, 0.7], True, []),
    ],
)
def test_quotes_are_few_and_surely_so(build, chances, met, quoted):
    moments = [
        build.moment(f"i{place}", "a", met=met, quote=f"quote {place}", probability=chance)
        for place, chance in enumerate(chances)
    ]
    found = selection.moments_of(moments, "empathy", "a", met=met)
    assert [one.interaction for one in found] == quoted


def test_quotes_come_from_different_interactions_first(build):
    moments = [
        build.moment("i1", "a", quote="one"),
        build.moment("i1", "a", quote="two"),
        build.moment("i2", "a", quote="one"),
        build.moment("i3", "a", quote="three"),
        build.moment("i4", "b", quote="four"),
        build.moment("i5", "a", quote=" "),
    ]
    assert [one.quote for one in selection.moments_of(moments, "empathy", "a", met=False)] == ["one", "three"]


@pytest.mark.parametrize(
    ("heard", "loud"),
    [("none", False), ("whisper-small", False), ("sphinx-en-us", True)],  # none: no calls are in these figures
)
def test_weak_speech_engine_is_said_loudly_where_the_figures_are_of_calls(build, centre, heard, loud):
    report = build.report(centre, agents="abcdef", instrument=f"benchmarks@3f2a speech@{heard}")
    assert any("misses most words of real telephone calls" in one for one in report.warnings) == loud


@pytest.mark.parametrize(("probability", "warned"), [(None, True), (0.02, False)])
def test_uncalibrated_quotes_are_said(build, centre, probability, warned):
    moments = [build.moment("i1", "a", probability=probability)]
    report = build.report(centre, agents="abcdef", moments=moments)
    assert any("not yet calibrated" in one for one in report.warnings) == warned


def test_says_where_variation_comes_from(build, centre):
    (verdict,) = build.report(centre, agents="abcdef").verdicts
    assert verdict.heading == "Train individual agents"
    assert verdict.sentence == (
        "Where it comes from: which agent answers 15%, the agent's day 4% and the reason for contact 3%; the rest (78%)"
        " is one contact to the next. Who answers makes a difference: train the agents who are below target. The agents'"
        " share of the variation lies between 11% and 19%. From the lowest to the highest agent, levels go from 60% to 82%."
    )


def test_levels_of_agents_are_no_range_where_nobody_is_named(build, centre):
    (verdict,) = build.report(centre, agents="abcdef", named=False).verdicts
    assert verdict.sentence.endswith("between 11% and 19%.")


def test_exercise_is_the_benchmarks_own(build, centre):
    report = build.report(centre, agents="abcdef", exercises={"empathy": "Name the feeling first."})
    assert {one.exercise for one in report.priorities} == {"Name the feeling first."}
    assert build.report(centre, agents="abcdef").priorities[0].exercise is None


@pytest.mark.parametrize("agents", ["", "z"])
def test_empty(build, centre, agents):
    for found in (build.analysis({}), centre):
        report = build.report(found, agents=agents)
        assert report.summary.startswith("Nothing was scored for this team")
        assert report.priorities == ()
        assert report.levels == ()


def test_survives_json(build, centre):
    report = build.report(centre, agents="abcdef", moments=[build.moment("i1", "a")])
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report


def test_what_is_gained_is_told_in_contacts_and_the_weight_beside_it(build, centre):
    assert "As much as 14.2 (90% interval 9.1 to 19.7) of the next 95 contacts" in (
        build.report(centre, agents="abcdef").priorities[0].gain_words
    )
    weighed = msgspec.structs.replace(
        centre,
        priorities=tuple(
            msgspec.structs.replace(one, factors=msgspec.structs.replace(one.factors, driver=2.0))
            for one in centre.priorities
        ),
    )
    told = build.report(weighed, agents="abcdef").priorities[0].gain_words
    assert "As much as 7.1 (90% interval 4.5 to 9.8) of the next 95 contacts" in told
    assert "each counts 2.00 times" in told


def test_the_first_is_named_where_only_the_others_are_alike(build, centre):
    chosen = build.report(centre, agents="abcdef").priorities
    first = msgspec.structs.replace(chosen[0], rank_low=1, rank_high=1)
    other = msgspec.structs.replace(chosen[1], rank_low=2, rank_high=3)
    assert selection.order([first, other, other]) == (
        f"{first.who} ({first.what}) comes first, surely. The order of the others is not sure: "
        "start with whichever is easiest to arrange."
    )
    assert selection.order([other, other]).startswith("Their order is not sure")
    assert selection.order([first, other]).startswith("The order is sure")


def test_the_clearest_moments_are_quoted_first(build):
    moments = [
        build.moment(f"i{number}", "a", met=met, grade=grade, quote=f"{grade}")
        for number, (met, grade) in enumerate([(True, 0.5), (True, 1.0), (True, 0.75), (False, 0.4), (False, 0.0)])
    ]
    assert [one.quote for one in selection.moments_of(moments, "empathy", "a", met=True)] == ["1.0", "0.75"]
    assert [one.quote for one in selection.moments_of(moments, "empathy", "a", met=False)] == ["0.0", "0.4"]
