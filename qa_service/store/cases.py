"""Contacts as cases see them, the first contact of each case, and what was given again in a later one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.monitoring.cases import Cause
from qa_service.store.database import Command, Connection, Query, copy


class DirtyCase(Struct, frozen=True):
    interaction_id: UUID
    customer_id: int | None
    case_ref: str | None


class CaseContact(Struct, frozen=True, kw_only=True):
    """One contact; `ended_at` by its turns and events, `resolution` the whole's score of it where it has one."""

    id: UUID
    started_at: datetime
    ended_at: datetime
    case_ref: str | None
    customer_id: int | None
    reason: str | None
    direction: str | None
    stage: str | None
    events: list[Any] | None
    answered: bool
    agent_id: int | None
    resolution: dict[str, Any] | None


class LegOf(Struct, frozen=True):
    """How many turns an agent had in a contact."""

    interaction_id: UUID
    agent_id: int
    turns: int


class GivenItem(Struct, frozen=True):
    """What a customer said that was redacted: `opened` before anybody of the firm had spoken."""

    interaction_id: UUID
    turn: int
    opened: bool
    redactions: list[Any]


class FirstContact(Struct, frozen=True, kw_only=True):
    """`back_id` is the contact that failed it, within `window_days` from `ended_at`; shares are of its agents."""

    interaction_id: UUID
    ended_at: datetime
    window_days: float
    back_id: UUID | None
    back_at: datetime | None
    cause: str
    agents: list[int]
    shares: list[float]


class LaterContact(Struct, frozen=True):
    """`known` data could have been given again, `again` were."""

    interaction_id: UUID
    first_id: UUID
    known: int
    again: list[dict[str, Any]]


class FollowedRow(Struct, frozen=True, kw_only=True):
    interaction_id: UUID
    queue: str | None
    reason: str | None
    channel: str
    language: str | None
    team: str | None
    started_at: datetime
    ended_at: datetime
    window_days: float
    back_id: UUID | None
    back_at: datetime | None
    cause: Cause
    agents: list[str]
    shares: list[float]
    people: list[str]
    """Those of its agents who are no bots; the same below."""
    segment: dict[str, str] | None


class AgainRow(Struct, frozen=True, kw_only=True):
    interaction_id: UUID
    first_id: UUID
    queue: str | None
    reason: str | None
    channel: str
    language: str | None
    team: str | None
    known: int
    again: list[dict[str, Any]]
    people: list[str]
    segment: dict[str, str] | None


class Window(Struct, frozen=True):
    reason: str
    days: float


TAKE = Query(
    DirtyCase,
    """delete from dirty_case where id in (select id from dirty_case order by id limit $1 for update skip locked)
       returning interaction_id, customer_id, case_ref""",
)
LOCK = Command("select pg_advisory_xact_lock(7301971)")
DIRTY = Command("select count(*)::integer from dirty_case")
MARK_ALL = Command(
    """insert into dirty_case (interaction_id, customer_id, case_ref)
       select id, customer_id, case_ref from interaction where customer_id is not null or case_ref is not null"""
)
MARK_REASON = Command(
    """insert into dirty_case (interaction_id, customer_id, case_ref)
       select id, customer_id, case_ref from interaction
       where reason = any($1::text[]) and (customer_id is not null or case_ref is not null)"""
)
# The latest scorecard counts, whatever its instrument.
CONTACTS = Query(
    CaseContact,
    """select i.id, i.started_at,
         i.started_at + greatest(0, (select max(t.end_s) from turn t where t.interaction_id = i.id),
           (select max(greatest((e ->> 'at')::double precision, (e ->> 'end')::double precision))
            from jsonb_array_elements(i.body -> 'events') e)) * interval '1 second' as ended_at,
         i.case_ref, i.customer_id, i.reason, i.body ->> 'direction' as direction, i.body ->> 'stage' as stage,
         i.body -> 'events' as events,
         exists (select from turn t where t.interaction_id = i.id and t.speaker in ('agent', 'bot')) as answered,
         i.agent_id, w.behaviours -> $3::text as resolution
       from (select id from interaction where customer_id = any($1::bigint[])
             union select id from interaction where case_ref = any($2::text[])) k
       join interaction i on i.id = k.id
       left join lateral (select s.behaviours from scorecard s
         where s.interaction_id = i.id and s.leg = -1 and s.version = i.version
         order by s.scored_at desc, s.instrument_id desc limit 1) w on true
       order by i.id""",
)
LEGS = Query(
    LegOf,
    """select s.interaction_id, s.agent_id, sum(s.turn_end - s.turn_first)::integer as turns
       from scorecard s
       where s.interaction_id = any($1::uuid[]) and s.leg >= 0 and s.agent_id is not null
         and s.instrument_id = (select l.instrument_id from scorecard l
           where l.interaction_id = s.interaction_id and l.leg = -1
           order by l.scored_at desc, l.instrument_id desc limit 1)
       group by 1, 2 order by 1, 2""",
)
GIVEN = Query(
    GivenItem,
    """select t.interaction_id, t.number as turn,
         not exists (select from turn f where f.interaction_id = t.interaction_id and f.number < t.number
                       and f.speaker in ('agent', 'bot')) as opened,
         t.redactions
       from turn t
       where t.interaction_id = any($1::uuid[]) and t.speaker = 'customer' and t.redactions is not null
       order by t.interaction_id, t.number""",
)
FORGET_FIRST = Command("delete from first_contact where interaction_id = any($1::uuid[])")
FORGET_LATER = Command("delete from later_contact where interaction_id = any($1::uuid[])")
UNTIL = Command(
    """select max(started_at) from interaction where started_at <= now()
         and day >= (select max(day) - 1 from interaction where day <= current_date + 1 and started_at <= now())"""
)
_SIGHT = """i.day >= $1 and i.day < $2
  and ($3::text is null or i.queue = $3) and ($4::text is null or i.reason = $4)
  and ($5::text is null or i.channel = $5) and ($6::text is null or i.language = $6)
  and ($7::text is null or t.ref = $7)
  and ($8::text is null or i.body #>> array['customer', 'segment', $8] = $9::text)"""
_TEAM = "left join team t on t.id = team_on(i.agent_id, i.day)"
FOLLOWED = Query(
    FollowedRow,
    f"""select f.interaction_id, i.queue, i.reason, i.channel, i.language, t.ref as team, i.started_at, f.ended_at,
          f.window_days, f.back_id, f.back_at, f.cause,
          array(select a.ref from unnest(f.agents) with ordinality u(id, place) join agent a on a.id = u.id
                order by u.place) as agents, f.shares,
          array(select a.ref from agent a where a.id = any(f.agents) and a.kind = 'human') as people,
          i.body #> '{{customer,segment}}' as segment
        from first_contact f join interaction i on i.id = f.interaction_id {_TEAM}
        where {_SIGHT} order by i.started_at, f.interaction_id""",  # noqa: S608 - our own text
)
AGAIN = Query(
    AgainRow,
    f"""select l.interaction_id, l.first_id, i.queue, i.reason, i.channel, i.language, t.ref as team, l.known, l.again,
          array(select distinct a.ref from scorecard s join agent a on a.id = s.agent_id and a.kind = 'human'
                where s.interaction_id = i.id) as people,
          i.body #> '{{customer,segment}}' as segment
        from later_contact l join interaction i on i.id = l.interaction_id {_TEAM}
        where {_SIGHT} order by l.interaction_id""",  # noqa: S608 - our own text
)
WINDOWS = Query(Window, "select reason, days from reason_window order by reason")
DELETE_WINDOWS = Command("delete from reason_window where not (reason = any($1::text[]))")
PUT_WINDOWS = Command(
    """insert into reason_window (reason, days) select * from unnest($1::text[], $2::double precision[])
       on conflict (reason) do update set days = excluded.days"""
)


async def insert(db: Connection, first: Sequence[FirstContact], later: Sequence[LaterContact]) -> None:
    for table, rows, made in (("first_contact", first, FirstContact), ("later_contact", later, LaterContact)):
        columns = made.__struct_fields__
        await copy(db, table, columns, [tuple(getattr(row, column) for column in columns) for row in rows])
