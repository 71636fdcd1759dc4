"""What a recogniser reports. A recogniser is a function of one Passage; each type has its own small file."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

THRESHOLD = 0.5
# How far back words still say what a number is: 'my number is', 'order'. Characters.
CONTEXT = 60


class Passage(NamedTuple):
    """One turn's text and what was said before it, which tells a phone number from an order number."""

    text: str
    before: str = ""

    def lead(self, start: int) -> str:
        """The words just before `start`, lower case, reaching into the turns before."""
        return f"{self.before} {self.text[max(0, start - CONTEXT) : start]}"[-CONTEXT:].lower()


class Finding(NamedTuple):
    """`text[start:end]` is of `type`; `value` is canonical (equal items are equal); score 0..1 with its reason."""

    start: int
    end: int
    type: str
    value: str
    score: float
    explanation: str


Recogniser = Callable[[Passage], Iterator[Finding]]
