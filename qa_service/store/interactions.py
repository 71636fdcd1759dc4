"""Interactions, their turns and recordings: what came in and how far it got."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import STRIKES, Command, Connection, Query, copy


class Stored(Struct, frozen=True, kw_only=True):
    """One interaction's row. `body` is interaction/v1 without turns; `day` and `hour` are the centre's local ones."""

    id: UUID
    source: str
    ref: str
    version: int
    content_hash: bytes
    channel: str
    language: str | None
    language_detected: bool
    started_at: datetime
    day: date
    hour: int
    queue: str | None
    reason: str | None
    case_ref: str | None
    agent_id: int | None
    customer_id: int | None
    body: dict[str, Any]
    state: str
    attempts: int
    failure: str | None


class Shown(Struct, frozen=True, kw_only=True):
    """An interaction's state as callers see it; `failure` says why where it failed."""

    id: UUID
    source: str
    ref: str
    version: int
    channel: str
    language: str | None
    language_detected: bool
    started_at: datetime
    queue: str | None
    reason: str | None
    case: str | None
    agent: str | None
    state: str
    attempts: int
    failure: str | None
    engine: dict[str, Any] | None
    removed: list[Any] | None


class Known(Struct, frozen=True):
    source: str
    ref: str
    id: UUID
    version: int
    content_hash: bytes
    state: str


class StoredTurn(Struct, frozen=True):
    interaction_id: UUID
    number: int
    speaker: str
    agent_ref: str | None
    text: str
    start_s: float | None
    end_s: float | None
    words: list[Any] | None
    redactions: list[Any] | None


class StoredRecording(Struct, frozen=True):
    interaction_id: UUID
    party: str
    path: str
    size: int
    sha256: bytes


class StateOf(Struct, frozen=True):
    id: UUID
    state: str


class StateCount(Struct, frozen=True):
    state: str
    count: int


COLUMNS = tuple(Stored.__struct_fields__)
_FIELDS_OF_I = ", ".join(f"i.{column}" for column in COLUMNS)

LOCK_KEYS = Command(
    """select pg_advisory_xact_lock(hashtextextended(source || chr(1) || ref, 7))
       from (select distinct source, ref from unnest($1::text[], $2::text[]) as u(source, ref) order by 1, 2) as k"""
)
KNOWN = Query(
    Known,
    """select i.source, i.ref, i.id, i.version, i.content_hash, i.state
       from unnest($1::text[], $2::text[]) as u(source, ref)
       join interaction_key k using (source, ref) join interaction i on i.id = k.interaction_id""",
)
REPLACE = Command(
    """update interaction set version = version + 1, content_hash = $2, channel = $3, language = $4,
         language_detected = $5, started_at = $6, day = $7, hour = $8, queue = $9, reason = $10, case_ref = $11,
         agent_id = $12, customer_id = $13, body = $14, state = $15, attempts = 0, failure = $16, lease_until = null,
         leased_by = null, scored_at = null, received_at = now()
       where id = $1"""
)
DELETE_TURNS = Command(
    """with gone as (delete from said where interaction_id = $1) delete from turn where interaction_id = $1"""
)
PUT_WORDS = Command(
    """insert into said (interaction_id, words)
       select interaction_id, words_of(string_agg(text, ' ' order by number)) from turn
       where interaction_id = any($1::uuid[]) group by interaction_id
       on conflict (interaction_id) do update set words = excluded.words"""
)
_SHOWN = """select i.id, i.source, i.ref, i.version, i.channel, i.language, i.language_detected, i.started_at, i.queue,
    i.reason, i.case_ref as "case", a.ref as agent, i.state, i.attempts, i.failure,
    i.body #> '{extra,engine}' as engine,
    i.body #> '{extra,removed}' as removed
  from interaction i left join agent a on a.id = i.agent_id"""
SHOWN = Query(Shown, f"{_SHOWN} where i.id = $1")
PAGE = Query(
    Shown,
    f"""{_SHOWN}
        where ($1::uuid is null or i.id > $1) and ($2::text is null or i.state = $2)
          and ($3::date is null or i.day >= $3) and ($4::date is null or i.day < $4)
          and ($5::text is null or i.channel = $5) and ($6::text is null or i.source = $6)
          and ($7::text is null or i.ref = $7) and ($8::text is null or a.ref = $8)
          and reaches($10, $11, $12, i.agent_id, i.day)
        order by i.id limit $9""",
)
LATEST = Query(Shown, f"{_SHOWN} where i.state = 'scored' order by i.day desc, i.id desc limit $1")
TURNS = Query(
    StoredTurn,
    """select interaction_id, number, speaker, agent_ref, text, start_s, end_s, words, redactions
       from turn where interaction_id = any($1::uuid[]) order by interaction_id, number""",
)
RECORDINGS = Query(
    StoredRecording,
    "select interaction_id, party, path, size, sha256 from recording where interaction_id = $1 order by party",
)
DELETE_AUDIO = Command("delete from audio where interaction_id = $1")
AUDIO = Query(
    StoredRecording,
    "select interaction_id, party, path, size, sha256 from audio where interaction_id = $1 order by party",
)
PLAYABLE = Command("select path from audio")
SPOOLED = Command("select path from recording")
DELETE_RECORDINGS = Command("delete from recording where interaction_id = $1")
# What failed before is claimed alone, so that one poisonous row cannot take its neighbours' strikes.
CLAIM = Query(
    Stored,
    f"""with due as (
          select id from interaction
          where state = $1 and (lease_until is null or lease_until < now()) and attempts < {STRIKES}
            and (attempts > 0) = $5
          order by id limit $2 for update skip locked)
        update interaction i set lease_until = now() + $3 * interval '1 second', leased_by = $4,
          attempts = attempts + 1
        from due where i.id = due.id returning {_FIELDS_OF_I}""",  # noqa: S608 - our own column names
)
HEARTBEAT = Command(
    """update interaction set lease_until = now() + $2 * interval '1 second'
       where leased_by = $1 and state in ('received', 'transcribed')"""
)
ADVANCE = Command(
    """update interaction set state = $3, attempts = 0, lease_until = null, leased_by = null, failure = null,
         scored_at = case when $3 = 'scored' then now() end
       where id = any($1::uuid[]) and leased_by = $2 and state <> $3 returning id"""
)
SPOKEN = Command("""update interaction set language = $2, language_detected = $3, body = $4 where id = $1""")
RETRY_LATER = Command(
    f"""update interaction set failure = $3, leased_by = null,
          state = case when attempts >= {STRIKES} then 'failed' else state end,
          lease_until = case when attempts >= {STRIKES} then null
                             else now() + power(2, attempts) * interval '1 second' end
        where id = $1 and leased_by = $2"""  # noqa: S608 - a number of ours
)
# The attempt does not count: what was in the way was no fault of this one's.
GIVE_BACK = Command(
    """update interaction set attempts = greatest(attempts - 1, 0), leased_by = null,
         lease_until = now() + $2 * interval '1 second'
       where leased_by = $1 and state in ('received', 'transcribed')"""
)
FAIL = Command(
    """update interaction set failure = $3, state = 'failed', lease_until = null, leased_by = null
       where id = $1 and leased_by = $2"""
)
GIVE_UP = Command(
    f"""update interaction set state = 'failed', lease_until = null, leased_by = null,
          failure = coalesce(failure, 'the worker died {STRIKES} times while it worked on this')
        where state in ('received', 'transcribed') and attempts >= {STRIKES} and lease_until < now()"""  # noqa: S608
)
DUE = Query(
    StateCount,
    """select state, count(*)::integer as count from interaction
       where state in ('received', 'transcribed') and (lease_until is null or lease_until < now()) group by state""",
)
# A failed one whose words, or else whose recordings, are kept goes back to where it was; days half open.
RETRY = Query(
    StateOf,
    """update interaction i set attempts = 0, failure = null, lease_until = null, leased_by = null,
         state = case when exists (select from turn t where t.interaction_id = i.id) then 'transcribed'
                      else 'received' end
       where i.state = 'failed' and ($1::uuid is null or i.id = $1)
         and ($2::date is null or i.day >= $2) and ($3::date is null or i.day < $3)
         and (exists (select from turn t where t.interaction_id = i.id)
              or exists (select from recording r where r.interaction_id = i.id))
       returning i.id, i.state""",
)
STATES = Query(StateCount, "select state, count(*)::integer as count from interaction group by state order by state")
ANSWERS = Command("select 1 from interaction_key limit 1")
MAKE_PARTITIONS = Command("select make_partitions($1::timestamptz)")


async def insert(db: Connection, rows: Sequence[Stored]) -> None:
    """Write new interactions and their keys."""
    await copy(db, "interaction_key", ("source", "ref", "interaction_id"), [(r.source, r.ref, r.id) for r in rows])
    await copy(db, "interaction", COLUMNS, [tuple(getattr(row, column) for column in COLUMNS) for row in rows])


async def insert_turns(db: Connection, rows: Sequence[StoredTurn]) -> None:
    """Write turns, all of an interaction at once, and the words that they are found by."""
    columns = StoredTurn.__struct_fields__
    await copy(db, "turn", columns, [tuple(getattr(row, column) for column in columns) for row in rows])
    await PUT_WORDS.run(db, sorted({row.interaction_id for row in rows}))


async def insert_recordings(db: Connection, rows: Sequence[StoredRecording], *, table: str = "recording") -> None:
    """Write rows of the recordings that wait, or of the `audio` that may be played."""
    columns = StoredRecording.__struct_fields__
    await copy(db, table, columns, [tuple(getattr(row, column) for column in columns) for row in rows])


async def replace(db: Connection, row: Stored) -> None:
    """Put a new version in the place of an interaction that is known; its turns and recordings go."""
    await DELETE_TURNS.run(db, row.id)
    await DELETE_RECORDINGS.run(db, row.id)
    await DELETE_AUDIO.run(db, row.id)
    await REPLACE.run(
        db, row.id, row.content_hash, row.channel, row.language, row.language_detected, row.started_at, row.day,
        row.hour, row.queue, row.reason, row.case_ref, row.agent_id, row.customer_id, row.body, row.state, row.failure,
    )  # fmt: skip


async def claim(db: Connection, state: str, *, most: int, lease: float, worker: UUID) -> list[Stored]:
    """Lease up to `most` interactions that wait in `state` for `lease` seconds, counting the attempt."""
    again = await CLAIM.all(db, state, 1, lease, worker, True)
    return again or await CLAIM.all(db, state, most, lease, worker, False)
