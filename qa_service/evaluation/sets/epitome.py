"""EPITOME: a post and a response in peer support, `epitome/emotional-reactions.jsonl.gz`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct

from qa_service.evaluation.sets.lines import read_lines
from transcription.interaction import Interaction, SpokenTurn


class Response(NamedTuple):
    """`level` of emotional reaction: 0 none, 1 weak, 2 strong. The post is the customer's turn."""

    interaction: Interaction
    level: int


class _Line(Struct):
    sp_id: str
    rp_id: str
    seeker_post: str
    response_post: str
    level: Literal["0", "1", "2"]


def read(data: Path) -> Iterator[Response]:
    for number, line in enumerate(read_lines(data / "epitome" / "emotional-reactions.jsonl.gz", _Line)):
        turns = (
            SpokenTurn(speaker="customer", text=line.seeker_post),
            SpokenTurn(speaker="agent", text=line.response_post),
        )
        name = f"epitome/{line.sp_id}-{line.rp_id}-{number}"
        yield Response(Interaction(id=name, channel="social", language="en", turns=turns), int(line.level))
