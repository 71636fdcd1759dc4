"""STAR task dialogues: `star/dialogues.jsonl.gz`."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from qa_service.evaluation.sets.lines import read_lines
from transcription.interaction import Interaction, SpokenTurn
from transcription.transcript import Speaker

SAID = frozenset({"utter", "pick_suggestion"})
SPEAKERS: dict[str, Speaker] = {"User": "customer", "Wizard": "agent"}


class _Event(Struct):
    agent: str = msgspec.field(name="Agent", default="")
    action: str = msgspec.field(name="Action", default="")
    text: str = msgspec.field(name="Text", default="")


class _Line(Struct):
    id: int = msgspec.field(name="DialogueID")
    events: list[_Event] = msgspec.field(name="Events")


def read(data: Path) -> Iterator[Interaction]:
    for line in read_lines(data / "star" / "dialogues.jsonl.gz", _Line):
        turns = tuple(
            SpokenTurn(speaker=SPEAKERS[event.agent], text=event.text)
            for event in line.events
            if event.action in SAID and event.agent in SPEAKERS
        )
        yield Interaction(id=f"star/{line.id}", channel="chat", language="en", turns=turns)
