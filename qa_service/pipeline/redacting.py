"""Redact all of an interaction: its turns, and the free text that other systems put beside them."""

from typing import Any

import msgspec

from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction.redactor import redact


def redacted_throughout(interaction: Interaction, key: bytes) -> Interaction:
    """Identity (`id`, `source`, `case`, who it was) stays: it is what finds the contact again. `recording` goes."""
    done = redact(interaction, key)
    return msgspec.structs.replace(
        done,
        reason=_text(done.reason, key),
        queue=_text(done.queue, key),
        disposition=_text(done.disposition, key),
        recording=None,
        turns=() if done.turns is None else done.turns,
        extra=_value(done.extra, key),
    )


def note(text: str | None, key: bytes) -> str | None:
    """Redact what a person of the centre wrote beside a contact."""
    return _text(text, key)


def _value(value: Any, key: bytes) -> Any:
    if isinstance(value, str):
        return _text(value, key)
    if isinstance(value, dict):
        return {name: _value(below, key) for name, below in value.items()}
    if isinstance(value, list | tuple):
        return [_value(below, key) for below in value]
    return value


def _text(text: str | None, key: bytes) -> str | None:
    if not text:
        return text
    alone = Interaction(id="field", channel="chat", turns=(SpokenTurn(speaker="unknown", text=text),))
    turns = redact(alone, key).turns
    assert turns
    return turns[0].text
