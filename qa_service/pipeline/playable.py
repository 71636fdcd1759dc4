"""What may be played of a call: a copy with every redacted passage silenced. The original is not kept."""

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from qa_service.store.interactions import StoredRecording
from transcription.audio import Audio
from transcription.interaction import Interaction
from transcription.redaction.silence import ranges
from transcription.silencing import channel_ranges, silence


def keep(heard: Interaction, sources: Sequence[tuple[str, Audio]], row_id: UUID, folder: Path) -> list[StoredRecording]:
    """Write a silenced Opus file for each (party, audio) that `heard`, redacted, was transcribed from."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    spoken = ranges(heard)
    if len(sources) == 2:  # one file a party: what is to be silenced on a side is so on each channel of its file
        sides = channel_ranges(heard, spoken, 2)
        parts = [(side,) * len(audio.channels) for side, (_, audio) in zip(sides, sources, strict=True)]
    else:
        parts = [channel_ranges(heard, spoken, len(audio.channels)) for _, audio in sources]
    return [_kept(party, audio, part, row_id, folder) for (party, audio), part in zip(sources, parts, strict=True)]


def _kept(
    party: str, audio: Audio, parts: Sequence[Sequence[tuple[float, float]]], row_id: UUID, folder: Path
) -> StoredRecording:
    path = folder / f"{secrets.token_hex(16)}.opus"
    path.touch(mode=0o600)
    silence(audio, parts, path)
    content = path.read_bytes()
    return StoredRecording(row_id, party, path.name, len(content), hashlib.sha256(content).digest())
