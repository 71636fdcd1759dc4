"""Phrases found in tokens: each is tried only where its rarest word stands."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from benchmarks.phrases import Element, Elements
from benchmarks.tokens import COMMAS, is_stop

MOST_WORDS = 100_000  # distinct words whose anchors are remembered; keeps memory flat


class Match(NamedTuple):
    """`key` was found at tokens `first` to `end`, half open."""

    key: int
    first: int
    end: int


class _Anchored(NamedTuple):
    """A phrase cut at its anchor: what stands before it, from the anchor leftwards, and what stands after it.

    `left` and `right` are the only tokens that may stand beside the anchor, where the phrase says so, and one of
    `needs` must stand somewhere: most tries end with one look at them.
    """

    key: int
    before: Elements
    after: Elements
    left: frozenset[str] | None
    right: frozenset[str] | None
    needs: frozenset[str] | None


class PhraseTable:
    """Phrases compiled once; `find` gives every match, at most one per phrase and anchor."""

    def __init__(self, phrases: Iterable[tuple[int, Elements]], common: frozenset[str]) -> None:
        """Take (key, phrase) pairs; `common` words are the last choice for an anchor."""
        self._exact: dict[str, list[_Anchored]] = {}
        self._prefixed: dict[str, list[_Anchored]] = {}
        self._suffixed: dict[str, list[_Anchored]] = {}
        for key, elements in dict.fromkeys(phrases):
            at = _anchor(elements, common)
            before, after = elements[:at][::-1], elements[at + 1 :]
            needs = _needs(before + after, common)
            anchored = _Anchored(key, before, after, _neighbours(before), _neighbours(after), needs)
            for word in elements[at].words:
                self._exact.setdefault(word, []).append(anchored)
            for prefix in elements[at].prefixes:
                self._prefixed.setdefault(prefix, []).append(anchored)
            for suffix in elements[at].suffixes:
                self._suffixed.setdefault(suffix, []).append(anchored)
        self._prefixes = tuple(self._prefixed)
        self._suffixes = tuple(self._suffixed)
        self._known: dict[str, tuple[_Anchored, ...]] = {}

    def find(self, words: Sequence[str]) -> list[Match]:
        """Every match in the order of its anchors."""
        found: list[Match] = []
        known = self._known
        last = len(words) - 1
        said = set(words)
        for at, word in enumerate(words):
            candidates = known.get(word)
            if candidates is None:
                candidates = self._look_up(word)
            for key, before, after, left, right, needs in candidates:
                if right is not None and (at == last or words[at + 1] not in right):
                    continue
                if left is not None and (at == 0 or words[at - 1] not in left):
                    continue
                if needs is not None and needs.isdisjoint(said):
                    continue
                end = walk(after, words, at + 1, 1)
                if end is None:
                    continue
                first = walk(before, words, at - 1, -1)
                if first is not None:
                    found.append(Match(key, first + 1, end))
        return found

    def _look_up(self, word: str) -> tuple[_Anchored, ...]:
        candidates = list(self._exact.get(word, ()))
        if word.startswith(self._prefixes):
            for prefix, phrases in self._prefixed.items():
                candidates += phrases if word.startswith(prefix) else []
        if word.endswith(self._suffixes):
            for suffix, phrases in self._suffixed.items():
                candidates += phrases if word.endswith(suffix) else []
        if len(self._known) >= MOST_WORDS:
            self._known.clear()
        self._known[word] = tuple(candidates)
        return self._known[word]


def _anchor(elements: Elements, common: frozenset[str]) -> int:
    """The first of the elements that hold the fewest common words, of those that may not be missing."""
    required = [at for at, element in enumerate(elements) if element.words or _open(element)]
    return min((at for at in required if not elements[at].optional), key=lambda at: len(elements[at].words & common))


def _neighbours(elements: Elements) -> frozenset[str] | None:
    """The tokens that may stand next, a comma included; None where any may, or where nothing need follow."""
    near: frozenset[str] = COMMAS
    for element in elements:
        if not element.words or _open(element):
            return None
        near |= element.words
        if not element.optional:
            return near
    return None


def _needs(elements: Elements, common: frozenset[str]) -> frozenset[str] | None:
    """The words of the rarest other place that may not be missing; None where any beginning will do."""
    required = [one.words for one in elements if one.words and not one.optional and not _open(one)]
    return min(required, key=lambda words: len(words & common), default=None)


def walk(elements: Elements, words: Sequence[str], at: int, step: int) -> int | None:
    """Where the walk over all elements ends: the place after the last one in the direction of `step`, or None."""
    for number, element in enumerate(elements):
        if element.start or element.stop:
            return at if not 0 <= at < len(words) or words[at] in COMMAS or is_stop(words[at]) else None
        if element.gap:
            return _jump(element.gap, elements[number + 1 :], words, at, step)
        found = _place(element, words, at, step)
        if found is None:
            if not element.optional:
                return None
        elif element.optional:
            end = walk(elements[number + 1 :], words, found + step, step)
            if end is not None:
                return end
        else:
            at = found + step
    return at


def _place(element: Element, words: Sequence[str], at: int, step: int) -> int | None:
    """Where the element stands: here, or behind one comma, for people set commas as they like."""
    if not 0 <= at < len(words):
        return None
    if takes(element, words[at]):
        return at
    beyond = at + step
    if words[at] in COMMAS and 0 <= beyond < len(words) and takes(element, words[beyond]):
        return beyond
    return None


def takes(element: Element, word: str) -> bool:
    return (
        word in element.words
        or (bool(element.prefixes) and word.startswith(element.prefixes))
        or (bool(element.suffixes) and word.endswith(element.suffixes))
    )


def _open(element: Element) -> bool:
    """Whether more words than those it names may stand there."""
    return bool(element.prefixes or element.suffixes)


def _jump(gap: int, rest: Elements, words: Sequence[str], at: int, step: int) -> int | None:
    for _ in range(gap + 1):
        end = walk(rest, words, at, step)
        if end is not None:
            return end
        if not 0 <= at < len(words) or is_stop(words[at]):
            return None
        at += step
    return None
