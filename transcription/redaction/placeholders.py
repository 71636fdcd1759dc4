"""What stands in a text where an item was: `[phone]`, with the item's type, place and keyed hash."""

from collections.abc import Sequence

from transcription.redaction.finding import Finding
from transcription.redaction.keys import keyed_hash
from transcription.transcript import Redaction


def placeholder(kind: str) -> str:
    return f"[{kind}]"


def replaced(
    text: str, found: Sequence[Finding], kept: Sequence[Redaction], key: bytes
) -> tuple[str, tuple[Redaction, ...]]:
    """Put placeholders in; the redactions' offsets are those of the placeholders in the new text."""
    items: list[Finding | Redaction] = sorted([*found, *kept], key=lambda item: item.start)
    pieces: list[str] = []
    redactions: list[Redaction] = []
    at = length = 0
    for item in items:
        inside = placeholder(item.type) if isinstance(item, Finding) else text[item.start : item.end]
        digest = keyed_hash(key, item.value) if isinstance(item, Finding) else item.hash
        pieces += [text[at : item.start], inside]
        start = length + item.start - at
        length, at = start + len(inside), item.end
        redactions.append(Redaction(start=start, end=length, type=item.type, hash=digest))
    return "".join([*pieces, text[at:]]), tuple(redactions)
