"""Indonesian addresses: a street, an estate or a village and what stands about it, each word of one with its name."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from transcription.redaction.finding import Finding
from transcription.redaction.indonesian.names import fits, is_made, is_ordinary, is_place, words_of
from transcription.redaction.language import is_stop
from transcription.redaction.name_words import is_given
from transcription.redaction.passage import Passage

# Words that stand before the name of a place, and those before a number or a letter.
_PLACES = words_of("address_places")
_NUMBERED = words_of("address_numbered")
# What stands after a town's name.
_TAIL = frozenset(
    ("selatan", "utara", "barat", "timur", "pusat", "tengah", "raya", "indah", "permai", "asri", "baru", "lama")
)
# Places that are spoken of otherwise too: no address by themselves.
_COMMON = frozenset(("rumah", "pasar", "taman", "kota", "gedung", "menara", "kos", "kost", "asrama", "pondok"))
_LINKS = frozenset(("di", "rt", "nya", "garing", "per", "sebelah", "samping", "depan", "belakang", "dekat", "seberang"))
_BREAK = re.compile(r"[!?;:]|\.\s")
_POSTED = re.compile(r"kode ?pos\w*(?: \w+){0,2}\W*$")
_POSTCODE, _BEFORE = 5, 40
# Tokens of a place's name, of a town's, and letters of a short form.
_NAME = 4
_TOWN = 3
_SHORT = 4


class _Row(NamedTuple):
    """Tokens up to `last`; its places and numbers; whether a name in it is no word said otherwise."""

    last: int
    places: int = 0
    numbers: int = 0
    named: bool = False


_PARTS = _PLACES | _NUMBERED


def possible(passage: Passage) -> bool:
    """Whether any word of an address is there at all."""
    return not passage.words.isdisjoint(_PARTS)


def addresses(passage: Passage, *, asked: bool) -> Iterator[Finding]:
    """Two parts of an address in a row; where one was asked for, one part; a postcode after the words that say so."""
    for run in passage.runs if asked else ():
        if len(run.digits) == _POSTCODE and _POSTED.search(passage.folded[: run.start][-_BEFORE:]):
            yield Finding(run.start, run.end, "address", run.digits, 0.69, "a postcode, the words say so")
    tokens, at = passage.tokens, 0
    while at < len(tokens):
        word = tokens[at].word
        if word not in _PLACES and not (asked and word in _NUMBERED):
            at += 1
            continue
        row = _row(passage, at)
        parts = row.places + row.numbers
        sure = parts > 1 and row.places > 0 and row.named
        alone = asked and (row.named or row.numbers > 1 or (parts > 1 and row.places > 0))
        if row.last > at + 1 and (sure or (alone and not (word in _COMMON and parts == 1))):
            start, end = tokens[at].start, tokens[row.last - 1].end
            score = 0.8 if sure else 0.57
            yield Finding(start, end, "address", passage.folded[start:end], score, "parts of an address in a row")
        at = max(row.last, at + 1)


def _row(passage: Passage, at: int) -> _Row:
    """The parts of an address from token `at` on."""
    tokens, row, here = passage.tokens, _Row(at), at
    while here < len(tokens) and not (here > at and _breaks(passage, here)):
        word = tokens[here].word
        if word in _NUMBERED and (last := _number(passage, here + 1)) > here + 1:
            row = row._replace(last=last, numbers=row.numbers + 1)
        elif word in _PLACES and (last := _name(passage, here + 1)) > here + 1:
            new = any(not is_ordinary(token.word) for token in tokens[here + 1 : last])
            row = row._replace(last=last, places=row.places + 1, named=row.named or new)
        elif row.places and here in passage.begun:
            last = passage.begun[here].last
            row = row._replace(last=last + _letter(passage, last), numbers=row.numbers + 1)
        elif row.places + row.numbers and (last := _town(passage, here)) > here:
            row = row._replace(last=last)
        elif word in _LINKS and row.last == here and here + 1 < len(tokens) and tokens[here + 1].word in _PLACES:
            here += 1
            continue
        else:
            break
        here = row.last
    return row


def _breaks(passage: Passage, at: int) -> bool:
    before = passage.tokens[at - 1]
    gap = passage.folded[before.end : passage.tokens[at].start]
    return bool(_BREAK.search(gap)) and not (len(before.word) <= _SHORT and gap == ". ")


def _name(passage: Passage, at: int) -> int:
    """The token after a place's name: words up to another part, or a number right after a short form."""
    last = at
    for here in range(at, min(at + _NAME, len(passage.tokens))):
        token = passage.tokens[here]
        plain = token.word.isalpha() and len(token.word) > 1
        stop = is_stop(token.word) and not (here == at and token.word in _TAIL)  # 'Kampung Baru'
        if here == at and is_made(token.word) and not is_given(token.word, "id"):
            break
        if not plain or stop or here in passage.begun or _breaks(passage, here):
            break
        if token.word in _NUMBERED | _PLACES - _COMMON or (
            here > at and is_ordinary(token.word) and not is_place(token.word)
        ):
            break
        if here > at and "\n" in passage.folded[passage.tokens[here - 1].end : token.start]:
            break
        last = here + 1
    return last


def _number(passage: Passage, at: int) -> int:
    """The token after a number with its letter, or a letter or two with their number."""
    if at >= len(passage.tokens) or _breaks(passage, at):
        return at
    if at in passage.begun:
        last = passage.begun[at].last
        return last + _letter(passage, last)
    if len(passage.tokens[at].word) <= 2 and passage.tokens[at].word.isalpha():
        return passage.begun[at + 1].last if at + 1 in passage.begun else at + 1
    return at


def _letter(passage: Passage, at: int) -> int:
    return int(at < len(passage.tokens) and len(passage.tokens[at].word) == 1 and passage.tokens[at].word.isalpha())


def _town(passage: Passage, at: int) -> int:
    last = at
    for here in range(at, min(at + _TOWN, len(passage.tokens))):
        word = passage.tokens[here].word
        if here > at and _breaks(passage, here):
            break
        if not (is_place(word) or word in _TAIL or fits(word)):
            break
        last = here + 1
    return last
