"""Webhooks, the events they hear of, and each delivery: a row that workers lease until it is sent or given up."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Query


class WebhookRow(Struct, frozen=True, kw_only=True):
    """`waiting` and `dead` count its deliveries."""

    id: UUID
    url: str
    events: list[str]
    made_by: str
    made_at: datetime
    waiting: int
    dead: int


class DeliveryRow(Struct, frozen=True, kw_only=True):
    """`status` is that of the last answer, `failure` what was wrong with it."""

    id: int
    event_id: UUID
    webhook_id: UUID
    kind: str
    at: datetime
    state: str
    attempts: int
    due_at: datetime
    status: int | None
    failure: str | None
    sent_at: datetime | None


class ClaimedDelivery(Struct, frozen=True, kw_only=True):
    id: int
    attempts: int
    webhook_id: UUID
    url: str
    salt: bytes
    event_id: UUID
    kind: str
    at: datetime
    data: dict[str, Any]


class Secret(Struct, frozen=True):
    id: UUID
    salt: bytes


INSERT = Command("insert into webhook (id, url, events, salt, made_by) values ($1, $2, $3, $4, $5)")
_ROW = """select w.id, w.url, w.events, w.made_by, w.made_at,
    (select count(*)::integer from delivery d where d.webhook_id = w.id and d.state = 'waiting') as waiting,
    (select count(*)::integer from delivery d where d.webhook_id = w.id and d.state = 'dead') as dead
  from webhook w where w.ended_at is null"""
GET = Query(WebhookRow, f"{_ROW} and w.id = $1")
PAGE = Query(WebhookRow, f"{_ROW} and ($1::uuid is null or w.id > $1) order by w.id limit $2")
NEW_SALT = Query(Secret, "update webhook set salt = $2 where id = $1 and ended_at is null returning id, salt")
END = Command("update webhook set ended_at = now(), ended_by = $2 where id = $1 and ended_at is null")
END_DELIVERIES = Command(
    """update delivery set state = 'dead', failure = $2, lease_until = null, leased_by = null
       where webhook_id = $1 and state = 'waiting'"""
)
TELL = Command("select tell($1, $2)")
HEARD = Command("select exists (select from webhook where ended_at is null and $1 = any(events))")
NEW_RECOVERIES = Command(
    """insert into recovery_told (interaction_id) select unnest($1::uuid[]) order by 1
       on conflict (interaction_id) do nothing returning interaction_id"""
)

CLAIM = Query(
    ClaimedDelivery,
    """with due as (
         select d.id from delivery d where d.state = 'waiting' and d.due_at <= now()
           and (d.lease_until is null or d.lease_until < now())
         order by d.due_at limit $1 for update skip locked)
       update delivery d set leased_by = $2, lease_until = now() + $3 * interval '1 second', attempts = d.attempts + 1
       from due, webhook w, event e
       where d.id = due.id and w.id = d.webhook_id and e.id = d.event_id
       returning d.id, d.attempts, d.webhook_id, w.url, w.salt, d.event_id, e.kind, e.at, e.data""",
)
SENT = Command(
    """update delivery set state = 'sent', status = $3, failure = null, sent_at = now(), lease_until = null,
         leased_by = null where id = $1 and leased_by = $2"""
)
NOT_SENT = Command(
    """update delivery set state = case when $5::double precision is null then 'dead' else 'waiting' end, status = $3,
         failure = $4, due_at = now() + coalesce($5, 0) * interval '1 second', lease_until = null, leased_by = null
       where id = $1 and leased_by = $2"""
)
DUE = Command(
    """select exists (select from delivery where state = 'waiting' and due_at <= now()
         and (lease_until is null or lease_until < now()))"""
)
DELIVERIES = Query(
    DeliveryRow,
    """select d.id, d.event_id, d.webhook_id, e.kind, e.at, d.state, d.attempts, d.due_at, d.status, d.failure,
         d.sent_at
       from delivery d join event e on e.id = d.event_id
       where d.webhook_id = $1 and ($2::bigint is null or d.id > $2) and ($3::text is null or d.state = $3)
       order by d.id limit $4""",
)
# All dead ones of a webhook, or one.
REPLAY = Command(
    """update delivery d set state = 'waiting', attempts = 0, due_at = now(), failure = null
       from webhook w where w.id = d.webhook_id and w.ended_at is null and d.webhook_id = $1 and d.state = 'dead'
         and ($2::bigint is null or d.id = $2)"""
)
