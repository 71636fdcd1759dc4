"""What the tagger's items are worth: those that the rules know better are left out, equal ones get equal values."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from transcription.redaction.birth import dates
from transcription.redaction.cues import said, said_here
from transcription.redaction.finding import Finding
from transcription.redaction.numerals import Atom
from transcription.redaction.passage import Passage
from transcription.redaction.plugged import canonical

# Of digits alone, and what may have letters among them.
_DIGITS = frozenset({"card", "phone", "ssn", "pesel", "nik"})
_MIXED = frozenset({"iban", "code", "resident_id"})
# The rules find them from end to end.
_WHOLE = frozenset({"birth", "email"})
_NUMBERS = _DIGITS | _MIXED
# Fewer digits are a piece of a number: where somebody speaks of one, and of the rest of it where one was begun.
_FEWEST, _LEAST = 5, 3
# Who was born later does not ring; a child's date of birth is named as one.
_LATEST = 2012
_YEAR = re.compile(r"(?:19|20)\d\d")


def doubtful(passage: Passage, kind: str, start: int, end: int) -> bool:
    """Whether the rules know better: mail as written, a late date, a few digits of nothing, an order."""
    if kind == "email":
        return "@" in passage.folded[start:end]
    if kind == "birth":
        years = [int(year) for year in _YEAR.findall(_date(passage, start, end) or "")]
        return any(year > _LATEST for year in years) and said_here(passage, start, end) != "birth"
    if kind in _NUMBERS:
        named = said(passage, start, end)
        digits = sum(len(atom.digits) for atom in _numbers(passage, start, end))
        begun = f"[{kind}]" in passage.folded_before
        few = digits < _FEWEST and kind != "code" and not (named == kind and digits >= _LEAST)
        return named == "other" or (few and not begun)
    return False


def others(found: Sequence[Finding], more: Iterable[Finding]) -> list[Finding]:
    """`more` without what only lengthens an item of which the rules know the end."""
    whole = {kind: [item for item in found if item.type == kind] for kind in _WHOLE}

    def free(item: Finding) -> bool:
        known = whole.get(item.type, ())
        place = bisect_right(known, item.start, key=lambda one: one.end)
        return place == len(known) or known[place].start >= item.end

    return [item for item in more if free(item)]


def value(passage: Passage, kind: str, start: int, end: int) -> str:
    """Digits or a date, as the rules write them; words where there are none, or letters among them count."""
    if kind == "birth":
        return _date(passage, start, end) or canonical(passage, start, end)
    numbers = _numbers(passage, start, end)
    if numbers and (kind in _DIGITS or (kind in _MIXED and not _lettered(passage, start, end, numbers))):
        return "".join(atom.digits for atom in numbers)
    return canonical(passage, start, end)


def _date(passage: Passage, start: int, end: int) -> str | None:
    """The date that stands there, read alone: in a long text every one is looked at once."""
    return next((date for *_, date in dates(Passage(passage.text[start:end], "", passage.language))), None)


def _numbers(passage: Passage, start: int, end: int) -> Sequence[Atom]:
    first = bisect_left(passage.atoms, start, key=lambda atom: atom.start)
    return passage.atoms[first : bisect_right(passage.atoms, end, key=lambda atom: atom.end)]


def _lettered(passage: Passage, start: int, end: int, numbers: Sequence[Atom]) -> bool:
    """Whether letters stand beside the numbers."""
    beside = zip([start, *(atom.end for atom in numbers)], [*(atom.start for atom in numbers), end], strict=True)
    return any(sign.isalpha() for first, last in beside for sign in passage.folded[first:last])
