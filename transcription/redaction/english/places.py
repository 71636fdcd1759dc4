"""Stretches of English words that may be an address, and what each looks like: a number and a name, a house."""

import re
from collections.abc import Sequence
from functools import cache

from transcription.redaction import tables
from transcription.redaction.english.asked import SPARE
from transcription.redaction.english.names import ordinary, unknown
from transcription.redaction.folding import Token
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.listed import listed
from transcription.redaction.name_words import describes, words_of
from transcription.redaction.passage import Passage

_SENTENCE = re.compile(r"[;!?]|\.\s|\.$|\n\n|:")
_ABBREVIATED = re.compile(r"[a-z]{1,4}$")
_STROKES = frozenset(("slash", "stroke", "dash", "oblique", "forward", "hyphen"))
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
# Tokens of a stretch, words of a name.
_MOST = 16
_NAME = 4
# Words of a town of which one may be ordinary: 'hebden bridge'.
_FEW = 3
# Digits of a house's number, with a flat's beside it.
HOUSE = 6
_SHORTEST = 3


def words_for(kind: str) -> frozenset[str]:
    """A list of `words/en_addresses.toml`, folded."""
    return tables.words("en_addresses", kind)


@cache
def nouns() -> frozenset[str]:
    """What streets and houses are called."""
    return words_for("streets") | words_for("houses") | words_for("perhaps")


@cache
def _within() -> frozenset[str]:
    return words_for("inside") | SPARE


@cache
def _said_beside() -> frozenset[str]:
    return acknowledged() | SPARE


@cache
def _before_number() -> frozenset[str]:
    return words_for("units") | {"the"}


def strange(word: str) -> bool:
    """Whether it is no ordinary word."""
    return len(word) >= _SHORTEST and word.isalpha() and word not in ordinary() and not is_stop(word)


def stretch(passage: Passage, at: int) -> tuple[int, int] | None:
    """Tokens from the first that may begin an address, at or after `at`, to the end of what may go on."""
    tokens, atoms = passage.tokens, passage.begun
    first = next((place for place in range(at, len(tokens)) if _begins(passage, place)), None)
    if first is None:
        return None
    last = first
    while last < len(tokens) and last - first < _MOST:
        if last > first and _ends(passage, last):
            break
        if last in atoms:
            last = atoms[last].last
            continue
        word = tokens[last].word
        if last > first and (is_stop(word) or word in acknowledged()) and not _joins(passage, last):
            break
        last += 1
    while last > first + 1 and last not in passage.ended and tokens[last - 1].word in _within():
        last -= 1
    return first, last


def _begins(passage: Passage, at: int) -> bool:
    word = passage.tokens[at].word
    if at in passage.begun:
        return True
    following = passage.tokens[at + 1].word if at + 1 < len(passage.tokens) else ""
    if word in words_for("units") and (at + 1 in passage.begun or len(following) == 1):
        return True
    if word == "the":
        return bool(following) and not is_stop(following) and not _ends(passage, at + 1)
    return not is_stop(word) and word not in _said_beside()


def _joins(passage: Passage, at: int) -> bool:
    """Whether a small word in the middle goes on: 'seventeen the paddocks', 'number twelve flat a', 'three a'."""
    word = passage.tokens[at].word
    if word == "a" and at in passage.ended:
        return True
    if at + 1 >= len(passage.tokens) or _ends(passage, at + 1):
        return False
    following = passage.tokens[at + 1].word
    if word in words_for("units") and (at + 1 in passage.begun or len(following) == 1):
        return True
    if word in SPARE:
        return at + 1 in passage.begun or not is_stop(following)
    return word in words_for("inside") - {"and", "at", "on"} and (not is_stop(following) or following == "the")


def _ends(passage: Passage, at: int) -> bool:
    """Whether a sentence ends before token `at`, or an item stands there."""
    before = passage.tokens[at - 1]
    gap = passage.folded[before.end : passage.tokens[at].start]
    if "[" in gap or "]" in gap:
        return True
    return bool(_SENTENCE.search(gap)) and not (gap.startswith(".") and _ABBREVIATED.fullmatch(before.word))


def numbered(passage: Passage, first: int, last: int) -> bool:
    """Whether it begins with a number and goes on with a name, which is nothing counted."""
    atoms, tokens, at, digits = passage.begun, passage.tokens, first, 0
    while at < last and tokens[at].word in _before_number() and at not in atoms:
        at += 1
    unit = at > first
    if at >= last or not (at in atoms or (unit and len(tokens[at].word) == 1)):
        return False
    while at < last and (at in atoms or (digits and tokens[at].word in _STROKES)):
        digits, at = digits + (len(atoms[at].digits) if at in atoms else 0), atoms[at].last if at in atoms else at + 1
    if digits > HOUSE:
        return False
    if at < last and (len(tokens[at].word) == 1 or _ordinal(passage, at)):
        at += 1
    named = [token.word for token in tokens[at:last] if token.word not in words_for("inside")]
    if not named or named[0] in words_for("measures"):
        return False
    if named[0] in words_for("streets") or not nouns().isdisjoint(named[1:_SHORTEST]):
        return True
    return any(strange(word) for word in named[:2]) or (unit and named[0] in words_for("units"))


def _ordinal(passage: Passage, at: int) -> bool:
    """Whether token `at` is the end of a written ordinal: '3rd'."""
    return passage.tokens[at].word in _ORDINALS and at > 0 and passage.tokens[at - 1].end == passage.tokens[at].start


def house(passage: Passage, first: int, last: int) -> bool:
    """Whether it has the name of a house: 'the old forge', 'kestrel house'."""
    said = [token.word for token in passage.tokens[first:last]]
    at = next((number for number, word in enumerate(said) if number and word in words_for("houses")), 0)
    lead = said[:at]
    return 0 < at <= _NAME and lead != ["the"] and words_for("elsewhere").isdisjoint(lead)


def numeric(passage: Passage, first: int, last: int) -> bool:
    """Whether there is nothing but numbers and letters, a number at least."""
    atoms, at, numbers = passage.begun, first, 0
    while at < last:
        if at in atoms:
            numbers, at = numbers + 1, atoms[at].last
        elif len(passage.tokens[at].word) == 1 or passage.tokens[at].word in words_for("units"):
            at += 1
        else:
            return False
    return numbers > 0


def place(passage: Passage, first: int, last: int, *, sure: bool) -> bool:
    """Whether a few words are the name of a town or a street; `sure` if that was asked for."""
    if first in passage.begun:
        return False
    while last in passage.ended and passage.ended[last].first > first:  # its postcode
        last = passage.ended[last].first
    said = [token for token in passage.tokens[first:last] if token.word not in words_for("inside")]
    names = [token.word for token in said]
    if not 0 < len(said) <= _NAME + sure or not words_for("elsewhere").isdisjoint(names):
        return False
    titled = any(len(word) == 1 or word in words_of("titles") for word in names)
    if titled or (len(names) == 1 and names[0] in nouns()):
        return False
    if names[-1] in words_for("streets") and len(names) > 1:
        return True
    if not passage.text.islower() and not passage.text[said[0].start].isupper():
        return False
    town = " ".join(names) in listed("en").towns
    fits = [word for word in names if (strange if sure else unknown)(word) and not describes(word, "en")]
    fit = len(fits) == len(names) or (sure and bool(fits) and len(names) <= _FEW)
    return town or (fit and not names[-1].endswith("ed"))


def street(passage: Passage, name: Sequence[Token], noun: Token) -> bool:
    """Whether words between a number and `noun` can be the name of a street."""
    if not name:
        return False
    if name[0].word == "the" and len(name) == 1:
        return noun.word in words_for("streets") and noun.word not in ordinary()
    return all(passage.text[token.start].isupper() for token in (*name, noun)) or any(
        strange(token.word) for token in name
    )
