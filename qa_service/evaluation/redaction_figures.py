"""What redaction took out of a text, and the interval of a share."""

import re
from collections.abc import Iterator
from math import sqrt

from transcription.interaction import SpokenTurn


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Interval of a share (Wilson 1927)."""
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def removed(text: str, turn: SpokenTurn) -> Iterator[range]:
    """The places in a text that are behind the placeholders of its redacted form, one a placeholder."""
    pattern, at = "", 0
    for redaction in turn.redactions:
        pattern += re.escape(turn.text[at : redaction.start]) + "(.*?)"
        at = redaction.end
    found = re.fullmatch(pattern + re.escape(turn.text[at:]), text, re.DOTALL)
    if found is None:
        raise ValueError(f"redacted text is not the text with pieces taken out: {turn.text!r}")
    for group in range(1, (found.lastindex or 0) + 1):
        yield range(*found.span(group))
