"""Dates of birth: any date where the words speak of a birth; other dates stay."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from transcription.redaction.cues import asked_beside, said_here
from transcription.redaction.finding import Finding
from transcription.redaction.folding import fold_word
from transcription.redaction.language import CODES, everywhere, language
from transcription.redaction.numerals import Atom
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import coded

# So soon an answer to a question begins: after a name. Characters.
_REPLY = 60
# Kinds of numbers that say who somebody is, as a date of birth does.
_PERSONAL = frozenset(("birth", "ssn", "pesel", "nik", "resident_id", "id"))
_BEFORE_ITEM = re.compile(r"[\s,;/|]{1,3}\[(?:email|phone|ssn|pesel|nik|resident_id)\]")
# What identifies a person, with nothing between it and a date.
_BESIDE = re.compile(r"\[(?:name|ssn|pesel|nik|resident_id|birth)\][^\w\[\].!?]{1,4}$")
# What says when somebody was born has just been given.
_READ_OUT = re.compile(r"\[(?:pesel|nik)\]\W*$")
_MOST_DIGITS = 10
# Words of an answer that is a year and little else.
_SHORT = 4
# Digits of a date that is written on end.
_COMPACT = 8
_YEAR_PARTS = 2
# So soon after a birth a day with its month is the same, read back or put right. Characters.
_READ_BACK = 60
# A year alone, where the next word says birth.
_BORN = re.compile("[0-9零〇一二三四五六七八九]{2,4}年(?=生人|生的|出生|属[鼠牛虎兔龙蛇马羊猴鸡狗猪])")
# Later dates beside a name are of orders and visits more often.
_LATEST_BIRTH = 2015
# Said after a number of a date, as part of it.
_CLOSING = frozenset((*"年月日号", "r", "roku", "ه", "هجري", "هجريه", "ميلادي", "ميلاديه"))
_SOFT = frozenset(" ,-/.'’،، \n\u00a0")


class _Words(NamedTuple):
    months: dict[str, int]
    ordinals: dict[str, int]
    between: frozenset[str]


class _Part(NamedTuple):
    start: int
    end: int
    kind: str
    value: int
    digits: int


@cache
def _dates(code: str) -> _Words:
    given = language(code).dates
    return _Words(
        {fold_word(word): value for word, value in given.months.items()},
        {fold_word(word): value for word, value in given.ordinals.items()},
        frozenset(fold_word(word) for word in given.between),
    )


@cache
def _triggers() -> frozenset[str]:
    return frozenset(word for code in CODES for word in (*_dates(code).ordinals, *_dates(code).months))


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(everywhere("birth"))


def births(passage: Passage) -> Iterator[Finding]:
    if not passage.numeric and passage.words.isdisjoint(_triggers()):
        return
    beside = "]" in passage.folded
    spoken_of = beside or _cue().search(passage.folded) or _cue().search(passage.folded_before)
    named = not passage.words.isdisjoint(_triggers())
    due = named and (not asked_beside(passage).isdisjoint(_PERSONAL) or _READ_OUT.search(passage.folded_before))
    if not (spoken_of or due):
        return
    for found in _BORN.finditer(passage.folded):
        yield Finding(*found.span(), "birth", found[0], 0.8, "the year of a birth")
    for date in _expressions(passage):
        start, end = date[0].start, date[-1].end
        here = said_here(passage, start, end)
        kinds = asked_beside(passage)
        whole = _whole(date) or _year_alone(passage, date)
        answered = here in {None, "other"} and start <= _REPLY and whole and "birth" in kinds
        answered = answered or (
            start <= _REPLY and _grown_by_name(date) and bool(_READ_OUT.search(passage.folded_before))
        )
        answered = answered or (here is None and start <= _REPLY and _dated(date) and not kinds.isdisjoint(_PERSONAL))
        around = passage.folded[max(0, start - 20) : start], passage.folded[end : end + 20]
        beside = here is None and _grown(date) and bool(_BESIDE.search(around[0]) or _BEFORE_ITEM.match(around[1]))
        again = (
            here is None
            and _named_month(passage, date)
            and "[birth]" in (passage.folded_before[-_READ_BACK:] + passage.folded[:start])
        )
        if (
            (here == "birth" or answered or beside or again)
            and not _lone(date)
            and not coded(passage.folded, start, end)
        ):
            yield Finding(start, end, "birth", _canonical(date), 0.9, "a date, the words say birth")


def dates(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """All dates: where they stand, and equal values for equal ones."""
    if passage.numeric or not passage.words.isdisjoint(_triggers()):
        for date in _expressions(passage):
            if not coded(passage.folded, date[0].start, date[-1].end):
                yield date[0].start, date[-1].end, _canonical(date)


def _whole(date: Sequence[_Part]) -> bool:
    """Whether it has day, month and year: what answers a question for a birth, and no other date."""
    values = [part for part in date if part.kind not in {"between", "closing"}]
    digits = sum(part.digits for part in values)
    if any(part.kind in {"month", "ordinal"} for part in values):
        return digits >= 4
    if len(values) == 1:
        return _compact(values[0].value, digits)
    early, year = values[:-_YEAR_PARTS], values[-_YEAR_PARTS:]  # a year may be said in two: 'eighty eight'
    days = all(part.value <= 31 or part.digits == 4 for part in early) and all(
        part.value <= 99 or part.digits == 4 for part in year
    )
    return 4 <= digits <= _MOST_DIGITS and days


def _year_alone(passage: Passage, date: Sequence[_Part]) -> bool:
    """Whether a year that somebody was born in is all that is answered."""
    values = [part.value for part in date if part.digits]
    return len(values) == 1 and 1900 <= values[0] <= _LATEST_BIRTH and len(passage.tokens) <= _SHORT


def _lone(date: Sequence[_Part]) -> bool:
    """Whether it is one number as long as a postcode."""
    values = [part.digits for part in date if part.digits]
    return values == [5]


def _named_month(passage: Passage, date: Sequence[_Part]) -> bool:
    """Whether it is a day and the name of its month, side by side."""
    named = any(part.kind == "month" or passage.folded[part.start] == "月" for part in date)
    return named and len([part for part in date if part.digits]) > 1


def _dated(date: Sequence[_Part]) -> bool:
    """Whether it is a day, its month by name, and a year."""
    return any(part.kind == "month" for part in date) and len([part for part in date if part.digits]) > 2


def _grown(date: Sequence[_Part]) -> bool:
    """Whether it has day, month and a year of four digits that somebody was born in."""
    years = [part.value for part in date if part.digits == 4 and 1900 <= part.value <= _LATEST_BIRTH]
    return bool(years) and _whole(date)


def _grown_by_name(date: Sequence[_Part]) -> bool:
    """Whether it is a day, its month by name and a year that somebody was born in, in as many words as it takes."""
    return _dated(date) and 1900 <= int(_canonical(date).split("-")[0]) <= _LATEST_BIRTH


def _compact(value: int, digits: int) -> bool:
    """Whether six or eight digits read as a date: 120585, 19850512."""
    signs = f"{value:0{digits}}"
    if digits not in {6, 8}:
        return False
    first, last = (signs[:2], signs[2:4]), (signs[-4:-2], signs[-2:])
    pairs = [sorted((int(one), int(other))) for one, other in (first, last)]
    return any(1 <= low <= 12 and low <= high <= 31 for low, high in pairs)


def _expressions(passage: Passage) -> Iterator[list[_Part]]:
    """Stretches of numbers, ordinals and months that are long enough for a date."""
    code = max(CODES, key=lambda code: (len(passage.words & _vocabulary(code)), code == passage.spoken))
    words, current = _dates(code), list[_Part]()
    atoms = {part.first: part for part in passage.atoms}
    at = 0
    while at <= len(passage.tokens):
        part, at = _next(passage, words, atoms, at)
        broken = part is None or (current and not _near(passage.folded, current[-1].end, part.start))
        if broken or sum(item.digits for item in current) >= _MOST_DIGITS:
            yield from _complete(current)
            current = []
        if part is not None and (current or part.kind not in {"between", "closing"} or _opens(passage, part)):
            current.append(part)


def _same(left: _Part, right: _Part) -> bool:
    """Whether a digit goes on a number with nothing between them: 一九五四."""
    numbers = left.kind == right.kind == "number" and left.end == right.start
    return numbers and right.digits == 1 and left.digits < _COMPACT


def _opens(passage: Passage, part: _Part) -> bool:
    """'The' of 'the twelfth'."""
    return passage.folded.startswith("the ", part.start)


@cache
def _vocabulary(code: str) -> frozenset[str]:
    words = _dates(code)
    numbers = frozenset(language(code).numbers.digit)
    return frozenset(words.months) | frozenset(words.ordinals) | words.between | numbers


def _near(text: str, end: int, start: int) -> bool:
    return all(character in _SOFT for character in text[end:start]) and ". " not in text[end:start]


def _next(passage: Passage, words: _Words, atoms: dict[int, Atom], at: int) -> tuple[_Part | None, int]:
    if at >= len(passage.tokens):
        return None, at + 1
    token = passage.tokens[at]
    if at in atoms and token.word not in words.months and token.word not in words.ordinals:
        atom = atoms[at]
        return _Part(atom.start, atom.end, "number", int(atom.digits), len(atom.digits)), atom.last
    kind, value, digits = _kind(passage, words, token.word)
    return (_Part(token.start, token.end, kind, value, digits) if kind else None), at + 1


def _kind(passage: Passage, words: _Words, word: str) -> tuple[str, int, int]:
    if word in words.months:
        return "month", words.months[word], 2
    if word in words.ordinals:
        return "ordinal", words.ordinals[word], 1
    if word in _CLOSING:
        return "closing", 0, 0
    between = word in words.between or word in passage.number_words.fillers
    return ("between", 0, 0) if between else ("", 0, 0)


def _complete(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    kept = list(parts)
    while kept and kept[-1].kind == "between":
        kept.pop()
    dated = any(part.kind in {"month", "ordinal"} for part in kept)
    counted = [part for part in kept if part.kind not in {"between", "closing"}]
    digits = sum(part.digits for part in counted)
    if (dated and len(counted) >= 2) or digits >= 4:
        yield kept


def _joined(parts: Sequence[_Part]) -> list[_Part]:
    """With a year whose digits stand side by side as one number: 一九五四."""
    joined: list[_Part] = []
    for part in parts:
        if joined and _same(joined[-1], part):
            last = joined.pop()
            value = last.value * 10 + part.value
            joined.append(last._replace(end=part.end, value=value, digits=last.digits + 1))
        else:
            joined.append(part)
    return joined


def _canonical(parts: Sequence[_Part]) -> str:
    """Year, then day and month in either order: nobody can tell 5/12 from 12/5."""
    values: list[int] = []
    for part in _joined(parts):
        if part.kind in {"between", "closing"}:
            continue
        if (part.kind == "ordinal" and values and values[-1] in range(20, 100, 10) and part.value < 10) or (
            values and 1000 <= values[-1] <= 2000 and values[-1] % 100 == 0 and part.value < 100
        ):
            values[-1] += part.value
        elif values and values[-1] in {19, 20} and len(values) > 2 and part.value < 100:
            values[-1] = values[-1] * 100 + part.value
        else:
            values.append(part.value)
    return _date(values)


def _date(values: Sequence[int]) -> str:
    if len(values) == 1 and 10_000_000 <= values[0] < 30_000_000:
        values = [values[0] // 10_000, values[0] // 100 % 100, values[0] % 100]
    year = max(values)
    if 32 <= year < 100:
        year += 1900
    rest = list(values)
    rest.remove(max(values))
    return "-".join(str(value) for value in (year, *sorted(rest)))
