"""Data that were given: numbers, addresses, names, redacted items; each with a value that can be compared."""

import re
from collections.abc import Collection, Mapping, Sequence

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
_SPOKEN_DIGITS = 4  # as few spoken digits in a row make a number


class Item(Struct, frozen=True):
    """One datum in one turn. `value` is equal for equal data, None where it is hidden; `slot` what it looks like."""

    where: Evidence
    value: str | None
    slot: str | None


class ItemForms:
    """What the data of a benchmark look like; finds them in a turn, each stretch of text once.

    A placeholder like `[card]` may stand for any of `slots`; `digits` as spoken.
    """

    def __init__(self, slots: Sequence[Slot], digits: Mapping[str, str]) -> None:
        self._looks = tuple(Look(slot) for slot in slots if slot.pattern is not None)
        self._any = AnyLook(slots)
        self._hidden = frozenset(slot.name for slot in slots)
        self._digits = digits

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

    def _spoken(self, said: Said) -> list[Item]:
        """Digits said one by one: 'four two seven one'."""
        if not self._digits or sum(map(self._digits.__contains__, said.words)) < _SPOKEN_DIGITS:
            return []
        found: list[Item] = []
        first: int | None = None
        for at, word in enumerate([*said.words, "."]):
            if word in self._digits or (first is not None and not is_stop(word) and word in {",", "-"}):
                first = at if first is None else first
            elif first is not None:
                digits = "".join(self._digits.get(spoken, "") for spoken in said.words[first:at])
                if len(digits) >= _SPOKEN_DIGITS:
                    found.append(Item(said.evidence(first, at), digits, None))
                first = None
        return found


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
