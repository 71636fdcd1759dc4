"""Coaching sessions: what a lead and an agent looked at and agreed on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Query


class SessionRow(Struct, frozen=True, kw_only=True):
    """`moments` holds interaction, turn and note of each place that was looked at."""

    id: UUID
    agent: str
    agent_id: int
    team: str | None
    behaviour: str
    held_on: date
    led_by: str
    moments: list[dict[str, Any]]
    action: str
    due_on: date | None
    made_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    answer: str | None
    done_by: str | None
    done_at: datetime | None


class Spoken(Struct, frozen=True, kw_only=True):
    """How many turns a contact has, and whether the agent has a part in it."""

    interaction_id: UUID
    turns: int
    theirs: bool


INSERT = Command(
    """insert into coaching_session (id, agent_id, behaviour, held_on, led_by, moments, action, due_on)
       values ($1, $2, $3, $4, $5, $6, $7, $8)"""
)
_ROW = """select s.id, a.ref as agent, s.agent_id, t.ref as team, s.behaviour, s.held_on, s.led_by, s.moments,
    s.action, s.due_on, s.made_at, s.acknowledged_by, s.acknowledged_at, s.answer, s.done_by, s.done_at
  from coaching_session s join agent a on a.id = s.agent_id left join team t on t.id = team_on(s.agent_id, s.held_on)"""
GET = Query(SessionRow, f"{_ROW} where s.id = $1 and reaches($2, $3, $4, s.agent_id, s.held_on)")
PAGE = Query(
    SessionRow,
    f"""{_ROW} where ($1::uuid is null or s.id > $1) and ($2::text is null or a.ref = $2)
          and ($3::text is null or s.behaviour = $3) and ($4::boolean is null or (s.done_at is null) = $4)
          and ($5::date is null or s.due_on <= $5) and reaches($6, $7, $8, s.agent_id, s.held_on)
        order by s.id limit $9""",
)
NEWEST = Query(
    SessionRow,
    f"{_ROW} where a.ref = $1 and reaches($2, $3, $4, s.agent_id, s.held_on) order by s.id desc limit $5",
)
# Of these agents in these days, half open, while they were in this team.
HELD = Query(
    SessionRow,
    f"""{_ROW} where a.ref = any($1::text[]) and s.held_on >= $2 and s.held_on < $3
          and team_on(s.agent_id, s.held_on) = $4 order by s.held_on, s.id""",
)
ACKNOWLEDGE = Command(
    """update coaching_session set acknowledged_by = $2, acknowledged_at = now(), answer = $3
       where id = $1 and acknowledged_at is null"""
)
FINISH = Command("update coaching_session set done_by = $2, done_at = now() where id = $1 and done_at is null")
REACHED = Command("select reaches($1, $2, $3, $4, $5)")
SPOKEN = Query(
    Spoken,
    """select i.id as interaction_id, (select count(*)::integer from turn t where t.interaction_id = i.id) as turns,
         (i.agent_id = $2
          or exists (select from scorecard s where s.interaction_id = i.id and s.agent_id = $2)) as theirs
       from interaction i where i.id = any($1::uuid[])""",
)
