"""Runs of digits in a text, written or spoken in English ('four one double two', 'forty one eleven', 'oh')."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_UNITS = "zero one two three four five six seven eight nine".split()  # noqa: SIM905  (their index is their digit)
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_UNIT = {word: str(digit) for digit, word in enumerate(_UNITS)} | {"oh": "0", "o": "0", "nought": "0"}
_TEEN = {word: str(number) for number, word in enumerate(_TEENS, start=10)}
_TEN = {word: str(number) for number, word in enumerate(_TENS, start=2)}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
# Said between digits without being one; a run neither begins nor ends with them.
_FILLERS = frozenset({"uh", "um", "er", "erm", "dash", "hyphen", "space", "then", "and"})

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*")
_WRITTEN_GAP = re.compile(r"[ \u00a0]?[-–)]?[ \u00a0]?\(?|\.")
_SPOKEN_GAP = re.compile(r"[\s,.;\-–…]*")


class Run(NamedTuple):
    """`text[start:end]` reads as `digits`; `spoken` if any of it is in words. `parts` are its groups."""

    start: int
    end: int
    digits: str
    spoken: bool
    parts: tuple["Run", ...] = ()


class _Token(NamedTuple):
    start: int
    end: int
    word: str


def runs(text: str) -> Iterator[Run]:
    """All maximal runs of digits with what people put between them; half-open code point ranges."""
    parts: list[Run] = []
    tokens = [_Token(found.start(), found.end(), found[0].lower()) for found in _TOKEN.finditer(text)]
    at = 0
    while at < len(tokens):
        part, at = _read(text, tokens, at)
        if part is None:
            if not (parts and tokens[at].word in _FILLERS):
                yield from _whole(parts)
                parts = []
            at += 1
        else:
            if parts and not _joined(text, parts[-1], part):
                yield from _whole(parts)
                parts = []
            parts.append(part)
    yield from _whole(parts)


def _read(text: str, tokens: list[_Token], at: int) -> tuple[Run | None, int]:
    """One number word, group of digits or 'double four' at token `at`, and the token after it."""
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.word.isdecimal():
        return Run(token.start, token.end, "".join(str(int(digit)) for digit in token.word), spoken=False), at + 1
    if token.word in _TIMES and following and (digit := _UNIT.get(following.word) or _one_digit(following.word)):
        return Run(token.start, following.end, digit * _TIMES[token.word], spoken=True), at + 2
    if token.word in _TEN:
        unit = _UNIT.get(following.word) if following else None
        if following and unit not in {None, "0"} and len(text[token.end : following.start]) == 1:
            return Run(token.start, following.end, _TEN[token.word] + str(unit), spoken=True), at + 2
        return Run(token.start, token.end, _TEN[token.word] + "0", spoken=True), at + 1
    if token.word in _UNIT and following and following.word == "hundred":
        return Run(token.start, following.end, _UNIT[token.word] + "00", spoken=True), at + 2
    digits = _UNIT.get(token.word) or _TEEN.get(token.word)
    return (Run(token.start, token.end, digits, spoken=True) if digits else None), at + 1 if digits else at


def _one_digit(word: str) -> str | None:
    return word if len(word) == 1 and word.isdecimal() else None


def _joined(text: str, left: Run, right: Run) -> bool:
    between = text[left.end : right.start]
    if left.spoken or right.spoken:
        words = [found[0].lower() for found in _TOKEN.finditer(between)]
        return all(word in _FILLERS for word in words) and bool(_SPOKEN_GAP.fullmatch(_TOKEN.sub("", between)))
    return bool(_WRITTEN_GAP.fullmatch(between))


def _whole(parts: Sequence[Run]) -> Iterator[Run]:
    if parts:
        digits = "".join(part.digits for part in parts)
        yield Run(parts[0].start, parts[-1].end, digits, any(part.spoken for part in parts), tuple(parts))


def within(run: Run, shortest: int, longest: int) -> Iterator[Run]:
    """Stretches of whole groups with so many digits: a phone number next to a date reads as one run."""
    for first in range(len(run.parts)):
        count = 0
        for end in range(first + 1, len(run.parts) + 1):
            count += len(run.parts[end - 1].digits)
            if count > longest:
                break
            if count >= shortest and end - first < len(run.parts):
                yield from _whole(run.parts[first:end])
