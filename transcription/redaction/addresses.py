"""Postal addresses: a street with its number and what follows; after 'my address is', whatever looks like one."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from transcription.redaction import address_answers, spoken_postcodes, written_postcodes
from transcription.redaction.arabic import addresses as arabic_addresses
from transcription.redaction.arabic.places import is_hours
from transcription.redaction.chinese import addresses as chinese_addresses
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.folding import words as asked_words
from transcription.redaction.indonesian import addresses as indonesian_addresses
from transcription.redaction.indonesian import names as indonesian_names
from transcription.redaction.language import CODES, folded, is_stop, language, pattern
from transcription.redaction.numerals import Atom
from transcription.redaction.passage import Passage
from transcription.redaction.polish import addresses as polish_addresses

_BREAK = re.compile(r"[;:!?。！？]|\.\s|\s-\s")
# A point after as many letters is the end of an abbreviation: 'ul. ', 'No. ', 'Ave. '.
_ABBREVIATED = 3
_POSTCODE = re.compile(r"(?<![a-z0-9])(?:[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}|\d{2}-\d{3}|\d{5}(?:-\d{4})?)(?![a-z0-9])")
# Tokens in a street's name, and in the town after it.
_NAME = 4
_TOWN = 5
_MOST = 26
_POSTCODE_REACH = 12
# So far after 'my address is' its postcode may stand. Characters.
_REACH = 200
# Last signs of places and their parts.
_CHINESE = frozenset("省市号弄室栋幢座楼区县镇乡路街巷村院组园城苑厦单门站场寓舍")
# Streets that have a number as their name, or the house's before them.
_STREETS = frozenset(("شارع", "ش", "زنقه", "حاره", "درب", "محله"))
# After 'jalan': on foot, a jam, the motorway.
_NO_STREETS = frozenset(("kaki", "macet", "tol", "keluar", "keluarnya", "pintas"))
_TIMES = frozenset(("menit", "jam", "detik", "hari", "minggu", "minut", "minuty", "godzin", "dni", "دقيقه", "ساعه"))
# So far back a street stands, of which a flat is said. Characters.
_ADDRESS_REACH = 120


@cache
def _before() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).address.before)


@cache
def _after() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).address.after)


@cache
def _unit() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).address.unit)


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(pattern(word for code in CODES for word in language(code).address.cues))


@cache
def _triggers() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).address.triggers)


def addresses(passage: Passage) -> Iterator[Finding]:
    if passage.arabic or passage.language == "ar":
        yield from arabic_addresses.joined(passage, list(_anywhere(passage)))
    else:
        yield from _anywhere(passage)


def _anywhere(passage: Passage) -> Iterator[Finding]:
    words = passage.words
    streets = "box" in words or not words.isdisjoint(_before()) or not words.isdisjoint(_after())
    if not words.isdisjoint(_CHINESE):
        yield from chinese_addresses.addresses(passage)
    asked = not _triggers().isdisjoint(asked_words(passage.question)) and bool(_cue().search(passage.question))
    if streets:
        for found in _streets(passage):
            yield address_answers.from_first(passage, found) if asked else found
    yield from _posted(passage, asked=asked)
    yield from _units(passage)
    yield from spoken_postcodes.postcodes(passage)
    if not words.isdisjoint(_triggers()):
        for cue in _cue().finditer(passage.folded):
            yield from _introduced(passage, cue.end())
    if asked:
        yield from _introduced(passage, 0)
        yield from address_answers.in_few_words(passage)
    yield from address_answers.answers(passage)
    yield from polish_addresses.addresses(passage)
    if indonesian_addresses.possible(passage) and indonesian_names.applies(passage):
        spoken_of = asked or "[address]" in passage.folded_before or bool(_cue().search(passage.folded_before))
        spoken_of = spoken_of or bool(_cue().search(passage.folded))
        yield from indonesian_addresses.addresses(passage, asked=spoken_of)


def _posted(passage: Passage, *, asked: bool) -> Iterator[Finding]:
    """What stands about a postcode: numbers and words with capitals, up to where a sentence goes on."""
    tokens = passage.tokens
    atoms = {number for part in passage.atoms for number in range(part.first, part.last)}
    for found in written_postcodes.postcodes(passage, asked=asked):
        first = bisect_right(tokens, found.start(), key=lambda token: token.end)
        last = bisect_left(tokens, found.end(), key=lambda token: token.start)
        while first and first > last - _MOST and _of_address(passage, atoms, first - 1, first):
            first -= 1
        while last < len(tokens) and last < first + _MOST and _of_address(passage, atoms, last, last):
            last += 1
        if not any(passage.text[token.start].isupper() for token in tokens[first:last] if not _within(token, found)):
            continue
        start, end = min(tokens[first].start, found.start()), max(tokens[last - 1].end, found.end())
        value = " ".join(token.word for token in tokens[first:last])
        yield Finding(start, end, "address", value, 0.78, "about a postcode")


def _within(token: Token, found: re.Match[str]) -> bool:
    return found.start() <= token.start < found.end()


def _units(passage: Passage) -> Iterator[Finding]:
    """'Apartment six c, austin': what follows a street after other words, or where an address was asked for."""
    if "[address]" not in passage.folded + passage.folded_before[-_ADDRESS_REACH:] and not _cue().search(
        passage.question
    ):
        return
    atoms = passage.begun
    for at, token in enumerate(passage.tokens[:-1]):
        if token.word in _flats() and (at + 1 in atoms or len(passage.tokens[at + 1].word) == 1):
            last = atoms[at + 1].last if at + 1 in atoms else at + 2
            yield _finding(passage, at, _tail(passage, atoms, last), 0.72, "a flat beside a street")


@cache
def _flats() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).address.flats)


def _of_address(passage: Passage, atoms: set[int], at: int, gap_before: int) -> bool:
    """Whether token `at` is part of an address; no sentence ends in the gap before token `gap_before`."""
    token = passage.tokens[at]
    if gap_before and _breaks(passage, gap_before):
        return False
    if at in atoms or token.word in _unit() | _after() | _before() or any(sign.isdecimal() for sign in token.word):
        return True
    return passage.text[token.start].isupper() and not is_stop(token.word)


def _streets(passage: Passage) -> Iterator[Finding]:
    tokens = passage.tokens
    atoms = passage.begun
    ends = {part.last: part for part in passage.atoms}
    for at, token in enumerate(tokens):
        if token.word in _after():
            first = _number_before(passage, ends, at)
            if first is not None:
                yield _finding(passage, first, _tail(passage, atoms, at + 1), 0.8, "number and street")
        if token.word == "box" and at and at + 1 in atoms and passage.tokens[at - 1].word in {"po", "o"}:
            first = at - 2 if passage.tokens[at - 1].word == "o" else at - 1
            yield _finding(passage, max(first, 0), _tail(passage, atoms, atoms[at + 1].last), 0.8, "a post office box")
        if token.word in _before():
            last = _numbered(passage, atoms, at + 1)
            if last is not None:
                yield _finding(passage, at, _tail(passage, atoms, last), 0.8, "street and number")


def _number_before(passage: Passage, ends: dict[int, Atom], at: int) -> int | None:
    """The token where '42 Elm' begins, of '42 Elm Street'."""
    tokens = passage.tokens
    for here in range(at - 1, max(0, at - _NAME) - 1, -1):
        if here + 1 in ends and here + 1 < at:
            first = ends[here + 1].first
            while first in ends and tokens[first - 1].end + 1 >= tokens[first].start:
                first = ends[first].first
            return first
        if is_stop(tokens[here].word) and tokens[here].word not in _unit():
            return None
        if _breaks(passage, here + 1):
            return None
    return None


def _numbered(passage: Passage, atoms: dict[int, Atom], at: int) -> int | None:
    """The token after the house number of 'ulica Długa 5', 'jalan Sudirman nomor dua'."""
    tokens = passage.tokens
    for here in range(at, min(at + _NAME + 2, len(tokens))):
        if here in atoms:
            last = atoms[here].last
            timed = last < len(tokens) and tokens[last].word in _TIMES
            return last if not timed and (here > at or tokens[at - 1].word in _STREETS) else None
        if tokens[here].word in _NO_STREETS or is_hours(tokens[here].word):
            return None
        if is_stop(tokens[here].word) and tokens[here].word not in _unit():
            return None
        if _breaks(passage, here) and here > at:
            return None
    return None


def _tail(passage: Passage, atoms: dict[int, Atom], at: int) -> int:
    """The token after flats, towns and postcodes that go on from token `at`."""
    tokens, last, plain, here = passage.tokens, at, 0, at
    cased = any(character.isupper() for character in passage.text[tokens[at - 1].start - 12 : tokens[at - 1].end])
    while here < len(tokens) and here - at < _MOST:
        token = tokens[here]
        if _breaks(passage, here) or (_line_begins(passage, here) and not cased and not _town(passage, atoms, here)):
            break
        if here in atoms:
            here = last = atoms[here].last
            continue
        upper = passage.text[token.start].isupper()
        if token.word in _unit() and (here + 1 in atoms or (here + 1 < len(tokens) and _goes_on(passage, here + 1))):
            here += 1
            continue
        if len(token.word) == 1 and passage.spoken == "id" and here == last:
            here = last = here + 1  # 'nomor dua belas b'
            continue
        if is_stop(token.word) or (len(token.word) == 1 and not upper) or (cased and not upper):
            break
        plain += 1
        if plain > _TOWN:
            break
        here += 1
        last = here
    return last


def _breaks(passage: Passage, at: int) -> bool:
    """Whether the sentence ends before token `at`."""
    before = passage.tokens[at - 1]
    gap = passage.folded[before.end : passage.tokens[at].start]
    short = len(before.word) <= _ABBREVIATED and before.word.isalpha()
    return bool(_BREAK.search(gap)) and not (short and gap.startswith(". "))


def _line_begins(passage: Passage, at: int) -> bool:
    return "\n" in passage.folded[passage.tokens[at - 1].end : passage.tokens[at].start]


def _town(passage: Passage, atoms: dict[int, Atom], at: int) -> bool:
    """Whether a line begins with a name of one or two words, or a number, before it ends or another clause begins."""
    for here in range(at, min(at + 4, len(passage.tokens))):
        if here > at and (_line_begins(passage, here) or is_stop(passage.tokens[here].word)):
            return True
        if here in atoms:
            return True
        if is_stop(passage.tokens[here].word):
            return False
    return len(passage.tokens) - at <= 2


def _goes_on(passage: Passage, at: int) -> bool:
    token = passage.tokens[at]
    return not is_stop(token.word) and not _breaks(passage, at)


def _introduced(passage: Passage, at: int) -> Iterator[Finding]:
    """What follows 'my address is': a number or two capitals there, until the sentence goes on."""
    atoms, tokens = passage.begun, passage.tokens
    first = bisect_left(tokens, at, key=lambda token: token.start)
    while first < len(tokens) and tokens[first].word in _LINKS:
        first += 1
    if first >= len(tokens) or _BREAK.search(passage.folded[at : tokens[first].start].replace(":", "")):
        return
    if not polish_addresses.may_begin(passage, first):
        return
    last = _tail(passage, atoms, first) if first else first
    last = max(last, _tail(passage, atoms, first + 1)) if first < len(tokens) and _starts(passage, first) else last
    words = tokens[first:last]
    numbered = any(number in atoms for number in range(first, last))
    capitals = sum(passage.text[token.start].isupper() for token in words)
    if len(words) >= 2 and (
        (numbered and len(words) >= 3) or capitals >= 2 or _POSTCODE.search(passage.folded, at, at + _REACH)
    ):
        yield _finding(passage, first, last, 0.7, "introduced as an address")


_LINKS = folded(
    ["is", "it's", "to", "jest", "brzmi", "adalah", "di", "هو", "في", "at", "on", "in", "my", "number", "是"]
)


def _starts(passage: Passage, first: int) -> bool:
    word = passage.tokens[first].word
    return not is_stop(word) or word in _unit()


def _finding(passage: Passage, first: int, last: int, score: float, reason: str) -> Finding:
    """With a postcode that begins in it or right after it."""
    tokens: Sequence[Token] = passage.tokens[first:last]
    start, end = tokens[0].start, tokens[-1].end
    for found in _POSTCODE.finditer(passage.folded, start, end + _POSTCODE_REACH):
        if found.start() <= end + 2:
            end = max(end, found.end())
    value = " ".join(token.word for token in passage.tokens if start <= token.start < end)
    return Finding(start, end, "address", value, score, reason)
