"""A scorecard as rows: one card a leg and one for the whole, and a fact for each score of somebody."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from qa_service.store.scorecards import Card, Cell
from scoring.scorecard import BehaviourScore, Judgement, LegScore, Scorecard

WHOLE = -1


class LegFact(Struct, frozen=True):
    """One behaviour of one leg by its names; the store's numbers are put in later."""

    leg: int
    agent: str | None
    behaviour: str
    opportunities: int
    met: int
    score: float


class Scored(Struct, frozen=True, kw_only=True):
    """One interaction's result, computed without a connection; `heard` is the mean confidence of its words."""

    interaction_id: UUID
    version: int
    day: date
    instrument: str
    cell: Cell
    cards: tuple[tuple[int, str | None, tuple[int, int], dict[str, Any]], ...]
    facts: tuple[LegFact, ...]
    heard: float | None = None


def scored(
    scorecard: Scorecard,
    agents: Sequence[str | None],
    *,
    interaction_id: UUID,
    version: int,
    day: date,
    cell: Cell,
    turns: int,
    heard: float | None = None,
) -> Scored:
    """Attribute each score to who answers for it: per leg, or the responsible leg; 'system' belongs to nobody."""
    whole = (WHOLE, None, (0, turns), _builtins(scorecard.behaviours))
    legs = [(leg.leg, agents[leg.leg], leg.turns, _builtins(leg.behaviours)) for leg in scorecard.legs]
    per_leg = {name for leg in scorecard.legs for name in leg.behaviours}
    facts = [
        LegFact(leg.leg, agents[leg.leg], name, score.opportunities, score.met, score.score)
        for leg in scorecard.legs
        for name, score in leg.behaviours.items()
        if score.score is not None
    ]
    for name, score in scorecard.behaviours.items():
        if name not in per_leg:
            answers = _learned if score.source == "model" else _responsible
            facts += answers(name, score, agents, scorecard.legs)
    return Scored(
        interaction_id=interaction_id,
        version=version,
        day=day,
        instrument=scorecard.instrument,
        cell=cell,
        cards=(whole, *legs),
        facts=tuple(facts),
        heard=heard,
    )


def card(scored: Scored, number: int, agents: dict[str, int], instrument_id: int) -> Card:
    leg, agent, (first, end), behaviours = scored.cards[number]
    return Card(
        interaction_id=scored.interaction_id,
        leg=leg,
        instrument_id=instrument_id,
        version=scored.version,
        agent_id=agents[agent] if agent else None,
        turn_first=first,
        turn_end=end,
        behaviours=behaviours,
    )


def _learned(name: str, score: BehaviourScore, agents: Sequence[str | None], legs: Sequence[LegScore]) -> list[LegFact]:
    """A model's score of the whole: the library's judgements stand beside it and say only which leg answers for it.

    What none of them gives to one leg belongs to the only leg there is, else to nobody.
    """
    if score.score is None:
        return []
    responsible = {judgement.responsible for judgement in score.judgements if judgement.responsible is not UNSET}
    if not responsible and len(legs) == 1:
        responsible = {legs[0].leg}
    only = responsible.pop() if len(responsible) == 1 else None
    leg = only if isinstance(only, int) else WHOLE
    agent = agents[leg] if leg != WHOLE else None
    return [LegFact(leg, agent, name, score.opportunities, score.met, score.score)]


def _responsible(
    name: str, score: BehaviourScore, agents: Sequence[str | None], _: Sequence[LegScore]
) -> list[LegFact]:
    shares: dict[int, list[Judgement]] = {}
    for judgement in score.judgements:
        leg = judgement.responsible if isinstance(judgement.responsible, int) else WHOLE
        shares.setdefault(leg, []).append(judgement)
    return [
        LegFact(
            leg,
            agents[leg] if leg != WHOLE else None,
            name,
            len(judgements),
            sum(judgement.grade >= 0.5 for judgement in judgements),
            sum(judgement.grade for judgement in judgements) / len(judgements),
        )
        for leg, judgements in sorted(shares.items())
    ]


def _builtins(behaviours: dict[str, BehaviourScore]) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(behaviours)
    return made
