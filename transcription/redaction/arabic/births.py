"""Births as Arabic speakers tell them: the year alone, day, month and year in turns, French numbers, put right."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from transcription.redaction.arabic.pieces import table
from transcription.redaction.cues import asked
from transcription.redaction.dates import triggers
from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged, everywhere
from transcription.redaction.numerals import Atom
from transcription.redaction.passage import Passage

_BORN = re.compile(
    r"(?<!\w)(?:مواليد|موليد|ا?ن?خلق(?:ت|ان|انه|نا)|مولود\w*|ا?ولدت|[انت]?ت?ولدت?|زايد[هت]?|مزيود[هت]?|تزاد\w*|ازددت|زديت|زدت)"
    r"(?: (?:في|ف|سنه|عام|ال|من|فعام))*[\s:]*$"
)
_GIVEN = re.compile(r"\[birth\]")
# Words of an answer that is a piece of a date, and of a date put right.
_SHORT, _LONGER = 6, 10
_EARLIEST, _LATEST = 1900, 2022
_OLD, _YOUNG = 25, 15
_REACH, _BACK = 30, 90
_FEWEST = 3


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(everywhere("birth"))


@cache
def _months() -> frozenset[str]:
    return triggers() | {f"و{word}" for word in triggers()} | {f"ب{word}" for word in triggers()} | {"الف"}


def births(passage: Passage) -> Iterator[Finding]:
    french = not passage.words.isdisjoint(table("french"))
    if not (passage.numeric or french or not passage.words.isdisjoint(triggers())):
        return
    if passage.numeric:
        yield from _years(passage)
    due = "birth" in asked(passage)
    right = bool(_GIVEN.search(passage.folded_before[-_BACK:]))
    if french and (due or right or _cue().search(passage.folded)):
        yield from _french(passage)
    if (due and len(passage.tokens) <= _SHORT) or (right and len(passage.tokens) <= _LONGER):
        yield from _pieces(passage, due=due)


def _years(passage: Passage) -> Iterator[Finding]:
    """A year alone after 'I was born'."""
    for atom in passage.atoms:
        if _is_year(atom) and _BORN.search(passage.folded[max(0, atom.start - _REACH) : atom.start]):
            yield Finding(atom.start, atom.end, "birth", atom.digits, 0.8, "the year of a birth")


def _is_year(atom: Atom) -> bool:
    value = int(atom.digits) if len(atom.digits) <= 4 else 0
    short = len(atom.digits) == 2 and (value >= _OLD or value <= _YOUNG)
    return short or _EARLIEST <= value <= _LATEST


def _french(passage: Passage) -> Iterator[Finding]:
    """'فانت سيس نوفمبر ميل نوف سون …': numbers in French beside a month, or three of them."""
    tokens, first = passage.tokens, 0
    for at in range(len(tokens) + 1):
        word = tokens[at].word if at < len(tokens) else ""
        if at < len(tokens) and (word in table("french") or (word in triggers() and not passage.folded.isascii())):
            continue
        french = sum(token.word in table("french") for token in tokens[first:at])
        if french >= _FEWEST:
            yield _finding(passage, first, at, 0.85, "a date in French numbers")
        first = at + 1


def _pieces(passage: Passage, *, due: bool) -> Iterator[Finding]:
    """Numbers and months that are all of an answer, or one put right."""
    tokens = passage.tokens
    spans: list[tuple[int, int]] = []
    others = 0
    at = 0
    while at < len(tokens):
        atom = passage.begun.get(at)
        month = tokens[at].word in _months() or tokens[at].word.removeprefix("ب") in passage.number_words.table
        if atom is not None and (_is_year(atom) or int(atom.digits) <= 31):
            spans.append((at, atom.last))
            at = atom.last
        elif month:
            spans.append((at, at + 1))
            at += 1
        else:
            others += not (tokens[at].word in acknowledged() or tokens[at].word in passage.number_words.fillers)
            at += 1
    if spans and others <= (1 if due else 2):
        joined = list(_joined(spans))
        score = 0.92 if due and len(joined) == 1 and not others else 0.62
        yield from (_finding(passage, first, last, score, "a piece of a date") for first, last in joined)


def _joined(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    first, last = spans[0]
    for start, end in spans[1:]:
        if start > last:
            yield first, last
            first = start
        last = end
    yield first, last


def _finding(passage: Passage, first: int, last: int, score: float, reason: str) -> Finding:
    start, end = passage.tokens[first].start, passage.tokens[last - 1].end
    return Finding(start, end, "birth", passage.folded[start:end], score, reason)
