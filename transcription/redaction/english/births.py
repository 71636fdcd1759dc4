"""English dates of birth that speech recognition breaks: misheard at their ends, a number a turn, beside a name."""

import re
from collections.abc import Iterator, Sequence

from transcription.redaction.cues import asked_beside, said_here
from transcription.redaction.dates import Part, canonical, expressions
from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged, language
from transcription.redaction.name_extent import place_of
from transcription.redaction.passage import Passage

_STOP = re.compile(r"\W*[,.\n]")
_YEAR_ASKED = re.compile(
    r"(?<![a-z])(?:year|age)(?![a-z]).*(?<![a-z])(?:born|birth)|birth year|(?:born|birth).*(?<![a-z])year(?![a-z])"
)
_BESIDE = re.compile(r"\[name\][ ,]{1,2}(?=[a-z\d])")
_VERIFIED = re.compile(
    r"(?<![a-z])(?!.*last (?:four|three|4|3))(?:security|verify|verification|identify|data protection"
    r"|confirm (?:who|it's|your details))(?![a-z])"
)
_LEADS = frozenset(("it's", "its", "uh", "um", "that's", "is"))
_TENS = range(20, 100, 10)
_MONTHS, _DAYS, _LATEST = 12, 31, 15
_SHORT, _DATE, _LONGEST = 5, 3, 4
_YEARS = range(1915, 2025)


def births(passage: Passage) -> Iterator[Finding]:
    if passage.language != "en" or not passage.numeric:
        return
    yield from _misheard(passage)
    yield from _by_line(passage)
    for found in _BESIDE.finditer(passage.folded):
        yield from _after_name(passage, found.end())
    if _VERIFIED.search(passage.question):
        first = 0
        while first < len(passage.tokens) and passage.tokens[first].word in acknowledged() | _LEADS:
            first += 1
        yield from _dated(passage, first, "a date, to show who it is")
    if _YEAR_ASKED.search(passage.question) and len(passage.tokens) <= _SHORT:
        for run in passage.runs or ():
            if len(run.digits) in {2, 4}:
                yield Finding(run.start, run.end, "birth", run.digits, 0.8, "the year of a birth, asked for")
        if not passage.runs and len(passage.atoms) == 1 and len(passage.atoms[0].digits) == len("85"):
            atom = passage.atoms[0]
            yield Finding(atom.start, atom.end, "birth", atom.digits, 0.8, "the year of a birth, asked for")


def _misheard(passage: Passage) -> Iterator[Finding]:
    """'Forth of the ninth seventy too', where a birth is asked for or spoken of."""
    words = passage.number_words.misheard
    if not passage.tokens or {passage.tokens[0].word, passage.tokens[-1].word}.isdisjoint(words):
        return
    for date in expressions(passage):
        start, end = date[0].start, date[-1].end
        if said_here(passage, start, end) != "birth" and "birth" not in asked_beside(passage):
            continue
        first, last = place_of(passage, start), place_of(passage, end)
        if last == len(passage.tokens) - 1 and passage.tokens[last].word in words and _open(date):
            end = passage.tokens[last].end
        if first == 1 and passage.tokens[0].word in words:
            start = passage.tokens[0].start
        if (start, end) != (date[0].start, date[-1].end):
            yield Finding(start, end, "birth", canonical(date), 0.95, "a date of birth, misheard at its end")


def _open(date: Sequence[Part]) -> bool:
    return date[-1].kind == "number" and (date[-1].value in _TENS or date[-1].value % 100 == 0)


def _read(passage: Passage, first: int, last: int) -> list[int] | None:
    """Numbers from token `first` to `last`, with misheard ones; None where another word stands there."""
    values: list[int] = []
    words, dates, at = passage.number_words.misheard, language("en").dates, first
    while at < last:
        word = passage.tokens[at].word
        following = passage.tokens[at + 1].word if at + 1 < last else ""
        if at in passage.begun:
            atom = passage.begun[at]
            if len(atom.digits) > _LONGEST:
                return None
            zero = bool(values) and values[-1] == 0
            values[-1 if zero else len(values) :] = [int(atom.digits)]
            at = atom.last
        elif word in dates.ordinals or word in dates.months:
            tens = bool(values) and values[-1] in _TENS and dates.ordinals.get(word, 10) < 10
            value = dates.ordinals.get(word) or dates.months[word]
            values[-1 if tens else len(values) :] = [value + tens * (values[-1] if values else 0)]
            at += 1
        elif word in {"of", "the"}:
            at += 1
        elif word in words:
            values, at = [*values, words[word]], at + 1
        elif word == "double" and following in words:
            values, at = [*values, words[following] * 11], at + 2
        else:
            return None
    return values


def _by_line(passage: Passage) -> Iterator[Finding]:
    """A day, a month and a year, a turn each: 'oh one', 'oh four', 'nineteen ninety nine'."""
    if passage.text.count("\n") < _DATE - 1:
        return
    lines: list[tuple[int, int]] = []
    first = 0
    for at in range(1, len(passage.tokens) + 1):
        whole = at == len(passage.tokens)
        if whole or "\n" in passage.text[passage.tokens[at - 1].end : passage.tokens[at].start]:
            lines.append((first, at))
            first = at
    read = [_read(passage, *line) for line in lines[:_DATE]]
    if len(read) == _DATE and all(read) and _fits([_number(values or [0]) for values in read]):
        for first, last in lines[:_DATE]:
            start, end = passage.tokens[first].start, passage.tokens[last - 1].end
            yield Finding(start, end, "birth", passage.folded[start:end], 0.8, "a day, a month and a year, a turn each")


def _number(values: Sequence[int]) -> int:
    """'Nineteen' 'ninety nine' is 1999, and 'forty eight' 1948."""
    if len(values) == 1 and _DAYS < values[0] < 100:
        return 1900 + values[0]
    if len(values) == len(("19", "99")) and values[0] in {19, 20} and values[1] < 100:
        return values[0] * 100 + values[1]
    return values[0] if len(values) == 1 else 0


def _fits(values: Sequence[int]) -> bool:
    return 1 <= min(values[:2]) <= _MONTHS and max(values[:2]) <= _DAYS and values[2] in _YEARS


def _after_name(passage: Passage, start: int) -> Iterator[Finding]:
    """'[name] ate seventeen forty nine': a month, a day and a year's two digits end the sentence."""
    yield from _dated(passage, place_of(passage, start), "a date beside a name")


def _dated(passage: Passage, first: int, reason: str) -> Iterator[Finding]:
    """A month, a day and a year from token `first` on, where they end a sentence."""
    for last in range(first + _DATE, min(first + _DATE + _DATE, len(passage.tokens)) + 1):
        ends = last == len(passage.tokens) or bool(_STOP.match(passage.folded, passage.tokens[last - 1].end))
        values = _read(passage, first, last) if ends else None
        if values and len(values) == _DATE + 1:
            values = [*values[:2], _number(values[2:])]
        if values and len(values) == _DATE and _fits([*values[:2], _year(values[2])]):
            start, end = passage.tokens[first].start, passage.tokens[last - 1].end
            yield Finding(start, end, "birth", f"{_year(values[2])}-{min(values[:2])}-{max(values[:2])}", 0.8, reason)
            return


def _year(value: int) -> int:
    if value in _YEARS:
        return value
    return 1900 + value if _DAYS < value < 100 else 2000 + value if value <= _LATEST else 0
