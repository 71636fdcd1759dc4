"""Whatever the text: nothing raises, places stay in range, redacting twice changes nothing, time grows with length."""

import random

import pytest

from tests.growth import cpu_seconds
from transcription.interaction import Interaction, SpokenTurn, check
from transcription.redaction.language import CODES, language
from transcription.redaction.redactor import redact

KEY = b"k" * 32
LENGTH = 10_000
_BLOCKS = ((0x20, 0x7F), (0xA0, 0x24F), (0x600, 0x6FF), (0x2000, 0x206F), (0x4E00, 0x4F00), (0xFF00, 0xFFEF))


def signs(rng, length):
    """Any characters of all of Unicode, lone surrogates and controls too."""
    return "".join(chr(rng.randrange(0x110000)) for _ in range(length))


def writing(rng, length):
    """Characters of the scripts that are read, with many digits and marks."""
    made = [
        rng.choice("0123456789٠١٢٣۴۵６７ -.,@\n&#;()[]")
        if rng.random() < 0.5
        else chr(rng.randrange(*rng.choice(_BLOCKS)))
        for _ in range(length)
    ]
    return "".join(made)


def talk(rng, length):
    """Number words, words of cues and names, digits, marks, placeholders, in any order."""
    words = [word for code in CODES for word in (*language(code).numbers.digit, *language(code).stop.words)]
    words += [word for code in CODES for word in (*language(code).names.triggers, *language(code).address.triggers)]
    words += [
        "card",
        "phone",
        "iban",
        "born",
        "email",
        "Anna",
        "王小明",
        "[card]",
        "[name]",
        "&nbsp;",
        "\u200b",
        "4O1l",
    ]
    made = []
    while sum(map(len, made)) < length:
        made.append(str(rng.randrange(10 ** rng.randint(1, 9))) if rng.random() < 0.2 else rng.choice(words))
        made.append(rng.choice([" ", " ", " ", ", ", ". ", "\n", "-", ""]))
    return "".join(made)[:length]


def interaction(rng, text):
    """The text in turns of two parties."""
    turns = []
    while text:
        cut = min(len(text), rng.choice([3, 40, 400, 4000]))
        turns.append(SpokenTurn(speaker=rng.choice(["agent", "customer"]), text=text[:cut]))
        text = text[cut:]
    return Interaction(id="1", channel="chat", language=rng.choice([None, *CODES]), turns=tuple(turns))


@pytest.mark.parametrize("make", [signs, writing, talk])
@pytest.mark.parametrize("seed", range(6))
def test_any_text(make, seed):
    rng = random.Random(f"{make.__name__} {seed}")
    given = interaction(rng, make(rng, LENGTH))
    once = redact(given, KEY)
    for before, turn in zip(given.turns, once.turns, strict=True):
        at = 0
        for item in turn.redactions:
            assert at <= item.start < item.end <= len(turn.text)
            assert turn.text[item.start : item.end] == f"[{item.type}]"
            at = item.end
        assert turn.redactions or turn == before
    if make is not signs:  # which are no text that the format takes
        check(once)
    assert redact(once, KEY) == once


def seconds(text):
    turn = SpokenTurn(speaker="customer", text=text)
    given = Interaction(id="1", channel="chat", language="en", turns=(turn,))
    return cpu_seconds(lambda: redact(given, KEY))


@pytest.mark.parametrize(
    "unit",
    [
        "4",
        "a",
        "12 ",
        "hi ",
        "my name is ",
        "account 12345678 so ",
        "bob at acme dot com ",
        "g b five eight so iban ",
        "thank you Anna, ",
        "4O",
        "a@",
        "&nbsp;",
        "s for ",
        "will smith ",
    ],
)
@pytest.mark.timeout(120)
def test_time_grows_with_length_only(unit):
    """Thirty times the text takes about thirty times as long: 900 were quadratic."""
    long = 1_000_000 if len(unit) == 1 else 60_000
    short = seconds(unit * (long // 30 // len(unit)))
    assert seconds(unit * (long // len(unit))) < 90 * max(short, 0.002)
