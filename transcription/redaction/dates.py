"""Dates as they are written and said: stretches of numbers, months and ordinals, and what date each is."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from transcription.redaction.folding import fold_word
from transcription.redaction.language import CODES, language
from transcription.redaction.numerals import Atom
from transcription.redaction.passage import Passage

_MOST_DIGITS = 10
# Digits of a date that is written on end.
_COMPACT = 8
LATEST = 2030
# Numbers of a date: day, month and year.
WHOLE = 3
# Said after a number of a date, as part of it.
_CLOSING = frozenset((*"年月日号", "r", "roku", "ه", "هجري", "هجريه", "ميلادي", "ميلاديه"))
_SOFT = frozenset(" ,-/.'’،، \n\u00a0")


class _Words(NamedTuple):
    months: dict[str, int]
    ordinals: dict[str, int]
    between: frozenset[str]


class Part(NamedTuple):
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
def triggers() -> frozenset[str]:
    return frozenset(word for code in CODES for word in (*_dates(code).ordinals, *_dates(code).months))


def expressions(passage: Passage) -> Iterator[list[Part]]:
    """Stretches of numbers, ordinals and months that are long enough for a date."""
    code = max(CODES, key=lambda code: (len(passage.words & _vocabulary(code)), code == passage.spoken))
    words, current = _dates(code), list[Part]()
    atoms = {part.first: part for part in passage.atoms}
    at = 0
    while at <= len(passage.tokens):
        part, at = _next(passage, words, atoms, at)
        broken = part is None or (current and not _near(passage.folded, current[-1].end, part.start))
        broken = broken or (part is not None and _ended(current, part))
        if broken or sum(item.digits for item in current) >= _MOST_DIGITS:
            yield from _complete(current)
            current = []
        if part is not None and (current or part.kind not in {"between", "closing"} or _opens(passage, part)):
            current.append(part)


def _ended(current: Sequence[Part], part: Part) -> bool:
    """Whether a day, a month and a year of four digits stand there, and one more number follows."""
    counted = [item for item in current if item.kind not in {"between", "closing"}]
    if part.kind in {"between", "closing"} or len(counted) < WHOLE or part.start == counted[-1].end:
        return False
    years = [item for item in counted if item.digits == 4 and 1900 <= item.value <= LATEST]
    last = counted[-1].value
    halved = counted[-1].digits == 4 and last % 100 == 0 and part.digits <= 2  # 'two thousand', 'and five'
    ordinals = counted[-1].kind == part.kind == "ordinal"  # of a year: 'sixtieth first'
    tens = (last in {20, 30} or (ordinals and last % 10 == 0)) and part.value < 10  # 'thirty first'
    return bool(years) and not halved and not tens


def _same(left: Part, right: Part) -> bool:
    """Whether a digit goes on a number with nothing between them: 一九五四."""
    numbers = left.kind == right.kind == "number" and left.end == right.start
    return numbers and right.digits == 1 and left.digits < _COMPACT


def _opens(passage: Passage, part: Part) -> bool:
    """'The' of 'the twelfth'."""
    return passage.folded.startswith("the ", part.start)


@cache
def _vocabulary(code: str) -> frozenset[str]:
    words = _dates(code)
    numbers = frozenset(language(code).numbers.digit)
    return frozenset(words.months) | frozenset(words.ordinals) | words.between | numbers


def _near(text: str, end: int, start: int) -> bool:
    return all(character in _SOFT for character in text[end:start]) and ". " not in text[end:start]


def _next(passage: Passage, words: _Words, atoms: dict[int, Atom], at: int) -> tuple[Part | None, int]:
    if at >= len(passage.tokens):
        return None, at + 1
    token = passage.tokens[at]
    if at in atoms and token.word not in words.months and token.word not in words.ordinals:
        atom = atoms[at]
        return Part(atom.start, atom.end, "number", int(atom.digits[: _MOST_DIGITS + 1]), len(atom.digits)), atom.last
    kind, value, digits = _kind(passage, words, token.word)
    return (Part(token.start, token.end, kind, value, digits) if kind else None), at + 1


def _kind(passage: Passage, words: _Words, word: str) -> tuple[str, int, int]:
    if word in words.months:
        return "month", words.months[word], 2
    if word in words.ordinals:
        return "ordinal", words.ordinals[word], 1
    if word in _CLOSING:
        return "closing", 0, 0
    between = word in words.between or word in passage.number_words.fillers
    return ("between", 0, 0) if between else ("", 0, 0)


def _complete(parts: Sequence[Part]) -> Iterator[list[Part]]:
    kept = list(parts)
    while kept and kept[-1].kind == "between":
        kept.pop()
    dated = any(part.kind in {"month", "ordinal"} for part in kept)
    counted = [part for part in kept if part.kind not in {"between", "closing"}]
    digits = sum(part.digits for part in counted)
    if (dated and len(counted) >= 2) or digits >= 4:
        yield kept


def joined(parts: Sequence[Part]) -> list[Part]:
    """With a year whose digits stand side by side as one number: 一九五四."""
    whole: list[Part] = []
    for part in parts:
        if whole and _same(whole[-1], part):
            last = whole.pop()
            value = last.value * 10 + part.value
            whole.append(last._replace(end=part.end, value=value, digits=last.digits + 1))
        else:
            whole.append(part)
    return whole


def canonical(parts: Sequence[Part]) -> str:
    """Year, then day and month in either order: nobody can tell 5/12 from 12/5."""
    values: list[int] = []
    for part in joined(parts):
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
