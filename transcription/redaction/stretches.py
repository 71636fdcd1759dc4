"""Which turns of one party are one dictation: a number goes on after the other has said 'okay' or read it back."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from transcription.interaction import SpokenTurn
from transcription.redaction.cues import speaks
from transcription.redaction.folding import fold, fold_word, words
from transcription.redaction.language import CODES, acknowledged, folded, is_stop, language, pattern
from transcription.redaction.names import left_open
from transcription.redaction.numerals import all_number_words

_MOST_TURNS = 24
# Other words that the other party may put in between.
_BESIDE = 2
_SHORT = 4
_EDGE = 5
# So far back a cue may stand from the end of a turn that says half of an item. Characters.
_REACH = 70
# Single letters that are no words of their own in English, Polish or Indonesian.
_SPELT = frozenset("bcdefghjklmnpqrstuvx")


class _Edges:
    """What a turn begins and ends with."""

    __slots__ = ("count", "ends", "first", "folded", "starts")

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        said = words(self.folded)
        self.count = len(said)
        self.first = said[0] if said else ""
        self.starts = any(_numeric(word) for word in said[:_EDGE])
        self.ends = any(_numeric(word) for word in said[-_EDGE:])


@cache
def _dictated() -> frozenset[str]:
    spelt = {sign for word in (*language("zh").email.at, *language("zh").email.dot) for sign in word}
    spelt |= {word for code in CODES for word in (*language(code).email.at, *language(code).email.dot) if len(word) > 1}
    dates = {word for code in CODES for word in (*language(code).dates.months, *language(code).dates.ordinals)}
    streets = {word for code in CODES for word in language(code).address.after}
    signs = {word for code in CODES for word in language(code).email.signs}
    return all_number_words() | folded(spelt | dates | streets | signs)


@cache
def _hints() -> tuple[str, ...]:
    return tuple(sorted({fold_word(word) for code in CODES for word in language(code).email.hints}))


def _mail_due(text: str) -> bool:
    return any(hint in text for hint in _hints()) and bool(_mail().search(text))


@cache
def _mail() -> re.Pattern[str]:
    return re.compile(pattern(word for code in CODES for word in language(code).email.cues))


@cache
def _acknowledged() -> frozenset[str]:
    return acknowledged() | all_number_words()


def _numeric(word: str) -> bool:
    return word[0].isdecimal() or word in _dictated() or (len(word) == 1 and word in _SPELT)


def stretches(turns: Sequence[SpokenTurn]) -> Iterator[tuple[int, ...]]:
    """Indices of turns that are read as one, in order of their first; each turn is in one."""
    edges: dict[int, _Edges] = {}
    taken: set[int] = set()
    for first in range(len(turns)):
        if first in taken:
            continue
        whole = [first]
        while len(whole) < _MOST_TURNS:
            following = _continued(turns, edges, whole[-1], carried=len(whole) > 1)
            if following is None:
                break
            whole.append(following)
        taken.update(whole)
        yield tuple(whole)


def _edges(turns: Sequence[SpokenTurn], edges: dict[int, _Edges], at: int) -> _Edges:
    if at not in edges:
        edges[at] = _Edges(turns[at].text)
    return edges[at]


def _continued(turns: Sequence[SpokenTurn], edges: dict[int, _Edges], at: int, *, carried: bool) -> int | None:
    """The same party's next turn if it goes on with what this one leaves open."""
    here = _edges(turns, edges, at)
    asked = _edges(turns, edges, at - 1).folded if at and turns[at - 1].speaker != turns[at].speaker else ""
    introduced = left_open(here.folded, asked) or _mail_due(f"{asked[-_REACH:]}\n{here.folded[-_REACH:]}")
    if not (here.ends or introduced or (carried and here.count <= _BESIDE) or _dot_follows(turns, at)):
        return None
    for following in range(at + 1, min(at + 4, len(turns))):
        if turns[following].speaker != turns[at].speaker:
            if not _passable(turns[following].text, here.folded):
                return None
            continue
        there = _edges(turns, edges, following)
        goes_on = there.first != "" and not is_stop(there.first) and there.first not in _acknowledged()
        if there.starts or (0 < there.count <= _SHORT and introduced) or goes_on:
            return following
        if not _passable(turns[following].text, here.folded):
            return None
    return None


def _dot_follows(turns: Sequence[SpokenTurn], at: int) -> bool:
    """Whether the party's next turn begins like the rest of an address: 'dot smith at …'."""
    for turn in turns[at + 1 : at + 3]:
        if turn.speaker == turns[at].speaker:
            return fold(turn.text[:12]).startswith(_signs())
    return False


@cache
def _signs() -> tuple[str, ...]:
    spoken = [word for code in CODES for word in (*language(code).email.dot, *language(code).email.signs)]
    return tuple(sorted(f"{word} " for word in folded(spoken)))


def _passable(text: str, said: str) -> bool:
    """An acknowledgement, or what the other has just said read back."""
    folded_text = fold(text)
    heard = set(words(said))
    others = [
        word
        for word in words(folded_text)
        if word not in _acknowledged()
        and not word[0].isdecimal()
        and word not in heard
        and not (len(word) == 1 and word in said)
    ]
    return len(others) <= _BESIDE and not (others and speaks(folded_text))
