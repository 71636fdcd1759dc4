"""Interactions for tests, with what a test does not care about filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from transcription.interaction import Interaction, check

CALLS_FOR_EMPATHY = "My parcel never arrived and it was my daughter's birthday present, she cried all day."
NAMED = "I'm so sorry your parcel never arrived and spoiled her birthday."
IGNORED = "Which postcode was it sent to?"
SOLVED = ("customer", "Thank you, that solved it.")


def chat(
    ref: str = "c-1",
    *,
    agent: str | None = "ag-1",
    team: str | None = "t-1",
    day: int = 0,
    said: Any = None,
    **more: Any,
) -> Interaction:
    """A chat of `agent`; `said` is (speaker, text) pairs, `day` counts from 1 March 2026."""
    said = said or [("customer", CALLS_FOR_EMPATHY), ("agent", NAMED), SOLVED]
    fields: dict[str, Any] = {
        "id": ref,
        "channel": "chat",
        "language": "en",
        "started_at": datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(days=day),
        "turns": [{"speaker": speaker, "text": text} for speaker, text in said],
        **more,
    }
    if agent:
        fields["agent"] = {"id": agent, **({"team": team} if team else {})}
    return check(msgspec.convert(fields, Interaction))
