import json

import pytest

from scoring.learning.reviews import Review, read_reviews
from transcription.interaction import InteractionError

TURNS = [{"speaker": "customer", "text": "a"}, {"speaker": "agent", "text": "b"}]
BASE = {"id": "A-1", "channel": "chat", "turns": TURNS}


def line(**more):
    return json.dumps(BASE | more).encode()


def test_a_review_is_an_interaction_with_labels():
    (told,) = read_reviews([line(labels={"warmth": 1, "clarity": None}, review={"reader": "r1", "random": False})])
    number, review = told
    assert number == 1
    assert isinstance(review, Review)
    assert review.interaction.id == "A-1"
    assert review.labels == {"warmth": 1.0, "clarity": None}
    assert (review.reader, review.random, review.turns) == ("r1", False, ())


def test_turn_labels():
    labels = [{"turn": 1, "warmth": 0.5, "clarity": None}, {"turn": 0, "clarity": 1}, {"turn": 1, "pace": 1}]
    ((_, review),) = read_reviews([line(turn_labels=labels)])
    assert review.turns == ((1, {"warmth": 0.5}), (0, {"clarity": 1.0}), (1, {"pace": 1.0}))
    assert review.random


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"labels": {"warmth": 2}}, "labels.warmth: 2 is no number from 0 to 1"),
        ({"labels": {"warmth": True}}, "labels.warmth: True is no number"),
        ({"labels": {"warmth": "1"}}, "labels.warmth: '1' is no number"),
        ({"labels": [1]}, "labels: is no JSON object"),
        ({"turn_labels": {"turn": 1}}, "turn_labels: is no list"),
        ({"turn_labels": [3]}, "turn_labels[0]: is no JSON object"),
        ({"turn_labels": [{"warmth": 1}]}, "turn_labels[0].turn: is no turn of this interaction, which has 0 to 1"),
        ({"turn_labels": [{"turn": 2, "warmth": 1}]}, "turn_labels[0].turn: is no turn"),
        ({"turn_labels": [{"turn": True, "warmth": 1}]}, "turn_labels[0].turn: is no turn"),
        ({"turn_labels": [{"turn": 0, "x": 1}, {"turn": 1, "x": -1}]}, "turn_labels[1].x: -1 is no number"),
        ({"turn_labels": [{"turn": 1, "x": 1}, {"turn": 1, "x": 0}]}, "turn_labels[1].x: turn 1 has a label of it already"),
        ({"turns": None, "recording": "a.wav", "turn_labels": [{"turn": 0, "x": 1}]}, "turn_labels: the interaction has no turns"),
        ({"review": {"reader": 3}}, "review.reader: 3 is no text"),
        ({"review": {"random": "yes"}}, "review.random: is neither true nor false"),
        ({"review": {"reader": "a", "randon": True}}, "review.randon: is not known; `review` holds reader and random"),
        ({"review": "me"}, "review: is no JSON object"),
        ({"lables": {}}, "lables"),
        ({"channel": "pigeon"}, "channel"),
        ({"turns": [{"speaker": "agnet", "text": "x"}]}, "turn 0: speaker 'agnet' is none of"),
    ],
)  # fmt: skip
def test_every_bad_line_is_named(more, message):
    good = line(labels={"warmth": 1})
    found = list(read_reviews([good, b"", line(**more), good]))
    assert [number for number, _ in found] == [1, 3, 4]
    assert isinstance(found[0][1], Review)
    assert isinstance(found[2][1], Review)
    assert isinstance(found[1][1], InteractionError)
    assert str(found[1][1]).startswith("line 3: ")
    assert message in str(found[1][1])


@pytest.mark.parametrize(
    "data", [b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'"\\ud800"', b'{"labels": ' + b"[" * 900 + b"]" * 900 + b"}"]
)
def test_what_is_no_json_object(data):
    ((_, error),) = read_reviews([data])
    assert isinstance(error, InteractionError)
    assert str(error).startswith("line 1: ")
