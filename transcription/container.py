"""FFmpeg on one open file: demuxers of audio only, damage counted; runs in the decoder's own process.

Playlists and scripts that name other files are refused: no demuxer for them is allowed, and no protocol.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, Self

import av
from av.error import FFmpegError

from transcription import headers
from transcription.limits import RATE, AudioError, Probe

MAX_CHANNELS = 2
MIN_RATE, MAX_RATE = 4_000, 192_000  # a damaged header can say millions, and take minutes to resample
# Cut less than this from its promised end, and a recording passes as whole: encoders pad and trim that much.
TOLERANCE = 0.25

# After this many damaged packets, a file with fewer good ones is given up: each takes its time to fail.
MAX_DAMAGED = 500

# Names of ffmpeg's demuxers; the headers of the first say how long the recording is, the others let one estimate it.
_SAYING_LENGTH = ("wav", "w64", "flac", "aiff", "au", "caf", "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm")
_ESTIMATING = ("ogg", "mp3", "aac", "amr", "gsm")
_KINDS = "WAV, FLAC, Ogg, Opus, MP3, M4A"


class Container:
    """One open file; FFmpeg's errors become AudioErrors here and nowhere else."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._damaged = 0
        self._damaged_seconds = 0.0
        try:
            self._container: Any = av.open(
                file, options={"format_whitelist": ",".join(_SAYING_LENGTH + _ESTIMATING), "protocol_whitelist": ""}
            )
        except (FFmpegError, UnicodeDecodeError):
            raise AudioError(_not_audio(file)) from None
        self._demuxer: str = self._container.format.name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    @property
    def left_out(self) -> tuple[str, ...]:
        return (f"{self._damaged} damaged packets, about {self._damaged_seconds:.1f} s",) if self._damaged else ()

    def probe(self) -> Probe:
        """Read what the headers say; raises an AudioError for what they cannot mean."""
        context = self._stream.codec_context
        if context is None:
            raise AudioError("is coded in a way that cannot be decoded here")
        channels, rate = context.channels, context.sample_rate
        wav = headers.wav(self._file) if self._demuxer == "wav" else None
        if wav and wav.found <= 0:
            missing = "is truncated: it ends with its header, all of the audio is missing"
            raise AudioError(missing if wav.seconds else "holds no audio: it ends with its header")
        if not 1 <= channels <= MAX_CHANNELS:
            raise AudioError(f"has {channels} channels; 1 or 2 are needed, or one file per party")
        if not MIN_RATE <= rate <= MAX_RATE:
            raise AudioError(f"says {rate} samples a second; {MIN_RATE} to {MAX_RATE} are possible")
        if wav and wav.contradiction:
            raise AudioError(f"contradicts itself in its header: {wav.contradiction}; its clock cannot be trusted")
        if self._demuxer == "ogg" and (lacking := headers.ogg_lacks(self._file)):
            raise AudioError(f"is truncated: its last page lacks {lacking} bytes; what followed is missing too")
        duration = self._stream.duration
        seconds = float(duration * self._stream.time_base) if duration else None
        if wav and wav.seconds is None:  # a stream's header: whatever is there is all of it
            seconds = None
        elif wav and wav.seconds:
            seconds = max(seconds or 0.0, wav.seconds)
        return Probe(channels=channels, rate=rate, codec=context.name, seconds=seconds)

    def check_whole(self, promised: float | None, found: float | None = None) -> None:
        """Raise an AudioError where less is `found` (in the last packet, if not told) than the header promised."""
        if not promised or not self._says_length:
            return
        end = (self._packets_end() if found is None else found) + self._damaged_seconds
        if promised - end > TOLERANCE:
            raise AudioError(
                f"is truncated: its header promises {promised:.1f} s, the file ends after {end:.1f} s; "
                f"the last {promised - end:.1f} s are missing"
            )

    def decode(self, channels: int) -> Iterator[tuple[memoryview, ...]]:
        """int16 at 16 kHz, one buffer a channel. A packet that cannot be decoded is counted and passed over."""
        layout = "mono" if channels == 1 else "stereo"
        resampler: Any = av.AudioResampler(format="s16p", layout=layout, rate=RATE)
        for frame in self._frames():
            frame.pts = None  # gaps in the file's clock would be refused by the resampler
            try:
                resampled = resampler.resample(frame)
            except (FFmpegError, ValueError):  # a damaged header: its rate or channels differ from the stream's
                self._skip(frame.samples / (frame.sample_rate or RATE))
                continue
            yield from map(_planes, resampled)
        yield from map(_planes, resampler.resample(None))

    @property
    def _stream(self) -> Any:
        streams = self._container.streams.audio
        if not streams:
            raise AudioError("holds no audio stream")
        return streams[0]

    @property
    def _says_length(self) -> bool:
        return self._demuxer in _SAYING_LENGTH or (self._demuxer == "mp3" and headers.mp3_counts_frames(self._file))

    def _packets_end(self) -> float:
        """Where the last packet ends, in seconds."""
        end = 0
        try:
            for packet in self._container.demux(self._stream):
                if packet.pts is not None:
                    end = max(end, packet.pts + (packet.duration or 0))
        except FFmpegError:
            pass  # what was read until here is what there is; the caller compares it with the header
        return float(end * self._stream.time_base)

    def _frames(self) -> Iterator[Any]:
        stream = self._stream
        packets = self._container.demux(stream)
        good = 0
        while True:
            try:
                packet = next(packets, None)
            except FFmpegError:
                return  # nothing can be read beyond; the length is compared with the header's afterwards
            if packet is None:
                return
            try:
                yield from packet.decode()
                good += 1
            except FFmpegError:
                self._skip(float((packet.duration or 0) * stream.time_base))
            if self._damaged > max(good, MAX_DAMAGED):
                raise AudioError(
                    f"is damaged: {self._damaged} of its first {self._damaged + good} packets are unreadable"
                )

    def _skip(self, seconds: float) -> None:
        self._damaged += 1
        self._damaged_seconds += seconds


def _planes(frame: Any) -> tuple[memoryview, ...]:
    return tuple(memoryview(plane)[: 2 * frame.samples] for plane in frame.planes)


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
