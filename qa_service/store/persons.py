"""People who work with the service: their role, how they are reached, which agent they are, which teams they lead."""

from typing import Any

import asyncpg
from msgspec import Struct

from qa_service.errors import Conflict
from qa_service.store.database import Command, Connection, Query


class PersonRow(Struct, frozen=True, kw_only=True):
    """`leads` holds team, from and until of each team that they lead, led or will lead."""

    id: int
    ref: str
    name: str | None
    role: str
    email: str | None
    language: str | None
    timezone: str | None
    subject: str | None
    agent: str | None
    active: bool
    leads: list[dict[str, Any]]


_SHOWN = """select p.id, p.ref, p.name, p.role, p.email, p.language, p.timezone, p.subject, a.ref as agent, p.active,
    coalesce((select jsonb_agg(jsonb_build_object('team', t.ref, 'from', l.day_from, 'until', l.day_until)
                               order by l.day_from, t.ref)
              from team_lead l join team t on t.id = l.team_id where l.person_id = p.id), '[]') as leads
  from person p left join agent a on a.id = p.agent_id"""
GET = Query(PersonRow, f"{_SHOWN} where p.ref = $1")
PAGE = Query(
    PersonRow,
    f"""{_SHOWN} where ($1::bigint is null or p.id > $1) and ($2::text is null or p.role = $2)
        order by p.id limit $3""",
)
NEWEST = Query(PersonRow, f"{_SHOWN} where ($1::bigint is null or p.id < $1) order by p.id desc limit $2")
PUT = Command(
    """insert into person (ref, name, role, email, language, timezone, subject, agent_id, active)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (ref) do update set name = $2, role = $3, email = $4, language = $5, timezone = $6, subject = $7,
         agent_id = $8, active = $9
       returning id"""
)
DELETE_LEADS = Command("delete from team_lead where person_id = $1")
PUT_LEAD = Command(
    """insert into team_lead (team_id, person_id, day_from, day_until) values ($1, $2, $3::date, $4::date)
       on conflict (team_id, person_id, day_from) do update set day_until = $4"""
)


async def put(db: Connection, ref: str, *values: object) -> int:
    """Write a person (name, role, email, language, timezone, subject, agent's number, active) and return the number."""
    try:
        return int(await PUT.value(db, ref, *values))
    except asyncpg.UniqueViolationError as error:
        field = "agent" if "agent" in str(error.constraint_name) else "subject"
        raise Conflict(f"{field}: belongs to another person already") from None
