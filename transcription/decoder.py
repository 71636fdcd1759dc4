"""The process that decodes one file, within limits: `python -m transcription.decoder probe|decode SECONDS CPU MEMORY`.

The recording is standard input, opened by the parent; no path is told. Standard output
carries messages, each a kind of one byte, a length of four, and so many bytes:
P what the file holds (JSON) | 0 1 samples of that channel, int16 at 16 kHz | E the end, with what was left out (JSON)
| X why it cannot be read (text).
"""

import json
import resource
import struct
import sys
from typing import BinaryIO

from transcription.container import Container
from transcription.limits import RATE, AudioError, Limits

HEAD = struct.Struct(">cI")
CHUNK = 1 << 18


def main(job: str, limits: Limits) -> None:
    """Answer on standard output; whatever goes wrong is a message too."""
    _confine(limits)
    out = sys.stdout.buffer
    try:
        with open(0, "rb", closefd=False) as file:
            file.seek(0)
            with Container(file) as container:
                _answer(container, out, limits, decode=job == "decode")
    except AudioError as error:
        _send(out, b"X", str(error).encode())
    except MemoryError:
        _send(out, b"X", f"needs more than {limits.memory >> 20} MB to decode; given up".encode())
    except BrokenPipeError:
        sys.exit(1)  # the parent has gone, or has what it wanted
    except Exception as error:  # noqa: BLE001  (the parent is told: nothing here may end in silence)
        _send(out, b"X", f"cannot be decoded: {type(error).__name__}: {error}".encode())
    out.flush()


def _answer(container: Container, out: BinaryIO, limits: Limits, *, decode: bool) -> None:
    found = container.probe()
    if found.seconds and found.seconds > limits.seconds:
        raise AudioError(f"is longer than the limit of {limits.seconds:g} s: its header says {found.seconds:.0f} s")
    _send(out, b"P", json.dumps(found).encode())
    if not decode:
        container.check_whole(found.seconds)
        return
    samples = _samples(container, out, limits, found.channels)
    if not samples:
        raise AudioError("holds no audio: not one sample could be decoded")
    container.check_whole(found.seconds, samples / RATE)
    _send(out, b"E", json.dumps(container.left_out).encode())


def _samples(container: Container, out: BinaryIO, limits: Limits, channels: int) -> int:
    """Send the samples, a chunk at a time; how many there were of each channel."""
    held = [bytearray() for _ in range(channels)]
    count = 0
    for planes in container.decode(channels):
        for part, plane in zip(held, planes, strict=True):
            part.extend(plane)
        count += len(planes[0]) // 2
        if count > limits.seconds * RATE:
            raise AudioError(f"is longer than the limit of {limits.seconds:g} s")
        if len(held[0]) >= CHUNK:
            _send_all(out, held)
    _send_all(out, held)
    return count


def _send_all(out: BinaryIO, held: list[bytearray]) -> None:
    for number, part in enumerate(held):
        _send(out, b"%d" % number, part)
        part.clear()


def _send(out: BinaryIO, kind: bytes, content: bytes | bytearray) -> None:
    out.write(HEAD.pack(kind, len(content)))
    out.write(content)


def _confine(limits: Limits) -> None:
    cpu = max(1, round(limits.wait))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1], Limits(float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
