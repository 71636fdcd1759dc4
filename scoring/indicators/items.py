"""Data that were given: numbers, addresses, names, redacted items; each with a value that can be compared."""

import re
from collections.abc import Collection, Mapping

from msgspec import Struct

from benchmarks.tokens import fold, is_stop
from scoring.reading import Said
from scoring.scorecard import Evidence

_PLACEHOLDER = re.compile(r"[\[<#]([A-Za-z_]{3,30})[\]>#]")
_EDGES = re.compile(r"[^\w]+")
_SPOKEN_DIGITS = 4  # as few spoken digits in a row make a number


class Item(Struct, frozen=True):
    """One datum in one turn. `value` is equal for equal data, None where it is hidden; `slot` what it looks like."""

    where: Evidence
    value: str | None
    slot: str | None


class ItemForms:
    """What the data of a benchmark look like; finds them in a turn, each stretch of text once.

    `patterns` per slot; `hidden` are the slots that a placeholder like `[card]` may stand for; `digits` as spoken.
    """

    def __init__(self, patterns: Mapping[str, str], hidden: Collection[str], digits: Mapping[str, str]) -> None:
        self._patterns = {slot: re.compile(pattern, re.IGNORECASE) for slot, pattern in patterns.items()}
        self._hidden = hidden
        self._digits = digits

    def items(self, said: Said) -> list[Item]:
        """In the order they stand in the text."""
        text = said.turn.text
        found = self._redacted(said)
        taken = [(item.where.start, item.where.end) for item in found]
        for slot, pattern in self._patterns.items():
            for match in pattern.finditer(text):
                start, end = match.span()
                if match[0] and all(end <= other or start >= stop for other, stop in taken):
                    taken.append((start, end))
                    found.append(Item(_evidence(said, start, end), normal(match[0]), slot))
        found += self._spoken(said)
        return sorted(found, key=lambda item: item.where.start)

    def _redacted(self, said: Said) -> list[Item]:
        redactions = said.turn.redactions
        found = [
            Item(_evidence(said, redaction.start, redaction.end), f"#{redaction.hash}", redaction.type.lower())
            for redaction in redactions
        ]
        for match in _PLACEHOLDER.finditer(said.turn.text):
            slot = match[1].lower()
            known = any(match.start() < redaction.end and redaction.start < match.end() for redaction in redactions)
            if slot in self._hidden and not known:
                found.append(Item(_evidence(said, *match.span()), None, slot))
        return found

    def _spoken(self, said: Said) -> list[Item]:
        """Digits said one by one: 'four two seven one'."""
        if not self._digits or sum(word in self._digits for word in said.words) < _SPOKEN_DIGITS:
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
    return _EDGES.sub("", fold(text))


def following(said: Said, at: int, most: int, stops: Collection[str]) -> Evidence | None:
    """Up to `most` tokens from `at` on, until a sentence ends or one of `stops` comes: what 'my name is' introduces."""
    end = at
    while end < len(said.words) and end - at < most and not is_stop(said.words[end]) and said.words[end] not in stops:
        end += 1
    return said.evidence(at, end) if end > at else None


def _evidence(said: Said, start: int, end: int) -> Evidence:
    return Evidence(turn=said.number, start=start, end=end, text=said.turn.text[start:end])
