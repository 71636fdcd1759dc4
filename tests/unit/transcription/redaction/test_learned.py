"""The tagger: what it sees of a word, and what it makes of marked conversations."""

from pathlib import Path

import msgspec
import pytest

from qa_service.evaluation.redaction_learning import Conversation, Turn, learn, lines, masked, tags, telling
from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction import learned, learned_values
from transcription.redaction.finding import Finding
from transcription.redaction.folding import fold, tokens
from transcription.redaction.learned import _NOTHING, Tagger, Told, _bounded, _longer, _no_bounds
from transcription.redaction.passage import Passage
from transcription.redaction.redactor import redact
from transcription.redaction.tagging import Line

KEY = b"k" * 32
PLACES = ("locker", "shed", "gate", "box", "door", "safe", "till", "alarm")
WORDS = ("blue", "quick", "late", "small", "green", "new", "old", "wide")


def conversations() -> list[Conversation]:
    """Two words with a digit after 'opens with' are a code; after 'shelf' they are none."""
    made = []
    for number, (place, word) in enumerate(zip(PLACES * 3, (WORDS[1:] + WORDS[:1]) * 3, strict=True)):
        said = f"the {place} opens with {word} {number + 1} kestrel, thanks"
        start = said.index(word)
        end = said.index(", thanks")
        made.append(Conversation("en", (Turn("what do you need?", ()), Turn(said, ((start, end, "code"),)))))
        made.append(Conversation("en", (Turn(f"the {place} is on shelf {word} {number + 1} kestrel, thanks", ()),)))
    return made


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Tagger:
    folder: Path = tmp_path_factory.mktemp("weights")
    cases = conversations()
    told = telling(cases)
    learn(cases, frozenset(told), folder / "tagger.crfsuite")
    kept = Told(telling=told, least=0.5, beside=0.3, learned_from={})
    return Tagger((folder / "tagger.crfsuite").read_bytes(), kept)


def seen(text: str, word: str, *, before: str = "", language: str = "en", told=frozenset()) -> list[str]:
    passage = Passage(text, before, language)
    line = Line(passage, told)
    at = [token.word for token in line.tokens].index(word)
    return line.seen(at, at + 1)[0]


@pytest.mark.parametrize(
    ("text", "word", "what"),
    [
        ("Ask Jane now", "jane", {"w=jane", "c=Xx", "-1=ask", "+1=now", "first=1Xx", "s=_", "short"}),
        ("ask jane now", "jane", {"c=x", "lc=Gxl"}),
        ("in London, SW1", "london", {"s+=,", "-1=in"}),
        ("call 07700 900123", "07700", {"w=D5", "n=11", "c=D5"}),
        ("my order number is 4417 8820", "4417", {"u=other", "un=other8"}),
        ("nazywam się Ostrowska dziś", "ostrowska", {"s3=ska", "p3=ost"}),
        ("我叫李伟明", "李", {"+1w=李|伟"}),
        ("seven seven oh", "seven", {"w=ndigit", "-1=<<"}),
        ("line one\nline two three four five six", "two", {"s=_"}),
        ("pay 30\ud800 now", "30", {"s+=?"}),
    ],
)
def test_what_is_seen_of_a_word(text, word, what):
    language = "zh" if "我" in text else "pl" if "ż" in text or "ś" in text else "en"
    found = seen(text, word, language=language)
    assert what <= set(found), found
    assert "".join(found).encode()  # what cannot be written cannot be looked up


def test_words_from_afar_are_seen_only_where_they_tell_something():
    far = "my locker has for some years now been open to all of us with kestrel"
    assert not [one for one in seen(far, "kestrel", before="pin?") if one[:2] in {"q=", "b="}]
    found = seen(far, "kestrel", before="hello\nand the pin?", told=frozenset({"open", "pin", "hello"}))
    assert {"q=pino", "b=openo", "r=helloo"} <= set(found)


def test_it_sees_what_it_was_shown_and_not_what_stays(small):
    passage = Passage("the cellar opens with tall 9 kestrel, thanks", "what do you need?", "en")
    assert [(passage.text[a:b], kind) for a, b, kind, _ in small.spans(passage)] == [("tall 9 kestrel", "code")]
    (found,) = small.spans(passage)
    assert 0.5 <= found[3] <= 1
    assert list(small.spans(Passage("the cellar is on shelf tall 9 kestrel, thanks", "", "en"))) == []
    assert list(small.spans(Passage("", "", "en"))) == []
    assert list(small.spans(Passage("?!", "", None))) == []


def test_what_is_left_of_another_number_is_none_of_its_own():
    phone = Finding(0, 12, "phone", "5551234567", 0.9, "")
    assert learned_values.others([phone], [Finding(0, 15, "card", "555123456789", 0.6, "")]) == []


def test_a_turn_of_any_length_is_read_to_its_end(small):
    long = "well then " * 1500 + "the cellar opens with tall 9 kestrel, thanks"
    (found,) = small.spans(Passage(long, "", "en"))
    assert long[found[0] : found[1]] == "tall 9 kestrel"


ITEM = ("name", 0.8, True)
STREET = ("address", 0.95, False)


@pytest.mark.parametrize(
    ("types", "inside", "longer"),
    [
        ([_NOTHING, _NOTHING], [0.4, 0.4], [_NOTHING, _NOTHING]),
        ([_NOTHING, ITEM, _NOTHING], [0.29, 0.8, 0.4], [_NOTHING, ITEM, ("name", 0.4, False)]),
        (
            [_NOTHING, _NOTHING, ITEM],
            [0.3, 0.4, 0.8],
            [("name", 0.3, True), ("name", 0.4, False), ("name", 0.8, False)],
        ),
        ([ITEM, _NOTHING, ITEM], [0.8, 0.3, 0.8], [ITEM, ("name", 0.3, False), ITEM]),
        ([ITEM], [0.8], [ITEM]),
        ([], [], []),
    ],
)
def test_less_is_enough_for_words_beside_an_item(types, inside, longer):
    assert _longer(types, inside, 0.3) == longer


@pytest.mark.parametrize(
    ("said", "types", "bounded"),
    [
        ("in Upper Street", [("address", 0.5, True), STREET, STREET], [_NOTHING, STREET, STREET]),
        ("in the Street", [("address", 0.5, True), ("address", 0.6, False), STREET], [_NOTHING, _NOTHING, STREET]),
        ("in Upper Street", [("address", 0.9, True), STREET, STREET], [("address", 0.9, True), STREET, STREET]),
        ("Street is", [STREET, ("address", 0.5, False)], [STREET, _NOTHING]),
        ("Street is", [STREET, ("address", 0.9, False)], [STREET, ("address", 0.9, False)]),
        ("Street is this", [STREET, ("address", 0.5, False), ("address", 0.5, True)], [STREET, _NOTHING, _NOTHING]),
        ("Upper in Street", [STREET, ("address", 0.5, False), STREET], [STREET, ("address", 0.5, False), STREET]),
        ("in seven", [("code", 0.5, True), ("code", 0.5, False)], [("code", 0.5, True), ("code", 0.5, False)]),
        ("will smith", [("name", 0.6, True), ("name", 0.6, False)], [("name", 0.6, True), ("name", 0.6, False)]),
    ],
)
def test_no_name_or_address_begins_or_ends_with_what_goes_on_over_none(said, types, bounded):
    words = tokens(fold(said))[: len(types)]
    assert _bounded(words, types, _no_bounds("en")) == bounded


@pytest.mark.parametrize(
    ("language", "said", "left"),
    [
        ("en", "I'll pass it on to Chidinma's manager", "I'll pass it on to [name]'s manager"),
        ("en", "it was will henderson who rang", "it was [name] who rang"),
        ("zh", "我叫和志强", "我叫[name]"),
        ("zh", "我叫你们经理来", "我叫你们经理来"),
        ("ar", "أسكن في شارع النيل رقم ٥", "أسكن في [address]"),
        ("ar", "العنوان هو شارع الملك فهد رقم ٢٤ الرياض شكرا", "العنوان هو [address] شكرا"),
    ],
)
def test_items_stand_from_their_first_word_to_their_last(language, said, left):
    turns = (SpokenTurn(speaker="customer", text=said),)
    made = redact(Interaction(id="1", channel="chat", language=language, turns=turns), b"k" * 32)
    assert [turn.text for turn in made.turns or ()] == [left]


def test_below_its_least_probability_nothing_is_an_item(small):
    strict = Tagger(small._weights, msgspec.structs.replace(small.told, least=1.01))
    assert list(strict.spans(Passage("the cellar opens with tall 9 kestrel, thanks", "", "en"))) == []


@pytest.mark.parametrize(
    ("kind", "text", "start", "end", "value"),
    [
        ("phone", "it is oh seven, double four one", 6, 31, "07441"),
        ("iban", "GB 20 AB 11", 0, 11, "gb20ab11"),
        ("code", "four two um seven one", 0, 21, "4271"),
        ("iban", "20 11 22", 0, 8, "201122"),
        ("code", "pin 44 17", 4, 9, "4417"),
        ("name", "Jane  Doe", 0, 9, "jane doe"),
        ("name", "李 伟", 0, 3, "李伟"),
        ("birth", "May 3 1980", 0, 10, "1980-3-5"),
        ("birth", "nineteen or so", 0, 14, "nineteen or so"),
    ],
)
def test_equal_items_are_equal(kind, text, start, end, value):
    language = "zh" if "李" in text else "en"
    assert learned_values.value(Passage(text, "", language), kind, start, end) == value


@pytest.mark.parametrize(
    ("kind", "before", "text", "item", "known"),
    [
        ("email", "", "write to kim lee@example.com", "kim lee@example.com", True),
        ("email", "", "it is lee at example dot com", "lee at example dot com", False),
        ("birth", "", "delivered 4 May 2023", "4 May 2023", True),
        ("birth", "", "my son's date of birth is 4 May 2023", "4 May 2023", False),
        ("birth", "", "that was 4 May 1971", "4 May 1971", False),
        ("phone", "", "after half past seventeen thirty", "seventeen thirty", True),
        ("phone", "your phone number?", "oh seven seven", "oh seven seven", False),
        ("phone", "it is [phone]", "and nine two", "nine two", False),
        ("card", "", "it is 4111 2222", "4111 2222", False),
        ("code", "", "it says 4417", "4417", False),
        ("code", "", "order number 4417", "4417", True),
        ("card", "your order number?", "4111 2222 3333", "4111 2222 3333", True),
        ("name", "", "Kim", "Kim", False),
    ],
)
def test_where_the_rules_know_better_nothing_is_an_item(kind, before, text, item, known):
    start = text.index(item)
    assert learned_values.doubtful(Passage(text, before, "en"), kind, start, start + len(item)) is known


def test_what_the_rules_find_from_end_to_end_is_not_made_longer():
    def item(kind, start, end):
        return Finding(start, end, kind, "x", 0.6, "")

    found = [item("birth", 10, 20), item("card", 30, 40), item("birth", 50, 60)]
    more = [
        item("birth", 5, 11),
        item("birth", 20, 25),
        item("birth", 58, 70),
        item("card", 35, 44),
        item("email", 10, 20),
    ]
    assert learned_values.others(found, more) == [more[1], *more[3:]]


def test_lines_of_one_turn_are_read_one_by_one(small, monkeypatch):
    monkeypatch.setattr(learned, "tagger", lambda: small)
    text = "good morning\nthe cellar opens with tall 9 kestrel, thanks\nbye"
    (found,) = learned.learned(Passage(text, "", "en"))
    assert (text[found.start : found.end], found.type) == ("tall 9 kestrel", "code")


def test_what_the_rules_found_stays_theirs_and_the_rest_is_taken_out(small, monkeypatch):
    monkeypatch.setattr(learned, "tagger", lambda: small)
    turns = (SpokenTurn(speaker="customer", text="the cellar opens with tall 9 kestrel, thanks, ann@example.com"),)
    given = Interaction(id="1", channel="chat", language="en", turns=turns)
    made = redact(given, KEY)
    assert made.turns[0].text == "the cellar opens with [code], thanks, [email]"
    assert redact(made, KEY) == made


def test_a_placeholder_is_no_item_and_items_part_where_the_next_begins():
    turn = Turn("I am Ann Lee, Bo Ray", ((5, 12, "name"), (14, 20, "name")))
    assert tags(tokens(turn.text.lower()), turn.spans) == ["O", "O", "B-name", "I-name", "B-name", "I-name"]
    gone = masked(turn, turn.spans[:1])
    assert gone == Turn("I am [name], Bo Ray", ((13, 19, "name"),))
    assert tags(tokens(gone.text.lower()), gone.spans)[2] == "O"


def test_turns_are_told_with_what_readers_see_before_them():
    from random import Random

    case = Conversation("en", (Turn("I am Ann", ((5, 8, "name"),)), Turn("hello", ())))
    told = list(lines(case, Random(1)))
    assert told[0] == (case.turns[0], "")
    assert told[-1] == (case.turns[1], "I am [name]")
