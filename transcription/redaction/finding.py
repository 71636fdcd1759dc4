"""What a recogniser reports. A recogniser is a function of one Passage; each type has its own small file."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from transcription.redaction.passage import Passage

THRESHOLD = 0.5


class Finding(NamedTuple):
    """`text[start:end]` is of `type`; `value` is canonical (equal items are equal); score 0..1 with its reason."""

    start: int
    end: int
    type: str
    value: str
    score: float
    explanation: str


Recogniser = Callable[[Passage], Iterator[Finding]]
