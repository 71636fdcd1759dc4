"""The spool: recordings that wait for their transcript."""

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from uuid import UUID

from qa_service.exchange.interactions import Refused
from qa_service.pipeline.ingest import Incoming
from qa_service.store.interactions import StoredRecording
from transcription.audio import AudioError, probe
from transcription.interaction import Interaction

CHUNK = 1 << 20
UNOWNED = UUID(int=0)


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def write(source: Readable, party: str, spool: Path) -> StoredRecording:
    """Copy a recording into the spool, readable by its owner only."""
    spool.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = spool / f"{secrets.token_hex(16)}.audio"
    seal, size = hashlib.sha256(), 0
    path.touch(mode=0o600)
    with path.open("wb") as kept:
        while chunk := source.read(CHUNK):
            seal.update(chunk)
            kept.write(chunk)
            size += len(chunk)
    return StoredRecording(UNOWNED, party, path.name, size, seal.digest())


def keep(interactions: Sequence[Interaction], folder: Path, spool: Path) -> tuple[list[Incoming], list[Refused]]:
    """Spool the recordings that interactions name, relative to `folder`; those without one pass as they are."""
    kept: list[Incoming] = []
    refused: list[Refused] = []
    for interaction in interactions:
        if interaction.recording is None or interaction.turns:
            kept.append(Incoming(interaction))
            continue
        path = folder / interaction.recording
        try:
            probe(path)
            with path.open("rb") as source:
                kept.append(Incoming(interaction, (write(source, "both", spool),)))
        except (AudioError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            message = f"recording: {interaction.recording}: {reason}"
            refused.append(Refused(line=1, error=message, source=interaction.source, ref=interaction.id))
    return kept, refused


def drop(spool: Path, files: Sequence[StoredRecording]) -> None:
    """Remove spooled recordings: what is not needed any more is not kept."""
    for file in files:
        (spool / file.path).unlink(missing_ok=True)
