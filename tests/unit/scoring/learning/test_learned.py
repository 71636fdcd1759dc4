"""A learned score in a scorecard: of the whole, of legs, N/A included, with the library's evidence beside it."""

import msgspec
import pytest

from scoring.learning.stored import read
from scoring.scorer import Scorer
from tests.factories import CALLS_FOR_EMPATHY, NAMED
from tests.learned import about, model_bytes, part
from tests.unit.scoring.learning.conftest import interaction
from transcription.chat import transcript

HOURS = "What are your hours?"


def made(behaviour="warmth", unit="interaction", weights=None, called=None, **more):
    data = model_bytes(about(behaviour=behaviour, unit=unit, **more), part(**(weights or {"sorry": 4.0})), called)
    return read(data, "m")


@pytest.fixture
def card(library):
    def scored(said, *models, language="en"):
        scorer, _ = library
        two = [(speaker.rstrip("2"), text) for speaker, text in said]
        told = interaction(1, two, agent={"id": "ag-1"}, language=language)
        turns = tuple(
            msgspec.structs.replace(turn, agent="ag-2" if speaker == "agent2" else None)
            for turn, (speaker, _) in zip(told.turns, said, strict=True)
        )
        read_ = transcript(msgspec.structs.replace(told, turns=turns))
        return Scorer(scorer._set, models).score(read_), scorer.score(read_)

    return scored


def test_an_unknown_behaviour_is_added(card):
    found, library = card([("customer", HOURS), ("agent", "Sorry, closed.")], made())
    assert found.behaviours["warmth"].score == 1.0
    assert found.behaviours["warmth"].source == "model"
    assert found.behaviours["warmth"].judgements == ()
    assert found.legs[0].behaviours["warmth"].score == 1.0
    assert {name: score for name, score in found.behaviours.items() if name != "warmth"} == library.behaviours


def test_what_was_not_applicable_is_replaced(card):
    found, library = card([("customer", HOURS), ("agent", "Nine to five.")], made("empathy"))
    assert library.behaviours["empathy"].score is None
    assert (found.behaviours["empathy"].score, found.behaviours["empathy"].source) == (0.0, "model")


def test_the_librarys_evidence_stays_beside(card):
    said = [("customer", CALLS_FOR_EMPATHY), ("agent", NAMED)]
    found, library = card(said, made("empathy", weights={"nothing": 1.0}))
    assert library.behaviours["empathy"].score == 1.0
    assert found.behaviours["empathy"].score == 0.0
    assert found.behaviours["empathy"].judgements == library.behaviours["empathy"].judgements
    assert found.legs[0].behaviours["empathy"].judgements == library.legs[0].behaviours["empathy"].judgements


def test_a_behaviour_of_the_whole_stays_one(card):
    """Resolution is scored per interaction; a model does not make it one of legs."""
    found, _ = card([("customer", HOURS), ("agent", "Sorry, closed.")], made("resolution"))
    assert found.behaviours["resolution"].source == "model"
    assert "resolution" not in found.legs[0].behaviours


def test_each_leg_has_its_own_score(card):
    said = [("customer", HOURS), ("agent", "Sorry, closed."), ("agent2", "It is closed."), ("customer", "Fine.")]
    found, _ = card(said, made())
    assert [leg.behaviours["warmth"].score for leg in found.legs] == [1.0, 0.0]
    assert found.behaviours["warmth"].score == 1.0


def test_judgements_of_a_later_leg_keep_the_turns_numbers(card):
    weights = {"sorry": 4.0}
    model = made("empathy", "turn", weights)
    said = [
        ("customer", CALLS_FOR_EMPATHY), ("agent", "One moment."),
        ("agent2", "Yes."), ("customer", CALLS_FOR_EMPATHY), ("agent2", NAMED),
    ]  # fmt: skip
    found, library = card(said, model)
    turns = [
        [one.turn for one in leg.behaviours["empathy"].judgements if one.indicator == "empathy.learned"]
        for leg in found.legs
    ]
    assert turns == [[1], [2, 4]]
    for leg, own in zip(found.legs, library.legs, strict=True):
        for one in leg.behaviours["empathy"].judgements:
            text = said[one.evidence[0].turn][1]
            assert text[one.evidence[0].start : one.evidence[0].end] == one.evidence[0].text
        beside = [one for one in leg.behaviours["empathy"].judgements if one.indicator != "empathy.learned"]
        assert tuple(beside) == own.behaviours["empathy"].judgements


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("interaction", [("customer", "  "), ("agent", "")]),
        ("interaction", []),
        ("turn", [("customer", "  "), ("agent", "")]),
        ("turn", [("system", "joined")]),
        ("turn", [("customer", HOURS)]),
    ],
)
def test_where_nobody_said_anything_it_is_not_applicable(card, unit, said):
    found, _ = card(said, made(unit=unit))
    warmth = found.behaviours["warmth"]
    assert (warmth.score, warmth.opportunities, warmth.source) == (None, 0, "model")


def test_what_calls_for_no_turn_is_not_applicable_and_keeps_the_librarys_evidence(card):
    said = [("customer", CALLS_FOR_EMPATHY), ("agent", NAMED)]
    never = read(model_bytes(about(), part(never=1.0)), "m").grade
    found, library = card(said, made("empathy", "turn", called=never))
    assert found.behaviours["empathy"].score is None
    assert found.behaviours["empathy"].judgements == library.behaviours["empathy"].judgements != ()


def test_a_language_without_tables_is_scored_by_the_model(card):
    found, library = card([("customer", "Jam buka?"), ("agent", "Sorry, tutup.")], made(), language="xx")
    assert all(score.score is None for score in library.behaviours.values())
    assert found.behaviours["warmth"].score == 1.0


@pytest.mark.parametrize(("calibration", "probability"), [(None, None), ((0.0, 0.0), 0.5), ((1.0, 50.0), 1.0)])
def test_probabilities_come_from_the_calibration_alone(card, calibration, probability):
    for unit in ("interaction", "turn"):
        found, _ = card([("customer", HOURS), ("agent", "Sorry, closed.")], made(unit=unit, calibration=calibration))
        assert found.behaviours["warmth"].probability == (
            None if probability is None else pytest.approx(probability, abs=1e-6)
        )


def test_two_models_make_one_instrument_in_any_order(library):
    scorer, _ = library
    one, other = made(), made("clarity")
    names = {Scorer(scorer._set, models).instrument() for models in ([one, other], [other, one])}
    alone = {Scorer(scorer._set, [model]).instrument() for model in (one, other)}
    assert len(names) == 1
    assert len(names | alone | {scorer.instrument()}) == 4
    assert f"model@{one.hash} " in Scorer(scorer._set, [one]).instrument()
    assert Scorer(scorer._set, [one, other]).model_of("clarity") == other.hash
    assert Scorer(scorer._set, [one]).model_of("clarity") is None
