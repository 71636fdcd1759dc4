"""Dates of birth in pieces, in Polish and Indonesian: a year of birth alone, parts asked for, a day put right."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from transcription.redaction.finding import Finding
from transcription.redaction.language import folded, language
from transcription.redaction.long_ago import happened
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import coded, measured

_LANGUAGES = frozenset(("pl", "id"))
# Right before the year of a birth.
_YEAR = re.compile(
    r"(?<![a-z])(?:rocznik\w*|ur\.?(?: w)?|urodz\w+(?: \w+)? w|na swiat(?: \w+){0,2} w|rok urodzenia(?: to| jest)?"
    r"|(?:ja|ona|on) z|kelahiran(?: tahun)?|lahir(?:nya)?(?: di)?(?: tahun| thn| th)|tahun lahir(?:nya)?|lahir(?:nya)?)"
    r"[ :]{1,2}(?:roku )?$"
)
# A part of every one of these.
_HINT = re.compile(r"rocznik|ur[. ]|urodz|na swiat|ja z|on[a]? z|lahir")
_OF_YEAR = re.compile(r" (?:roku )?rocznik\w*")
# A part of a date of birth that is asked for, or one more after it.
_ASKED = re.compile(
    r"(?<![a-z])(?:rok\w*|miesiac\w*|dzien|data|dat[ey]|kiedy)\W{1,2}(?:\w+\W{1,2}){0,4}?(?:urodz\w+|na swiat)"
    r"|urodzin\w* (?:\w+ ){0,3}(?:kiedy|ktorego)|(?:ktorego|kiedy)(?: \w+){0,3} urodz\w+"
    r"|(?:tanggal|tgl|bulan|tahun|kapan)(?:nya)?\W{1,2}(?:\w+\W{1,2}){0,4}?(?:lahir\w*|ultah\w*|ulang tahun\w*)"
    r"|(?:ultah|lahir|ulang tahun)(?:nya)?(?: \w+){0,2} (?:kapan|tahun|tanggal|bulan)|tahun(?:nya)? lahir\w*"
)
_GOES_ON = re.compile(
    r"^(?:\W|(?:a|i|oraz|ktory|jaki|prosze|poprosze|dobrze|tak|ok|mhm|aha|dan|terus|lalu|kalau|sama|ya|bu|pak|kak)(?!\w))*"
    r"(?:rok|miesiac|dzien|tahun|bulan|tanggal|tgl)\w*(?:\W|(?:i|dan|sama|a|ya|bu|pak|kak|nya|berapa|ktory|jaki|rok|miesiac"
    r"|dzien|tahun|bulan|tanggal|ktorego|prosze)(?!\w))*$"
)
# What puts a part of a date right, or says which it is.
_RIGHT = re.compile(
    r"(?<![a-z])(?:nie|tylko|a nie|znaczy|powinn\w+ byc|mial\w* byc|zle|blad|nie nie|dzien(?: to)?|miesiac(?: to)?"
    r"|rok(?: to)?|eh|bukan|salah|harusnya|mestinya|yang benar|tapi|tahun(?:nya)?|bulan(?:nya)?|tanggal(?:nya)?"
    r"|tgl(?:nya)?)[ :,]{1,3}$"
)
_SOFT = frozenset((" ", "-", ".", "/", ". ", ", "))
_LINKS = frozenset(("roku", "rok", "r", "w", "dnia", "tanggal", "bulan", "tahun", "tgl", "i"))
_SHORT, _REPLY, _NEAR, _DAYS, _YEAR_DIGITS = 9, 24, 40, 31, 4
_YEARS, _WHOLE = range(25, 100), range(1915, 2026)


class _Row(NamedTuple):
    """Tokens `first` to `last`, half open, that say parts of a date; whether a month or an ordinal is among them."""

    first: int
    last: int
    dated: bool
    values: tuple[int, ...]


@cache
def _words(code: str) -> dict[str, int]:
    """Months and ordinals."""
    dates = language(code).dates
    named = {next(iter(folded([word]))): value for word, value in {**dates.months, **dates.ordinals}.items()}
    return {word: value for word, value in named.items() if len(word) > 1}


def birth_pieces(passage: Passage) -> Iterator[Finding]:
    code = passage.language or ""
    if code not in _LANGUAGES or not (passage.numeric or not passage.words.isdisjoint(_words(code))):
        return
    asked = _asked(passage)
    known = "[birth]" in passage.folded or "[birth]" in passage.folded_before[-2 * _NEAR * 2 :]
    if not (asked or known or _HINT.search(passage.folded)):
        return
    at = 0
    while at < len(passage.tokens):
        row = _row(passage, at, _words(code))
        if row is None:
            at += 1
            continue
        at = row.last
        start, end = passage.tokens[row.first].start, passage.tokens[row.last - 1].end
        if len(row.values) <= _SHORT and _says(passage, row, start, end, asked=asked, known=known):
            value = "-".join(str(value) for value in row.values)
            yield Finding(start, end, "birth", value, 0.57, "part of a date of birth")


def _asked(passage: Passage) -> bool:
    """Whether the turn before asks for part of one, or for the next part of the one just given."""
    if _ASKED.search(passage.question):
        return True
    return "[birth]" in passage.folded_before and bool(_GOES_ON.match(passage.question.strip()))


def _says(passage: Passage, row: _Row, start: int, end: int, *, asked: bool, known: bool) -> bool:
    lead = passage.folded[max(0, start - _NEAR) : start]
    if coded(passage.folded, start, end) or _counts(passage, start):
        return False
    year = _is_year(row)
    if year and (_YEAR.search(lead) or _OF_YEAR.match(passage.folded, end)):
        return True
    if asked and start <= _REPLY and len(passage.tokens) <= _SHORT:
        return True
    if not known or happened(passage, start, end):
        return False
    return bool(_RIGHT.search(lead)) or (start == 0 and row.dated and "[birth]" in passage.question)


def _counts(passage: Passage, start: int) -> bool:
    place = bisect_left(passage.runs, start, key=lambda run: run.start)
    run = passage.runs[place] if place < len(passage.runs) else None
    return run is not None and run.start == start and measured(passage.folded, run)


def _is_year(row: _Row) -> bool:
    """Whether all of it is a year of two digits or of four: 'pięćdziesiąty szósty', 'enam lima'."""
    values = row.values
    total = sum(values)
    if len(values) == 1 or (values[0] in {1900, 2000} or (row.dated and values[0] % 10 == 0)):
        return total in _YEARS or total in _WHOLE
    joined = "".join(str(value) for value in values)
    return not row.dated and joined.isdecimal() and (int(joined) in _YEARS or int(joined) in _WHOLE)


def _row(passage: Passage, at: int, named: dict[str, int]) -> _Row | None:
    """Days, months and years from token `at` on, nothing between them but 'of' and 'the year'."""
    values: list[int] = []
    here, last, dated = at, at, False
    while here < len(passage.tokens):
        if here > at and passage.folded[passage.tokens[here - 1].end : passage.tokens[here].start] not in _SOFT:
            break
        word, atom = passage.tokens[here].word, passage.begun.get(here)
        if word in named:
            values.append(named[word])
            here, dated = here + 1, True
            last = here
        elif (
            atom
            and len(atom.digits) <= _YEAR_DIGITS
            and (int(atom.digits) <= _DAYS or int(atom.digits) in _YEARS or int(atom.digits) in _WHOLE)
        ):
            values.append(int(atom.digits))
            last = here = atom.last
        elif values and word in _LINKS:
            here += 1
        else:
            break
    return _Row(at, last, dated, tuple(values)) if values else None
