"""Contacts written to learn from what the last words of a contact tell: whether its request was met.

Beside the folder of readers' labels, `written`, a folder a language: labels as labels.py has them, or the file
`resolution.jsonl` with a line `{"interaction": interaction/v1, "resolution": 0.75}` a contact, where its writer said
only that (1, 0.75, 0.5, 0.25, 0, or null where nothing is asked for). Nothing is measured on them.
"""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from qa_service.errors import BadInput
from qa_service.evaluation.labels import LADDER, Labelled, Labels, read
from qa_service.evaluation.sets.lines import read_lines
from transcription.interaction import Interaction

WRITTEN = "written"
FILE = "resolution.jsonl"
_WRITER = "writer"


class Told(Struct, frozen=True):
    interaction: Interaction
    resolution: float | None


def written(labels: Path) -> list[Labelled]:
    """All of them, of the folder beside that of the readers' labels; none where it is not there."""
    folder = labels.parent / WRITTEN
    if not folder.is_dir():
        return []
    own = [one for file in sorted(folder.glob(f"*/{FILE}")) for one in _told(file)]
    return [*(read(folder).labelled if any(folder.glob("*/labels-*.jsonl")) else ()), *own]


def _told(file: Path) -> Iterator[Labelled]:
    for number, one in enumerate(read_lines(file, Told), start=1):
        if one.resolution is not None and one.resolution not in LADDER:
            raise BadInput(f"{file}: line {number}: resolution: {one.resolution} is no rung of the ladder")
        labels = Labels(id=one.interaction.id, empathy=(), resolution=one.resolution, repetition=None)
        yield Labelled(file.parent.name, one.interaction, {_WRITER: labels})
