"""STC-3 helpdesk dialogues of a social network, each graded by 19 annotators.

`stc3/train_en.jsonl.gz` (translated) and `stc3/train_cn.jsonl.gz` share ids where they are of one dialogue.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct

from qa_service.evaluation.sets.lines import read_lines
from transcription.interaction import Interaction, SpokenTurn

Language = Literal["en", "zh"]
Quality = Literal["A", "S", "E"]
FILES: dict[Language, str] = {"en": "train_en.jsonl.gz", "zh": "train_cn.jsonl.gz"}


class Dialogue(NamedTuple):
    """`quality`: what each annotator gave, -2 to 2: A problem solved, S customer satisfied, E effective."""

    id: str
    interaction: Interaction
    quality: dict[Quality, tuple[int, ...]]

    def mean(self, quality: Quality) -> float:
        return sum(self.quality[quality]) / len(self.quality[quality])


class _Turn(Struct):
    sender: str
    utterances: list[str]


class _Annotation(Struct):
    quality: dict[Quality, int]


class _Line(Struct):
    id: str
    turns: list[_Turn]
    annotations: list[_Annotation]


def read(data: Path, language: Language) -> Iterator[Dialogue]:
    for line in read_lines(data / "stc3" / FILES[language], _Line):
        turns = tuple(
            SpokenTurn(speaker="customer" if turn.sender == "customer" else "agent", text=" ".join(turn.utterances))
            for turn in line.turns
        )
        told = Interaction(id=f"stc3-{language}/{line.id}", channel="social", language=language, turns=turns)
        grades = [annotation.quality for annotation in line.annotations]
        yield Dialogue(line.id, told, {name: tuple(one[name] for one in grades) for name in ("A", "S", "E")})
