"""What only pages read: one interaction whole, lists newest first, an agent's weeks, and what filters can choose."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.audit import Entry
from qa_service.store.database import Command, Query


class Detail(Struct, frozen=True, kw_only=True):
    """What stands beside an interaction's turns; `body` is interaction/v1 without them."""

    body: dict[str, Any]
    team: str | None
    received_at: datetime
    scored_at: datetime | None


class Week(Struct, frozen=True, kw_only=True):
    """An agent's scores on a behaviour in one week (its Monday): sums over n scores, `below` the target."""

    behaviour: str
    week: date
    n: int
    total: float
    square: float
    below: int


class Part(Struct, frozen=True, kw_only=True):
    """Scores on a behaviour in one channel, of people or of bots, and of how many of them."""

    behaviour: str
    channel: str | None
    kind: str
    n: int
    total: float
    below: int
    agents: int


class Choice(Struct, frozen=True):
    """One value that a filter can take."""

    filter: str
    value: str


class Reason(Struct, frozen=True):
    """Why interactions failed, with how many did and one of them."""

    failure: str
    count: int
    latest: UUID


class Intake(Struct, frozen=True):
    day: date
    channel: str
    count: int


class Known(Struct, frozen=True, kw_only=True):
    """An agent with the last team that they were in, of those asked for."""

    agent: str
    kind: str
    team: str | None


class Hit(Struct, frozen=True, kw_only=True):
    """One judgement among the latest contacts: where it is, what decided it, and the first words of its evidence."""

    interaction_id: UUID
    ref: str
    turn: int
    indicator: str
    met: bool
    words: str


class Playable(Struct, frozen=True):
    interaction_id: UUID


DETAIL = Query(
    Detail,
    """select i.body, t.ref as team,
         i.received_at, i.scored_at
       from interaction i left join team t on t.id = team_on(i.agent_id, i.day) where i.id = $1""",
)
WEEKS = Query(
    Week,
    """select b.name as behaviour, date_trunc('week', d.day)::date as week, sum(d.n)::integer as n,
         sum(d.total) as total, sum(d.square) as square, sum(d.below)::integer as below
       from agent_day d join agent a on a.id = d.agent_id join behaviour b on b.id = d.behaviour_id
       where a.ref = $1 and d.instrument_id = $2 and d.day >= $3 and d.day < $4
       group by 1, 2 order by 1, 2""",
)
# Millions of days are summed by agent first, unsorted: agents are counted among the sums, which are few.
PARTS = Query(
    Part,
    """with summed as materialized (
         select d.agent_id, d.behaviour_id, c.channel, sum(d.n) as n, sum(d.total) as total, sum(d.below) as below
         from agent_day d join cell c on c.id = d.cell_id
         where d.instrument_id = $1 and d.day >= $2 and d.day < $3 group by 1, 2, 3
       )
       select b.name as behaviour, s.channel, a.kind, sum(s.n)::integer as n, sum(s.total) as total,
         sum(s.below)::integer as below, count(distinct s.agent_id)::integer as agents
       from summed s join agent a on a.id = s.agent_id join behaviour b on b.id = s.behaviour_id
       group by 1, 2, 3 order by 1, 2, 3""",
)
CHOICES = Query(
    Choice,
    """select distinct k.filter, k.value from cell c
       cross join lateral (values ('queue', c.queue), ('reason', c.reason), ('channel', c.channel),
         ('language', c.language)) k(filter, value)
       where k.value is not null order by 1, 2""",
)
FAILURES = Query(
    Reason,
    """select coalesce(failure, '') as failure, count(*)::integer as count, (max(id::text))::uuid as latest
       from interaction where state = 'failed' group by 1 order by 2 desc, 1 limit 20""",
)
INTAKE = Query(
    Intake,
    """select day, channel, count(*)::integer as count from interaction where day >= $1 and day < $2
       group by 1, 2 order by 1, 2""",
)
DIRTY = Command("select count(*)::integer from dirty_agent_day")
AGENTS = Query(
    Known,
    """select a.ref as agent, a.kind, t.ref as team from agent a
       left join lateral (select m.team_id from team_member m where m.agent_id = a.id
                            and ($1::text[] is null or m.team_id in (select id from team where ref = any($1)))
                          order by m.day_from desc limit 1) m on true
       left join team t on t.id = m.team_id order by a.ref""",
)
PLAYABLE = Query(
    Playable, "select distinct interaction_id from audio where interaction_id = any($1::uuid[]) order by 1"
)
AUDIT = Query(
    Entry,
    """select id, at, who, role, key_id, kind, method, route, path, status, what, agents, interaction_id from audit
       where ($1::bigint is null or id < $1) and ($2::text is null or who = $2)
         and ($3::text is null or agents @> array[$3]) and ($4::text is null or kind = $4)
         and ($6::timestamptz is null or at >= $6) and ($7::timestamptz is null or at < $7)
       order by id desc limit $5""",
)
HITS = Query(
    Hit,
    """select s.interaction_id, s.ref, (j.value ->> 'turn')::integer as turn, j.value ->> 'indicator' as indicator,
         (j.value ->> 'grade')::double precision >= 0.5 as met,
         coalesce(j.value #>> '{evidence,0,text}', '') as words
       from (select i.id as interaction_id, i.ref, c.behaviours -> $1::text as judged
             from (select id, ref from interaction where state = 'scored' order by id desc limit $2) i
             join scorecard c on c.interaction_id = i.id and c.leg = -1) s
       cross join lateral jsonb_array_elements(s.judged -> 'judgements') j
       where not j.value ? 'unsure'
       order by s.interaction_id desc, turn""",
)
