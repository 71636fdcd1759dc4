"""EmpatheticPersonas: single sentences of an assistant, `empathetic_personas/EP_EN_full.jsonl`, `EP_ZH_full.jsonl`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct

from qa_service.evaluation.sets.lines import read_lines
from transcription.interaction import Interaction, SpokenTurn

Language = Literal["en", "zh"]


class Sentence(NamedTuple):
    """`empathy`: 0 none, 1 some, 2 strong, as three annotators settled it. There is no customer's turn."""

    interaction: Interaction
    empathy: int


class _Line(Struct):
    response: str
    empathy_score: Literal["0", "1", "2"]


def read(data: Path, language: Language) -> Iterator[Sentence]:
    path = data / "empathetic_personas" / f"EP_{language.upper()}_full.jsonl"
    for number, line in enumerate(read_lines(path, _Line)):
        turns = (SpokenTurn(speaker="agent", text=line.response.removeprefix("\ufeff")),)
        told = Interaction(id=f"personas-{language}/{number}", channel="chat", language=language, turns=turns)
        yield Sentence(told, int(line.empathy_score))
