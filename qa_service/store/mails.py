"""When each team's report is mailed, and the mail itself: one row a report and lead, waiting until it was accepted."""

from datetime import datetime, time
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Query

MOST_ATTEMPTS = 12
"""With the waits between them these take about seven hours."""


class Schedule(Struct, frozen=True, kw_only=True):
    """`weekday` is ISO's, Monday 1, and `at` the time of day, both of the centre's time zone."""

    team: str
    team_id: int
    weekday: int
    at: time
    active: bool
    last_slot: datetime


class MailRow(Struct, frozen=True, kw_only=True):
    """`waits_for`: 'report' until it is written, 'release' until somebody released it, else None."""

    id: UUID
    report_id: UUID
    team: str
    person: str
    recipient: str | None
    language: str
    message_id: str
    state: str
    waits_for: str | None
    attempts: int
    failure: str | None
    due_at: datetime
    sent_at: datetime | None


class ClaimedMail(Struct, frozen=True, kw_only=True):
    id: UUID
    report_id: UUID
    recipient: str
    language: str
    message_id: str


ADD_SCHEDULES = Command("insert into report_schedule (team_id) select id from team on conflict do nothing")
_SCHEDULE = """select t.ref as team, s.team_id, s.weekday, s.at, s.active, s.last_slot
  from report_schedule s join team t on t.id = s.team_id"""
ACTIVE = Query(Schedule, f"{_SCHEDULE} where s.active order by s.team_id for update of s skip locked")
SCHEDULES = Query(Schedule, f"{_SCHEDULE} where ($1::text[] is null or t.ref = any($1)) order by t.ref")
# What was due before is not made up for: the next moment counts.
PUT_SCHEDULE = Command(
    """insert into report_schedule (team_id, weekday, at, active) values ($1, $2, $3, $4)
       on conflict (team_id) do update set weekday = $2, at = $3, active = $4, last_slot = now()"""
)
PASS = Command("update report_schedule set last_slot = $2 where team_id = $1")
# One that failed before it was ever handed over failed with its report, which is asked for anew.
PUT = Command(
    """insert into mail (id, report_id, person_id, recipient, language, message_id, due_at, state, failure)
       values ($1, $2, $3, $4, $5, $6, $7, case when $4::text is null then 'failed' else 'waiting' end,
               case when $4::text is null then 'the lead has no address' end)
       on conflict (report_id, person_id) do update set state = 'waiting', failure = null
         where mail.state = 'failed' and mail.attempts = 0 and mail.recipient is not null"""
)
_RELEASED = """exists (select from release l where l.report_id = m.report_id and l.kind = 'report'
    and l.ended_at is null)"""
# $3: whether a report must be released first.
_READY = f"""m.state = 'waiting' and r.state = 'done' and (m.lease_until is null or m.lease_until < now())
  and m.attempts < {MOST_ATTEMPTS} and (not $3 or {_RELEASED})"""
CLAIM = Query(
    ClaimedMail,
    f"""update mail set attempts = attempts + 1, leased_by = $1, lease_until = now() + $2 * interval '1 second'
        where id = (select m.id from mail m join report r on r.id = m.report_id where {_READY}
                    order by m.id limit 1 for update of m skip locked)
        returning id, report_id, recipient, language, message_id""",  # noqa: S608 - our own conditions
)
HEARTBEAT = Command(
    "update mail set lease_until = now() + $2 * interval '1 second' where leased_by = $1 and state = 'waiting'"
)
FINISH = Command(
    """update mail set state = 'sent', sent_at = now(), lease_until = null, leased_by = null, failure = null
       where id = $1 and leased_by = $2"""
)
RETRY_LATER = Command(
    f"""update mail set failure = $3, leased_by = null,
          state = case when $4 or attempts >= {MOST_ATTEMPTS} then 'failed' else state end,
          lease_until = now() + least(3600, 30 * power(2, attempts)) * interval '1 second'
        where id = $1 and leased_by = $2"""  # noqa: S608 - a number of ours
)
GIVE_UP = Command(
    f"""update mail m set state = 'failed', lease_until = null, leased_by = null,
          failure = coalesce(case when r.state = 'failed' then 'the report could not be written: ' || r.failure end,
                             m.failure, 'the sender died {MOST_ATTEMPTS} times while it sent this')
        from report r where r.id = m.report_id and m.state = 'waiting'
          and (r.state = 'failed' or (m.attempts >= {MOST_ATTEMPTS} and m.lease_until < now()))"""  # noqa: S608
)
WAITING = Command(
    f"""select count(*)::integer from mail m join report r on r.id = m.report_id
        where {_READY.replace("$3", "$1")}"""  # noqa: S608 - our own conditions
)
AGAIN = Command(
    """update mail set state = 'waiting', attempts = 0, lease_until = null, leased_by = null, failure = null
       where id = $1 and state = 'failed' and recipient is not null"""
)
# The report that it failed with is asked for, too.
AGAIN_REPORT = Command(
    """update report set state = 'waiting', attempts = 0, lease_until = null, leased_by = null, failure = null
       where id = (select report_id from mail where id = $1) and state = 'failed'"""
)
# $4: the teams that may be seen; $5: whether a report must be released first.
_SHOWN = f"""select m.id, m.report_id, t.ref as team, p.ref as person, m.recipient, m.language, m.message_id, m.state,
    case when m.state <> 'waiting' then null when r.state = 'waiting' then 'report'
         when $5 and not {_RELEASED} then 'release' end as waits_for,
    m.attempts, m.failure, m.due_at, m.sent_at
  from mail m join report r on r.id = m.report_id join team t on t.id = r.team_id
  join person p on p.id = m.person_id
  where ($2::text is null or m.state = $2) and ($4::text[] is null or t.ref = any($4))"""  # noqa: S608 - our own
PAGE = Query(MailRow, f"{_SHOWN} and ($1::uuid is null or m.id > $1) order by m.id limit $3")
NEWEST = Query(
    MailRow,
    f"""{_SHOWN} and ($1::uuid is null or m.id < $1)
          and ($6::timestamptz is null or m.due_at >= $6) and ($7::timestamptz is null or m.due_at < $7)
        order by m.id desc limit $3""",
)
