"""Data that were given: numbers, addresses, names, redacted items; each with a value that can be compared."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from benchmarks.model import Slot
from benchmarks.tokens import figures, fold, heard, is_stop
from scoring.indicators.looks import AnyLook, Look, PlainText
from scoring.reading import Said
from scoring.scorecard import Evidence

_PLACEHOLDER = re.compile(r"[\[<#]([A-Za-z_]{3,30})[\]>#]")
_OPENING = frozenset("[<#")
_EDGES = re.compile(r"[^\w]+")
_TAKEN = b"\1"
_SPOKEN_SIGNS = 4  # as few spoken digits and letters in a row make a number
_FEWEST_DIGITS = 3  # of them
_ARTICLES = frozenset({"a", "i", "o", "u", "w", "z", "y", "s"})  # letters that are words or ends of words


_Sign = tuple[int, int, str]  # from and up to which token, and the digits or letters it says


class Item(Struct, frozen=True):
    """One datum in one turn. `value` is equal for equal data, None where it is hidden; `slot` what it looks like."""

    where: Evidence
    value: str | None
    slot: str | None


class Dictated:
    """Digits and letters said one by one: 'four two seven one', 'k seven double t nine'."""

    def __init__(self, digits: Mapping[str, str], multiples: Mapping[str, int]) -> None:
        self._digits = digits
        self._multiples = multiples

    def find(self, words: Sequence[str]) -> Iterable[tuple[int, int, str]]:
        """From and up to which token, and the value; so few digits as any text has are none."""
        if sum(map(self._digits.__contains__, words)) < _FEWEST_DIGITS:
            return
        dictated: list[_Sign] = []
        multiple: tuple[int, int] | None = None  # where 'double' stands, and how often it says the next sign
        for at, word in enumerate([*words, "."]):
            sign = self._digits.get(word) or (word if len(word) == 1 and word.isascii() and word.isalpha() else "")
            if sign:
                first, times = multiple or (at, 1)
                dictated.append((first, at + 1, sign * times))
                multiple = None
            elif word in self._multiples:
                multiple = at, self._multiples[word]
            elif not (dictated and word in {",", "-"}):
                yield from _value(words, dictated)
                dictated, multiple = [], None


def _value(words: Sequence[str], dictated: Sequence[_Sign]) -> Iterable[tuple[int, int, str]]:
    """Letters at its ends that are words ('i', 'a') belong to what stands beside it, unless they were doubled."""
    own = [at for at, (_, end, sign) in enumerate(dictated) if len(sign) > 1 or words[end - 1] not in _ARTICLES]
    if not own:
        return
    kept = dictated[own[0] : own[-1] + 1]
    signs = "".join(sign for _, _, sign in kept)
    if len(signs) >= _SPOKEN_SIGNS and sum(map(str.isdigit, signs)) >= _FEWEST_DIGITS:
        yield kept[0][0], kept[-1][1], signs


class ItemForms:
    """What the data of a benchmark look like; finds them in a turn, each stretch of text once.

    A placeholder like `[card]` may stand for any of `slots`.
    """

    def __init__(self, slots: Sequence[Slot], dictated: Dictated) -> None:
        self._looks = tuple(Look(slot) for slot in slots if slot.pattern is not None)
        self._any = AnyLook(slots)
        self._hidden = frozenset(slot.name for slot in slots)
        self._dictated = dictated

    def items(self, said: Said) -> list[Item]:
        """In the order they stand in the text."""
        text = said.turn.text
        taken = bytearray(len(text))
        found = self._redacted(said, taken)
        plain = PlainText(text)
        if self._any.may_find(plain):
            for look in self._looks:
                for start, end in look.find(plain):
                    if not any(taken[start:end]):
                        taken[start:end] = _TAKEN * (end - start)
                        found.append(Item(_evidence(said, start, end), normal(text[start:end]), look.slot))
        found += self._spoken(said)
        return sorted(found, key=lambda item: item.where.start)

    def _redacted(self, said: Said, taken: bytearray) -> list[Item]:
        found: list[Item] = []
        for redaction in said.turn.redactions:
            start, end = redaction.start, redaction.end
            taken[start:end] = _TAKEN * (end - start)
            found.append(Item(_evidence(said, start, end), f"#{redaction.hash}", redaction.type.lower()))
        if _OPENING.isdisjoint(said.turn.text):
            return found
        for match in _PLACEHOLDER.finditer(said.turn.text):
            start, end = match.span()
            slot = match[1].lower()
            if slot in self._hidden and not any(taken[start:end]):
                taken[start:end] = _TAKEN * (end - start)
                found.append(Item(_evidence(said, start, end), None, slot))
        return found

    def _spoken(self, said: Said) -> Iterable[Item]:
        return (Item(said.evidence(first, end), value, None) for first, end, value in self._dictated.find(said.words))


def normal(text: str) -> str:
    """Letter case, spaces, marks, and the digits of another script do not make another value."""
    return _EDGES.sub("", heard(fold(figures(text))))


def following(said: Said, at: int, most: int, stops: Collection[str]) -> Evidence | None:
    """Up to `most` tokens from `at` on, until a sentence ends or one of `stops` comes: what 'my name is' introduces."""
    end = at
    while end < len(said.words) and end - at < most and not is_stop(said.words[end]) and said.words[end] not in stops:
        end += 1
    return said.evidence(at, end) if end > at else None


def _evidence(said: Said, start: int, end: int) -> Evidence:
    return Evidence(turn=said.number, start=start, end=end, text=said.turn.text[start:end])
