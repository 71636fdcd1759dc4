"""Conversations as tests write them: a text a turn, the agent's behind 'A:'."""

from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction.redactor import redact

AGENT = "A:"


def redacted(*turns, language, channel="voice"):
    """The text that is left of each turn, without who says it."""
    given = tuple(
        SpokenTurn(speaker="agent" if turn.startswith(AGENT) else "customer", text=turn.removeprefix(AGENT).strip())
        for turn in turns
    )
    made = redact(Interaction(id="1", channel=channel, language=language, turns=given), b"k" * 32).turns
    assert made
    return [turn.text for turn in made]


def left(said, language):
    """The same of turns between ' | ', written as they were."""
    turns = said.split(" | ")
    texts = redacted(*turns, language=language)
    return " | ".join(f"A: {text}" if turn.startswith(AGENT) else text for turn, text in zip(turns, texts, strict=True))
