"""Files of interactions named on a command line."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from transcription.interaction import Interaction, InteractionError, read


def read_files(names: Iterable[str]) -> Iterator[tuple[str, Interaction | InteractionError]]:
    """(file, interaction or error), `-` is stdin; a file that cannot be opened is one error, the others go on."""
    for name in names:
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            yield name, InteractionError(error.strerror or str(error))
            continue
        for _, one in read(data):
            yield ("stdin" if name == "-" else name), one
