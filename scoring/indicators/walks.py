"""Walks over the elements of a phrase, compiled: from a token on, in one direction, as far as the elements go.

A walk takes the tokens with two empty strings behind them, which stand before the first token, too (place -1), and
the place to begin at; it gives the place after the last element, or None. No element takes an empty string, and
sentences end there.
"""

from collections.abc import Callable, Sequence

from benchmarks.phrases import Element, Elements
from benchmarks.tokens import COMMAS, STOP_MARKS

EDGES = ("", "")
Walk = Callable[[Sequence[str], int], int | None]
_BOUNDARIES = STOP_MARKS + "".join(sorted(COMMAS))


def compiled(elements: Elements, step: int) -> Walk | None:
    """The walk over all elements in the direction of `step`, 1 or -1; None where there is nothing to walk over."""
    if not elements:
        return None
    element, rest = elements[0], elements[1:]
    if element.start or element.stop:
        return _boundary
    if element.gap:
        return _gap(element.gap, rest, step)
    beyond = compiled(rest, step)
    if element.optional:
        return _optional(element, beyond or _here, step)
    return _open(element, beyond or _here, step) if open_ended(element) else _plain(element.words, beyond, step)


def open_ended(element: Element) -> bool:
    """Whether more words than those it names may stand there."""
    return bool(element.prefixes or element.suffixes)


def _here(_said: Sequence[str], at: int) -> int:
    return at


def _boundary(said: Sequence[str], at: int) -> int | None:
    return at if said[at][:1] in _BOUNDARIES else None


def _plain(words: frozenset[str], beyond: Walk | None, step: int) -> Walk:
    """Most elements: one of `words`, here or behind one comma, for people set commas as they like."""
    if beyond is None:

        def last(said: Sequence[str], at: int) -> int | None:
            if said[at] in words:
                return at + step
            return at + 2 * step if said[at] in COMMAS and said[at + step] in words else None

        return last

    def walk(said: Sequence[str], at: int) -> int | None:
        if said[at] in words:
            return beyond(said, at + step)
        return beyond(said, at + 2 * step) if said[at] in COMMAS and said[at + step] in words else None

    return walk


def _open(element: Element, beyond: Walk, step: int) -> Walk:
    def walk(said: Sequence[str], at: int) -> int | None:
        found = _place(element, said, at, step)
        return None if found is None else beyond(said, found + step)

    return walk


def _optional(element: Element, beyond: Walk, step: int) -> Walk:
    def walk(said: Sequence[str], at: int) -> int | None:
        found = _place(element, said, at, step)
        end = None if found is None else beyond(said, found + step)
        return beyond(said, at) if end is None else end

    return walk


def _gap(most: int, rest: Elements, step: int) -> Walk:
    beyond = compiled(rest, step) or _here
    head = rest[0] if rest else Element()
    # What a walk over the rest can begin at; None where that is no list of words.
    heads = None if open_ended(head) or head.optional or not head.words else head.words | COMMAS

    def walk(said: Sequence[str], at: int) -> int | None:
        for _ in range(most + 1):
            word = said[at]
            if heads is None or word in heads:
                end = beyond(said, at)
                if end is not None:
                    return end
            if word[:1] in STOP_MARKS:
                return None
            at += step
        return None

    return walk


def _place(element: Element, said: Sequence[str], at: int, step: int) -> int | None:
    if takes(element, said[at]):
        return at
    return at + step if said[at] in COMMAS and takes(element, said[at + step]) else None


def takes(element: Element, word: str) -> bool:
    return (
        word in element.words
        or (bool(element.prefixes) and word.startswith(element.prefixes))
        or (bool(element.suffixes) and word.endswith(element.suffixes))
    )
