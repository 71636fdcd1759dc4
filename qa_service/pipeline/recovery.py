"""What went wrong for a customer, and where it is heard: from one contact's judgements and events."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from qa_service.store import recovery
from qa_service.store.database import Connection
from qa_service.store.recovery import WrongRow

What = Literal["unresolved", "repeated", "not_kept"]
LOST = ("same_leg", "hand_off", "bot", "unprompted")
"""Causes of a repetition that the centre answers for."""
PROMISED = "resolution.promised"
PROMISE_DAYS = 3
"""How long a promise has, without a later contact, until it counts as not kept."""


class Clip(Struct, frozen=True, kw_only=True):
    """The turn to read, and the second from which to listen, where the channel has any."""

    what: What
    turn: int | None
    seconds: float | None


class GoneWrong(Struct, frozen=True):
    """One contact, and the moments at which it went wrong."""

    row: WrongRow
    clips: tuple[Clip, ...]


async def gone_wrong(db: Connection, rows: Sequence[WrongRow]) -> list[GoneWrong]:
    """These contacts, in their order."""
    seconds: dict[UUID, dict[int, float | None]] = {}
    for one in await recovery.SECONDS.all(db, [row.id for row in rows]):
        seconds.setdefault(one.interaction_id, {})[one.number] = one.start_s
    return [GoneWrong(row, clips(row, seconds.get(row.id, {}))) for row in rows]


def clips(row: WrongRow, seconds: Mapping[int, float | None]) -> tuple[Clip, ...]:
    """One clip a wrong, `seconds` by turn."""
    found: list[Clip] = []
    if row.unresolved:
        found.append(_at("unresolved", _decided(row.resolution), seconds))
    if row.repeated:
        again = [one for one in row.repetition if one["grade"] < 0.5 and one.get("cause") in LOST]
        found.append(_at("repeated", _decided(again), seconds))
    if row.not_kept:
        promises = [one for one in row.resolution if one["indicator"] == PROMISED]
        found.append(_at("not_kept", _decided(promises), seconds) if promises else _event(row.events))
    return tuple(found)


def _decided(judgements: Sequence[Mapping[str, Any]]) -> int | None:
    """Where it was decided: the last turn of evidence, else where the customer asked."""
    for judgement in judgements:
        turns = [one["turn"] for one in judgement.get("evidence", ())]
        return max(turns, default=judgement["turn"])
    return None


def _event(events: Iterable[Mapping[str, Any]]) -> Clip:
    promised = next((one["at"] for one in events if one["kind"] == "callback_promised"), None)
    return Clip(what="not_kept", turn=None, seconds=promised)


def _at(what: What, turn: int | None, seconds: Mapping[int, float | None]) -> Clip:
    return Clip(what=what, turn=turn, seconds=None if turn is None else seconds.get(turn))
