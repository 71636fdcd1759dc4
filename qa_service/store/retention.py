"""What is older than it may be kept, kind by kind, and what was removed when."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from msgspec import Struct

from qa_service.store.database import Command, Connection, Query


class Run(Struct, frozen=True):
    """What is older than `through` went, for all that was known `at` that time."""

    kind: str
    through: date
    removed: dict[str, Any]
    at: datetime


class Partition(Struct, frozen=True):
    """A month of one of the tables of words; `ended` is the first day after it."""

    name: str
    parent: str
    ended: date


LAST = Query(Run, "select kind, through, removed, at from retention_run where kind = $1 order by id desc limit 1")
PAGE = Query(Run, "select kind, through, removed, at from retention_run order by id desc limit $1")
NOTE = Command("insert into retention_run (kind, through, removed) values ($1, $2, $3)")

# Contacts before $1 that were not so old at the last run ($2 through, $3 when), or came in or were scored since.
DUE = Command(
    """select i.id from interaction i
       where i.day < $1 and ($4::uuid is null or i.id > $4) and i.state in ('scored', 'failed', 'erased')
         and (i.day >= $2 or i.id >= uuid7_floor($3) or i.scored_at >= $3)
       order by i.id limit $5"""
)
FORGET_TURNS = Command(
    """with words as (delete from said where interaction_id = any($1::uuid[]))
       delete from turn where interaction_id = any($1::uuid[])"""
)
FORGET_AUDIO = Command(
    """with gone as (delete from audio where interaction_id = any($1::uuid[]) returning path)
       insert into unwanted_file (folder, path) select 'audio', path from gone"""
)
FORGET_ORIGINALS = Command(
    """with gone as (delete from recording where interaction_id = any($1::uuid[]) returning path)
       insert into unwanted_file (folder, path) select 'spool', path from gone"""
)
FORGET_REPORTS = Command("delete from report where day_until <= $1")
ALLOW_AUDIT = Command("select set_config('qa.retention', 'audit', true)")
FORGET_AUDIT = Command("delete from audit where at < $1")
FORGET_EVENTS = Command(
    """delete from event e where e.at < $1
         and not exists (select from delivery d where d.event_id = e.id and d.state = 'waiting')"""
)

_OLD = "i.day < $1 and i.state in ('scored', 'failed', 'erased')"
WORDS_LEFT = Command(
    f"""select count(*)::integer from interaction i
        where {_OLD} and exists (select from turn t where t.interaction_id = i.id)"""  # noqa: S608 - our own text
)
EVIDENCE_LEFT = Command(
    f"""select count(*)::integer from interaction i where {_OLD} and exists (select from scorecard s
          where s.interaction_id = i.id
            and (s.behaviours @? '$.*.judgements[*].evidence[*]' or s.behaviours @? '$.*.judgements[*].words[*]'))"""  # noqa: S608 - our own text
)
AUDIO_LEFT = Command(
    f"""select count(*)::integer from (select interaction_id from audio union all
          select interaction_id from recording) f
        join interaction i on i.id = f.interaction_id where {_OLD}"""  # noqa: S608 - our own text
)
REPORTS_LEFT = Command("select count(*)::integer from report where day_until <= $1")
AUDIT_LEFT = Command("select count(*)::integer from audit where at < $1")
EVENTS_LEFT = Command(
    """select count(*)::integer from event e where e.at < $1
         and not exists (select from delivery d where d.event_id = e.id and d.state = 'waiting')"""
)
_PARTITIONS = Command(
    """select c.relname::text from pg_inherits h join pg_class c on c.oid = h.inhrelid
       join pg_class p on p.oid = h.inhparent where p.relname = any(array['turn', 'said']) order by 1"""
)
_MONTH = re.compile(r"(turn|said)_(\d{4})_(\d{2})")


async def whole_months(db: Connection, before: date) -> list[Partition]:
    """Partitions of words whose whole month came in before this day: no contact in them is younger."""
    found: list[Partition] = []
    for name in await _PARTITIONS.values(db):
        if month := _MONTH.fullmatch(name):
            year, number = int(month[2]), int(month[3])
            ended = date(year + number // 12, number % 12 + 1, 1)
            if ended < before:  # months are UTC's, days the centre's: a day between them
                found.append(Partition(name, month[1], ended))
    return found


async def drop(db: Connection, partition: Partition) -> int | None:
    """Drop it and return how many rows it held; None where somebody is at work in it, so that the next run must."""
    try:
        async with db.transaction():
            await db.execute("set local lock_timeout = '3s'")
            await db.execute(f'lock table "{partition.parent}" in access exclusive mode')
            rows: int = await db.fetchval(f'select count(*) from "{partition.name}"')  # noqa: S608 - a name of ours
            await db.execute(f'drop table "{partition.name}"')
    except asyncpg.LockNotAvailableError:
        return None
    return rows


async def due(
    db: Connection, before: date, last: Run | None, after: UUID | None, since: datetime, most: int
) -> Sequence[UUID]:
    """Up to `most` contacts before this day that the last run did not see; `since` is a little before it."""
    return await DUE.values(db, before, last.through if last else date.min, since, after, most)
