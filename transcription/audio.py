"""A recording's file -> samples per channel at 16 kHz, or an AudioError that says what is wrong with it.

FFmpeg runs in a process of its own, with limits of time and memory: no file can hang or kill the caller.
"""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from io import UnsupportedOperation
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from transcription.limits import RATE, AudioError, Limits, Probe

__all__ = ["RATE", "Audio", "AudioError", "Limits", "Probe", "Samples", "decode", "probe"]

Samples = NDArray[np.float32]
Source = str | os.PathLike[str] | BinaryIO

_HEAD_BYTES = 5


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


def probe(source: Source, *, limits: Limits | None = None) -> Probe:
    """Look at the file without decoding it; raises the AudioError that `decode` would for most bad files."""
    found: Probe | None = None
    with _opened(source) as file:
        for kind, content in _messages(file, "probe", limits or Limits()):
            if kind == b"P":
                found = Probe(*json.loads(content))
    if found is None:
        raise AudioError("cannot be read: the decoder said nothing of it")
    return found


def decode(source: Source, *, max_seconds: float | None = None, limits: Limits | None = None) -> Audio:
    """Decode all of it. Damaged passages are left out and listed; a recording that ends early is an error.

    `source` is a path or an open binary file, read from its beginning; `max_seconds` overrides that of `limits`.
    """
    bounds = limits or Limits()
    if max_seconds is not None:
        bounds = bounds._replace(seconds=max_seconds)
    pcm = (bytearray(), bytearray())
    count, left_out = 0, None
    with _opened(source) as file:
        for kind, content in _messages(file, "decode", bounds):
            if kind == b"P":
                count = Probe(*json.loads(content)).channels
            elif kind == b"E":
                left_out = tuple(json.loads(content))
            else:
                pcm[int(kind)].extend(content)
    if left_out is None:
        raise AudioError("cannot be decoded: the decoder ended before the recording did")
    return Audio(tuple(np.frombuffer(samples, np.int16) for samples in pcm[:count]), left_out)


def _messages(file: BinaryIO, job: str, limits: Limits) -> Iterator[tuple[bytes, bytes]]:
    """Run the decoder on `file` and yield what it says; the file's own faults are raised."""
    told = [str(limit) for limit in limits]
    package = Path(__file__).parents[1]  # wherever this package was found, the child finds it too
    command = [sys.executable, "-m", "transcription.decoder", job, *told]
    with subprocess.Popen(  # noqa: S603  (this interpreter, this package, numbers)
        command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=package
    ) as child:
        late = threading.Timer(limits.wait, child.kill)
        late.start()
        try:
            assert child.stdout
            yield from _read(child.stdout)
            if child.wait() != 0:
                raise AudioError(_why(child.returncode, limits, late=late.finished.is_set()))
        finally:
            late.cancel()
            child.kill()


def _read(answers: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    while len(head := answers.read(_HEAD_BYTES)) == _HEAD_BYTES:
        kind, length = head[:1], int.from_bytes(head[1:], "big")
        content = answers.read(length)
        if len(content) < length:
            return
        if kind == b"X":
            raise AudioError(content.decode())
        yield kind, content


def _why(code: int, limits: Limits, *, late: bool) -> str:
    if late or code == -signal.SIGXCPU:
        return f"takes more than {limits.wait:g} s to decode; given up"
    how = f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
    return f"cannot be decoded: the decoder {how}"


def _opened(source: Source) -> BinaryIO:
    """A file that the system knows, which the decoder can inherit."""
    try:
        file = _open_path(Path(source)) if isinstance(source, str | os.PathLike) else _in_system(source)
    except OSError as error:
        raise AudioError(f"cannot be opened: {error.strerror}") from None
    if not os.fstat(file.fileno()).st_size:
        file.close()
        raise AudioError("is empty (0 bytes)")
    return file


def _open_path(path: Path) -> BinaryIO:
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe or device could hang
        raise AudioError("is not a file")
    return path.open("rb")


def _in_system(file: BinaryIO) -> BinaryIO:
    """The same open file again, so that the caller's stays open; bytes in memory stay there."""
    try:
        return os.fdopen(os.dup(file.fileno()), "rb")
    except UnsupportedOperation:
        held = os.fdopen(os.memfd_create("recording"), "w+b")
        shutil.copyfileobj(file, held)
        held.flush()
        return held
