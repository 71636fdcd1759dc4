"""A transcript as a conversation: runs of one party's turns, read once for all behaviours."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from benchmarks.model import AnyIndicator, Benchmark, Side
from scoring.indicators.phrases import Match
from scoring.lexicon import SIDES, Lexicon
from scoring.reading import Said
from transcription.transcript import Leg, Transcript


class Run(Struct, frozen=True):
    """Turns of one side in one leg with nobody of the other side between: messages sent in a row are one turn."""

    side: Side
    leg: int | None
    said: tuple[Said, ...]

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


class Conversation(Struct, frozen=True):
    """What was said, and the words of its language."""

    transcript: Transcript
    lexicon: Lexicon
    runs: tuple[Run, ...]

    def leg(self, number: int | None) -> Leg | None:
        legs = self.transcript.legs
        return legs[number] if number is not None and number < len(legs) else None

    def told(self, before: int) -> frozenset[str]:
        """What the customer has talked about before this turn."""
        terms = self.lexicon.vocabulary.terms
        return frozenset(
            term
            for run in self.runs
            if run.side == "customer" and run.first < before
            for said in run.said
            for term in terms(said.words)
        )

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
    return Conversation(transcript, lexicon, tuple(runs))


class Signs:
    """The indicators of one benchmark, looked up by role in what was said."""

    def __init__(self, benchmark: Benchmark, lexicon: Lexicon) -> None:
        self._indicators = {lexicon.key(benchmark, indicator): indicator for indicator in benchmark.indicators}

    def hits(self, said: Sequence[Said], *roles: str) -> list[Hit]:
        """What was found of these roles, in the order it was said; the longer of two that begin together first."""
        found = [
            Hit(indicator, one, match)
            for one in said
            for key, matches in one.matches.items()
            if (indicator := self._indicators.get(key)) is not None and indicator.role in roles
            for match in matches
        ]
        return sorted(found, key=lambda hit: (hit.said.number, hit.match.first, -hit.match.end))

    def standing(self, said: Sequence[Said], *roles: str) -> list[Hit]:
        """The hits that no other of them overrules, in its sentence or its turn."""
        hits = self.hits(said, *roles)
        overruling = [hit for hit in hits if hit.indicator.overrules]
        return [hit for hit in hits if not any(_overruled(hit, other) for other in overruling)]

    def any(self, said: Sequence[Said], *roles: str) -> bool:
        return bool(self.hits(said, *roles))


def _overruled(hit: Hit, other: Hit) -> bool:
    if hit.indicator.name not in other.indicator.overrules or hit.said is not other.said:
        return False
    if other.indicator.overrules_in == "turn":
        return True
    return hit.said.sentence_at(hit.match.first) == hit.said.sentence_at(other.match.first)


Responsible = int | Literal["system"]
