"""An interaction as rows, and back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from qa_service.exchange.interactions import Refused
from qa_service.store.interactions import Stored, StoredTurn
from transcription.chat import spoken_language
from transcription.interaction import Interaction

NOT_IN_BODY = ("turns", "outcome")


def stored(
    interaction: Interaction,
    *,
    row_id: UUID,
    content_hash: bytes,
    state: str,
    zone: ZoneInfo,
    received_at: datetime,
    agent_id: int | None,
    customer_id: int | None,
) -> Stored:
    """Make the row of a redacted interaction; a missing `started_at` is when it was received."""
    language, detected = spoken_language(interaction)
    started_at = interaction.started_at or received_at
    local = started_at.astimezone(zone)
    return Stored(
        id=row_id,
        source=interaction.source,
        ref=interaction.id,
        version=1,
        content_hash=content_hash,
        channel=interaction.channel,
        language=language,
        language_detected=detected,
        started_at=started_at,
        day=local.date(),
        hour=local.hour,
        queue=interaction.queue,
        reason=interaction.reason,
        case_ref=interaction.case,
        agent_id=agent_id,
        customer_id=customer_id,
        body=body(interaction),
        state=state,
        attempts=0,
        failure=None,
    )


def failed(refused: Refused, *, row_id: UUID, zone: ZoneInfo, received_at: datetime) -> Stored:
    """Make the row of something that could not be read: who it is, and why."""
    local = received_at.astimezone(zone)
    return Stored(
        id=row_id,
        source=refused.source,
        ref=refused.ref or "",
        version=1,
        content_hash=b"",
        channel="unknown",
        language=None,
        language_detected=False,
        started_at=received_at,
        day=local.date(),
        hour=local.hour,
        queue=None,
        reason=None,
        case_ref=None,
        agent_id=None,
        customer_id=None,
        body={},
        state="failed",
        attempts=0,
        failure=refused.error,
    )


def body(interaction: Interaction) -> dict[str, Any]:
    """interaction/v1 as JSON types, without what other columns and tables hold."""
    made: dict[str, Any] = msgspec.to_builtins(interaction)
    if interaction.customer:  # the reference stands in one table only, where an erasure can sever it
        made["customer"] = {"segment": interaction.customer.segment}
    return {name: value for name, value in made.items() if name not in NOT_IN_BODY}


def turns(interaction: Interaction, row_id: UUID) -> list[StoredTurn]:
    return [
        StoredTurn(
            row_id,
            number,
            turn.speaker,
            turn.agent,
            turn.text,
            turn.start,
            turn.end,
            msgspec.to_builtins(turn.words) or None,
            msgspec.to_builtins(turn.redactions) or None,
        )
        for number, turn in enumerate(interaction.turns or ())
    ]


def interaction(row: Stored, spoken: Iterable[StoredTurn]) -> Interaction:
    """Put an interaction together again from its row and its turns in order."""
    return msgspec.convert({**row.body, "turns": [_turn(turn) for turn in spoken]}, Interaction)


def by_interaction(spoken: Sequence[StoredTurn]) -> dict[UUID, list[StoredTurn]]:
    grouped: dict[UUID, list[StoredTurn]] = {}
    for turn in spoken:
        grouped.setdefault(turn.interaction_id, []).append(turn)
    return grouped


def _turn(turn: StoredTurn) -> dict[str, Any]:
    made = {
        "speaker": turn.speaker,
        "agent": turn.agent_ref,
        "text": turn.text,
        "start": turn.start_s,
        "end": turn.end_s,
    }
    return {**made, "words": turn.words or (), "redactions": turn.redactions or ()}
