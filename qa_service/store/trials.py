"""Benchmarks on trial: one row from the asking to the result, which a page looks at; gone after an hour."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import STRIKES, Command, Query
from qa_service.store.interactions import COLUMNS, Stored

WAIT_MINUTES = 10
"""How long a trial waits for a worker."""
KEPT_MINUTES = 60


class TrialRow(Struct, frozen=True, kw_only=True):
    """One of the library's by `benchmark`, or its text in TOML. `tried` of `total` contacts are looked at."""

    id: UUID
    asked_by: str
    asked_at: datetime
    benchmark: str | None
    source: str | None
    language: str | None
    most: int
    state: str
    tried: int
    total: int
    result: dict[str, Any] | None
    failure: str | None


class ContactRef(Struct, frozen=True, kw_only=True):
    """How a contact is called, and whose it is."""

    id: UUID
    ref: str
    agent: str | None


_FIELDS = ", ".join(TrialRow.__struct_fields__)
_OPEN = "state in ('waiting', 'running')"
_FREE = f"""{_OPEN} and attempts < {STRIKES} and (lease_until is null or lease_until < now())
  and asked_at > now() - interval '{WAIT_MINUTES} minutes'"""
INSERT = Command(
    "insert into benchmark_trial (id, asked_by, benchmark, source, language, most) values ($1, $2, $3, $4, $5, $6)"
)
GET = Query(TrialRow, f"select {_FIELDS} from benchmark_trial where id = $1 and asked_by = $2")  # noqa: S608 - our own
# $2: the one trial, or all that this person has open.
CANCEL = Command(
    f"""update benchmark_trial set state = 'cancelled', lease_until = null, leased_by = null, finished_at = now()
        where asked_by = $1 and ($2::uuid is null or id = $2) and {_OPEN}"""  # noqa: S608 - our own condition
)
CLAIM = Query(
    TrialRow,
    f"""update benchmark_trial set state = 'running', attempts = attempts + 1, leased_by = $1, tried = 0,
          lease_until = now() + $2 * interval '1 second'
        where id = (select id from benchmark_trial where {_FREE} order by id limit 1 for update skip locked)
        returning {_FIELDS}""",  # noqa: S608 - our own columns
)
HEARTBEAT = Command(
    """update benchmark_trial set lease_until = now() + $2 * interval '1 second'
       where leased_by = $1 and state = 'running'"""
)
PROGRESS = Command(
    "update benchmark_trial set tried = $3, total = $4 where id = $1 and leased_by = $2 and state = 'running'"
)
FINISH = Command(
    """update benchmark_trial set state = 'done', result = $3, lease_until = null, leased_by = null,
         finished_at = now() where id = $1 and leased_by = $2 and state = 'running'"""
)
FAIL = Command(
    """update benchmark_trial set state = 'failed', failure = $3, lease_until = null, leased_by = null,
         finished_at = now() where id = $1 and leased_by = $2 and state = 'running'"""
)
GIVE_UP = Command(
    f"""update benchmark_trial set state = 'failed', lease_until = null, leased_by = null, finished_at = now(),
          failure = case when attempts >= {STRIKES} then 'the worker died {STRIKES} times while it tried this'
                         else 'no worker took it within {WAIT_MINUTES} minutes' end
        where {_OPEN} and (lease_until is null or lease_until < now())
          and (attempts >= {STRIKES} or asked_at <= now() - interval '{WAIT_MINUTES} minutes')"""  # noqa: S608
)
FORGET_OLD = Command(f"delete from benchmark_trial where asked_at < now() - interval '{KEPT_MINUTES} minutes'")  # noqa: S608
FORGET_ALL = Command("delete from benchmark_trial")
WAITING = Command(f"select count(*)::integer from benchmark_trial where {_FREE}")  # noqa: S608 - our own condition
LATEST = Command(
    """select id from interaction where state = 'scored' and ($1::text is null or language = $1)
       order by id desc limit $2"""
)
CONTACTS = Query(
    Stored,
    f"select {', '.join(COLUMNS)} from interaction where id = any($1::uuid[]) and state = 'scored' order by id desc",  # noqa: S608
)
REFS = Query(
    ContactRef,
    """select i.id, i.ref, a.ref as agent from interaction i left join agent a on a.id = i.agent_id
       where i.id = any($1::uuid[]) and i.state = 'scored'""",
)
