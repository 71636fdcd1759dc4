"""Coaching reports: one row a team and period, waiting until a worker has written it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import STRIKES, Command, Connection, Query


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
    """`tried`: taking it has counted an attempt already."""

    id: UUID
    team_id: int
    team: str
    day_from: date
    day_until: date
    tried: bool


class Rendered(Struct, frozen=True):
    html: str | None
    pdf: bytes | None


class Told(Struct, frozen=True):
    """A report as it was composed: `document` in its main language, quotes and all; `text` in the one asked for."""

    language: str
    document: dict[str, Any] | None
    text: dict[str, Any] | None


class Lead(Struct, frozen=True):
    """Who led a team on a day, and how they are reached."""

    id: int
    ref: str
    email: str | None
    language: str | None


class TurnJudged(Struct, frozen=True):
    """What one person said of one turn of a contact; `grade` 0..1."""

    interaction_id: UUID
    behaviour: str
    turn: int
    grade: float


_FIELDS = "r.id, t.ref as team, r.day_from, r.day_until, r.state, r.failure, r.created_at, r.finished_at"

# Asking again for the same team and period writes it anew from what is known by then.
REQUEST = Command(
    """insert into report (id, team_id, day_from, day_until) values ($1, $2, $3, $4)
       on conflict (team_id, day_from, day_until) do update
         set state = 'waiting', attempts = 0, lease_until = null, leased_by = null, failure = null
       returning id"""
)
# Reports of the same days, up to $3 of them: what they have in common is computed once. Only the first is counted as
# tried: a worker that dies has tried none of the others yet.
CLAIM = Query(
    ClaimedReport,
    f"""with due as (
          select b.id, row_number() over (order by b.id) = 1 as first from (select b.id from report b join (
            select day_from, day_until from report where state = 'waiting' and attempts < {STRIKES}
              and (lease_until is null or lease_until < now()) order by id limit 1) f using (day_from, day_until)
          where b.state = 'waiting' and b.attempts < {STRIKES} and (b.lease_until is null or b.lease_until < now())
          order by b.id limit $3 for update of b skip locked) b)
        update report r set attempts = attempts + due.first::integer, leased_by = $1,
          lease_until = now() + $2 * interval '1 second'
        from team t, due where t.id = r.team_id and due.id = r.id
        returning r.id, r.team_id, t.ref as team, r.day_from, r.day_until, due.first as tried""",  # noqa: S608
)
HEARTBEAT = Command(
    "update report set lease_until = now() + $2 * interval '1 second' where leased_by = $1 and state = 'waiting'"
)
FINISH = Command(
    """update report set state = 'done', instrument_id = $3, document = $4, html = $5, pdf = $6, finished_at = now(),
         lease_until = null, leased_by = null, failure = null, language = $7
       where id = $1 and leased_by = $2"""
)
# The report of these days that is written or on its way.
STANDING = Command(
    "select id from report where team_id = $1 and day_from = $2 and day_until = $3 and state <> 'failed'"
)
CLEAR_TEXTS = Command("delete from report_text where report_id = $1")
PUT_TEXTS = Command(
    """insert into report_text (report_id, language, document)
       select $1, t.language, t.document from unnest($2::text[], $3::jsonb[]) as t (language, document)"""
)
TOLD = Query(
    Told,
    """select r.language, r.document, t.document as text
       from report r left join report_text t on t.report_id = r.id and t.language = $2 where r.id = $1""",
)
# What the team's last report before this day said.
LAST = Command(
    """select document from report where team_id = $1 and state = 'done' and day_until < $2
       order by day_until desc, day_from desc limit 1"""
)
LEADS = Query(
    Lead,
    """select p.id, p.ref, p.email, p.language from team_lead l join person p on p.id = l.person_id
       where l.team_id = $1 and l.day_from <= $2 and (l.day_until is null or l.day_until > $2) and p.active
       order by p.id""",
)
JUDGED = Query(
    TurnJudged,
    """select r.interaction_id, c.behaviour, (j ->> 'turn')::integer as turn, (j ->> 'grade')::double precision as grade
       from review r join review_score c on c.review_id = r.id
       join interaction i on i.id = r.interaction_id and i.version = r.version
       cross join lateral jsonb_array_elements(c.judgements) j
       where r.interaction_id = any($1::uuid[]) and r.submitted_at is not null""",
)
TRY = Command("update report set attempts = attempts + 1 where id = $1 and leased_by = $2")
RETRY_LATER = Command(
    f"""update report set failure = $3, leased_by = null,
          state = case when attempts >= {STRIKES} then 'failed' else state end,
          lease_until = now() + power(2, attempts) * interval '1 second'
        where id = $1 and leased_by = $2"""  # noqa: S608 - a number of ours
)
# The attempt does not count: what was in the way was no fault of this one's.
GIVE_BACK = Command(
    """update report set failure = $3, leased_by = null, attempts = greatest(attempts - 1, 0),
         lease_until = now() + interval '5 seconds'
       where id = $1 and leased_by = $2"""
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
NEWEST = Query(
    ReportRow,
    f"""select {_FIELDS} from report r join team t on t.id = r.team_id where ($1::text[] is null or t.ref = any($1))
          and ($3::date is null or r.day_until > $3) and ($4::date is null or r.day_from < $4)
        order by r.day_until desc, t.ref, r.id desc limit $2""",  # noqa: S608 - our own column names
)
LATEST = Query(
    ReportRow,
    f"""select distinct on (t.ref) {_FIELDS} from report r join team t on t.id = r.team_id
        where r.state = 'done' order by t.ref, r.finished_at desc""",  # noqa: S608 - our own column names
)
RENDERED = Query(Rendered, "select html, pdf from report where id = $1")


async def put_texts(db: Connection, report_id: UUID, texts: Mapping[str, object]) -> None:
    """Replace the report's texts: language -> document."""
    await CLEAR_TEXTS.run(db, report_id)
    await PUT_TEXTS.run(db, report_id, list(texts), list(texts.values()))
