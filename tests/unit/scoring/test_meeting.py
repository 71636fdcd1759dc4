"""Whether an answer meets an opportunity is weighed by its signs, its cues and what it takes up of the matter."""

import math

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from benchmarks.calibration import Calibration, Calling, Odds
from benchmarks.loader import load
from scoring.scorer import Scorer

LOST = "C: my daughter is in hospital and the parcel is lost"
SURE = Calling(base=3.0, n=9, called_from=0.5, again_from=0.5, weights={})
CHANCE = 1 / (1 + math.exp(-3.0))


@pytest.fixture(scope="module")
def judgements(build):
    """(what was said, meeting, share from which a miss is charged) -> the judgements of empathy."""
    library = load()
    empathy = {"empathy": library.benchmarks["empathy"]}

    def of(said, meeting, charged=None, calling=SURE):
        calibrations = {} if charged is None else {
            "en": Calibration(language="en", texts="none", behaviours={}, charged_from={"empathy": charged})
        }  # fmt: skip
        known = replace(
            library,
            benchmarks=empathy,
            calibrations=calibrations,
            callings={"empathy": calling} if calling else {},
            meetings={"empathy": meeting} if meeting else {},
            wordings={},
        )
        return Scorer(known).score(build(said)).behaviours["empathy"].judgements

    return of


def odds(base=0.0, **weights):
    return Odds(base=base, weights=weights)


@pytest.mark.parametrize(
    ("answer", "met", "grade", "indicator"),
    [
        # signs alone stand where readers agree with them
        ("I am so sorry your parcel is lost", odds(2.0), 1.0, "empathy.situation_named"),
        ("I am so sorry your parcel is lost", odds(-2.0), 0.0, "empathy.missed"),
        ("sorry for the inconvenience", odds(by_rule=2.0), 0.5, "empathy.stock_apology"),
        ("sorry for the inconvenience", odds(stock_apology=-2.0), 0.0, "empathy.missed"),
        ("sorry for the inconvenience", odds(first_stock_apology=-2.0), 0.0, "empathy.missed"),
        ("ok | C: hm | A: sorry for the inconvenience", odds(1.0, first_stock_apology=-9.0), 0.5, "empathy.stock_apology"),
        ("sorry for the inconvenience", odds(-1.0, by_rule_fully=9.0), 0.0, "empathy.missed"),
        # what comes back of the matter is an answer in words that no list has
        ("A daughter in hospital comes before any parcel.", odds(-2.0, echoes=1.0), 1.0, "empathy.outline"),
        ("A daughter in hospital comes before any parcel.", odds(-2.0, echoed=1.0), 1.0, "empathy.outline"),
        ("A daughter in hospital comes before any parcel.", odds(-1.5, matters=1.0), 1.0, "empathy.outline"),
        # a question that repeats it takes up nothing in a sentence of its own
        ("Your daughter in hospital, your parcel?", odds(-2.0, echoed=1.0), 0.0, "empathy.missed"),
        ("ok", odds(-2.0, echoes=1.0), 0.0, "empathy.missed"),
    ],
)  # fmt: skip
def test_met_or_missed(judgements, answer, met, grade, indicator):
    (judgement,) = judgements(f"{LOST} | A: {answer}", met)
    assert (judgement.grade, judgement.indicator) == (grade, indicator)


def test_the_evidence_is_the_sentence_that_takes_up_most(judgements):
    said = f"{LOST} | A: Let me look. A daughter in hospital comes before any parcel. One moment."
    (judgement,) = judgements(said, odds(-2.0, echoes=1.0))
    assert [one.text for one in judgement.evidence] == ["A daughter in hospital comes before any parcel."]
    assert judgement.searched is UNSET


def test_a_miss_names_the_turns_that_were_searched(judgements):
    (judgement,) = judgements(f"{LOST} | A: sorry for the inconvenience", odds(-2.0))
    assert (judgement.evidence[0].turn, judgement.searched) == (0, (1, 2))


@pytest.mark.parametrize(("base", "met"), [(2.0, True), (-2.0, False)])
def test_it_is_as_sure_as_the_call_and_the_answer(judgements, base, met):
    (judgement,) = judgements(f"{LOST} | A: sorry for the inconvenience", odds(base))
    sure = CHANCE / (1 + math.exp(-2.0))
    assert judgement.probability == pytest.approx(sure if met else 1 - sure, abs=0.001)


@pytest.mark.parametrize(("charged", "opportunities"), [(0.8, 1), (0.85, 0)])
def test_a_miss_that_readers_might_not_see_is_held_against_nobody(judgements, charged, opportunities):
    assert len(judgements(f"{LOST} | A: ok", odds(-2.0), charged)) == opportunities
    assert len(judgements(f"{LOST} | A: A daughter in hospital comes before any parcel.", odds(2.0), charged)) == 1


@pytest.mark.parametrize(("meeting", "calling"), [(None, SURE), (odds(-9.0), None)])
def test_without_either_signs_and_cues_decide(judgements, meeting, calling):
    (judgement,) = judgements(f"{LOST} and I am so upset | A: sorry for the inconvenience", meeting, calling=calling)
    assert (judgement.grade, judgement.probability) == (0.5, None)


def test_where_an_opportunity_is_assumed_signs_and_cues_decide(build):
    library = load()
    known = replace(library, callings={"empathy": SURE}, meetings={"empathy": odds(-9.0)})
    said = build(f"{LOST} | A: sorry for the inconvenience")
    scored = [Scorer(known).score(said, assume_opportunity=names).behaviours["empathy"] for names in ((), ("empathy",))]
    assert [one.score for one in scored] == [0.0, 0.5]


def test_what_takes_up_nothing_is_no_answer_however_long(judgements):
    (judgement,) = judgements(f"{LOST} | A: ok", odds(2.0))
    assert judgement.indicator == "empathy.missed"
    assert not judgements(f"{LOST} | A: ok", odds(2.0), 0.5)  # nor is a miss held against anybody that readers doubt


def test_what_weighed_most_is_told(judgements):
    (judgement,) = judgements(f"{LOST} | A: sorry for the inconvenience", odds(-1.0, stock_apology=2.0, by_rule=0.5))
    assert judgement.decided_by == {"stock_apology": 2.0, "by_rule": 0.5}
