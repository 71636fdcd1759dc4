"""Runs of digits in a text, written or spoken, with what people put between them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from transcription.redaction.folding import Token
from transcription.redaction.language import is_stop
from transcription.redaction.numerals import Atom, NumberWords

_WRITTEN_GAP = re.compile(r" {0,2}[-)/_]? {0,2}\(?|\.|\)?,? ?\n ?|[,;] ")
_SPOKEN_GAP = re.compile(r"[\s,.;\-–…،、。，:()/]*")
_HARD = re.compile(r"\n|[.;。] ")
# Written numbers beside 'and' are two numbers.
_PARTING = frozenset({"and", "i", "dan", "و", "plus", "then", "slash", "by", "so", "well", "no", "ya", "y", "e"})
_MOST_FILLERS = 4
# As many digits on one side and the other, and one strange word between them is a misheard digit.
_BRIDGED = 4
_FEW = 2
# Numbers on either side that decide whether a run goes on.
_NEAR = 2 * _BRIDGED
# Words after which a number begins.
_COPULAS = frozenset(["is", "it's", "to", "adalah", "هو", "是", "号", "码", "到", "证", "话", "机", "卡"])
# Words between two numbers rather than in one.
_TAKEN = frozenset({"until", "till", "extension", "per", "od", "lub", "po", "przed", "sampai", "setelah", "sebelum"})


class Run(NamedTuple):
    """`text[start:end]` reads as `digits`; `spoken` if any of it is in words.

    `parts` are its groups; `hard` the parts after which the speaker may have begun something new. `before` and
    `after` are digits that a word at its edge may have been, with how far it reaches then.
    """

    start: int
    end: int
    digits: str
    spoken: bool
    parts: tuple[Atom, ...] = ()
    hard: tuple[int, ...] = ()
    before: tuple[int, str] | None = None
    after: tuple[int, str] | None = None

    @property
    def big(self) -> bool:
        return any(part.big for part in self.parts)


def runs(folded: str, tokens: Sequence[Token], words: NumberWords, read: Sequence[Atom]) -> Iterator[Run]:
    """All maximal runs; half-open code point ranges."""
    parts: list[Atom] = []
    for number, atom in enumerate(read):
        if parts:
            heard = _between(folded, tokens, words, parts, read[number : number + _NEAR])
            if heard is None:
                yield _whole(parts, folded, tokens, words)
                parts = []
            else:
                parts += heard
        parts.append(atom)
    if parts:
        yield _whole(parts, folded, tokens, words)


def _between(
    folded: str, tokens: Sequence[Token], words: NumberWords, parts: list[Atom], rest: Sequence[Atom]
) -> list[Atom] | None:
    """Digits that were misheard between two numbers of one run (often none); None where the run ends."""
    left, right = parts[-1], rest[0]
    gap = tokens[left.last : right.first]
    if not gap and not (left.spoken or right.spoken):
        cards = len(left.digits) == len(right.digits) == _BRIDGED and folded[left.end : right.start] == ","
        return [] if cards or _WRITTEN_GAP.fullmatch(folded, left.end, right.start) else None
    if not _soft(folded, left.end, right.start, gap):
        return None
    heard: list[Atom] = []
    fillers = strange = 0
    for number, token in enumerate(gap, start=left.last):
        if token.word in words.misheard and (left.single or right.single) and len(gap) <= 2:
            digit = str(words.misheard[token.word])
            heard.append(Atom(token.start, token.end, number, number + 1, digit, spoken=True))
        elif token.word in words.fillers and (left.spoken or right.spoken or token.word not in _PARTING):
            fillers += 1
        elif (
            not left.spoken
            or not right.spoken
            or token.word in _TAKEN
            or is_stop(token.word)
            or strange
            or not _bridges(parts, rest)
        ):
            return None
        else:
            strange += 1
    return heard if fillers <= _MOST_FILLERS else None


def _soft(folded: str, start: int, end: int, gap: Sequence[Token]) -> bool:
    """Nothing but spaces and commas between the words."""
    at = start
    for token in gap:
        if not _SPOKEN_GAP.fullmatch(folded, at, token.start):
            return False
        at = token.end
    return bool(_SPOKEN_GAP.fullmatch(folded, at, end))


def _bridges(parts: Sequence[Atom], rest: Sequence[Atom]) -> bool:
    """Whether enough digits stand on either side, without a break in them."""
    preceding = _unbroken(list(reversed(parts[-_NEAR:])))
    following = _unbroken(rest)
    if following < _FEW:
        return preceding >= _BRIDGED and len(rest) == 1
    return min(preceding, following) >= _FEW and max(preceding, following) >= _BRIDGED


def _unbroken(parts: Sequence[Atom]) -> int:
    count = len(parts[0].digits)
    for one, other in pairwise(parts):
        if count >= _BRIDGED or not other.spoken or (other.first - one.last > 1 and one.first - other.last > 1):
            break
        count += len(other.digits)
    return count


def _whole(parts: Sequence[Atom], folded: str, tokens: Sequence[Token], words: NumberWords) -> Run:
    run = _joined(parts, folded)
    if not run.spoken:
        return run
    first, last = parts[0], parts[-1]
    before = after = None
    if first.first and first.single and (digit := words.misheard.get(tokens[first.first - 1].word)) is not None:
        introduced = first.first == 1 or tokens[first.first - 2].word in _COPULAS
        if introduced and tokens[first.first - 1].word not in _COPULAS:
            before = (tokens[first.first - 1].start, str(digit))
    heard = list[str]()
    end = last.last
    while end < len(tokens) and end - last.last < _FEW and (digit := words.misheard.get(tokens[end].word)) is not None:
        heard.append(str(digit))
        end += 1
    copula = heard and tokens[end - 1].word in _COPULAS
    if heard and (end == len(tokens) or (len(heard) == 1 and not copula)):
        after = (tokens[end - 1].end, "".join(heard))
    return run._replace(before=before, after=after)


def _joined(parts: Sequence[Atom], folded: str) -> Run:
    digits = "".join(part.digits for part in parts)
    hard = tuple(
        number
        for number, (left, right) in enumerate(pairwise(parts), start=1)
        if _HARD.search(folded, left.end, right.start) or right.first - left.last > 1
    )
    spoken = any(part.spoken for part in parts)
    return Run(parts[0].start, parts[-1].end, digits, spoken, tuple(parts), hard)


def stretches(run: Run, folded: str, shortest: int, longest: int) -> Iterator[Run]:
    """Shorter runs in it: a phone number next to a date reads as one run. Spoken, only between pauses."""
    if not run.spoken:
        cuts = range(len(run.parts) + 1)
    elif run.hard:
        cuts = (0, *run.hard, len(run.parts))
    else:
        return
    for number, first in enumerate(cuts):
        count, counted = 0, first
        for last in cuts[number + 1 :]:
            count += sum(len(part.digits) for part in run.parts[counted:last])
            counted = last
            if count > longest:
                break
            if count >= shortest and last - first < len(run.parts):
                yield _joined(run.parts[first:last], folded)
