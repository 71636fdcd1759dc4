"""What a player needs of a recording: the bytes it asks for, and its loudness over time."""

import re
from pathlib import Path

import anyio.to_thread
import msgspec
import numpy as np
from litestar import Response
from msgspec import Struct

from qa_service.errors import NotFound
from transcription.audio import Audio, decode

POINTS = 400
"""Of the drawn outline; a recording has as many peaks, each the loudest sample of its part."""
MOST_BYTES = 2_000_000
"""Of one answer: a player asks for the rest."""
MEDIA_TYPE = "audio/ogg"


class Peaks(Struct, frozen=True):
    """Loudness 0..255 over equal parts of the recording, one list a channel."""

    seconds: float
    channels: tuple[tuple[int, ...], ...]


def ranged(path: Path, asked: str | None) -> Response[bytes]:
    """The file, or the part of it that a Range header asks for."""
    try:
        return part(path.read_bytes(), asked)
    except FileNotFoundError:
        raise NotFound("the recording is not on this machine's disk") from None


def part(content: bytes, asked: str | None) -> Response[bytes]:
    """All of it, or 206 with the part asked for (RFC 9110, 14.2; one range)."""
    size = len(content)
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", asked or "")
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, max-age=300"}
    if found is None or not (found[1] or found[2]):
        return Response(content, status_code=200, media_type=MEDIA_TYPE, headers=headers)
    first = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(int(found[2]) if found[1] and found[2] else size - 1, size - 1, first + MOST_BYTES - 1)
    if first > last:
        return Response(b"", status_code=416, media_type=MEDIA_TYPE, headers={"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return Response(content[first : last + 1], status_code=206, media_type=MEDIA_TYPE, headers=headers)


async def peaks(path: Path) -> Peaks:
    """Loudness of a recording; kept beside it once it is known."""
    return await anyio.to_thread.run_sync(_peaks, path)


def _peaks(path: Path) -> Peaks:
    beside = path.with_suffix(".peaks")
    if beside.exists():
        return msgspec.json.decode(beside.read_bytes(), type=Peaks)
    if not path.exists():
        raise NotFound("the recording is not on this machine's disk")
    found = loudness(decode(path))
    made = beside.with_suffix(".peaks-new")
    made.write_bytes(msgspec.json.encode(found))
    made.chmod(0o600)
    made.rename(beside)
    return found


def loudness(audio: Audio) -> Peaks:
    channels: list[tuple[int, ...]] = []
    for samples in audio.channels:
        edges = np.linspace(0, len(samples), POINTS, endpoint=False).astype(np.int64)
        loudest = np.maximum.reduceat(np.abs(samples.astype(np.int32)), edges) if len(samples) else np.zeros(POINTS)
        channels.append(tuple(int(value) for value in np.sqrt(loudest / 32768) * 255))
    return Peaks(audio.seconds, tuple(channels))


def outline(channel: tuple[int, ...]) -> str:
    """A closed path over 0..POINTS by 0..100, mirrored around its middle."""
    up = [f"{x},{50 - value * 49 / 255:.1f}" for x, value in enumerate(channel)]
    down = [f"{x},{50 + value * 49 / 255:.1f}" for x, value in reversed(list(enumerate(channel)))]
    return f"M{' '.join([*up, *down])}Z"
