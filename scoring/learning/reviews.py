"""Reviewed interactions, one a line: interaction/v1 beside the labels that people gave."""

from collections.abc import Iterator
from typing import Any, cast

import msgspec
from msgspec import Struct

from transcription.interaction import Interaction, InteractionError, decode

# What a reviewed line holds beside interaction/v1, and what `review` may hold.
FIELDS = ("labels", "turn_labels", "review")
OF_REVIEW = ("reader", "random")


class Review(Struct, frozen=True, kw_only=True):
    """One person's labels of one interaction: behaviour -> grade 0..1, None for 'not applicable'.

    `turns`: (number of the turn, behaviour -> grade). `random`: drawn at random, neither chosen nor assisted.
    """

    interaction: Interaction
    labels: dict[str, float | None]
    turns: tuple[tuple[int, dict[str, float]], ...] = ()
    reader: str | None = None
    random: bool = True


def read_reviews(lines: Iterator[bytes] | list[bytes]) -> Iterator[tuple[int, Review | InteractionError]]:
    """(line number from 1, review or what is wrong there); blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, _review(line)
            except InteractionError as error:
                yield number, InteractionError(f"line {number}: {error}")


def _review(line: bytes) -> Review:
    try:
        told: Any = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InteractionError(f"is no JSON: {error}") from None
    if not isinstance(told, dict):
        raise InteractionError("is no JSON object")
    fields = cast("dict[str, Any]", told)
    own = {name: fields.pop(name, None) for name in FIELDS}
    interaction = decode(msgspec.json.encode(fields))
    review = _fields("review", own["review"])
    unknown = sorted(set(review) - set(OF_REVIEW))
    if unknown:
        raise InteractionError(f"review.{unknown[0]}: is not known; `review` holds {' and '.join(OF_REVIEW)}")
    random, reader = review.get("random", True), review.get("reader")
    if not isinstance(random, bool):
        raise InteractionError("review.random: is neither true nor false")
    if reader is not None and not isinstance(reader, str):
        raise InteractionError(f"review.reader: {reader!r} is no text")
    return Review(
        interaction=interaction,
        labels={name: _grade(f"labels.{name}", value) for name, value in _fields("labels", own["labels"]).items()},
        turns=tuple(_turn_labels(own["turn_labels"], len(interaction.turns or ()))),
        reader=reader,
        random=random,
    )


def _turn_labels(told: object, turns: int) -> Iterator[tuple[int, dict[str, float]]]:
    if told is None:
        return
    if not isinstance(told, list):
        raise InteractionError("turn_labels: is no list")
    if told and not turns:
        raise InteractionError("turn_labels: the interaction has no turns")
    seen: set[tuple[int, str]] = set()
    for number, entry in enumerate(cast("list[object]", told)):
        place = f"turn_labels[{number}]"
        labels = _fields(place, entry)
        turn = labels.pop("turn", None)
        if not isinstance(turn, int) or isinstance(turn, bool) or not 0 <= turn < turns:
            raise InteractionError(f"{place}.turn: is no turn of this interaction, which has 0 to {turns - 1}")
        grades = {name: _grade(f"{place}.{name}", value) for name, value in labels.items()}
        twice = next((name for name in grades if (turn, name) in seen), None)
        if twice is not None:
            raise InteractionError(f"{place}.{twice}: turn {turn} has a label of it already")
        seen |= {(turn, name) for name in grades}
        yield turn, {name: grade for name, grade in grades.items() if grade is not None}


def _fields(place: str, told: object) -> dict[str, Any]:
    if told is None:
        return {}
    if not isinstance(told, dict):
        raise InteractionError(f"{place}: is no JSON object")
    return dict(cast("dict[str, Any]", told))


def _grade(place: str, value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise InteractionError(f"{place}: {value!r} is no number from 0 to 1")
    return float(value)
