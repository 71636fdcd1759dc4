"""Dates of birth that no word names: whole dates from long ago, and what follows 'I'm' or 'turned eighteen'."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from transcription.redaction.cues import said_here
from transcription.redaction.dates import Part, canonical, expressions, joined, triggers
from transcription.redaction.finding import Finding
from transcription.redaction.language import CODES, folded, language, pattern
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import coded

# Years in which those who call were born; two digits of one that can be no other.
_YEARS, _SHORT_YEARS = range(1915, 2013), range(30, 100)
_LATEST = 2025
_CENTURIES = ("19", "20")
_MONTHS, _DAYS, _TWO = 12, 31, 2
# Numbers of a date at least, and no more than any is said in.
_FEWEST, _MOST = 3, 8
# Characters before and after a date that may say what happened then, and before it who was born.
_BEFORE, _AFTER, _BESIDE = 70, 34, 30
_SENTENCE = re.compile(r".*[.!?;。！？؟]\s", re.DOTALL)
_CLAUSE = re.compile(r"[^,.;:!?()\n，。！？؟،]*")
_SLASHED = re.compile(r"\d\d?([/.])\d\d?\1\d\d")


class _Said(NamedTuple):
    """The year of a date, and whether nothing but a year can be meant."""

    year: int
    sure: bool


class _Words(NamedTuple):
    """What happens on dates, what stands before those of births alone, and what stands before all others."""

    happened: re.Pattern[str]
    aged: re.Pattern[str]
    led: frozenset[str]


@cache
def _words(code: str) -> _Words | None:
    given = language(code).cues
    if "happened" not in given:
        return None
    return _Words(
        re.compile(pattern(given["happened"])),
        re.compile(rf"(?:{pattern(given['aged'])})[\s,:(-]*$"),
        folded(given["led"]),
    )


def long_ago(passage: Passage) -> Iterator[Finding]:
    """Silent where a word beside the date says what happened then, where 'on' or 'since' leads to it, and in orders."""
    words = _words(passage.language if passage.language in CODES else passage.spoken)
    if words is None or not _may(passage):
        return
    for date in expressions(passage):
        start, end = date[0].start, date[-1].end
        said = _said(passage, date)
        if said is None or coded(passage.folded, start, end):
            continue
        lead = _SENTENCE.sub("", passage.folded[max(0, start - _BEFORE) : start])
        if said.year <= _LATEST and words.aged.search(lead):
            yield Finding(start, end, "birth", canonical(date), 0.8, "says who was born then")
        elif said.sure and said.year in _YEARS and not _of_event(passage, words, lead, (start, end)):
            yield Finding(start, end, "birth", canonical(date), 0.62, "a whole date of long ago")


def _may(passage: Passage) -> bool:
    """Whether there are numbers enough for a whole date."""
    named = not passage.words.isdisjoint(triggers())
    if not passage.numeric or len(passage.atoms) < _FEWEST - _TWO * named:
        return False
    return (
        named
        or "/" in passage.folded
        or passage.spoken != "en"
        or any(atom.digits.startswith(_CENTURIES) for atom in passage.atoms)
    )


def happened(passage: Passage, start: int, end: int) -> bool:
    """Whether words about a date say that something else happened then, or lead to the dates of other things."""
    words = _words(passage.language if passage.language in CODES else passage.spoken)
    if words is None:
        return False
    lead = _SENTENCE.sub("", passage.folded[max(0, start - _BEFORE) : start])
    return _of_event(passage, words, lead, (start, end))


def _of_event(passage: Passage, words: _Words, lead: str, place: tuple[int, int]) -> bool:
    """Whether something else happened on the date, or it is of an order or a contract."""
    start, end = place
    before = lead.split()
    if before and before[-1].strip("(,:-") in words.led:
        return True
    clause = _CLAUSE.match(passage.folded, end, end + _AFTER)
    asked = passage.question if start <= _BESIDE else ""
    if any(words.happened.search(text) for text in (lead, clause[0] if clause else "", asked)):
        return True
    return said_here(passage, start, end) not in {None, "birth"}


def _said(passage: Passage, date: Sequence[Part]) -> _Said | None:
    """The year, where nothing is said but a day, a month and a year."""
    parts = [part for part in joined(date) if part.kind not in {"between", "closing"}]
    if not _TWO < len(parts) <= _MOST:
        return None
    named = any(part.kind == "month" or passage.folded[part.start] == "月" for part in date)
    named = named or sum(part.kind == "ordinal" for part in parts) == _TWO  # 'the second of the fifth'
    for first, last in _years(parts):
        year = _number(parts[first:last])
        days = _days([*parts[:first], *parts[last:]])
        if year is None or days is None or not _fit(days):
            continue
        short = year < _SHORT_YEARS.stop
        slashed = _SLASHED.fullmatch(passage.folded, date[0].start, date[-1].end)
        sure = not short or (year in _SHORT_YEARS and bool(named or slashed))
        return _Said(year + 1900 if short and year in _SHORT_YEARS else year + 2000 * short, sure)
    return None


def _years(parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """Where the year may stand, the likeliest first: in four numbers at the end to one, or first of all."""
    for count in range(min(4, len(parts) - _TWO), 0, -1):
        yield len(parts) - count, len(parts)
    yield 0, 1
    if len(parts) > _TWO + 1:
        yield 0, _TWO


def _number(parts: Sequence[Part]) -> int | None:
    """The year that numbers say: 1985, 'nineteen' 'eighty five', 'two thousand' 'five', 'one nine eight five', 85."""
    if any(part.kind != "number" for part in parts):
        return _ordinal_year(parts)
    values, digits = [part.value for part in parts], "".join(str(part.value) for part in parts)
    if len(parts) > 1 and values[0] in {1900, 2000}:
        year = values[0] + values[-1] if len(parts) == _TWO and values[1] < 100 else 0
    elif len(parts) > 1 and parts[0].digits > 2:
        year = _in_digits(values)
    else:
        year = int(digits)
    fits = 1900 <= year <= _LATEST and len(digits) >= 4
    short = len(digits) == _TWO and (parts[0].digits == _TWO or year in _SHORT_YEARS)
    return year if fits or short else None


def _in_digits(values: Sequence[int]) -> int:
    """The year said as 'nineteen hundred four' 'eight' where its digits are; 0 where it is none."""
    hundreds, ones = values[0] // 100 * 100, values[0] % 100
    return hundreds + ones * 10 + values[1] if len(values) == _TWO and max(ones, values[1]) < 10 else 0


def _ordinal_year(parts: Sequence[Part]) -> int | None:
    """The same where it is said as the nineteen hundred 'sixtieth' 'first'."""
    numbers = [part.value for part in parts if part.kind == "number"]
    ordinals = [part.value for part in parts if part.kind == "ordinal"]
    if parts[-1].kind != "ordinal" or len(numbers) + len(ordinals) < len(parts) or len(ordinals) > _TWO:
        return None
    if len(ordinals) == _TWO and not (ordinals[0] % 10 == 0 and 20 <= ordinals[0] < 100 and ordinals[1] < 10):
        return None
    if numbers not in ([], [1900], [2000]) or (numbers and parts[0].kind != "number"):
        return None
    year = sum(numbers) + sum(ordinals)
    return year if year in _SHORT_YEARS or 1900 < year <= _LATEST else None


def _days(parts: Sequence[Part]) -> list[int] | None:
    """A day and a month: 'twenty' 'first' is one number, 'oh' 'five' too."""
    values: list[int] = []
    open_ = 0
    for part in parts:
        ones = part.digits == 1 and 0 < part.value < 10 and part.kind != "month"
        if ones and values and (open_ == 1 or (open_ == 2 and part.kind == "ordinal")):
            values[-1] += part.value
            open_ = 0
            continue
        values.append(part.value)
        open_ = 1 if part.kind == "number" and part.value == 0 else _TWO if part.value in {20, 30} else 0
    return values if len(values) == _TWO else None


def _fit(days: Sequence[int]) -> bool:
    return 1 <= min(days) <= _MONTHS and max(days) <= _DAYS
