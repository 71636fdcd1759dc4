"""Take interactions in: redact chats, keep recordings for transcription, one row each; what is known stays once."""

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from qa_service.exchange.interactions import Refused
from qa_service.pipeline import rows
from qa_service.pipeline.redacting import redacted_throughout
from qa_service.pipeline.severed import contact_digest
from qa_service.store import appeals, erasures, interactions, outcomes, people, scorecards
from qa_service.store.database import Connection, Database
from qa_service.store.ids import new_id
from transcription.chat import leg_agents, leg_kinds
from transcription.interaction import Interaction, encode
from transcription.redaction.keys import derive_key

Status = Literal["new", "new_version", "known"]
CHUNK = 200


class Incoming(Struct, frozen=True):
    """An interaction with the recordings that came with it, in the spool already (their own id is not read)."""

    interaction: Interaction
    recordings: tuple[interactions.StoredRecording, ...] = ()


class Taken(Struct, frozen=True):
    source: str
    ref: str
    id: UUID
    status: Status
    state: str


async def ingest(database: Database, incoming: Sequence[Incoming], *, master_key: bytes, zone: ZoneInfo) -> list[Taken]:
    """Store them in the order given, CHUNK a transaction. Of one identity given twice the last is what stands.

    What was erased stays so: it is known, and its state says why nothing of it is kept.
    """
    erased = await _erased(database, incoming, master_key)
    fresh = [item for item in incoming if _identity(item) not in erased]
    taken = iter(await _ingest(database, fresh, master_key=master_key, zone=zone))
    return [erased.get(_identity(item)) or next(taken) for item in incoming]


async def _erased(database: Database, incoming: Sequence[Incoming], master_key: bytes) -> dict[tuple[str, str], Taken]:
    digests = {contact_digest(master_key, *_identity(item)): _identity(item) for item in incoming}
    async with database.connection() as db:
        found = await erasures.ERASED.all(db, list(digests))
    told = [(digests[one.digest], one.interaction_id) for one in found]
    return {(source, ref): Taken(source, ref, row_id, "known", "erased") for (source, ref), row_id in told}


def _identity(item: Incoming) -> tuple[str, str]:
    return item.interaction.source, item.interaction.id


async def _ingest(
    database: Database, incoming: Sequence[Incoming], *, master_key: bytes, zone: ZoneInfo
) -> list[Taken]:
    taken: list[Taken] = []
    for start in range(0, len(incoming), CHUNK):
        chunk = incoming[start : start + CHUNK]
        async with database.transaction() as db:
            standing = await _standing(db, chunk, master_key)
            fresh = [item for item in chunk if _identity(item) not in standing]
            refs = [i.interaction.customer.ref for i in fresh if i.interaction.customer and i.interaction.customer.ref]
            salts = await people.salts(db, refs)
        redacted = await asyncio.to_thread(_all_redacted, fresh, salts, master_key)
        async with database.transaction() as db:
            stored = iter(await _store(db, fresh, redacted, salts, master_key, zone))
        taken += [standing.get(_identity(item)) or next(stored) for item in chunk]
    return taken


async def _standing(db: Connection, incoming: Sequence[Incoming], master_key: bytes) -> dict[tuple[str, str], Taken]:
    """What stands already as it comes, and needs no redaction; of one identity given twice the last says so."""
    last = {_identity(item): item for item in incoming}
    sources, refs = [source for source, _ in last], [ref for _, ref in last]
    return {
        (known.source, known.ref): Taken(known.source, known.ref, known.id, "known", known.state)
        for known in await interactions.KNOWN.all(db, sources, refs)
        if known.state != "failed" and known.content_hash == _content_hash(last[known.source, known.ref], master_key)
    }


async def reject(database: Database, refused: Sequence[Refused], *, zone: ZoneInfo) -> None:
    """Keep a failed row of what could not be read but says who it is; what is known already stays as it was."""
    told = {(item.source, item.ref): item for item in refused if item.ref}
    sources, refs = [source for source, _ in told], [ref for _, ref in told]
    if not told:
        return
    now = datetime.now(UTC)
    async with database.transaction() as db:
        await interactions.LOCK_KEYS.values(db, sources, refs)
        known = {(found.source, found.ref) for found in await interactions.KNOWN.all(db, sources, refs)}
        new = [
            rows.failed(item, row_id=new_id(), zone=zone, received_at=now)
            for key, item in told.items()
            if key not in known
        ]
        await interactions.insert(db, new)


def _all_redacted(incoming: Sequence[Incoming], salts: dict[str, people.Salt], master_key: bytes) -> list[Interaction]:
    return [_redacted(item.interaction, salts, master_key) for item in incoming]


def _redacted(interaction: Interaction, salts: dict[str, people.Salt], master_key: bytes) -> Interaction:
    ref = interaction.customer.ref if interaction.customer else None
    salt = salts[ref].salt if ref else own_salt(interaction.source, interaction.id)
    return redacted_throughout(interaction, derive_key(master_key, salt))


def own_salt(source: str, ref: str) -> bytes:
    """The salt of an interaction that names no customer: it is its own."""
    return f"{source}\0{ref}".encode()


async def _store(
    db: Connection,
    incoming: Sequence[Incoming],
    redacted: Sequence[Interaction],
    salts: dict[str, people.Salt],
    master_key: bytes,
    zone: ZoneInfo,
) -> list[Taken]:
    identities = [(item.source, item.id) for item in redacted]
    sources, refs = [source for source, _ in identities], [ref for _, ref in identities]
    await interactions.LOCK_KEYS.values(db, sources, refs)
    known = {(k.source, k.ref): k for k in await interactions.KNOWN.all(db, sources, refs)}
    agents = await people.agents(db, _agent_kinds(redacted))
    now = datetime.now(UTC)
    new: dict[tuple[str, str], interactions.Stored] = {}
    versions: dict[tuple[str, str], interactions.Stored] = {}
    last = {identity: number for number, identity in enumerate(identities)}
    for number, (identity, item) in enumerate(zip(identities, redacted, strict=True)):
        if last[identity] != number:
            continue
        ref = item.customer.ref if item.customer else None
        content_hash = _content_hash(incoming[number], master_key)
        before = known.get(identity)
        if before and before.content_hash == content_hash and before.state != "failed":
            continue
        made = rows.stored(
            item,
            row_id=before.id if before else new_id(),
            content_hash=content_hash,
            state="received" if incoming[number].recordings else "transcribed",
            zone=zone,
            received_at=now,
            agent_id=agents[item.agent.id].id if item.agent else None,
            customer_id=salts[ref].id if ref else None,
        )
        (versions if before else new)[identity] = made
    await _write(db, new, versions, [incoming[last[identity]] for identity in [*new, *versions]], redacted, last)
    moved = await scorecards.forget(db, [row.id for row in versions.values()])
    await appeals.SUPERSEDE.run(db, [row.id for row in versions.values()])
    moved |= await _note_teams(db, [(made, redacted[last[key]]) for key, made in (new | versions).items()], agents)
    await scorecards.mark(db, moved)
    return [_taken(identity, new, versions, known) for identity in identities]


async def _write(
    db: Connection,
    new: dict[tuple[str, str], interactions.Stored],
    versions: dict[tuple[str, str], interactions.Stored],
    sources: Sequence[Incoming],
    redacted: Sequence[Interaction],
    last: dict[tuple[str, str], int],
) -> None:
    await interactions.insert(db, list(new.values()))
    for row in versions.values():
        await interactions.replace(db, row)
    moved = new | versions
    await interactions.insert_turns(
        db, [t for key, row in moved.items() for t in rows.turns(redacted[last[key]], row.id)]
    )
    recordings = [
        msgspec.structs.replace(recording, interaction_id=row.id)
        for row, source in zip(moved.values(), sources, strict=True)
        for recording in source.recordings
    ]
    await interactions.insert_recordings(db, recordings)
    for key, row in moved.items():
        if outcome := redacted[last[key]].outcome:
            await outcomes.put(db, row.id, outcome)


async def _note_teams(
    db: Connection, moved: Sequence[tuple[interactions.Stored, Interaction]], agents: dict[str, people.Person]
) -> set[tuple[int, date]]:
    told = [(item.agent, row.day) for row, item in moved if item.agent and item.agent.team]
    teams = await people.teams(db, [agent.team for agent, _ in told if agent.team])
    return await people.seen_in_team(db, [(agents[a.id].id, teams[a.team].id, day) for a, day in told if a.team])


def _agent_kinds(items: Sequence[Interaction]) -> dict[str, str]:
    """Ref -> kind of everyone who has a leg; what the interaction itself says of its agent wins."""
    kinds: dict[str, str] = {}
    for item in items:
        kinds |= {ref: kind for ref, kind in zip(leg_agents(item), leg_kinds(item), strict=True) if ref}
    return kinds | {item.agent.id: item.agent.kind for item in items if item.agent}


def _content_hash(item: Incoming, master_key: bytes) -> bytes:
    """Keyed, so that what was redacted cannot be guessed back from it."""
    seal = hmac.new(master_key, encode(item.interaction), hashlib.sha256)
    for recording in sorted(item.recordings, key=lambda recording: recording.party):
        seal.update(recording.party.encode() + recording.sha256)
    return seal.digest()


def _taken(
    identity: tuple[str, str],
    new: dict[tuple[str, str], interactions.Stored],
    versions: dict[tuple[str, str], interactions.Stored],
    known: dict[tuple[str, str], interactions.Known],
) -> Taken:
    source, ref = identity
    if identity in new:
        return Taken(source, ref, new[identity].id, "new", new[identity].state)
    if identity in versions:
        return Taken(source, ref, versions[identity].id, "new_version", versions[identity].state)
    return Taken(source, ref, known[identity].id, "known", known[identity].state)
