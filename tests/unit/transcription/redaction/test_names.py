"""Who is named, and what only reads like it, in five languages: tables in `names/*.toml`."""

import re
import tomllib
from pathlib import Path

import pytest

from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction.redactor import redact

LANGUAGES = ("en", "pl", "id", "ar", "zh")
# In small letters a name that is not common is known by its cue alone.
FLOOR_SMALL = 0.9


def table(language, kind):
    return tomllib.loads((Path(__file__).parent / "names" / f"{language}.toml").read_text())[kind]


def redacted(text, language):
    turn = SpokenTurn(speaker="customer", text=text)
    return redact(Interaction(id="1", channel="chat", language=language, turns=(turn,)), b"k").turns[0].text


def left(case):
    return re.sub(r"\{.*?\}", "[name]", case)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sizes(language):
    assert len(table(language, "real")) >= 40
    assert len(table(language, "near")) >= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_named(language):
    found = [redacted(re.sub("[{}]", "", case), language) for case in table(language, "real")]
    wrong = [case for case, text in zip(table(language, "real"), found, strict=True) if text != left(case)]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_named_in_small_letters(language):
    cases = [case.lower() for case in table(language, "real")]
    right = sum(redacted(re.sub("[{}]", "", case), language) == left(case) for case in cases)
    assert right >= FLOOR_SMALL * len(cases)


@pytest.mark.parametrize("case", table("en", "small"))
def test_named_with_no_cue_in_small_letters(case):
    assert redacted(re.sub("[{}]", "", case), "en") == left(case)


@pytest.mark.parametrize("case", table("en", "small_near"))
def test_words_that_are_names_elsewhere(case):
    assert redacted(case, "en") == case


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_named(language):
    for case in table(language, "near"):
        assert redacted(case, language) == case
        assert redacted(case.lower(), language) == case.lower()


@pytest.mark.parametrize(
    ("turns", "answer"),
    [
        (("who am I speaking to?", "Halima Otieno"), "[name]"),
        (("your full name please", "it's halima otieno"), "it's [name]"),
        (("who's calling?", "oh, this is halima"), "oh, this is [name]"),
        (("how do you spell your surname?", "O T I E N O"), "[name]"),
        (("what is your name?", "Halima Otieno, that's O T I E N O"), "[name], that's [name]"),
        (("z kim rozmawiam?", "Halina Wrzosek"), "[name]"),
        (("dengan siapa saya berbicara?", "Ratih Wulandari"), "[name]"),
        (("من معي؟", "رنا القاسم"), "[name]"),
        (("请问您怎么称呼？", "顾晓岚"), "[name]"),
        (("who told you that?", "the shop"), "the shop"),
        (("who is calling?", "never mind"), "never mind"),
        (("May I have your name?", "Will Smith"), "[name]"),
        (("May I have your name?", "Will Amazon refund me?"), "Will Amazon refund me?"),
        (("May I have your name?", "May I ask why?"), "May I ask why?"),
        (("Hello!", "My name is Hope Summers."), "My name is [name]."),
        (("Hello!", "Hi, I'm Will Turner and I need help"), "Hi, I'm [name] and I need help"),
        (("Hello!", "This is May Chen calling"), "This is [name] calling"),
    ],
)
def test_asked_for(turns, answer):
    given = tuple(
        SpokenTurn(speaker=speaker, text=text) for speaker, text in zip(("agent", "customer"), turns, strict=True)
    )
    assert redact(Interaction(id="1", channel="voice", turns=given), b"k").turns[1].text == answer


@pytest.mark.parametrize(
    "text",
    [
        "booking reference A for alpha, B for bravo, C for charlie",
        "the postcode is S for Sierra, W for whisky, A for alpha",
        "I looked for a book, a for sale sign",
    ],
)
def test_letters_of_something_else(text):
    assert redacted(text, "en") == text
