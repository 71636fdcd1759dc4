"""Recognisers that this process was given beside the rules' own, and how what they see joins what the rules found."""

import contextlib
from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextvars import ContextVar
from typing import Protocol, runtime_checkable

from transcription.redaction.finding import Finding, Recogniser
from transcription.redaction.folding import words
from transcription.redaction.passage import Passage


@runtime_checkable
class ReadsAhead(Protocol):
    """A recogniser that is faster where it sees all texts of an interaction at once."""

    def ahead(self, texts: Sequence[str], language: str | None) -> Recogniser: ...


_given: list[Recogniser] = []
_reading: ContextVar[Sequence[Recogniser]] = ContextVar("_reading", default=_given)
_FEWEST_LETTERS = 2
_WORDED = frozenset({"name", "address"})


def plug(*recognisers: Recogniser) -> None:
    """Have every later search of this process ask these too, in place of those given before."""
    _given[:] = recognisers


@contextlib.contextmanager
def ahead(texts: Sequence[str], language: str | None) -> Generator[None]:
    """Inside the block they have read an interaction's texts; what they saw there is forgotten after it."""
    if not _given:
        yield
        return
    read = [one.ahead(texts, language) if isinstance(one, ReadsAhead) else one for one in _given]
    token = _reading.set(read)
    try:
        yield
    finally:
        _reading.reset(token)


def seen(passage: Passage) -> list[Finding]:
    """What they see there."""
    return [finding for recognise in _reading.get() for finding in recognise(passage)]


def joined(
    passage: Passage, found: Sequence[Finding], more: Iterable[Finding], keep: Sequence[tuple[int, int]]
) -> tuple[Finding, ...]:
    """What was found with what was seen: of one type what overlaps is one item; other items and `keep` stay theirs."""
    made = list(found)
    extra = sorted(more)
    for kind in sorted({finding.type for finding in extra}):
        others = sorted([*keep, *((item.start, item.end) for item in made if item.type != kind)])
        free = [part for one in extra if one.type == kind for part in _free(passage, one, others)]
        same = [item for item in made if item.type == kind]
        made = [item for item in made if item.type != kind]
        made += _merged(passage, sorted([*same, *free], key=lambda item: (item.start, -item.end)))
    return tuple(sorted(made))


def _free(passage: Passage, finding: Finding, others: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """Its parts that are no other item's."""
    at, place = finding.start, bisect_right(others, finding.start, key=lambda taken: taken[1])
    while place < len(others) and others[place][0] < finding.end:
        yield from _part(passage, finding, at, others[place][0])
        at = others[place][1]
        place += 1
    yield from _part(passage, finding, at, finding.end)


def _part(passage: Passage, finding: Finding, start: int, end: int) -> Iterator[Finding]:
    if (start, end) == (finding.start, finding.end):
        yield finding
        return
    while start < end and not passage.text[start].isalnum():
        start += 1
    while start < end and not passage.text[end - 1].isalnum():
        end -= 1
    signs = sum(sign.isalpha() if finding.type == "name" else sign.isalnum() for sign in passage.text[start:end])
    if signs >= (_FEWEST_LETTERS if finding.type == "name" else 1):
        yield finding._replace(start=start, end=end, value=canonical(passage, start, end))


def _merged(passage: Passage, items: Sequence[Finding]) -> list[Finding]:
    """`items` in order, longer ones first; those that overlap as one, which is as sure as the surest of them.

    Of numbers and dates the surest says the value, so that equal ones stay equal.
    """
    made: list[Finding] = []
    for item in items:
        last = made[-1] if made else None
        if last is None or item.start >= last.end:
            made.append(item)
            continue
        end = max(last.end, item.end)
        surer = max(last, item, key=lambda one: one.score)
        worded = item.type in _WORDED
        value = canonical(passage, last.start, end) if worded and item.end > last.end else last.value
        made[-1] = surer._replace(start=last.start, end=end, value=value if worded else surer.value)
    return made


def canonical(passage: Passage, start: int, end: int) -> str:
    """The value of a name that stands there: folded words; signs of a script without spaces on end."""
    said = words(passage.folded[start:end])
    return ("" if said and all("\u3400" <= word[0] <= "\u9fff" for word in said) else " ").join(said)
