"""MAIA support chats: `maia/de_client_02.json`, the customer's turns in machine translation."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from qa_service.errors import BadInput
from transcription.interaction import Interaction, SpokenTurn


class _Turn(Struct):
    floor: Literal["inbound", "outbound"]
    text_src: list[str]
    text_mt: list[str]


class _Dialogue(Struct):
    id: str
    turns: list[_Turn]


def read(data: Path) -> Iterator[Interaction]:
    path = data / "maia" / "de_client_02.json"
    try:
        dialogues = msgspec.json.decode(path.read_bytes(), type=list[_Dialogue])
    except msgspec.DecodeError as error:
        raise BadInput(f"{path}: {error}") from None
    for dialogue in dialogues:
        turns = tuple(
            SpokenTurn(speaker="customer", text=" ".join(turn.text_mt))
            if turn.floor == "inbound"
            else SpokenTurn(speaker="agent", text=" ".join(turn.text_src))
            for turn in dialogue.turns
        )
        yield Interaction(id=f"maia/{dialogue.id}", channel="chat", language="en", turns=turns)
