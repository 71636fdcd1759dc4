"""Which turns of one party are one dictation: a number goes on after the other has said 'okay' or read it back."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from transcription.interaction import SpokenTurn
from transcription.redaction.folding import fold, words
from transcription.redaction.language import CODES, folded, language
from transcription.redaction.names import cue_ends
from transcription.redaction.numerals import all_number_words

_MOST_TURNS = 24
# Other words that the other party may put in between.
_BESIDE = 2
_SHORT = 4
_EDGE = 5
_DIGIT = re.compile(r"\d")


class _Edges:
    """What a turn begins and ends with."""

    __slots__ = ("count", "ends", "folded", "starts")

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        said = words(self.folded)
        self.count = len(said)
        self.starts = any(_numeric(word) for word in said[:_EDGE])
        self.ends = any(_numeric(word) for word in said[-_EDGE:])


@cache
def _dictated() -> frozenset[str]:
    spelt = {word for code in CODES for word in (*language(code).email.at, *language(code).email.dot) if len(word) > 1}
    return all_number_words() | folded(spelt) | {"st", "street", "road", "avenue"}


@cache
def _acknowledged() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).stop.ack) | all_number_words()


def _numeric(word: str) -> bool:
    return word[0].isdecimal() or word in _dictated()


def stretches(turns: Sequence[SpokenTurn]) -> Iterator[tuple[int, ...]]:
    """Indices of turns that are read as one, in order of their first; each turn is in one."""
    edges: dict[int, _Edges] = {}
    taken: set[int] = set()
    for first in range(len(turns)):
        if first in taken:
            continue
        whole = [first]
        while len(whole) < _MOST_TURNS and (following := _continued(turns, edges, whole[-1])) is not None:
            whole.append(following)
        taken.update(whole)
        yield tuple(whole)


def _edges(turns: Sequence[SpokenTurn], edges: dict[int, _Edges], at: int) -> _Edges:
    if at not in edges:
        edges[at] = _Edges(turns[at].text)
    return edges[at]


def _continued(turns: Sequence[SpokenTurn], edges: dict[int, _Edges], at: int) -> int | None:
    """The same party's next turn if it goes on with what this one leaves open."""
    here = _edges(turns, edges, at)
    introduced = cue_ends(here.folded)
    if not here.ends and not introduced:
        return None
    for following in range(at + 1, min(at + 4, len(turns))):
        if turns[following].speaker != turns[at].speaker:
            if not _passable(turns[following].text):
                return None
            continue
        there = _edges(turns, edges, following)
        if (here.ends and there.starts) or (introduced and 0 < there.count <= _SHORT):
            return following
        if not _passable(turns[following].text):
            return None
    return None


def _passable(text: str) -> bool:
    """An acknowledgement, or digits read back."""
    others = [word for word in words(fold(text)) if word not in _acknowledged() and not word[0].isdecimal()]
    return len(others) <= _BESIDE
