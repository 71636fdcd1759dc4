"""A copy of a recording with passages silenced: what may be kept and played once its transcript is redacted."""

from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from transcription.audio import RATE, Audio, AudioError, decode
from transcription.crosstalk import ECHO, FARTHEST
from transcription.interaction import Interaction
from transcription.transcript import Speaker

CODECS = {".opus": "libopus", ".ogg": "libopus", ".flac": "flac"}
BITS = {"libopus": 32_000}
_BLOCK = 10 * RATE

Range = tuple[float, float]


class _Decided(Struct):
    speakers: tuple[Speaker, ...] = ()


class _Removed(Struct):
    speaker: Speaker
    reason: str


class _Clock(Struct):
    corrected: Speaker | None = None
    drift_ms_per_hour: float = 0.0


class _Told(Struct):
    """What `transcribe` left under `extra` about the channels."""

    channels_decided: _Decided = msgspec.field(default_factory=_Decided)
    removed: tuple[_Removed, ...] = ()
    clock: _Clock = msgspec.field(default_factory=_Clock)


def silence(
    source: Audio | str | PathLike[str] | BinaryIO, ranges: Sequence[Sequence[Range]], out: str | PathLike[str]
) -> None:
    """Write `out` (.opus, .ogg or .flac, 16 kHz) with each channel silent in its `ranges` of seconds.

    Raises AudioError where the source cannot be read, ValueError for a format or a number of channels that do not fit.
    """
    import av  # noqa: PLC0415  (FFmpeg's libraries load only where audio is written)

    path = Path(out)
    codec = CODECS.get(path.suffix.lower())
    if codec is None:
        raise ValueError(f"{path.name}: a silenced copy is one of {', '.join(CODECS)}")
    audio = source if isinstance(source, Audio) else decode(source)
    if len(ranges) != len(audio.channels):
        raise ValueError(f"ranges are given for {len(ranges)} channels, the recording has {len(audio.channels)}")
    layout = "mono" if len(audio.channels) == 1 else "stereo"
    with cast("Any", av).open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE, layout=layout)
        stream.bit_rate = BITS.get(codec, 0)
        resampler = av.AudioResampler(stream.format, layout, RATE, frame_size=stream.frame_size or 4096)
        for block in _blocks(audio, ranges):
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout=layout)
            frame.sample_rate = RATE
            for part in resampler.resample(frame):
                container.mux(stream.encode(part))
        for part in resampler.resample(None):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))


def channel_ranges(
    interaction: Interaction, ranges: Mapping[Speaker, Sequence[Range]], channels: int
) -> tuple[tuple[Range, ...], ...]:
    """What to silence on each channel of the recording that `interaction` was transcribed from.

    `ranges` are seconds per speaker, as the transcript has them. On a single channel, and where nobody could say who
    spoke, all of it goes; where an echo of the other party was heard, it goes there too, with its delay.
    """
    told = msgspec.convert(interaction.extra, _Told)
    decided = told.channels_decided.speakers
    if channels != 2 or len(decided) != 2:
        everything = tuple(sorted(part for parts in ranges.values() for part in parts))
        return (everything,) * channels
    echoing = {gone.speaker for gone in told.removed if gone.reason == ECHO}
    found: list[tuple[Range, ...]] = []
    for speaker in decided:
        names: set[Speaker] = {speaker, "unknown"}
        parts = [part for name in names for part in ranges.get(name, ())]
        if speaker in echoing:
            others = [part for name, spoken in ranges.items() if name != speaker for part in spoken]
            parts += [(start, end + FARTHEST) for start, end in others]
        rate = 1 + told.clock.drift_ms_per_hour / 3_600_000 if told.clock.corrected == speaker else 1.0
        found.append(tuple(sorted((start * rate, end * rate) for start, end in parts)))
    return tuple(found)


def _blocks(audio: Audio, ranges: Sequence[Sequence[Range]]) -> Iterator[NDArray[np.int16]]:
    """1 x (samples * channels), interleaved, so long as fits in memory many times over."""
    length = max(len(samples) for samples in audio.channels)
    if not length:
        raise AudioError("holds no audio")
    for first in range(0, length, _BLOCK):
        block = np.stack([samples[first : first + _BLOCK] for samples in audio.channels], axis=1)
        for channel, parts in enumerate(ranges):
            for start, end in parts:
                block[max(0, int(start * RATE) - first) : max(0, int(np.ceil(end * RATE)) - first), channel] = 0
        yield block.reshape(1, -1)
