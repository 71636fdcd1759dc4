"""interaction/v1 as JSON or JSON Lines: what can be read, and for the rest which line, whose, and what is wrong."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from transcription.interaction import Interaction, InteractionError, read


class Refused(Struct, frozen=True, kw_only=True):
    """`ref` is the id it gave, where it gave one; `error` names the place."""

    line: int
    error: str
    source: str = "file"
    ref: str | None = None


def sorted_out(
    data: bytes, *, recordings: bool, without_turns: bool = False
) -> tuple[list[Interaction], list[Refused]]:
    """Split into what can be taken and what cannot.

    `recordings`: an interaction may name a file to be fetched. `without_turns`: its audio comes beside it, so it needs
    no turns of its own.
    """
    lines = data.splitlines()
    latest = datetime.now(UTC) + timedelta(days=1)  # clocks differ, and so do time zones
    good: list[Interaction] = []
    refused: list[Refused] = []
    for number, item in read(data, complete=not without_turns):
        if isinstance(item, InteractionError):
            whole = lines[number - 1] if str(item).startswith(f"line {number}: ") else data
            source, ref = _identity(whole)
            refused.append(Refused(line=number, error=str(item), source=source, ref=ref))
        elif item.started_at and item.started_at > latest:
            error = f"started_at: {item.started_at.isoformat()} is in the future"
            refused.append(Refused(line=number, error=error, source=item.source, ref=item.id))
        elif item.recording and not item.turns and not recordings:
            error = "recording: names a file; send the audio itself to /v1/recordings"
            refused.append(Refused(line=number, error=error, source=item.source, ref=item.id))
        else:
            good.append(item)
    return good, refused


def _identity(line: bytes) -> tuple[str, str | None]:
    """What a broken interaction says of who it is, as far as that can be read."""
    try:
        told: Any = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "file", None
    if not isinstance(told, dict):
        return "file", None
    source, ref = told.get("source", "file"), told.get("id")
    return source if isinstance(source, str) else "file", ref if isinstance(ref, str) and ref.strip() else None
