"""What calls for a behaviour where a benchmark folder knows how readers weigh it."""

import math

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from benchmarks.calibration import Calibration, Calling
from benchmarks.loader import load
from scoring.calibration import kind
from scoring.scorer import Scorer

UPSET = "My father was in hospital and nobody called us back"


def calling(**weights):
    return Calling(base=0.0, n=1, called_from=0.25, again_from=0.6, weights=weights)


@pytest.fixture(scope="module")
def library():
    whole = load()
    return replace(
        whole,
        benchmarks={"empathy": whole.benchmarks["empathy"]},
        calibrations={},
        callings={},
        meetings={},
        wordings={},
    )


@pytest.fixture(scope="module")
def judged(library, build):
    """(what was said, a Calling) -> the judgements of empathy."""

    def of(said, known, **sure):
        known = replace(library, callings={"empathy": known} if known else {}, **sure)
        return Scorer(known).score(build(said)).behaviours["empathy"].judgements

    return of


@pytest.mark.parametrize(
    ("said", "present"),
    [
        ("C: what a joke | A: ok", {"short", "first", "last", "signs", "any_sign", "by_rule", "distress"}),
        ("C: hi | A: hello | C: what a joke | A: ok", {"second", "last", "last_sign", "distress"}),
        ("C: hi | A: and your number? | C: my daughter, 12 | A: ok", {"after_question", "figures", "kin"}),
        ("C: why is it so? | A: ok", {"question"}),
        (f"C: {UPSET} | A: ok", {"kin", "health", "story", "unanswered", "first_sign", "first_by_rule"}),
        ("C: I am so angry | A: ok", {"feeling", "distress"}),
        ("C: I am not angry at all | A: ok", {"denial"}),
        ("C: " + "one two three " * 5 + " | A: ok", {"long"}),
    ],
)
def test_factors_of_the_last_run(library, build, said, present):
    found = Scorer(library).runs(build(said), "empathy")[-1][1]
    assert {name for name in present if not found.get(name)} == set()
    assert all(math.isfinite(value) for value in found.values())


@pytest.mark.parametrize(
    ("said", "absent"),
    [
        ("C: I am not angry at all | A: ok", {"feeling", "any_sign", "long"}),
        ("C: hi | A: hello | C: what a joke | A: ok", {"first", "first_sign"}),
        ("C: what a joke | A: ok | C: hm | A: ok", {"any_sign", "distress", "question"}),
    ],
)
def test_factors_that_are_not_there(library, build, said, absent):
    found = Scorer(library).runs(build(said), "empathy")[-1][1]
    assert {name for name in absent if found.get(name)} == set()


def test_a_longer_story_says_no_more_and_nobody_is_heard_where_nobody_answers(library, build):
    scorer = Scorer(library)
    long, longer = (
        scorer.runs(build("C: " + " ".join(f"word{at}" for at in range(n)) + " | A: ok"), "empathy")[0][1]
        for n in (200, 400)
    )
    assert long == longer
    assert scorer.runs(build("A: ok | C: my parcel is lost"), "empathy") == []
    assert scorer.runs(build("C: my parcel is lost | A: ok", language="xx"), "empathy") == []


@pytest.mark.parametrize(
    ("weights", "chance"),
    [({}, 0.5), ({"distress": 1.0}, 0.731), ({"distress": -1.0, "kin": 5.0}, 0.269), ({"distress": -2.0}, None)],
)
def test_the_chance_is_the_logistic_of_what_adds_up(judged, weights, chance):
    found = judged("C: what a joke | A: ok", calling(**weights))
    assert [one.chance for one in found] == ([] if chance is None else [chance])


def test_a_run_without_a_sign_is_shown_by_the_sentence_that_holds_most(judged):
    (judgement,) = judged("C: Good day. My daughter has an exam. It is Monday. | A: ok", calling(kin=1.0, stakes=1.0))
    assert judgement.called_by == "outline"
    assert [one.text for one in judgement.evidence] == ["My daughter has an exam."]
    assert judgement.factors == {"kin": 1.0, "stakes": 1.0}


def test_where_nothing_speaks_for_it_by_name_there_is_nothing_to_show(judged):
    assert judged("C: " + "the parcel is here " * 20 + "| A: ok", calling(long=9.0)) == ()


def test_a_judgement_names_the_heaviest_factors(judged):
    weights = {
        "distress": 3.0,
        "first": 0.1,
        "last": -0.2,
        "short": 0.3,
        "signs": -0.4,
        "any_sign": 0.5,
        "by_rule": 0.6,
    }
    (judgement,) = judged("C: what a joke | A: ok", calling(**weights))
    assert judgement.factors == {"distress": 3.0, "by_rule": 0.6, "any_sign": 0.5, "signs": -0.4, "short": 0.3}


@pytest.mark.parametrize(
    ("said", "weights", "turns"),
    [
        ("C: what a joke | A: a | C: hm | A: b | C: what a nightmare | A: c", {"distress": 1.0}, [0, 4]),
        # told again it is the same matter
        ("C: what a joke | A: a | C: hm | A: b | C: what a joke | A: c", {"distress": 1.0}, [0]),
        # while the answers are still to come nothing is new
        ("C: what a joke | A: a | C: what a joke | A: b", {"distress": 1.0}, [0]),
        # another one takes more
        ("C: what a joke | A: a | C: hm | A: b | C: what a nightmare | A: c", {"distress": 0.2}, [0]),
        ("C: what a joke | A: a | C: hm | A: b | C: what a nightmare | A: c", {"distress": 1.0, "open": -2.0}, [0]),
        # another leg is another matter
        ("C: what a joke | A: a | A2: hi | C: what a joke | A2: c", {"distress": 0.2, "open": -2.0}, [0, 3]),
    ],
)
def test_episodes(judged, said, weights, turns):
    assert [one.turn for one in judged(said, calling(**weights))] == turns


@pytest.mark.parametrize(
    ("least", "answer", "opportunities"),
    [(0.6, "ok", 1), (0.8, "ok", 0), (0.8, "I am so sorry your parcel is lost", 1)],
)
def test_a_miss_is_held_against_nobody_where_readers_may_see_no_call(judged, least, answer, opportunities):
    sure = {"en": Calibration(language="en", texts="t", behaviours={}, charged_from={"empathy": least})}
    found = judged(f"C: my parcel is lost | A: {answer}", calling(any_sign=1.0), calibrations=sure)
    assert len(found) == opportunities


@pytest.mark.parametrize(("weight", "name"), [(0.1, "0.5"), (1.0, "0.7"), (3.0, "0.9")])
def test_misses_are_counted_by_how_likely_the_call_is(judged, weight, name):
    (judgement,) = judged("C: what a joke | A: ok", calling(distress=weight))
    assert kind(judgement) == f"missed from {name}"


def test_without_it_signs_alone_decide(judged):
    (judgement,) = judged("C: what a joke | A: ok", None)
    assert (judgement.chance, judgement.factors, judgement.called_by) == (UNSET, UNSET, "distress")


@pytest.mark.parametrize(
    ("said", "called"),
    [
        (f"{UPSET}, I rang four times and we waited for three weeks.", True),
        ("I want to cancel my order please", False),
        ("I'm not angry, but please cancel", False),
    ],
)
def test_the_library_is_sure_of_what_is_plain(scorer, build, said, called):
    assert scorer.score(build(f"C: {said} | A: ok")).behaviours["empathy"].opportunities == called
