"""Lines of JSON in the files of labelled sets, gzipped or not."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from qa_service.errors import BadInput

Line = TypeVar("Line")


def read_lines(path: Path, kind: type[Line]) -> Iterator[Line]:
    """Each line as `kind`; fields it does not name are passed over. Raises FileNotFoundError, or a BadInput that
    names file, line and field.
    """
    decode = msgspec.json.Decoder(kind).decode
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield decode(line.removeprefix(b"\xef\xbb\xbf"))
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise BadInput(f"{path}: line {number}: {error}") from None
