"""What an appeal is against, and what counts once it is decided. Cards are as the scorecards hold them, JSON types."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

MET = 0.5
WHOLE = -1


class Ruling(Struct, frozen=True, kw_only=True):
    """What counts in place of the machine's score; a score of None keeps it out: there was no opportunity."""

    score: float | None
    opportunities: int | None
    met: int | None


NOTHING = Ruling(score=None, opportunities=None, met=None)


def judgements(card: Mapping[str, Any], leg: int) -> list[dict[str, Any]]:
    """The judgements that this leg answers for: all of a leg's own card, its own among those of the whole."""
    found: list[dict[str, Any]] = list(card.get("judgements", ()))
    return [one for one in found if one.get("responsible", leg) == leg]


def indicators(card: Mapping[str, Any], leg: int, turn: int | None, behaviour: str) -> list[str]:
    """Which signs made what is contested, at one turn or all: the one that judged, and the one that called for it."""
    if card.get("source") == "model":
        return [f"{behaviour}.learned"]
    found: set[str] = set()
    for one in judgements(card, leg):
        if turn is None or one["turn"] == turn:
            found.add(one["indicator"])
            if called_by := one.get("called_by"):
                found.add(called_by if "." in called_by else f"{behaviour}.{called_by}")
    return sorted(found)


def overturned(card: Mapping[str, Any], leg: int, turn: int | None, score: float | None, opportunities: int) -> Ruling:
    """What counts once the score, or the grade of the judgement at `turn`, is put right; None is no opportunity."""
    if turn is None:
        if score is None:
            return NOTHING
        return Ruling(score=score, opportunities=opportunities, met=opportunities if score >= MET else 0)
    grades = [score if one["turn"] == turn else one["grade"] for one in judgements(card, leg)]
    kept = [grade for grade in grades if grade is not None]
    if not kept:
        return NOTHING
    return Ruling(score=sum(kept) / len(kept), opportunities=len(kept), met=sum(grade >= MET for grade in kept))
