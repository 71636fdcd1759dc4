"""Appeals: what is contested leaves the level until somebody who had no part in it decides."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

from qa_service.access.user import User
from qa_service.errors import BadInput, Conflict, NotAllowed, NotFound
from qa_service.pipeline.redacting import note
from qa_service.pipeline.rulings import NOTHING, indicators, judgements, overturned
from qa_service.store import appeals, people, scorecards
from qa_service.store.appeals import AppealRow, Contested
from qa_service.store.database import Connection
from qa_service.store.ids import new_id
from transcription.redaction.keys import derive_key


async def appeal(
    db: Connection,
    user: User,
    agent_id: int,
    interaction_id: UUID,
    behaviour: str,
    *,
    leg: int | None,
    turn: int | None,
    reason: str,
    appeal_days: int,
    decide_days: int,
    master_key: bytes,
) -> AppealRow:
    """Contest one agent's score of a behaviour, or its judgement at one turn, within `appeal_days` of its scoring."""
    await appeals.LOCK.value(db, interaction_id)
    contested = await _contested(db, agent_id, interaction_id, behaviour, leg)
    now = datetime.now(UTC)
    ended = contested.scored_at + timedelta(days=appeal_days)
    if ended < now:
        raise Conflict(f"the time to appeal against this score ended on {ended.date()}")
    turns = sorted({one["turn"] for one in judgements(contested.judged, contested.leg)})
    if turn is not None and turn not in turns:
        known = ", ".join(map(str, turns)) or "none"
        raise BadInput(f"turn: at {turn} nothing of {behaviour} is judged; judged turns: {known}")
    appeal_id = new_id()
    made = await appeals.INSERT.run(
        db, appeal_id, interaction_id, contested.version, contested.leg, contested.behaviour_id, turn, agent_id,
        contested.instrument_id, indicators(contested.judged, contested.leg, turn, behaviour), contested.score,
        await _redacted(reason, master_key), user.name, user.agent_id != agent_id, now + timedelta(days=decide_days),
    )  # fmt: skip
    if not made:
        raise Conflict(f"an appeal against {behaviour} of this contact is open or decided already")
    await appeals.WITHHOLD.run(db, interaction_id, contested.leg, contested.behaviour_id, appeal_id)
    await _mark(db, appeal_id)
    return await one(db, user, appeal_id)


async def decide(
    db: Connection,
    user: User,
    appeal_id: UUID,
    *,
    overturn: bool,
    score: float | None,
    reason: str,
    master_key: bytes,
) -> AppealRow:
    """Let the machine's score stand, or put `score` in its place (of the judgement, where one turn was contested)."""
    row = await _open(db, user, appeal_id)
    if user.name == row.made_by or user.agent == row.agent:
        raise NotAllowed("whoever appeals, or is appealed for, does not decide")
    if user.agent_id is not None and await people.TAKES_PART.value(db, row.interaction_id, user.agent_id):
        raise NotAllowed("you had a part in this contact: somebody else decides about it")
    if user.name in await appeals.READERS.values(db, row.interaction_id, row.version):
        raise NotAllowed("you reviewed this contact: somebody else decides about it")
    why = await _redacted(reason, master_key)
    if overturn:
        found = await _contested_now(db, row)
        ruled = overturned(found.judged, row.leg, row.turn, score, found.opportunities) if found else NOTHING
        await appeals.RULE.run(db, appeal_id, ruled.score, ruled.opportunities, ruled.met)
    else:
        await appeals.LIFT.run(db, appeal_id)
    state = "overturned" if overturn else "upheld"
    await appeals.DECIDE.run(db, appeal_id, state, user.name, why, score if overturn else None)
    await _mark(db, appeal_id)
    return await one(db, user, appeal_id)


async def withdraw(db: Connection, user: User, appeal_id: UUID) -> AppealRow:
    """Take an open appeal back: the machine's score counts again."""
    row = await _open(db, user, appeal_id)
    if user.name != row.made_by and user.agent != row.agent:
        raise NotAllowed("only who made an appeal, or whom it is for, withdraws it")
    await appeals.LIFT.run(db, appeal_id)
    await appeals.DECIDE.run(db, appeal_id, "withdrawn", user.name, None, None)
    await _mark(db, appeal_id)
    return await one(db, user, appeal_id)


async def one(db: Connection, user: User, appeal_id: UUID) -> AppealRow:
    found = await appeals.GET.one(db, appeal_id, *user.reach, user.name)
    if found is None:
        raise NotFound(f"appeal {appeal_id} is not known")
    return found


async def _open(db: Connection, user: User, appeal_id: UUID) -> AppealRow:
    row = await one(db, user, appeal_id)
    await appeals.LOCK.value(db, row.interaction_id)
    row = await one(db, user, appeal_id)
    if row.state != "open":
        raise Conflict(f"appeal {appeal_id} is {row.state} already")
    return row


async def _contested(db: Connection, agent_id: int, interaction_id: UUID, behaviour: str, leg: int | None) -> Contested:
    found = await appeals.CONTESTED.all(db, interaction_id, behaviour, agent_id, leg)
    if not found:
        raise NotFound(f"interaction {interaction_id} holds no score of {behaviour!r} that this agent answers for")
    newest = [row for row in found if row.instrument_id == found[0].instrument_id]
    if len(newest) > 1:
        legs = ", ".join(str(row.leg) for row in newest)
        raise BadInput(f"leg: is required, because this agent answers for legs {legs}")
    return newest[0]


async def _contested_now(db: Connection, row: AppealRow) -> Contested | None:
    found = await appeals.CONTESTED.all(db, row.interaction_id, row.behaviour, None, row.leg)
    return found[0] if found else None


async def _mark(db: Connection, appeal_id: UUID) -> None:
    await scorecards.mark(db, {(moved.agent_id, moved.day) for moved in await appeals.MOVED.all(db, appeal_id)})


async def _redacted(reason: str, master_key: bytes) -> str:
    said = await asyncio.to_thread(note, reason, derive_key(master_key, b"notes"))
    assert said is not None
    return said
