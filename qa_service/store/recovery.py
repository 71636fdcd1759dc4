"""Customers to whom something went wrong, and who of them was made whole since."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Query


class WrongRow(Struct, frozen=True, kw_only=True):
    """One contact with what went wrong in it; judgements as its newest card holds them."""

    id: UUID
    source: str
    ref: str
    customer: str | None
    case: str | None
    day: date
    started_at: datetime
    channel: str
    queue: str | None
    reason: str | None
    team: str | None
    agent: str | None
    unresolved: bool
    repeated: bool
    not_kept: bool
    resolution: list[dict[str, Any]]
    repetition: list[dict[str, Any]]
    events: list[dict[str, Any]]
    recovered_by: str | None
    recovered_at: datetime | None
    note: str | None


class Second(Struct, frozen=True, kw_only=True):
    interaction_id: UUID
    number: int
    start_s: float | None


# Whether a later contact of the same case, or of the same customer for the same reason, put it right, and says that a
# promise was not kept where the customer began it.
_LATER = """cross join lateral (
      select coalesce(bool_or((m.behaviours #>> '{resolution,met}')::integer > 0
               and (m.behaviours #>> '{resolution,judgements,0,indicator}') <> 'resolution.promised'
               and not m.behaviours @? '$.resolution.judgements[*].unsure'), false) as solved,
        coalesce(bool_or(l.body ->> 'direction' = 'outbound'
               or l.body @? '$.events[*] ? (@.kind == "callback_made")'), false) as called,
        coalesce(bool_or(coalesce(l.body ->> 'direction', 'inbound') = 'inbound'), false) as returned
      from (select x.id, x.body from interaction x where x.case_ref = i.case_ref and x.started_at > i.started_at
            union select x.id, x.body from interaction x where x.customer_id = i.customer_id
              and x.started_at > i.started_at and x.reason is not distinct from i.reason) l
      left join lateral (select n.behaviours from scorecard n where n.interaction_id = l.id and n.leg = -1
        order by n.scored_at desc, n.instrument_id desc limit 1) m on true
      where o.open or o.promised) later"""
# What its own card and events say: `open` and `promised` are wrong unless a later contact says otherwise.
_OWN = """cross join lateral (
      select coalesce((s.behaviours #>> '{resolution,opportunities}')::integer > 0
               and (s.behaviours #>> '{resolution,met}')::integer = 0, false) as open,
        coalesce(s.behaviours @? '$.repetition.judgements[*] ? (@.grade < 0.5
          && (@.cause == "same_leg" || @.cause == "hand_off" || @.cause == "bot" || @.cause == "unprompted"))', false)
          as repeated,
        (coalesce(s.behaviours @? '$.resolution.judgements[*] ? (@.indicator == "resolution.promised")', false)
           or coalesce(i.body @? '$.events[*] ? (@.kind == "callback_promised")', false))
          and not coalesce(i.body @? '$.events[*] ? (@.kind == "callback_made")', false) as promised) o"""


def _wrong(where: str, days: str, first: int, order: str = "i.id") -> str:
    """Contacts of `where` in `order`; `days`: what a promise has; $first and the next two: whom the user reaches.

    They are sorted before later contacts are looked up: who asks for a few waits for those of a few.
    """
    reached = f"${first}, ${first + 1}, ${first + 2}"
    return f"""select i.id, i.source, i.ref, c.ref as customer, i.case_ref as "case", i.day, i.started_at, i.channel,
        i.queue, i.reason, (select ref from team where id = team_on(i.agent_id, i.day)) as team,
        (select ref from agent where id = i.agent_id) as agent, w.unresolved, w.repeated, w.not_kept,
        coalesce(s.behaviours #> '{{resolution,judgements}}', '[]') as resolution,
        coalesce(s.behaviours #> '{{repetition,judgements}}', '[]') as repetition,
        coalesce(i.body -> 'events', '[]') as events, i.recovered_by, i.recovered_at, i.note
      from (select i.*, r.recovered_by, r.recovered_at, r.note from interaction i
            left join recovered r on r.interaction_id = i.id where i.state = 'scored' and {where} order by {order}) i
      join lateral (select n.behaviours from scorecard n
        where n.interaction_id = i.id and n.leg = -1 and n.version = i.version
        order by n.scored_at desc, n.instrument_id desc limit 1) s on true
      {_OWN} {_LATER}
      cross join lateral (select o.open and not later.solved as unresolved, o.repeated,
        o.promised and not later.solved and not later.called
          and (later.returned or i.started_at < now() - {days}::integer * interval '1 day') as not_kept) w
      left join customer c on c.id = i.customer_id
      where (o.open or o.repeated or o.promised) and (w.unresolved or w.repeated or w.not_kept)
        and reaches({reached}, i.agent_id, i.day)"""  # noqa: S608 - our own text


# $1-$2 days, half open; $3 how many days a promise has; $4-$6 whom the user reaches; $7 which wrong, $8 recovered or
# not, $9 the last id there is, $10 how many.
PAGE = Query(
    WrongRow,
    f"""{_wrong("i.day >= $1 and i.day < $2 and ($9::uuid is null or i.id > $9)", "$3", 4)}
          and ($7::text is null or case $7 when 'unresolved' then w.unresolved when 'repeated' then w.repeated
               else w.not_kept end)
          and ($8::boolean is null or (i.recovered_by is not null) = $8)
        order by i.id limit $10""",
)
# Whose customers wait comes first, then the newest.
_WAITING = "(recovered_by is not null), i.id desc"
NEWEST = Query(
    WrongRow,
    f"{_wrong('i.day >= $1 and i.day < $2', '$3', 4, _WAITING)} order by {_WAITING} limit $7",
)
GET = Query(WrongRow, _wrong("i.id = $1", "$2", 3))
SECONDS = Query(
    Second,
    "select interaction_id, number, start_s from turn where interaction_id = any($1::uuid[]) and start_s is not null",
)
RECOVER = Command(
    """insert into recovered (interaction_id, recovered_by, note) values ($1, $2, $3)
       on conflict (interaction_id) do nothing"""
)
UNDO = Command("delete from recovered where interaction_id = $1")
