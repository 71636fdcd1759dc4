"""A transcript as pages show it: each turn cut where redactions and evidence begin and end."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import UNSET, Struct, UnsetType, convert

from qa_service.dashboard.language import FIRST
from qa_service.store.interactions import StoredTurn
from qa_service.store.scorecards import ShownCard
from scoring.scorecard import BehaviourScore, Judgement

Kind = Literal["met", "missed", "unsure"]
DECIDES = 0.3
"""Log odds: less than that moves an even chance by no more than 7 points."""
UNMARKED = ("responsiveness",)
"""Behaviours of which every answer is evidence: marked, nothing else could be seen."""


class Piece(Struct, frozen=True):
    """A stretch of a turn's text that is all one: `redacted` names the type of item that stood there.

    The behaviour whose evidence it is stands under the Kind that it shows.
    """

    text: str
    redacted: str | None = None
    met: str | None = None
    missed: str | None = None
    unsure: str | None = None

    @property
    def kind(self) -> Kind | None:
        return "met" if self.met else "missed" if self.missed else "unsure" if self.unsure else None

    @property
    def behaviour(self) -> str | None:
        return self.met or self.missed or self.unsure


class ShownTurn(Struct, frozen=True, kw_only=True):
    number: int
    speaker: str
    agent: str | None
    leg: int | None
    start: float | None
    end: float | None
    pieces: tuple[Piece, ...]


class Verdict(Struct, frozen=True, kw_only=True):
    """One judgement, and the turn where its words are: for a miss, where it was called for.

    What readers are too unsure of to call it missed is neither.
    """

    judgement: Judgement
    turn: int
    met: bool
    quote: str
    at: float | None

    @property
    def kind(self) -> Kind:
        if self.judgement.unsure is True:
            return "unsure"
        return "met" if self.met else "missed"

    @property
    def cause(self) -> str | None:
        cause = self.judgement.cause
        return None if cause is UNSET else str(cause)

    @property
    def chance(self) -> float | None:
        """P(a reader sees an opportunity there), where it is known."""
        chance = self.judgement.chance
        return None if chance is UNSET else chance

    @property
    def speaks_for(self) -> list[str]:
        """What speaks for an opportunity, or of a ladder for a high grade, the heaviest first."""
        return self._weighed(1)

    @property
    def speaks_against(self) -> list[str]:
        return self._weighed(-1)

    @property
    def words(self) -> tuple[str, ...]:
        """The heaviest of them, where how it is told, word by word, weighed."""
        return () if self.judgement.words is UNSET else self.judgement.words

    @property
    def decided_by(self) -> list[str]:
        """What made it met, or kept it from that, the heaviest first; what adds next to nothing did not.

        What an answer holds and its first part, too, is named once.
        """
        named = _heaviest(self.judgement.decided_by, 1 if self.kind == "met" else -1, least=DECIDES)
        kept: dict[str, str] = {}
        for name in named:
            kept.setdefault(name.removeprefix(FIRST), name)
        return list(kept.values())

    @property
    def too_little(self) -> bool:
        """Not met for want of what would have met it: nothing kept it from that."""
        denied = self.judgement.indicator.endswith(".customer_denied")  # that decides, whatever was weighed
        return self.judgement.decided_by is not UNSET and self.kind != "met" and not self.decided_by and not denied

    def _weighed(self, sign: int) -> list[str]:
        return _heaviest(self.judgement.factors, sign)


def _heaviest(factors: Mapping[str, float] | UnsetType, sign: int, *, least: float = 0.0) -> list[str]:
    found = {} if factors is UNSET else {name: sign * added for name, added in factors.items() if name != "base"}
    return sorted((name for name, added in found.items() if added > least), key=lambda name: -found[name])


class Judged(Struct, frozen=True, kw_only=True):
    """One behaviour of the whole interaction (`leg` -1) or of one leg; no opportunity: `score.score` is None."""

    behaviour: str
    leg: int
    agent: str | None
    score: BehaviourScore
    verdicts: tuple[Verdict, ...]


def judged(cards: Sequence[ShownCard], turns: Sequence[StoredTurn]) -> list[Judged]:
    """What these cards of one instrument say, by behaviour; what legs say stands before the whole."""
    found: list[Judged] = []
    of_legs: set[str] = set()
    for card in sorted(cards, key=lambda card: (card.leg < 0, card.leg)):
        scores = convert(card.behaviours, dict[str, BehaviourScore])
        for name, score in scores.items():
            if card.leg >= 0:
                of_legs.add(name)
            elif name in of_legs:
                continue
            verdicts = tuple(_verdict(one, turns) for one in score.judgements)
            found.append(Judged(behaviour=name, leg=card.leg, agent=card.agent, score=score, verdicts=verdicts))
    return sorted(found, key=lambda one: (one.score.score is None, one.behaviour, one.leg))


def _verdict(one: Judgement, turns: Sequence[StoredTurn]) -> Verdict:
    met = one.grade >= 0.5
    shown = one.evidence[0] if one.evidence else None
    turn = shown.turn if shown else one.turn
    kept = max(turn, one.turn) < len(turns)  # words go by erasure and retention; judgements stay
    quote = shown.text if shown else turns[one.turn].text[one.start : one.end] if kept else ""
    return Verdict(judgement=one, turn=turn, met=met, quote=quote, at=turns[turn].start_s if kept else None)


def shown_turns(turns: Sequence[StoredTurn], told: Iterable[Judged], legs: Sequence[ShownCard]) -> list[ShownTurn]:
    """Every turn with its marks; offsets are code points of the text as it stands."""
    marks: dict[int, list[tuple[int, int, str, str]]] = {}
    for one in told:
        for verdict in one.verdicts:
            for evidence in verdict.judgement.evidence if turns else ():
                if one.behaviour in UNMARKED or (verdict.kind == "met" and turns[evidence.turn].speaker == "customer"):
                    continue
                mark = (evidence.start, evidence.end, verdict.kind, one.behaviour)
                marks.setdefault(evidence.turn, []).append(mark)
    agents = {number: (card.leg, card.agent) for card in legs for number in range(card.turn_first, card.turn_end)}
    return [_turn(turn, marks.get(turn.number, []), agents) for turn in turns]


def _turn(
    turn: StoredTurn, marks: list[tuple[int, int, str, str]], agents: Mapping[int, tuple[int, str | None]]
) -> ShownTurn:
    gone = [(int(one["start"]), int(one["end"]), "redacted", str(one["type"])) for one in turn.redactions or ()]
    leg, agent = agents.get(turn.number, (None, None))
    return ShownTurn(
        number=turn.number,
        speaker=turn.speaker,
        agent=turn.agent_ref or agent,
        leg=leg,
        start=turn.start_s,
        end=turn.end_s,
        pieces=pieces(turn.text, [*gone, *marks]),
    )


def pieces(text: str, marks: Sequence[tuple[int, int, str, str]]) -> tuple[Piece, ...]:
    """Cut `text` at every end of a mark (start, end, 'redacted' or a Kind, name); marks may overlap."""
    cuts = sorted({0, len(text), *(min(max(end, 0), len(text)) for mark in marks for end in mark[:2])})
    found: list[Piece] = []
    for start, end in pairwise(cuts):
        over = {kind: name for first, last, kind, name in marks if first <= start and end <= last}
        found.append(Piece(text[start:end], **over))
    return tuple(found)
