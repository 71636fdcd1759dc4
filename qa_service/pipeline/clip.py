"""One moment of a contact, as a link shares it: the turns around it and some seconds of its redacted recording."""

import io
import wave
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import numpy as np
from msgspec import Struct

from qa_service.errors import NotFound
from qa_service.store import interactions
from qa_service.store.database import Connection
from qa_service.store.interactions import StoredTurn
from transcription.audio import RATE, decode

TURNS = 2
"""How many turns before and after are shown."""
SECONDS = 20.0


class Clip(Struct, frozen=True):
    """`start` is the second that the recording is heard from, None where there is none."""

    turns: tuple[StoredTurn, ...]
    marked: int
    start: float | None
    audio: str | None


async def clip(db: Connection, contact: UUID, turn: int) -> Clip:
    """Read a moment; NotFound where the contact or the turn is gone."""
    spoken: Sequence[StoredTurn] = await interactions.TURNS.all(db, [contact])
    near = tuple(one for one in spoken if abs(one.number - turn) <= TURNS)
    marked = next((one for one in near if one.number == turn), None)
    if marked is None:
        raise NotFound("what this link led to is no longer kept")
    kept = await interactions.AUDIO.all(db, contact) if marked.start_s is not None else []
    start = max(0.0, marked.start_s - SECONDS / 4) if marked.start_s is not None else None
    return Clip(near, turn, start, kept[0].path if kept else None)


def heard(path: Path, start: float) -> bytes:
    """SECONDS of a recording from `start`, as a WAV file; its channels stay apart."""
    if not path.exists():
        raise NotFound("the recording is not on this machine's disk")
    audio = decode(path)
    first = int(start * RATE)
    samples = np.stack([channel[first : first + int(SECONDS * RATE)] for channel in audio.channels], axis=1)
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(len(audio.channels))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return made.getvalue()
