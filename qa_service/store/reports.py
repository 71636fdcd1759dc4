"""Coaching reports: one row a team and period, waiting until a worker has written it."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import STRIKES, Command, Query


class ReportRow(Struct, frozen=True):
    id: UUID
    team: str
    day_from: date
    day_until: date
    state: str
    failure: str | None
    created_at: datetime
    finished_at: datetime | None


class ClaimedReport(Struct, frozen=True):
    id: UUID
    team_id: int
    team: str
    day_from: date
    day_until: date


class Rendered(Struct, frozen=True):
    html: str | None
    pdf: bytes | None


_FIELDS = "r.id, t.ref as team, r.day_from, r.day_until, r.state, r.failure, r.created_at, r.finished_at"

# Asking again for the same team and period writes it anew from what is known by then.
REQUEST = Command(
    """insert into report (id, team_id, day_from, day_until) values ($1, $2, $3, $4)
       on conflict (team_id, day_from, day_until) do update
         set state = 'waiting', attempts = 0, lease_until = null, leased_by = null, failure = null
       returning id"""
)
CLAIM = Query(
    ClaimedReport,
    f"""update report r set attempts = attempts + 1, leased_by = $1, lease_until = now() + $2 * interval '1 second'
        from team t
        where t.id = r.team_id and r.id = (select id from report where state = 'waiting' and attempts < {STRIKES}
            and (lease_until is null or lease_until < now()) order by id limit 1 for update skip locked)
        returning r.id, r.team_id, t.ref as team, r.day_from, r.day_until""",  # noqa: S608 - a number of ours
)
HEARTBEAT = Command(
    "update report set lease_until = now() + $2 * interval '1 second' where leased_by = $1 and state = 'waiting'"
)
FINISH = Command(
    """update report set state = 'done', instrument_id = $3, document = $4, html = $5, pdf = $6, finished_at = now(),
         lease_until = null, leased_by = null, failure = null
       where id = $1 and leased_by = $2"""
)
RETRY_LATER = Command(
    f"""update report set failure = $3, leased_by = null,
          state = case when attempts >= {STRIKES} then 'failed' else state end,
          lease_until = now() + power(2, attempts) * interval '1 second'
        where id = $1 and leased_by = $2"""  # noqa: S608 - a number of ours
)
GIVE_UP = Command(
    f"""update report set state = 'failed', lease_until = null, leased_by = null,
          failure = coalesce(failure, 'the worker died {STRIKES} times while it wrote this')
        where state = 'waiting' and attempts >= {STRIKES} and lease_until < now()"""  # noqa: S608
)
WAITING = Command(
    "select count(*)::integer from report where state = 'waiting' and (lease_until is null or lease_until < now())"
)
GET = Query(ReportRow, f"select {_FIELDS} from report r join team t on t.id = r.team_id where r.id = $1")  # noqa: S608
PAGE = Query(
    ReportRow,
    f"""select {_FIELDS} from report r join team t on t.id = r.team_id
        where ($1::uuid is null or r.id > $1) and ($2::text is null or t.ref = $2)
          and ($4::text[] is null or t.ref = any($4)) order by r.id limit $3""",  # noqa: S608
)
LATEST = Query(
    ReportRow,
    f"""select distinct on (t.ref) {_FIELDS} from report r join team t on t.id = r.team_id
        where r.state = 'done' order by t.ref, r.finished_at desc""",  # noqa: S608 - our own column names
)
RENDERED = Query(Rendered, "select html, pdf from report where id = $1")
