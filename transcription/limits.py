"""What a recording may cost to read, and what reading one can say; nothing here needs numpy or FFmpeg."""

from typing import NamedTuple

RATE = 16_000


class AudioError(ValueError):
    """A recording that cannot be transcribed; the message says why, the caller adds which one."""


class Limits(NamedTuple):
    """`seconds` of sound; `wait` in seconds and `memory` in bytes for the process that decodes it."""

    seconds: float = 6 * 3600.0
    wait: float = 600.0
    memory: int = 1 << 30


class Probe(NamedTuple):
    """What a file holds; `seconds` is None where only decoding could tell."""

    channels: int
    rate: int
    codec: str
    seconds: float | None
