"""What is known in the course of a contact: what the customer gave, and what agents have said themselves."""

from bisect import bisect_right
from collections.abc import Iterable

from scoring.conversation import Run
from scoring.given import Given
from scoring.indicators.items import Dictated, normal
from scoring.reading import Said

_RETOLD_TERMS = 4
_RETOLD_SHARE = 0.7  # of the shorter telling
_RETOLD_OF_LONGER = 0.45
_STORIES = 300  # as many tellings back a story is recognised; time would grow with their square
_LONG_FIGURE = 6  # digits by which a part of a number is known
_FIGURES = 300  # as many are compared with a part
_APART = 200  # texts that are looked through one by one; earlier ones are joined
_BETWEEN = "\n"  # between two turns; no normal text holds it


class Known:
    """What was given so far, found by value, by slot and by story."""

    def __init__(self) -> None:
        self.first: Given | None = None
        self.by_slot: dict[str, Given] = {}
        self._by_value: dict[str, Given] = {}
        self._stories: list[Given] = []
        self._figures: list[tuple[str, Given]] = []

    def add(self, given: Iterable[Given]) -> None:
        for one in given:
            self.first = self.first or one
            for slot in one.slots:
                self.by_slot.setdefault(slot, one)
            if one.value is not None:
                self._by_value.setdefault(one.value, one)
                if len(one.value) >= _LONG_FIGURE and one.value.isdecimal() and len(self._figures) < _FIGURES:
                    self._figures.append((one.value, one))
            elif one.terms:
                self._stories.append(one)

    def same(self, one: Given) -> Given | None:
        """The first that is the same datum, or the same story told in much the same words."""
        if one.value is not None:
            return self._by_value.get(one.value) or self._part(one, one.value)
        return next((story for story in self._stories[-_STORIES:] if _retold(one, story)), None)

    def _part(self, one: Given, value: str) -> Given | None:
        """The first long figure that this one begins or ends, or the other way round: dictated in pieces."""
        if len(value) < _LONG_FIGURE or not value.isdecimal():
            return None
        return next((had for known, had in self._figures if _piece(known, value) and not _another(one, had)), None)


class Words:
    """What agents said in one leg: texts without marks, and the hashes of what was redacted in them."""

    def __init__(self, dictated: Dictated) -> None:
        self._dictated = dictated
        self._joined = ""
        self._apart: list[str] = []
        self._begins: list[int] = []
        self._turns: list[int] = []
        self._end = 0
        self._redacted: dict[str, int] = {}
        self._unread: list[Said] = []

    def add(self, run: Run) -> None:
        """Take in a run; it is read when a datum is looked for."""
        self._unread += run.said

    def _read(self) -> None:
        for said in self._unread:
            spoken = (value for _, _, value in self._dictated.find(said.words))
            text = _BETWEEN.join((normal(said.turn.text), *spoken, ""))
            self._apart.append(text)
            self._begins.append(self._end)
            self._turns.append(said.number)
            self._end += len(text)
            self._redacted |= dict.fromkeys((one.hash for one in said.turn.redactions), said.number)
        self._unread = []
        if len(self._apart) >= _APART:
            self._joined += "".join(self._apart)
            self._apart = []

    def mention(self, had: Given, after: int = -1) -> bool:
        """Whether the datum itself is said later than turn `after`: reading back is not asking."""
        value = had.value
        if value is None:
            return False
        self._read()
        if value.startswith("#"):
            return self._redacted.get(value[1:], -1) > after
        later = bisect_right(self._turns, after)
        apart = max(0, later - (len(self._turns) - len(self._apart)))
        if any(value in text for text in self._apart[apart:]):
            return True
        return later < len(self._turns) - len(self._apart) and self._joined.find(value, self._begins[later]) >= 0


class Heard:
    """What agents said, by leg."""

    def __init__(self, dictated: Dictated) -> None:
        self._dictated = dictated
        self._legs: dict[int | None, Words] = {}

    def add(self, run: Run) -> Words:
        """Take in a run; gives its words alone."""
        self._legs.setdefault(run.leg, Words(self._dictated)).add(run)
        alone = Words(self._dictated)
        alone.add(run)
        return alone

    def mentioned(self, had: Given, run: Run) -> bool:
        """Whether an agent of this leg has said it since: then the customer confirms it or refers to it."""
        words = self._legs.get(run.leg)
        return words is not None and words.mention(had, had.where.turn)


def _retold(one: Given, other: Given) -> bool:
    shared = len(one.terms & other.terms)
    short, long = sorted((len(one.terms), len(other.terms)))
    return shared >= max(_RETOLD_TERMS, _RETOLD_SHARE * short, _RETOLD_OF_LONGER * long)


def _piece(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or long.endswith(short)


def _another(one: Given, other: Given) -> bool:
    """Whether both say what they are, and that is not the same."""
    return bool(one.slots and other.slots) and one.slots.isdisjoint(other.slots)
