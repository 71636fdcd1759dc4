"""What a recogniser reports. A recogniser is a function of one Passage; each type has its own small file."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from transcription.redaction.passage import Passage

THRESHOLD = 0.5
_BETWEEN = re.compile(r"[\W_]+")
_NUMBERS = frozenset({"card", "code", "iban", "nik", "pesel", "phone", "resident_id", "ssn"})


class Finding(NamedTuple):
    """`text[start:end]` is of `type`; `value` is canonical (equal items are equal); score 0..1 with its reason."""

    start: int
    end: int
    type: str
    value: str
    score: float
    explanation: str


Recogniser = Callable[[Passage], Iterator[Finding]]


def plain_value(kind: str, value: str) -> str:
    """The value of a number without what stands between its signs: equal ones are equal however they are written."""
    if kind not in _NUMBERS:
        return value
    signs = _BETWEEN.sub("", value)
    return (signs.upper() if kind in {"iban", "resident_id"} else signs) or value
