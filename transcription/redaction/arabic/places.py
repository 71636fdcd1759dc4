"""Words of Arabic addresses with their names and numbers: 'شارع الجلاء', 'الدور التالت', '١٢ نهج ابن خلدون'."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from transcription.redaction import tables
from transcription.redaction.arabic.names import FATHERS, ends, is_ali
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.name_words import is_given
from transcription.redaction.passage import Passage

_BREAK = re.compile(r"[!?؟;؛:\[\]()]|\.\s")
_GLUED = ("و", "ب", "ل", "ف", "ع")
# What tables hold, and what a part that begins so is.
_KINDS = {
    "streets": "street",
    "areas": "area",
    "buildings": "building",
    "numbered": "numbered",
    "landmarks": "landmark",
}
# No part without its number.
_ALONE = frozenset(("numbered",))
_NUMBER = frozenset(("رقم", "نمره", "عدد"))
# Tokens of a place's name; digits of a number before a street.
# Of a shop or a bus: it opens, closes, leaves.
_HOURS = re.compile("(?:[يت]|ب[يت])?(?:قفل|سكر|فتح|غلق|شتغل|بدا|وصل|تحرك)(?:ون|وا)?")
_NAME = 4
_HOUSE = 4


class Part(NamedTuple):
    """A part of an address up to token `last`."""

    last: int
    kind: str
    numbered: bool


def table(kind: str) -> frozenset[str]:
    """One table of `words/ar_places.toml`."""
    return tables.words("ar_places", kind)


@cache
def kinds_of(word: str) -> frozenset[str]:
    """What a word of an address is, as it stands or without 'and', 'in', 'the' before it."""
    for bare in _bare(word):
        found = {kind for name, kind in _KINDS.items() if bare in table(name)}
        if found:
            return frozenset(found)
    return frozenset()


def is_town(word: str) -> bool:
    return any(bare in table("towns") or f"ال{bare}" in table("towns") for bare in _bare(word))


def is_known(word: str) -> bool:
    """Whether people say where they live by it: a mosque, a school, a bank."""
    return any(bare in table("known") for bare in _bare(word))


def _bare(word: str) -> Iterator[str]:
    yield word
    rest = word
    if word.startswith(_GLUED) and len(word) > 3:
        rest = word[1:]
        yield rest
    if rest.startswith("ال"):
        yield rest[2:]
    elif word.startswith("لل"):
        yield word[2:]


def part_at(passage: Passage, at: int) -> Part | None:
    """The part that begins with token `at`."""
    tokens = passage.tokens
    if at in passage.begun:
        return _numbered_street(passage, at)
    kinds = kinds_of(tokens[at].word) if at < len(tokens) else frozenset[str]()
    places = kinds - {"landmark"}
    if not kinds:
        return None
    numbered = number_after(passage, at + 1)
    if numbered > at + 1:
        return Part(numbered, max(places), numbered=True) if places else None
    last = _name(passage, at + 1)
    if last == at + 1 or places == _ALONE or any(bare in table("homes") for bare in _bare(tokens[at].word)):
        return None
    if not places:
        known = any(is_known(token.word) for token in tokens[at + 1 : last])
        return Part(last, "landmark", numbered=False) if known else None
    house = last in passage.begun and close(passage, last) and not counted(passage, last)
    return Part(passage.begun[last].last if house else last, max(places), numbered=house)


def _numbered_street(passage: Passage, at: int) -> Part | None:
    """'18 شارع الجلاء': in Egypt and the Maghreb the number comes first."""
    number, tokens = passage.begun[at], passage.tokens
    if number.last == len(tokens) or len(number.digits) > _HOUSE or "street" not in kinds_of(tokens[number.last].word):
        return None
    last = _name(passage, number.last + 1)
    near = _gap(passage, number.last) in {"", " "}
    return Part(last, "street", numbered=True) if last > number.last + 1 and near else None


def number_after(passage: Passage, at: int) -> int:
    """The token after a number, an ordinal or a letter that begins at `at`, with 'number' before it; else `at`."""
    tokens = passage.tokens
    here = at + (at < len(tokens) and tokens[at].word in _NUMBER and not breaks(passage, at))
    if here >= len(tokens) or breaks(passage, here) or on_next_line(passage, here):
        return at
    if here in passage.begun:
        last = passage.begun[here].last
        while last in passage.begun and tokens[last].word.startswith("و"):
            last = passage.begun[last].last
        return last + _letter(passage, last)
    if any(bare in table("ordinals") for bare in _bare(tokens[here].word)):
        return here + 1 + (here + 1 < len(tokens) and tokens[here + 1].word in {"عشر", "عشره"})
    return here + 1 if len(tokens[here].word) == 1 and tokens[here].word.isalpha() and tokens[here].word != "و" else at


def _letter(passage: Passage, at: int) -> int:
    near = at < len(passage.tokens) and _gap(passage, at) in {"", " "} and at + 1 not in passage.begun
    return int(near and len(passage.tokens[at].word) == 1 and passage.tokens[at].word not in {"و", "ج", "م"})


def _name(passage: Passage, at: int) -> int:
    """The token after a place's name: words up to another part, a number or the end of the phrase."""
    tokens, last = passage.tokens, at
    for here in range(at, min(at + _NAME, len(tokens))):
        if not is_plain(passage, here) or (here > 0 and _gap(passage, here) != " "):
            break
        begins = here > at or not tokens[here].word.startswith("ال") or number_after(passage, here + 1) > here + 1
        if kinds_of(tokens[here].word) and begins and not _called(passage, here):
            break
        last = here + 1
    return last


def _called(passage: Passage, at: int) -> bool:
    """Whether a word of an address is the end of a name: 'شارع ولي الحي عمارة'."""
    following = passage.tokens[at + 1].word if at + 1 < len(passage.tokens) else ""
    return passage.tokens[at].word.startswith("ال") and bool(kinds_of(following))


def is_plain(passage: Passage, at: int) -> bool:
    """Whether a word may be of a name: no number, no verb, nothing that ends a phrase."""
    token = passage.tokens[at]
    if at in passage.begun or not token.word.isalpha() or (token.word < "\u0600" and len(token.word) < 2):
        return False
    if is_stop(token.word):
        return is_ali(passage, at)
    fit = token.word in FATHERS or is_town(token.word) or is_known(token.word) or is_given(token.word, "ar")
    return fit or not (ends(token.word) or token.word in acknowledged())


def _gap(passage: Passage, at: int) -> str:
    return passage.folded[passage.tokens[at - 1].end : passage.tokens[at].start]


def is_hours(word: str) -> bool:
    """Whether a verb says when something is open or leaves: no street's name goes on."""
    return bool(_HOURS.fullmatch(word))


def breaks(passage: Passage, at: int) -> bool:
    """Whether the sentence ends before token `at`."""
    return bool(_BREAK.search(_gap(passage, at)))


def on_next_line(passage: Passage, at: int) -> bool:
    return "\n" in _gap(passage, at)


def close(passage: Passage, at: int) -> bool:
    return _gap(passage, at) in {" ", ", ", "، "}


def counted(passage: Passage, at: int) -> bool:
    """Whether a number is of days, pounds or hours."""
    following = passage.begun[at].last
    return following < len(passage.tokens) and passage.tokens[following].word in table("units")
