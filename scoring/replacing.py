"""Learned scores take the place of the library's in a scorecard; its evidence stays beside them."""

from collections.abc import Sequence
from typing import Protocol

from msgspec.structs import replace

from scoring.scorecard import BehaviourScore, Evidence, Judgement, LegScore, Scorecard
from transcription.transcript import Leg, Transcript


class Learned(Protocol):
    """A scorer of one behaviour that was trained on reviews."""

    @property
    def behaviour(self) -> str: ...

    @property
    def hash(self) -> str: ...

    def score(self, transcript: Transcript, card: Scorecard, signs: Sequence[frozenset[str]]) -> BehaviourScore:
        """Score a whole transcript; `card` is the library's, `signs` the indicators that fired in each turn."""
        ...


def with_models(
    card: Scorecard, transcript: Transcript, signs: Sequence[frozenset[str]], models: Sequence[Learned]
) -> Scorecard:
    """Replace the scores of the models' behaviours, of the interaction and of those legs that have them."""
    behaviours = dict(card.behaviours)
    legs = list(card.legs)
    for model in models:
        whole = behaviours[model.behaviour] = model.score(transcript, card, signs)
        for number, leg in enumerate(legs):
            if model.behaviour not in leg.behaviours and model.behaviour in card.behaviours:
                continue
            found = whole if len(legs) == 1 else _of_leg(model, number, leg, card, transcript, signs)
            legs[number] = replace(leg, behaviours=leg.behaviours | {model.behaviour: found})
    return replace(card, behaviours=behaviours, legs=tuple(legs))


def _of_leg(
    model: Learned,
    number: int,
    leg: LegScore,
    card: Scorecard,
    transcript: Transcript,
    signs: Sequence[frozenset[str]],
) -> BehaviourScore:
    """The model on what was said in one leg; turns keep the numbers that they have in the whole."""
    first, end = leg.turns
    part = replace(
        transcript,
        turns=tuple(replace(turn, leg=0) for turn in transcript.turns[first:end]),
        legs=(Leg(kind=transcript.legs[number].kind, first=0, end=end - first),),
    )
    own = replace(card, behaviours=card.behaviours | leg.behaviours)
    found = model.score(part, own, signs[first:end])
    library = leg.behaviours.get(model.behaviour)
    kept = 0 if library is None else len(library.judgements)
    fresh = found.judgements[: len(found.judgements) - kept]
    return replace(found, judgements=tuple(_moved(one, first) for one in fresh) + found.judgements[len(fresh) :])


def _moved(judgement: Judgement, first: int) -> Judgement:
    return replace(
        judgement,
        turn=judgement.turn + first,
        evidence=tuple(_moved_evidence(one, first) for one in judgement.evidence),
    )


def _moved_evidence(evidence: Evidence, first: int) -> Evidence:
    return replace(evidence, turn=evidence.turn + first)
