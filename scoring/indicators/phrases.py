"""Phrases found in tokens: each is tried only where its rarest word stands, and beside it what the phrase asks for."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from benchmarks.phrases import Elements
from benchmarks.tokens import COMMAS
from scoring.indicators.walks import EDGES, Walk, compiled, open_ended

MOST_WORDS = 20_000  # distinct words whose phrases are remembered; keeps memory flat


class Match(NamedTuple):
    """`key` was found at tokens `first` to `end`, half open."""

    key: int
    first: int
    end: int


class _Try(NamedTuple):
    """A phrase to try at an anchor: one of `left` must stand before it, one of each of `needs` anywhere in the turn."""

    rank: int
    key: int
    left: frozenset[str] | None
    needs: tuple[frozenset[str], ...]
    ahead: Walk | None
    behind: Walk | None


class _Anchor(NamedTuple):
    """The phrases of one word, by what else must stand there: so most are never looked at.

    `alone` asks for nothing in particular; `after` and `before` are by the token that follows or precedes, `needed` by
    a word that must stand anywhere in the turn.
    """

    alone: tuple[_Try, ...]
    after: dict[str, tuple[_Try, ...]]
    before: dict[str, tuple[_Try, ...]]
    needed: dict[str, tuple[_Try, ...]]
    words_needed: frozenset[str]


class _Phrase:
    """A phrase and the place of its anchor; cut and compiled when the anchor is first met."""

    def __init__(self, key: int, elements: Elements, common: frozenset[str]) -> None:
        self.key = key
        self.elements = elements
        self._common = common
        self.at = _anchor(elements, common)

    @cached_property
    def walks(self) -> tuple[Walk | None, Walk | None]:
        """Over what stands after the anchor, and, leftwards, over what stands before it."""
        return compiled(self._after, 1), compiled(self._before, -1)

    @cached_property
    def left(self) -> frozenset[str] | None:
        """The tokens that may stand before the anchor; None where any may."""
        return _neighbours(self._before)

    @cached_property
    def right(self) -> frozenset[str] | None:
        """The tokens that may stand after the anchor; None where any may."""
        return _neighbours(self._after)

    @cached_property
    def needs(self) -> tuple[frozenset[str], ...]:
        """The words of the other places that may not be missing, the rarest first."""
        required = {
            one.words
            for beside, elements in ((self.left, self._before), (self.right, self._after))
            for one in _beyond(elements, beside)
            if one.words and not one.optional and not open_ended(one)
        }
        return tuple(sorted(required, key=lambda words: (len(words & self._common), len(words))))

    @property
    def _before(self) -> Elements:
        return self.elements[: self.at][::-1]

    @property
    def _after(self) -> Elements:
        return self.elements[self.at + 1 :]


class _Anchors(dict[str, _Anchor | None]):
    """Word -> its phrases, None without any; filled as words come."""

    def __init__(self, phrases: Iterable[_Phrase]) -> None:
        super().__init__()
        self._exact: dict[str, list[_Phrase]] = {}
        self._prefixed: dict[str, list[_Phrase]] = {}
        self._suffixed: dict[str, list[_Phrase]] = {}
        for phrase in phrases:
            element = phrase.elements[phrase.at]
            for word in element.words:
                self._exact.setdefault(word, []).append(phrase)
            for prefix in element.prefixes:
                self._prefixed.setdefault(prefix, []).append(phrase)
            for suffix in element.suffixes:
                self._suffixed.setdefault(suffix, []).append(phrase)
        self._laid: dict[tuple[int, ...], _Anchor] = {}  # words that begin or end alike have the same phrases
        self._prefixes = tuple(self._prefixed)
        self._suffixes = tuple(self._suffixed)

    def __missing__(self, word: str) -> _Anchor | None:
        phrases = list(self._exact.get(word, ()))
        if word.startswith(self._prefixes):
            for prefix, more in self._prefixed.items():
                phrases += more if word.startswith(prefix) else []
        if word.endswith(self._suffixes):
            for suffix, more in self._suffixed.items():
                phrases += more if word.endswith(suffix) else []
        if len(self) >= MOST_WORDS:
            self.clear()
        self[word] = anchor = self._anchor(phrases) if phrases else None
        return anchor

    def _anchor(self, phrases: list[_Phrase]) -> _Anchor:
        key = tuple(map(id, phrases))
        if key not in self._laid:
            self._laid[key] = _sorted(phrases)
        return self._laid[key]


def _sorted(phrases: Iterable[_Phrase]) -> _Anchor:
    """Compile the phrases of one word and lay them out by what else they ask for."""
    alone: list[_Try] = []
    after: dict[str, list[_Try]] = {}
    before: dict[str, list[_Try]] = {}
    needed: dict[str, list[_Try]] = {}
    for rank, phrase in enumerate(phrases):
        one = _Try(rank, phrase.key, phrase.left, phrase.needs, *phrase.walks)
        if phrase.right is not None:
            places, words = after, phrase.right
        elif phrase.left is not None:
            places, words = before, phrase.left
        elif phrase.needs:
            places, words = needed, phrase.needs[0]
        else:
            alone.append(one)
            continue
        for word in words:
            places.setdefault(word, []).append(one)
    return _Anchor(tuple(alone), _fixed(after), _fixed(before), _fixed(needed), frozenset(needed))


def _fixed(tries: Mapping[str, Sequence[_Try]]) -> dict[str, tuple[_Try, ...]]:
    return {word: tuple(some) for word, some in tries.items()}


class PhraseTable:
    """Phrases compiled once; `find` gives every match, at most one per phrase and anchor."""

    def __init__(self, phrases: Iterable[tuple[int, Elements]], common: frozenset[str]) -> None:
        """Take (key, phrase) pairs; `common` words are the last choice for an anchor."""
        self._known = _Anchors(_Phrase(key, elements, common) for key, elements in dict.fromkeys(phrases))
        self._anchor = self._known.__getitem__

    def find(self, words: Sequence[str]) -> list[Match]:
        """Every match in the order of its anchors."""
        found: list[Match] = []
        anchors = list(map(self._anchor, words))
        if not any(anchors):
            return found
        said = [*words, *EDGES]
        distinct = frozenset(words)
        for at, anchor in enumerate(anchors):
            if anchor is None:
                continue
            tries, after, before, needed, words_needed = anchor
            if after:
                tries += after.get(said[at + 1], ())
            if before:
                tries += before.get(said[at - 1], ())
            if needed:
                for word in words_needed & distinct:
                    tries += needed[word]
            if tries:
                hits = _hits(tries, said, at, distinct)
                if len(hits) > 1:
                    hits = dict(sorted(hits.items(), key=itemgetter(0)))
                found += hits.values()
        return found


def _hits(tries: Iterable[_Try], said: Sequence[str], at: int, distinct: frozenset[str]) -> dict[int, Match]:
    """Those of the phrases that stand around the anchor, by rank."""
    hits: dict[int, Match] = {}
    for rank, key, left, needs, ahead, behind in tries:
        if left is not None and said[at - 1] not in left:
            continue
        if needs and any(map(distinct.isdisjoint, needs)):
            continue
        end = at + 1 if ahead is None else ahead(said, at + 1)
        if end is None:
            continue
        last = at - 1 if behind is None else behind(said, at - 1)
        if last is not None:
            hits[rank] = Match(key, last + 1, end)
    return hits


def _anchor(elements: Elements, common: frozenset[str]) -> int:
    """The first of the elements that hold the fewest common words, of those that may not be missing."""
    required = [at for at, element in enumerate(elements) if element.words or open_ended(element)]
    return min((at for at in required if not elements[at].optional), key=lambda at: len(elements[at].words & common))


def _neighbours(elements: Elements) -> frozenset[str] | None:
    """The tokens that may stand next, a comma included; None where any may, or where nothing need follow."""
    near: frozenset[str] = COMMAS
    for element in elements:
        if not element.words or open_ended(element):
            return None
        near |= element.words
        if not element.optional:
            return near
    return None


def _beyond(elements: Elements, neighbours: frozenset[str] | None) -> Elements:
    """The elements that a look at the neighbour does not settle."""
    if neighbours is None:
        return elements
    return elements[next(at for at, element in enumerate(elements) if not element.optional) + 1 :]
