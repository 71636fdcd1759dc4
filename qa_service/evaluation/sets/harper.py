"""HarperValleyBank calls: `harper/transcript/*.json`, people's transcripts, a turn a segment."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from qa_service.errors import BadInput
from transcription.interaction import Interaction, SpokenTurn

_NOISE = re.compile(r"\[[^\]]*\]|<[^>]*>")


class _Segment(Struct):
    speaker_role: str
    human_transcript: str
    start_ms: int
    duration_ms: int


def read(data: Path) -> Iterator[Interaction]:
    """Marks of noise are taken out; a segment of nothing else stays as an empty turn, so that the numbers hold."""
    folder = data / "harper" / "transcript"
    if not folder.is_dir():
        raise FileNotFoundError(2, "no such folder", str(folder))
    for path in sorted(folder.glob("*.json")):
        try:
            segments = msgspec.json.decode(path.read_bytes(), type=list[_Segment])
        except msgspec.DecodeError as error:
            raise BadInput(f"{path}: {error}") from None
        turns = tuple(
            SpokenTurn(
                speaker="customer" if segment.speaker_role == "caller" else "agent",
                text=" ".join(_NOISE.sub(" ", segment.human_transcript).split()),
                start=segment.start_ms / 1000,
                end=(segment.start_ms + segment.duration_ms) / 1000,
            )
            for segment in sorted(segments, key=lambda segment: segment.start_ms)
        )
        yield Interaction(id=f"harper/{path.stem}", channel="voice", language="en", turns=turns)
