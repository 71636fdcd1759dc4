"""What a reviewer answers of an interaction, checked against it; and what stands where people and machine differ."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from qa_service.errors import BadInput

WHOLE = -1
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
Note = Annotated[str, Meta(max_length=4000, pattern=r"^[^\x00]*$")]
Grade = Annotated[float, Meta(ge=0, le=1)]


class JudgedTurn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One opportunity: the turn where it arose, and how it was met."""

    turn: Annotated[int, Meta(ge=0, le=1_000_000)]
    grade: Grade
    comment: Note | None = None


class BehaviourAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A score of None is N/A. `leg` is the stretch of one agent that it is of; -1 the whole interaction."""

    behaviour: Name
    score: Grade | None
    leg: Annotated[int, Meta(ge=WHOLE, le=10_000)] = WHOLE
    judgements: tuple[JudgedTurn, ...] = ()
    comment: Note | None = None


class Stands(Struct, frozen=True, kw_only=True):
    """One behaviour: what stands, by whom, and what the machine says beside it; None is N/A."""

    behaviour: str
    leg: int
    score: float | None
    by: str
    machine: float | None
    people: tuple[float | None, ...] = ()


def check(answers: Sequence[BehaviourAnswer], *, turns: int, legs: Sequence[int]) -> None:
    """Raise BadInput for the first answer that does not fit the interaction."""
    if not answers:
        raise BadInput("answers: is empty; N/A is a score of null")
    seen: set[tuple[str, int]] = set()
    for number, answer in enumerate(answers):
        place = f"answers[{number}]"
        if (answer.behaviour, answer.leg) in seen:
            raise BadInput(f"{place}.behaviour: {answer.behaviour!r} of leg {answer.leg} is answered already")
        seen.add((answer.behaviour, answer.leg))
        if answer.leg != WHOLE and answer.leg not in legs:
            raise BadInput(
                f"{place}.leg: {answer.leg} is no leg of this interaction, which has {max(legs, default=-1) + 1}"
            )
        if answer.score is None and answer.judgements:
            raise BadInput(f"{place}.judgements: are of an opportunity, but the score says that there was none")
        for at, judged in enumerate(answer.judgements):
            if judged.turn >= turns:
                raise BadInput(f"{place}.judgements[{at}].turn: {judged.turn} is none of the turns 0 to {turns - 1}")


def together(given: Sequence[float | None]) -> float | None:
    """One value of several readers: their mean; N/A where most say so, at a tie what the first says."""
    grades = [one for one in given if one is not None]
    silent = len(given) - len(grades)
    if silent > len(grades) or (silent == len(grades) and given[0] is None):
        return None
    return sum(grades) / len(grades)


def standing(
    machine: Mapping[tuple[str, int], float | None],
    people: Mapping[tuple[str, int], Sequence[float | None]],
    ruled: Mapping[tuple[str, int], float | None],
) -> tuple[Stands, ...]:
    """By (behaviour, leg): a decided appeal stands before the reviews, those before the machine."""
    return tuple(
        _stands(key, machine.get(key), tuple(people.get(key, ())), ruled) for key in sorted({*machine, *people, *ruled})
    )


def _stands(
    key: tuple[str, int],
    machine: float | None,
    people: tuple[float | None, ...],
    ruled: Mapping[tuple[str, int], float | None],
) -> Stands:
    behaviour, leg = key
    if key in ruled:
        score, by = ruled[key], "appeal"
    elif people:
        score, by = together(people), "review"
    else:
        score, by = machine, "machine"
    return Stands(behaviour=behaviour, leg=leg, score=score, by=by, machine=machine, people=people)
