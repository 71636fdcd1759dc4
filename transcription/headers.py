"""What a file's own header promises, where FFmpeg trims the promise to what is there. Positions are kept."""

import os
import struct
from collections.abc import Generator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

_PLAIN = {1, 3, 6, 7}  # PCM, float, A-law, mu-law


class WavHeader(NamedTuple):
    """`seconds` of the data chunk: None where the writer did not know (0 or all ones); `found` bytes are there.

    `contradiction` says where the rate and the bytes a second cannot both be true, None where they can.
    """

    channels: int
    seconds: float | None
    found: int
    contradiction: str | None = None


def wav(file: BinaryIO) -> WavHeader | None:
    """Read the `fmt ` and `data` chunks of a RIFF file; None where they are missing."""
    with _kept(file) as size:
        file.seek(12)
        channels = bytes_a_second = 0
        contradiction = None
        while len(head := file.read(8)) == 8:
            name, length = head[:4], int(struct.unpack("<I", head[4:])[0])
            if name == b"fmt ":
                form = file.read(length + length % 2)
                if len(form) < 16:
                    return None
                kind, channels, rate, bytes_a_second, block = struct.unpack("<HHIIH", form[:14])
                # one block is one moment of all channels in these codings; writers may leave the bytes at 0
                if kind in _PLAIN and bytes_a_second and bytes_a_second != rate * block:
                    contradiction = f"{rate} samples a second of {block} bytes, but {bytes_a_second} bytes a second"
            elif name == b"data":
                known = 0 < length < 0x7FFF_0000 and bytes_a_second > 0
                return WavHeader(
                    channels, length / bytes_a_second if known else None, size - file.tell(), contradiction
                )
            else:
                file.seek(length + length % 2, os.SEEK_CUR)
        return None


def mp3_counts_frames(file: BinaryIO) -> bool:
    """Whether a Xing or Info header says how many frames there are; else players guess from the file's size."""
    with _kept(file):
        file.seek(0)
        head = file.read(131_072)
    return b"Xing\0\0\0" in head or b"Info\0\0\0" in head


def ogg_lacks(file: BinaryIO) -> int:
    """Bytes that the last page lacks. Ogg has no total length, but a cut almost never falls between two pages."""
    with _kept(file) as size:
        start = file.seek(max(0, size - 131_072))  # a page has at most 65,307 bytes
        tail = file.read()
    page = tail.rfind(b"OggS")
    if page < 0 or len(tail) - page < 27:
        return 1
    segments = tail[page + 26]
    table = tail[page + 27 : page + 27 + segments]
    end = start + page + 27 + segments + sum(table)
    return max(0, end - size, segments - len(table))


@contextmanager
def _kept(file: BinaryIO) -> Generator[int]:
    """Put the position back; yields the size in bytes."""
    place = file.tell()
    try:
        yield file.seek(0, os.SEEK_END)
    finally:
        file.seek(place)
