import pytest

from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction.redactor import redact
from transcription.redaction.silence import ranges
from transcription.transcript import Redaction, Word

CARD = "my card is " + "one " * 15 + "two thanks"


def spoken(text, speaker="customer", start=0.0):
    words = tuple(Word(word, start + at, start + at + 0.5) for at, word in enumerate(text.split()))
    return SpokenTurn(speaker=speaker, text=text, start=start, end=start + len(words), words=words)


def test_the_seconds_of_an_item_and_no_others():
    made = redact(Interaction(id="1", channel="voice", turns=(spoken(CARD), spoken("hello", "agent"))), b"k")
    assert ranges(made) == {"customer": ((pytest.approx(2.92), pytest.approx(18.58)),)}


def test_pieces_over_turns_and_their_merging():
    first, second = (
        spoken("card one two three four one two three four"),
        spoken("one two three four one two three four", start=8.6),
    )
    made = redact(Interaction(id="1", channel="voice", turns=(first, second)), b"k")
    assert ranges(made) == {"customer": ((pytest.approx(0.92), pytest.approx(16.18)),)}


def test_a_turn_without_words_goes_whole():
    turn = SpokenTurn(
        speaker="unknown",
        text="[card]",
        start=3.0,
        end=8.0,
        redactions=(Redaction(start=0, end=6, type="card", hash="a"),),
    )
    assert ranges(Interaction(id="1", channel="voice", turns=(turn,))) == {
        "unknown": ((pytest.approx(2.92), pytest.approx(8.08)),)
    }


def test_nothing_redacted_nothing_silent():
    assert ranges(Interaction(id="1", channel="voice", turns=(spoken("hello there"),))) == {}
