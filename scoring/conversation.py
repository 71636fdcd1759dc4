"""A transcript as a conversation: runs of one party's turns, read once for all behaviours."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any, Literal

from msgspec import Struct

from benchmarks.model import AnyIndicator, Benchmark, Side
from scoring.indicators.phrases import Match
from scoring.lexicon import SIDES, Lexicon
from scoring.reading import Said
from scoring.vocabulary import Vocabulary
from transcription.transcript import Leg, Transcript

Place = tuple[int, int]


class Run(Struct, frozen=True):
    """Turns of one side in one leg with nobody of the other side between: messages sent in a row are one turn."""

    side: Side
    leg: int | None
    said: tuple[Said, ...]

    def terms(self, vocabulary: Vocabulary) -> frozenset[str]:
        """What it is about, read as one text."""
        if len(self.said) == 1:
            return self.said[0].terms(vocabulary)
        return vocabulary.terms([word for said in self.said for word in said.words])

    @property
    def asks(self) -> bool:
        return any(said.asks for said in self.said)

    @property
    def first(self) -> int:
        return self.said[0].number

    @property
    def end(self) -> int:
        return self.said[-1].number + 1


class Hit(Struct, frozen=True):
    """One indicator found in one turn."""

    indicator: AnyIndicator
    said: Said
    match: Match


class Told(AbstractSet[str]):
    """What a customer has talked about before a turn: a view of when they first did, so that none is built anew."""

    def __init__(self, first: Mapping[str, int], before: int) -> None:
        self._first = first
        self._before = before

    def __contains__(self, term: object) -> bool:
        first = self._first.get(term) if isinstance(term, str) else None
        return first is not None and first < self._before

    def __iter__(self) -> Iterator[str]:
        return (term for term, first in self._first.items() if first < self._before)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> frozenset[Any]:
        return frozenset(it)


class Topics:
    """The customer's content words, and where a run with each first began; computed when it is asked for."""

    def __init__(self, runs: Sequence[Run], lexicon: Lexicon) -> None:
        self._runs = runs
        self._vocabulary = lexicon.vocabulary

    @cached_property
    def first(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for run in self._runs:
            if run.side == "customer":
                for said in run.said:
                    for term in said.terms(self._vocabulary):
                        found.setdefault(term, run.first)
        return found


class Conversation(Struct, frozen=True):
    """What was said, and the words of its language."""

    transcript: Transcript
    lexicon: Lexicon
    runs: tuple[Run, ...]
    topics: Topics

    def of_legs(self) -> dict[int, list[Run]]:
        """The runs of each leg that has any, in order."""
        found: dict[int, list[Run]] = {}
        for run in self.runs:
            if run.leg is not None:
                found.setdefault(run.leg, []).append(run)
        return found

    def leg(self, number: int | None) -> Leg | None:
        legs = self.transcript.legs
        return legs[number] if number is not None and number < len(legs) else None

    def told(self, before: int) -> AbstractSet[str]:
        """What the customer has talked about before this turn."""
        return Told(self.topics.first, before)

    def next_run(self, after: int, side: Side) -> int | None:
        """The number of the next run of a side."""
        return next((at for at in range(after + 1, len(self.runs)) if self.runs[at].side == side), None)


def read(transcript: Transcript, lexicon: Lexicon) -> Conversation:
    """Cut into runs; turns without words, and of neither customer nor agent, are in none."""
    runs: list[Run] = []
    open_run: list[Said] = []
    now: tuple[Side, int | None] | None = None
    for number, turn in enumerate(transcript.turns):
        side = SIDES.get(turn.speaker)
        if side is None:
            continue
        said = lexicon.read(number, turn)
        if not said.words:
            continue
        if now != (side, turn.leg):
            if now and open_run:
                runs.append(Run(now[0], now[1], tuple(open_run)))
            now, open_run = (side, turn.leg), []
        open_run.append(said)
    if now and open_run:
        runs.append(Run(now[0], now[1], tuple(open_run)))
    return Conversation(transcript, lexicon, tuple(runs), Topics(runs, lexicon))


class Signs:
    """The indicators of one benchmark, looked up by role in what was said."""

    def __init__(self, benchmark: Benchmark, lexicon: Lexicon) -> None:
        self._indicators = {lexicon.key(benchmark, indicator): indicator for indicator in benchmark.indicators}
        self._wanted: dict[tuple[str, ...], int] = {}

    def _keys(self, roles: tuple[str, ...]) -> int:
        """A bit for each key of the indicators of these roles."""
        keys = self._wanted.get(roles)
        if keys is None:
            keys = sum(1 << key for key, indicator in self._indicators.items() if indicator.role in roles)
            self._wanted[roles] = keys
        return keys

    def hits(self, said: Sequence[Said], *roles: str) -> list[Hit]:
        """What was found of these roles, in the order it was said; the longer of two that begin together first."""
        wanted = self._keys(roles)
        found = [
            Hit(self._indicators[key], one, match)
            for one in said
            if one.keys & wanted
            for key, matches in one.matches.items()
            if wanted >> key & 1
            for match in matches
        ]
        if len(found) > 1:
            found.sort(key=lambda hit: (hit.said.number, hit.match.first, -hit.match.end))
        return found

    def standing(self, said: Sequence[Said], *roles: str) -> list[Hit]:
        """The hits that no other of them overrules, in its sentence or its turn."""
        hits = self.hits(said, *roles)
        overruled: dict[tuple[int, Place | None], set[str]] = {}
        for hit in hits:
            if hit.indicator.overrules:
                place = None if hit.indicator.overrules_in == "turn" else hit.said.sentence_at(hit.match.first)
                overruled.setdefault((hit.said.number, place), set()).update(hit.indicator.overrules)
        if not overruled:
            return hits
        return [
            hit
            for hit in hits
            if hit.indicator.name not in overruled.get((hit.said.number, None), ())
            and hit.indicator.name not in overruled.get((hit.said.number, hit.said.sentence_at(hit.match.first)), ())
        ]

    def any(self, said: Sequence[Said], *roles: str) -> bool:
        wanted = self._keys(roles)
        return any(one.keys & wanted for one in said)


Responsible = int | Literal["system"]
