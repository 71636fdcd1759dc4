"""What the tagger's items are worth: what the rules know better is left out, equal ones get equal values."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from transcription.redaction.birth import dates
from transcription.redaction.cues import said, said_here
from transcription.redaction.finding import Finding
from transcription.redaction.folding import words
from transcription.redaction.numerals import Atom
from transcription.redaction.passage import Passage
from transcription.redaction.plugged import canonical

# Of digits alone, and what may have letters among them.
_DIGITS = frozenset({"card", "phone", "ssn", "pesel", "nik"})
_MIXED = frozenset({"iban", "code", "resident_id"})
# They stand in no Chinese name: what holds one is what somebody does with one.
_PRONOUNS = frozenset("你您我他她咱")
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
    if kind == "name" and not _PRONOUNS.isdisjoint(passage.folded[start:end]):
        return True
    if kind == "birth":
        years = [int(year) for year in _YEAR.findall(_date(passage, start, end) or "")]
        return any(year > _LATEST for year in years) and said_here(passage, start, end) != "birth"
    if kind in _NUMBERS:
        named = said(passage, start, end)
        digits = sum(len(atom.digits) for atom in _numbers(passage, start, end))
        begun = f"[{kind}]" in passage.folded_before
        few = digits < _FEWEST and not (named == kind and digits >= _LEAST)
        if kind == "code":
            few = len(value(passage, kind, start, end)) < _LEAST
        return named == "other" or (few and not (begun and digits))
    return False


def others(found: Sequence[Finding], more: Iterable[Finding]) -> list[Finding]:
    """`more` without what only lengthens an item of which the rules know the end, and numbers that are another's."""
    of_kind = {kind: [item for item in found if item.type == kind] for kind in _WHOLE}
    of_others = {kind: [item for item in found if item.type in _NUMBERS and item.type != kind] for kind in _NUMBERS}

    def free(item: Finding) -> bool:
        known = of_kind[item.type] if item.type in _WHOLE else of_others.get(item.type, ())
        place = bisect_right(known, item.start, key=lambda one: one.end)
        return place == len(known) or known[place].start >= item.end

    return [item for item in more if free(item)]


def value(passage: Passage, kind: str, start: int, end: int) -> str:
    """Digits, letters among them, or a date, as the rules write them; words where there are none."""
    if kind == "birth":
        return _date(passage, start, end) or canonical(passage, start, end)
    numbers = _numbers(passage, start, end)
    if numbers and kind in _DIGITS:
        return "".join(atom.digits for atom in numbers)
    return _signs(passage, start, end, numbers) if kind in _MIXED else canonical(passage, start, end)


def _signs(passage: Passage, start: int, end: int, numbers: Sequence[Atom]) -> str:
    """Digits and the letters between them, without words that fill a pause."""
    made, at = "", start
    for number in numbers:
        made += _letters(passage, at, number.start) + number.digits
        at = number.end
    return made + _letters(passage, at, end)


def _letters(passage: Passage, start: int, end: int) -> str:
    return "".join(word for word in words(passage.folded[start:end]) if word not in passage.number_words.fillers)


def _date(passage: Passage, start: int, end: int) -> str | None:
    """The date that stands there, read alone: in a long text every one is looked at once."""
    return next((date for *_, date in dates(Passage(passage.text[start:end], "", passage.language))), None)


def _numbers(passage: Passage, start: int, end: int) -> Sequence[Atom]:
    first = bisect_left(passage.atoms, start, key=lambda atom: atom.start)
    return passage.atoms[first : bisect_right(passage.atoms, end, key=lambda atom: atom.end)]
