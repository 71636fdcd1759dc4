"""A dictation with something else said in between is one number; what was not asked for so is left alone."""

import pytest

from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction.redactor import redact

TAKEN = [
    ("en", ["can i take the card number", "four five three nine", "yep",
            "one two hang on the kids are shouting three four", "ok", "five five six six seven seven eight eight"],
     ["can i take the card number", "[card]", "yep", "[card] hang on the kids are shouting [card]", "ok", "[card]"]),
    ("pl", ["proszę podać pesel", "siedemdziesiąt jeden", "mhm", "zero trzy dziewiętnaście", "tak",
            "czterdzieści cztery chwileczkę bo ktoś puka do drzwi osiemset dwanaście"],
     ["proszę podać pesel", "[pesel]", "mhm", "[pesel]", "tak", "[pesel] chwileczkę bo ktoś puka do drzwi [pesel]"]),
    ("id", ["nomor kartunya berapa bu", "empat satu dua tiga empat bentar ya ada tamu lima enam tujuh delapan", "ya",
            "sembilan nol satu dua tiga empat lima"],
     ["nomor kartunya berapa bu", "[card] bentar ya ada tamu [card]", "ya", "[card]"]),
    ("zh", ["请您报一下卡号", "六二二二零二稍等一下我看看啊有点模糊四五六七", "嗯", "八九零一二三四五六"],
     ["请您报一下卡号", "[card]稍等一下我看看啊有点模糊[card]", "嗯", "[card]"]),
]  # fmt: skip
KEPT = [
    ("en", ["what's your order number",
            "oh seven seven one two sorry the dog is barking like mad three four five six seven"]),
    ("en", ["your card or the order number please", "four five three nine one two and then it says three four five"]),
    ("en", ["can i take the card number", "not yet i paid twenty two pounds and then thirty one pounds"]),
    ("pl", ["proszę numer zamówienia", "siedem jeden chwileczkę ktoś puka osiem dwa trzy cztery pięć sześć"]),
]  # fmt: skip


def redacted(language, texts):
    turns = tuple(
        SpokenTurn(speaker="customer" if number % 2 else "agent", text=text) for number, text in enumerate(texts)
    )
    made = redact(Interaction(id="1", channel="voice", language=language, turns=turns), b"k" * 32).turns
    assert made is not None
    return made


@pytest.mark.parametrize(("language", "texts", "expected"), TAKEN)
def test_pieces_of_one_number(language, texts, expected):
    assert [turn.text for turn in redacted(language, texts)] == expected


@pytest.mark.parametrize(("language", "texts"), KEPT)
def test_what_is_no_piece_stays(language, texts):
    assert [turn.text for turn in redacted(language, texts)] == texts


def test_the_pieces_have_one_hash_and_its_parts():
    pieces = [item.hash for turn in redacted("en", TAKEN[0][1]) for item in turn.redactions]
    again = [item.hash for turn in redacted("en", TAKEN[0][1]) for item in turn.redactions]
    assert pieces == again
    assert len(set(pieces)) == len(pieces)
