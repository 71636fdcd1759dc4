"""A recording's file -> samples per channel at 16 kHz, or an AudioError that says what is wrong with it.

Files are opened from a file object with audio demuxers only: playlists and scripts that name other files are refused.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from transcription import headers

RATE = 16_000
MAX_CHANNELS = 2
MIN_RATE, MAX_RATE = 4_000, 192_000  # a damaged header can say millions, and take minutes to resample
MAX_SECONDS = 6 * 3600.0
# Cut less than this from its promised end, and a recording passes as whole: encoders pad and trim that much.
TOLERANCE = 0.25

# After this many damaged packets, a file with fewer good ones is given up: each takes its time to fail.
MAX_DAMAGED = 500

# Names of ffmpeg's demuxers; the headers of the first say how long the recording is, the others let one estimate it.
_SAYING_LENGTH = ("wav", "w64", "flac", "aiff", "au", "caf", "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm")
_ESTIMATING = ("ogg", "mp3", "aac", "amr", "gsm")
_KINDS = "WAV, FLAC, Ogg, Opus, MP3, M4A"

Samples = NDArray[np.float32]


class AudioError(ValueError):
    """A recording that cannot be transcribed; the message says why, the caller adds which one."""


class Probe(NamedTuple):
    """What a file holds; `seconds` is None where only decoding could tell."""

    channels: int
    rate: int
    codec: str
    seconds: float | None


class Audio(NamedTuple):
    """Decoded audio: int16 per channel at 16 kHz (half the memory of floats), and what had to be left out."""

    channels: tuple[NDArray[np.int16], ...]
    left_out: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        return len(self.channels[0]) / RATE

    def samples(self, channel: int) -> Samples:
        """One channel as float32 in -1..1."""
        return self.channels[channel].astype(np.float32) / 32768.0


def probe(path: str | os.PathLike[str]) -> Probe:
    """Look at the file without decoding it; raises the AudioError that `decode` would for most bad files."""
    with _open_file(Path(path)) as file, _Container(file) as container:
        found = container.probe()
        if container.says_length and found.seconds:
            _check_whole(found.seconds, container.packets_end())
        return found


def decode(path: str | os.PathLike[str], *, max_seconds: float = MAX_SECONDS) -> Audio:
    """Decode all of it. Damaged passages are left out and listed; a recording that ends early is an error."""
    with _open_file(Path(path)) as file, _Container(file) as container:
        found = container.probe()
        pcm = bytearray()
        limit = int(max_seconds * RATE) * 2 * found.channels
        for chunk in container.decode(found.channels):
            pcm += chunk
            if len(pcm) > limit:
                raise AudioError(f"is longer than the limit of {max_seconds:g} s")
        samples = np.frombuffer(pcm, dtype=np.int16).reshape(-1, found.channels)
        if not len(samples):
            raise AudioError("holds no audio: not one sample could be decoded")
        if container.says_length and found.seconds:
            _check_whole(found.seconds, len(samples) / RATE + container.damaged_seconds)
        return Audio(tuple(np.ascontiguousarray(samples[:, n]) for n in range(found.channels)), container.left_out)


class _Container:
    """One open file; FFmpeg's errors become AudioErrors here and nowhere else."""

    def __init__(self, file: BinaryIO) -> None:
        import av  # noqa: PLC0415  (FFmpeg's libraries load only where audio is read)
        from av.error import FFmpegError  # noqa: PLC0415

        self._file = file
        self._failure: type[Exception] = FFmpegError
        self._resampler = av.AudioResampler
        self._damaged = 0
        self.damaged_seconds = 0.0
        try:
            self._container: Any = av.open(
                file, options={"format_whitelist": ",".join(_SAYING_LENGTH + _ESTIMATING), "protocol_whitelist": ""}
            )
        except (self._failure, UnicodeDecodeError):
            raise AudioError(_not_audio(file)) from None
        self.demuxer: str = self._container.format.name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    @property
    def _stream(self) -> Any:
        streams = self._container.streams.audio
        if not streams:
            raise AudioError("holds no audio stream")
        return streams[0]

    @property
    def says_length(self) -> bool:
        return self.demuxer in _SAYING_LENGTH or (self.demuxer == "mp3" and headers.mp3_counts_frames(self._file))

    @property
    def left_out(self) -> tuple[str, ...]:
        return (f"{self._damaged} damaged packets, about {self.damaged_seconds:.1f} s",) if self._damaged else ()

    def probe(self) -> Probe:
        context = self._stream.codec_context
        if context is None:
            raise AudioError("is coded in a way that cannot be decoded here")
        channels, rate = context.channels, context.sample_rate
        wav = headers.wav(self._file) if self.demuxer == "wav" else None
        if wav and wav.found <= 0:
            missing = "is truncated: it ends with its header, all of the audio is missing"
            raise AudioError(missing if wav.seconds else "holds no audio: it ends with its header")
        if not 1 <= channels <= MAX_CHANNELS:
            raise AudioError(f"has {channels} channels; 1 or 2 are needed, or one file per party")
        if not MIN_RATE <= rate <= MAX_RATE:
            raise AudioError(f"says {rate} samples a second; {MIN_RATE} to {MAX_RATE} are possible")
        duration = self._stream.duration
        seconds = float(duration * self._stream.time_base) if duration else None
        if self.demuxer == "ogg" and (lacking := headers.ogg_lacks(self._file)):
            raise AudioError(f"is truncated: its last page lacks {lacking} bytes; what followed is missing too")
        if wav and wav.seconds is None:  # a stream's header: whatever is there is all of it
            seconds = None
        elif wav and wav.seconds:
            seconds = max(seconds or 0.0, wav.seconds)
        return Probe(channels=channels, rate=rate, codec=context.name, seconds=seconds)

    def packets_end(self) -> float:
        """Where the last packet ends, in seconds."""
        end = 0
        try:
            for packet in self._container.demux(self._stream):
                if packet.pts is not None:
                    end = max(end, packet.pts + (packet.duration or 0))
        except self._failure:
            pass  # what was read until here is what there is; the caller compares it with the header
        return float(end * self._stream.time_base)

    def decode(self, channels: int) -> Iterator[bytes]:
        """Interleaved int16 at 16 kHz. A packet that cannot be decoded is counted and passed over."""
        layout = "mono" if channels == 1 else "stereo"
        resampler = self._resampler(format="s16", layout=layout, rate=RATE)
        for frame in self._frames():
            frame.pts = None  # gaps in the file's clock would be refused by the resampler
            try:
                resampled = resampler.resample(frame)
            except (self._failure, ValueError):  # a damaged header: its rate or channels differ from the stream's
                self._skip(frame.samples / (frame.sample_rate or RATE))
                continue
            for out in resampled:
                yield out.to_ndarray().tobytes()
        for out in resampler.resample(None):
            yield out.to_ndarray().tobytes()

    def _frames(self) -> Iterator[Any]:
        stream = self._stream
        packets = self._container.demux(stream)
        good = 0
        while True:
            try:
                packet = next(packets, None)
            except self._failure:
                return  # nothing can be read beyond; the length is compared with the header's afterwards
            if packet is None:
                return
            try:
                yield from packet.decode()
                good += 1
            except self._failure:
                self._skip(float((packet.duration or 0) * stream.time_base))
            if self._damaged > max(good, MAX_DAMAGED):
                raise AudioError(
                    f"is damaged: {self._damaged} of its first {self._damaged + good} packets are unreadable"
                )

    def _skip(self, seconds: float) -> None:
        self._damaged += 1
        self.damaged_seconds += seconds


def _open_file(path: Path) -> BinaryIO:
    try:
        kind = path.stat()
        if not stat.S_ISREG(kind.st_mode):  # a pipe or device could hang
            raise AudioError("is not a file")
        if not kind.st_size:
            raise AudioError("is empty (0 bytes)")
        return path.open("rb")
    except OSError as error:
        raise AudioError(f"cannot be opened: {error.strerror}") from None


def _not_audio(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(4096)
    try:
        text = head[: len(head) - 3].decode() or head.decode()
    except UnicodeDecodeError:
        text = "\0"
    if all(letter.isprintable() or letter in "\r\n\t\f" for letter in text):
        return f"is a text file, not a recording; {_KINDS} can be read"
    return f"is no recording that can be read, or its header is damaged; {_KINDS} can be read"


def _check_whole(promised: float, found: float) -> None:
    if promised - found > TOLERANCE:
        raise AudioError(
            f"is truncated: its header promises {promised:.1f} s, the file ends after {found:.1f} s; "
            f"the last {promised - found:.1f} s are missing"
        )
