"""What operation is watched by: what waits and for how long, what fails, how fast, what is N/A, what drifts, who lives.

From rows alone, so that it is right whichever process is asked.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Query


class Waiting(Struct, frozen=True):
    """`seconds` that the oldest has waited. What is scored again waits for nobody and is not in it."""

    state: str
    count: int
    seconds: float


class Throughput(Struct, frozen=True):
    """Of the last hour: `received` contacts, `scored` ones, and those that came in and `failed`."""

    received: int
    scored: int
    failed: int


class Speed(Struct, frozen=True):
    """Recordings of the last day: seconds of audio, and of work on them."""

    engine: str
    recordings: int
    audio_s: float
    took_s: float


class NotApplicable(Struct, frozen=True):
    """`absent` of `n` scores of the latest scorecards had no opportunity."""

    kind: str
    language: str
    behaviour: str
    n: int
    absent: int


class Drift(Struct, frozen=True):
    """Mean scores of one instrument: of its last seven days, and of the four weeks before them."""

    instrument: str
    behaviour: str
    n: int
    mean: float
    before_n: int
    before_mean: float | None


class Outbox(Struct, frozen=True):
    state: str
    count: int
    seconds: float | None


class Beat(Struct, frozen=True):
    """A worker; `seconds` since it was heard of, `speech` what its recordings would be heard by."""

    name: str
    queue: str
    seconds: float
    speech: str | None
    ok: bool


class LastNight(Struct, frozen=True):
    day: Any
    state: str
    finished_at: datetime | None


WAITING = Query(
    Waiting,
    """select state, count(*)::integer as count,
         greatest(0, extract(epoch from now() - min(received_at)))::double precision as seconds
       from interaction where state in ('received', 'transcribed') and scored_at is null
       group by state order by state""",
)
THROUGHPUT = Query(
    Throughput,
    """select
         (select count(*)::integer from interaction where id >= uuid7_floor(now() - interval '1 hour')) as received,
         (select count(*)::integer from interaction where scored_at >= now() - interval '1 hour') as scored,
         (select count(*)::integer from interaction
          where id >= uuid7_floor(now() - interval '1 hour') and state = 'failed') as failed""",
)
SPEED = Query(
    Speed,
    """select engine, count(*)::integer as recordings, sum(audio_s) as audio_s, sum(took_s) as took_s
       from transcription_run where at >= now() - interval '1 day' group by engine order by engine""",
)
# A sample that is large enough for a rate and small enough for a scrape.
NOT_APPLICABLE = Query(
    NotApplicable,
    """select coalesce(a.kind, 'unknown') as kind, coalesce(i.language, 'unknown') as language, b.key as behaviour,
         count(*)::integer as n, (count(*) filter (where b.value ->> 'score' is null))::integer as absent
       from (select interaction_id, agent_id, behaviours from scorecard where leg >= 0
             order by interaction_id desc limit 2000) s
       join interaction i on i.id = s.interaction_id left join agent a on a.id = s.agent_id
       cross join lateral jsonb_each(s.behaviours) b group by 1, 2, 3 order by 1, 2, 3""",
)
DRIFT = Query(
    Drift,
    """with last as (select n.id as instrument_id, (select max(d.day) from agent_day d
                       where d.instrument_id = n.id and d.day <= current_date + 1) as day from instrument n)
       select i.name as instrument, b.name as behaviour,
         sum(d.n) filter (where d.day > l.day - 7)::integer as n,
         sum(d.total) filter (where d.day > l.day - 7) / sum(d.n) filter (where d.day > l.day - 7) as mean,
         coalesce(sum(d.n) filter (where d.day <= l.day - 7), 0)::integer as before_n,
         sum(d.total) filter (where d.day <= l.day - 7) / sum(d.n) filter (where d.day <= l.day - 7) as before_mean
       from last l join agent_day d on d.instrument_id = l.instrument_id and d.day > l.day - 35 and d.day <= l.day
       join instrument i on i.id = l.instrument_id join behaviour b on b.id = d.behaviour_id
       group by 1, 2 having sum(d.n) filter (where d.day > l.day - 7) > 0 order by 1, 2""",
)
OUTBOX = Query(
    Outbox,
    """select state, count(*)::integer as count,
         extract(epoch from now() - min(due_at))::double precision as seconds
       from delivery where state in ('waiting', 'dead') group by state order by state""",
)
LAST_NIGHT = Query(LastNight, "select day, state, finished_at from night where centre = $1 order by day desc limit 1")

BEAT = Command(
    """insert into worker_beat (name, queue, started_at, speech, ok) values ($1, $2, $3, $4, $5)
       on conflict (name) do update set queue = excluded.queue, started_at = excluded.started_at, beat_at = now(),
         speech = excluded.speech, ok = excluded.ok"""
)
BEATS = Query(
    Beat,
    """select name, queue, extract(epoch from now() - beat_at)::double precision as seconds, speech, ok
       from worker_beat where beat_at > now() - interval '1 day' order by queue, name""",
)
SIZE = Command("select pg_database_size(current_database())")
FORGET_BEATS = Command("delete from worker_beat where beat_at < now() - interval '7 days'")
HEARD = Command(
    """insert into transcription_run (interaction_id, audio_s, took_s, engine) values ($1, $2, $3, $4)
       on conflict (interaction_id) do update set at = now(), audio_s = excluded.audio_s, took_s = excluded.took_s,
         engine = excluded.engine"""
)


class Rule(Struct, frozen=True, kw_only=True):
    """`signals` and `behaviour` of a rule about signals, `over` of the others: seconds, or a share 0..1."""

    id: UUID
    kind: str
    behaviour: str | None
    signals: list[str] | None
    over: float | None
    made_by: str
    made_at: datetime


class AlertRow(Struct, frozen=True, kw_only=True):
    """`agent` is whom a signal is about, `team` theirs today."""

    id: UUID
    rule_id: UUID
    kind: str
    subject: str
    agent: str | None
    data: dict[str, Any]
    raised_at: datetime
    ended_at: datetime | None


INSERT_RULE = Command(
    "insert into alert_rule (id, kind, behaviour, signals, over, made_by) values ($1, $2, $3, $4, $5, $6)"
)
RULES = Query(
    Rule,
    "select id, kind, behaviour, signals, over, made_by, made_at from alert_rule where ended_at is null order by id",
)
END_RULE = Command("update alert_rule set ended_at = now() where id = $1 and ended_at is null")
END_ALERTS_OF = Command("update alert set ended_at = now() where rule_id = $1 and ended_at is null")
_ALERT = """select l.id, l.rule_id, r.kind, l.subject, a.ref as agent, l.data, l.raised_at, l.ended_at
    from alert l join alert_rule r on r.id = l.rule_id left join agent a on a.id = l.agent_id"""
STANDING = Query(AlertRow, f"{_ALERT} where l.ended_at is null order by l.id")
ALERTS = Query(
    AlertRow,
    f"""{_ALERT} where ($1::uuid is null or l.id > $1) and (not $2::boolean or l.ended_at is null)
          and (l.agent_id is null or reaches($3, $4, $5, l.agent_id, current_date)) order by l.id limit $6""",
)
ALERT = Query(
    AlertRow,
    f"{_ALERT} where l.id = $1 and (l.agent_id is null or reaches($2, $3, $4, l.agent_id, current_date))",
)
RAISE = Command(
    """insert into alert (id, rule_id, subject, agent_id, data)
       values ($1, $2, $3, (select id from agent where ref = $4), $5)
       on conflict (rule_id, subject) where ended_at is null do nothing"""
)
END_ALERT = Command("update alert set ended_at = now() where id = $1 and ended_at is null")
LOCK = Command("select pg_advisory_xact_lock(7301972)")
