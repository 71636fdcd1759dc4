"""Readers' labels of interactions: empathy by opportunity, resolution by its ladder, repetition by cause.

A folder holds one folder a language, each with `interactions.jsonl` (interaction/v1), one `labels-NAME.jsonl` a reader
and optionally `readers.json`, which says what each reader is: `{"a": "a language model"}`. A line of labels:

    {"id": "pl-001", "empathy": [{"turn": 2, "grade": 0.5, "answer": 3}], "resolution": 0.75,
     "repetition": {"grade": 0, "repeats": [{"turn": 5, "cause": "asked_again"}]}}

Turns count from 0, every turn counts. `empathy`: one entry an opportunity, `turn` where the customer opens it, `grade`
1, 0.5 or 0, `answer` the agent's turn that decided, null where none did. `resolution`: 1, 0.75, 0.5, 0.25, 0; null
where nothing was asked for. `repetition`: grade 1 or 0; null where nothing could be given twice.

Labels whose texts are not ours to keep stand beside those of `interactions.jsonl`, or without it: their ids name texts
of public sets.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from qa_service.errors import BadInput
from qa_service.evaluation.sets.by_id import of_public_set, texts
from transcription.interaction import Interaction, InteractionError, read_lines

LADDER = (0.0, 0.25, 0.5, 0.75, 1.0)
EMPATHY = (0.0, 0.5, 1.0)
Turn = Annotated[int, Meta(ge=0)]


class Opportunity(Struct, frozen=True, forbid_unknown_fields=True):
    turn: Turn
    grade: float
    answer: Turn | None


class Repeat(Struct, frozen=True, forbid_unknown_fields=True):
    turn: Turn
    cause: Literal["asked_again", "lost_at_handoff", "bot", "required_identification", "bad_line", "customer_habit"]


class Repetition(Struct, frozen=True, forbid_unknown_fields=True):
    grade: Literal[0, 1]
    repeats: tuple[Repeat, ...]


class Labels(Struct, frozen=True, forbid_unknown_fields=True):
    """What one reader says of one interaction."""

    id: str
    empathy: tuple[Opportunity, ...]
    resolution: float | None
    repetition: Repetition | None


class Labelled(NamedTuple):
    """One interaction with what each reader, by name, says of it."""

    language: str
    interaction: Interaction
    labels: dict[str, Labels]


class Folder(NamedTuple):
    """By language: `readers`, what each reader is, where that is said; `skipped`, which texts are missing."""

    labelled: tuple[Labelled, ...]
    readers: dict[str, dict[str, str]]
    skipped: dict[str, str]


class _Line(NamedTuple):
    """One line of labels, and where it stands."""

    file: Path
    number: int
    reader: str
    labels: Labels

    def __str__(self) -> str:
        return f"{self.file}: line {self.number}"


def read(data: Path, public: Path | None = None) -> Folder:
    """Read all languages of a folder, or raise a BadInput that names file, line and field.

    `public` holds the public sets, where texts that are not in the folder are looked up.
    """
    folders = sorted(one for one in data.iterdir() if one.is_dir() and any(one.glob("labels-*.jsonl")))
    if not folders:
        raise BadInput(f"{data}: holds no folder of a language with labels-*.jsonl")
    labelled: list[Labelled] = []
    skipped: dict[str, str] = {}
    for folder in folders:
        found, missing = _language(folder, public)
        labelled += found
        if missing:
            skipped[folder.name] = missing
    languages = {one.language for one in labelled}
    readers = {folder.name: _readers(folder / "readers.json") for folder in folders if folder.name in languages}
    return Folder(tuple(labelled), readers, skipped)


def _language(folder: Path, public: Path | None) -> tuple[list[Labelled], str | None]:
    """What is labelled of a language, and which of its labels have no text, and why."""
    lines = [line for file in sorted(folder.glob("labels-*.jsonl")) for line in _lines(file)]
    own = folder / "interactions.jsonl"
    elsewhere = {line.labels.id for line in lines if of_public_set(line.labels.id)}
    interactions = _interactions(own) if own.exists() else {}
    if not interactions and not elsewhere:
        return [], f"{own} is not there"
    missing = None
    if elsewhere:
        try:
            interactions |= _looked_up(public)
        except FileNotFoundError as error:
            lines = [line for line in lines if line.labels.id not in elsewhere]
            missing = f"{len(elsewhere)} texts of public sets: {error.filename or error} is not there"
    labels: dict[str, dict[str, Labels]] = {name: {} for name in interactions}
    for line in lines:
        one = line.labels
        try:
            _check(one, interactions)
        except ValueError as error:
            raise BadInput(f"{line}: {error}") from None
        if line.reader in labels[one.id]:
            raise BadInput(f"{line}: id: {one.id} is labelled on an earlier line")
        labels[one.id][line.reader] = one
    return [Labelled(folder.name, interactions[name], labels[name]) for name in interactions if labels[name]], missing


def _lines(file: Path) -> Iterator[_Line]:
    reader = file.stem.removeprefix("labels-")
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        if line.strip():
            try:
                yield _Line(file, number, reader, _decode(line))
            except msgspec.ValidationError as error:
                raise BadInput(f"{file}: line {number}: {error}") from None
            except msgspec.DecodeError as error:
                raise BadInput(f"{file}: line {number}: not JSON: {error}") from None


def _looked_up(public: Path | None) -> dict[str, Interaction]:
    if public is None:
        raise FileNotFoundError("the folder that QA_EVAL_DATA would name")
    return texts(public)


def _interactions(file: Path) -> dict[str, Interaction]:
    found: dict[str, Interaction] = {}
    with file.open("rb") as lines:
        for number, one in read_lines(lines):
            if isinstance(one, InteractionError):
                raise BadInput(f"{file}: {one}")
            if one.id in found:
                raise BadInput(f"{file}: line {number}: id: {one.id} stands on an earlier line")
            found[one.id] = one
    return found


_decode: Callable[[bytes], Labels] = msgspec.json.Decoder(Labels).decode


def _check(one: Labels, interactions: Mapping[str, Interaction]) -> None:
    """Hold it against its interaction; raises a ValueError that names the field."""
    if one.id not in interactions:
        raise ValueError(f"id: no interaction is called {one.id}")
    turns = len(interactions[one.id].turns or ())
    for place, entry in enumerate(one.empathy):
        _grade(f"empathy[{place}].grade", entry.grade, EMPATHY)
        _within(f"empathy[{place}].turn", entry.turn, turns)
        _within(f"empathy[{place}].answer", entry.answer, turns)
    if len({entry.turn for entry in one.empathy}) < len(one.empathy):
        raise ValueError("empathy: two opportunities open in the same turn")
    if one.resolution is not None:
        _grade("resolution", one.resolution, LADDER)
    for place, repeat in enumerate(one.repetition.repeats if one.repetition else ()):
        _within(f"repetition.repeats[{place}].turn", repeat.turn, turns)


def _grade(field: str, grade: float, scale: Sequence[float]) -> None:
    if grade not in scale:
        raise ValueError(f"{field}: {grade} is none of {', '.join(f'{one:g}' for one in scale)}")


def _within(field: str, turn: int | None, turns: int) -> None:
    if turn is not None and turn >= turns:
        raise ValueError(f"{field}: there is no turn {turn}; the interaction has {turns}")


def _readers(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    except msgspec.DecodeError as error:
        raise BadInput(f"{file}: {error}") from None
