"""What counts once an appeal is decided, and which signs an appeal is against."""

import pytest

from qa_service.pipeline.answers import standing, together
from qa_service.pipeline.rulings import NOTHING, Ruling, indicators, overturned

LEG = {
    "judgements": [
        {"turn": 2, "grade": 0.0, "indicator": "empathy.missed", "called_by": "distress"},
        {"turn": 6, "grade": 1.0, "indicator": "empathy.feeling_named"},
    ]
}
SHARED = {
    "judgements": [
        {"turn": 1, "grade": 0.0, "indicator": "repetition.asked_again", "responsible": 0},
        {"turn": 5, "grade": 0.0, "indicator": "repetition.asked_again", "responsible": 1},
        {"turn": 9, "grade": 1.0, "indicator": "repetition.given_once", "responsible": "system"},
    ]
}
MODEL = {"source": "model", "judgements": LEG["judgements"]}


@pytest.mark.parametrize(
    ("card", "turn", "score", "counts"),
    [
        (LEG, None, 1.0, Ruling(score=1.0, opportunities=2, met=2)),
        (LEG, None, 0.4, Ruling(score=0.4, opportunities=2, met=0)),
        (LEG, None, None, NOTHING),
        (LEG, 2, 0.5, Ruling(score=0.75, opportunities=2, met=2)),
        (LEG, 2, None, Ruling(score=1.0, opportunities=1, met=1)),
        (LEG, 6, 0.0, Ruling(score=0.0, opportunities=2, met=0)),
        (SHARED, 1, None, NOTHING),
        (SHARED, 1, 1.0, Ruling(score=1.0, opportunities=1, met=1)),
        (SHARED, 5, 1.0, Ruling(score=0.0, opportunities=1, met=0)),  # another leg answers for that turn
        (LEG, 3, 1.0, Ruling(score=0.5, opportunities=2, met=1)),  # a later instrument judges nothing there
    ],
)
def test_what_counts_once_it_is_overturned(card, turn, score, counts):
    assert overturned(card, 0, turn, score, 2) == counts


@pytest.mark.parametrize(
    ("card", "turn", "signs"),
    [
        (LEG, 2, ["empathy.distress", "empathy.missed"]),
        (LEG, None, ["empathy.distress", "empathy.feeling_named", "empathy.missed"]),
        (SHARED, None, ["repetition.asked_again"]),
        (MODEL, None, ["empathy.learned"]),
    ],
)
def test_which_signs_an_appeal_is_against(card, turn, signs):
    assert indicators(card, 0, turn, "empathy") == signs


@pytest.mark.parametrize(
    ("given", "one"),
    [
        ([1.0], 1.0),
        ([1.0, 0.0], 0.5),
        ([None, 1.0], None),
        ([1.0, None], 1.0),
        ([None, None, 1.0], None),
        ([None], None),
    ],
)
def test_several_readers_give_one_answer(given, one):
    assert together(given) == one


def test_an_appeal_stands_before_reviews_and_those_before_the_machine():
    keys = [("empathy", -1), ("empathy", 0), ("clarity", -1), ("resolution", -1)]
    machine = {keys[0]: 0.2, keys[1]: 0.3, keys[3]: None}
    people = {keys[0]: [1.0, 0.5], keys[2]: [None]}
    found = {
        (one.behaviour, one.leg): (one.score, one.by, one.machine) for one in standing(machine, people, {keys[1]: None})
    }
    assert found == {
        keys[0]: (0.75, "review", 0.2),
        keys[1]: (None, "appeal", 0.3),
        keys[2]: (None, "review", None),
        keys[3]: (None, "machine", None),
    }
