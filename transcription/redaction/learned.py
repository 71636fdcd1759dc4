"""Items that a tagger sees, learned from marked conversations: given without a word that says what they are.

A linear-chain conditional random field (Lafferty, McCallum & Pereira 2001) by CRFsuite. What the rules found stays
found, at times made longer; of each item it says how likely it is one. `qa_service.evaluation.redaction_learning`
makes the weights.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from transcription.redaction.finding import THRESHOLD, Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import acknowledged, stops, stops_of
from transcription.redaction.learned_values import doubtful, value
from transcription.redaction.listed import listed
from transcription.redaction.passage import CONTEXT, Passage
from transcription.redaction.tagging import Line

OUTSIDE = "O"
# A word's type, how likely it is of an item, and whether it more likely begins one.
_Type = tuple[str, float, bool]
_NOTHING: _Type = OUTSIDE, 0.0, False
# Words that are read at a time, so that a turn of a megabyte takes no more memory than others.
_MOST = 1000
# Of its probability that counts beside the rules: each of them is surer.
_SHARE = 0.1
_POSSESSIVE = "'s"
_WORDED = frozenset({"name", "address"})
_SURE = 0.9


class Told(Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept beside the weights.

    `least` is the probability from which a word is of an item; `beside`, which is lower, from which it is where it
    stands on end with such words.
    """

    telling: list[str]
    least: float
    beside: float
    learned_from: dict[str, str]


class Tagger:
    """The weights; one at a time asks them."""

    def __init__(self, weights: bytes, told: Told) -> None:
        crfsuite: Any = import_module("pycrfsuite")  # it has no types
        self._tagger: Any = crfsuite.Tagger()
        self._weights = weights  # read in place, not copied
        self._tagger.open_inmemory(self._weights)
        self._labels: list[str] = self._tagger.labels()
        self.told, self._telling = told, frozenset(told.telling)
        self._sequence: Any = crfsuite.ItemSequence
        self._lock = threading.Lock()

    def spans(self, passage: Passage) -> Iterator[tuple[int, int, str, float]]:
        """Start, end, type and probability (the highest of its words) of every item in a turn, in order."""
        line = Line(passage, self._telling)
        types: list[_Type] = []
        for first in range(0, len(line.tokens), _MOST):
            types += self._types(line.seen(first, min(first + _MOST, len(line.tokens))))
        return _joined(line.tokens, _bounded(line.tokens, types, _no_bounds(passage.language)))

    def _types(self, seen: list[list[str]]) -> list[_Type]:
        """Per word the type that it is most likely of."""
        with self._lock:
            self._tagger.set(self._sequence(seen))
            inside = [1 - self._tagger.marginal(OUTSIDE, at) for at in range(len(seen))]
            shares = [
                {label: self._tagger.marginal(label, at) for label in self._labels} if chance >= self.told.least else {}
                for at, chance in enumerate(inside)
            ]
        types = [_likeliest(chance, share) for chance, share in zip(inside, shares, strict=True)]
        return _longer(types, inside, self.told.beside)


def _likeliest(chance: float, share: Mapping[str, float]) -> _Type:
    kinds: dict[str, float] = {}
    for label, part in share.items():
        kinds[label[2:]] = kinds.get(label[2:], 0.0) + part
    kinds.pop("", None)
    if not kinds:
        return _NOTHING
    kind = max(kinds, key=lambda one: kinds[one])
    return kind, chance, share.get(f"B-{kind}", 0.0) > kinds[kind] / 2


def _longer(types: Sequence[_Type], inside: Sequence[float], beside: float) -> list[_Type]:
    """With words on end with an item taken for more of it where they are likely enough for that."""
    made = list(types)
    for at in range(1, len(made)):
        if made[at] is _NOTHING and made[at - 1] is not _NOTHING and inside[at] >= beside:
            made[at] = made[at - 1][0], inside[at], False
    for at in range(len(made) - 2, -1, -1):
        if made[at] is _NOTHING and made[at + 1] is not _NOTHING and inside[at] >= beside:
            made[at], made[at + 1] = (made[at + 1][0], inside[at], True), (*made[at + 1][:2], False)
    return made


def _bounded(tokens: Sequence[Token], types: Sequence[_Type], stops: AbstractSet[str]) -> list[_Type]:
    """Without words that no name or address goes on over, where one would begin or end with them, but where sure."""
    made = list(types)

    def none(at: int) -> bool:
        return made[at][0] in _WORDED and made[at][1] < _SURE and tokens[at].word in stops

    for at in range(len(made)):
        if none(at) and (made[at][2] or not at or made[at - 1][0] != made[at][0]):
            made[at] = _NOTHING
    for at in range(len(made) - 1, -1, -1):
        after = made[at + 1] if at + 1 < len(made) else _NOTHING
        if none(at) and (after[2] or after[0] != made[at][0]):
            made[at] = _NOTHING
    return made


def _joined(tokens: Sequence[Token], types: Sequence[_Type]) -> Iterator[tuple[int, int, str, float]]:
    open_: tuple[int, int, str, float] | None = None
    for token, (kind, chance, begins) in zip(tokens, types, strict=True):
        if open_ and kind == open_[2] and not begins:
            end = token.end - len(_POSSESSIVE) * token.word.endswith(_POSSESSIVE)
            open_ = (open_[0], end, kind, max(open_[3], chance))
            continue
        if open_:
            yield open_
        end = token.end - len(_POSSESSIVE) * token.word.endswith(_POSSESSIVE)
        open_ = None if kind == OUTSIDE else (token.start, end, kind, chance)
    if open_:
        yield open_


@cache
def tagger() -> Tagger:
    """The one that is shipped."""
    folder = files("transcription.redaction").joinpath("words", "learned")
    told = msgspec.json.decode(folder.joinpath("tagger.json").read_bytes(), type=Told)
    return Tagger(folder.joinpath("tagger.crfsuite").read_bytes(), told)


@cache
def _plain() -> frozenset[str]:
    """Words that are no item, nor part of one where nothing else stands: most short answers."""
    return acknowledged() | stops()


@cache
def _no_bounds(code: str | None) -> frozenset[str]:
    """Words that no name or address goes on over, and nobody's name: 'in', not 'Will'."""
    names = listed(code or "")
    return stops_of(code) - names.given - names.family


def learned(passage: Passage) -> Iterator[Finding]:
    """What the tagger sees, line by line; each line is read with those before it."""
    if not passage.numeric and passage.words <= _plain():
        return
    reader = tagger()
    lines = passage.text.split("\n")
    at, before = 0, passage.before
    for text in lines:
        if text.strip():
            line = passage if len(lines) == 1 else Passage(text, before, passage.language)
            for start, end, kind, chance in reader.spans(line):
                worth = value(line, kind, start, end)
                if worth and not doubtful(line, kind, start, end):
                    yield Finding(at + start, at + end, kind, worth, THRESHOLD + _SHARE * chance, "learned")
        at, before = at + len(text) + 1, f"{before}\n{text}"[-CONTEXT:]
