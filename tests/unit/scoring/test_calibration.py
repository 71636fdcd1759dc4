import pytest
from msgspec import UNSET
from msgspec.structs import replace

from benchmarks.calibration import Calibration, Confirmed
from scoring.calibration import calibrated, charged, kind
from scoring.judging import behaviour_score
from scoring.scorecard import Evidence, Judgement

WORDS = Evidence(turn=0, start=0, end=2, text="no")
SURE = Calibration(
    language="en",
    texts="ours",
    behaviours={
        "empathy": {
            "named": Confirmed(share=0.95, n=20),
            "missed distress": Confirmed(share=0.9, n=9),
            "missed cues": Confirmed(share=0.4, n=9),
        }
    },
)


def judgement(grade, indicator, **more):
    return Judgement(
        turn=0, start=0, end=2, grade=grade, probability=None, indicator=indicator, evidence=(WORDS,), **more
    )


@pytest.mark.parametrize(
    ("one", "expected_kind", "probability"),
    [
        (judgement(1.0, "empathy.named", called_by="distress"), "named", 0.95),
        (judgement(0.0, "empathy.missed", called_by="distress"), "missed distress", 0.1),
        (judgement(0.0, "empathy.missed", called_by="blame"), "missed blame", None),
        (judgement(0.25, "empathy.deferred"), "missed deferred", None),
        (judgement(0.5, "empathy.stock"), "stock", None),
        (judgement(0.0, "repetition.told_again", cause="hand_off"), "missed told_again hand_off", None),
    ],
)
def test_a_judgement_is_as_sure_as_its_kind(one, expected_kind, probability):
    assert kind(one) == expected_kind
    found = calibrated(one, SURE, "empathy").probability
    assert found == (None if probability is None else pytest.approx(probability))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (judgement(0.0, "empathy.missed", called_by="cues"), False),
        (judgement(0.0, "empathy.missed", called_by="distress"), True),
        (judgement(0.0, "empathy.missed", called_by="blame"), True),
        (judgement(1.0, "empathy.cues"), True),
    ],
)
def test_a_miss_that_reviewers_would_not_confirm_is_held_against_nobody(one, expected):
    assert charged(one, SURE, "empathy") is expected
    assert charged(one, None, "empathy")


@pytest.mark.parametrize(("least", "expected"), [(0.9, True), (0.95, False)])
def test_a_language_may_hold_only_surer_misses_against_anybody(least, expected):
    stricter = replace(SURE, charged_from={"empathy": least})
    assert charged(judgement(0.0, "empathy.missed", called_by="distress"), stricter, "empathy") is expected


@pytest.mark.parametrize(
    ("cause", "expected", "probability"), [("hand_off", False, 0.7), ("same_leg", False, 0.7), ("bot", True, 0.2)]
)
def test_a_calibration_that_was_made_before_causes_counted_holds_for_every_cause(cause, expected, probability):
    kinds = {"missed told_again": Confirmed(share=0.3, n=9), "missed told_again bot": Confirmed(share=0.8, n=9)}
    older = replace(SURE, behaviours={"repetition": kinds})
    one = judgement(0.0, "repetition.told_again", cause=cause)
    assert charged(one, older, "repetition") is expected
    assert calibrated(one, older, "repetition").probability == pytest.approx(probability)


def test_nothing_is_sure_elsewhere():
    one = judgement(1.0, "empathy.named")
    assert calibrated(one, None, "empathy").probability is None
    assert calibrated(one, SURE, "resolution").probability is None


def test_a_behaviour_is_as_sure_as_its_judgements():
    sure = calibrated(judgement(1.0, "empathy.named"), SURE, "empathy")
    unsure = judgement(1.0, "empathy.stock")
    assert behaviour_score([sure]).probability == pytest.approx(0.95)
    assert behaviour_score([sure, unsure]).probability is None


@pytest.mark.parametrize(
    ("probability", "grade", "unsure"),
    [(0.2, 0.3, UNSET), (0.45, 0.3, UNSET), (0.46, 0.5, True), (0.49, 0.5, True)],
)
def test_a_rung_too_unsure_to_be_called_missed_is_half_met_and_says_so(probability, grade, unsure):
    least = replace(SURE, charged_from={"resolution": 0.55})
    one = replace(judgement(0.3, "resolution.deferred", step=0.25), probability=probability)
    found = calibrated(one, least, "resolution")
    assert (found.grade, found.unsure, found.probability) == (grade, unsure, probability)
    assert behaviour_score([found]).met == (unsure is True)
    assert calibrated(replace(one, grade=0.75), least, "resolution").unsure is UNSET
