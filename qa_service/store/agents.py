"""Agents as they are administered: when they began, which team they are and were in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from qa_service.store.database import Command, Connection, Query


class AgentRow(Struct, frozen=True, kw_only=True):
    """`team` is today's, `teams` the days from which they were in each; `tenure_days` counts from `started_on`."""

    id: int
    ref: str
    kind: str
    name: str | None
    started_on: date | None
    tenure_days: int | None
    team: str | None
    teams: list[dict[str, Any]]


class MemberRow(Struct, frozen=True, kw_only=True):
    """An agent in a team for some days, half open."""

    agent: str
    kind: str
    day_from: date
    day_until: date | None


class LeadRow(Struct, frozen=True, kw_only=True):
    person: str
    name: str | None
    email: str | None
    language: str | None
    timezone: str | None
    day_from: date
    day_until: date | None


class TeamRow(Struct, frozen=True, kw_only=True):
    id: int
    ref: str
    name: str | None
    members: int
    """Of today."""


_SHOWN = """select a.id, a.ref, a.kind, a.name, a.started_on, $1::date - a.started_on as tenure_days,
    (select t.ref from team t where t.id = team_on(a.id, $1)) as team,
    coalesce((select jsonb_agg(jsonb_build_object('team', t.ref, 'from', m.day_from, 'told', m.told)
                               order by m.day_from)
              from team_member m left join team t on t.id = m.team_id where m.agent_id = a.id), '[]') as teams
  from agent a"""
GET = Query(AgentRow, f"{_SHOWN} where a.ref = $2")
PAGE = Query(
    AgentRow,
    f"""{_SHOWN} where ($2::bigint is null or a.id > $2) and reaches($3, $4, $5, a.id, $1)
        order by a.id limit $6""",
)
PUT = Command(
    """insert into agent (ref, kind, name, started_on) values ($1, $2, $3, $4)
       on conflict (ref) do update set kind = $2, name = coalesce($3, agent.name),
         started_on = coalesce($4, agent.started_on)
       returning id"""
)
TEAM_PAGE = Query(
    TeamRow,
    """select t.id, t.ref, t.name,
         (select count(*)::integer from agent a where team_on(a.id, $1::date) = t.id) as members
       from team t where ($2::bigint is null or t.id > $2) and ($3::text[] is null or t.ref = any($3))
       order by t.id limit $4""",
)
PUT_TEAM = Command(
    "insert into team (ref, name) values ($1, $2) on conflict (ref) do update set name = $2 returning id"
)
MEMBERS = Query(
    MemberRow,
    """select a.ref as agent, a.kind, m.day_from, m.day_until from (
         select agent_id, team_id, day_from,
           lead(day_from) over (partition by agent_id order by day_from) as day_until
         from team_member
         where agent_id in (select agent_id from team_member where team_id = $1)) m
       join agent a on a.id = m.agent_id where m.team_id = $1 order by a.ref, m.day_from""",
)
LEADS = Query(
    LeadRow,
    """select p.ref as person, p.name, p.email, p.language, p.timezone, l.day_from, l.day_until
       from team_lead l join person p on p.id = l.person_id where l.team_id = $1 order by l.day_from, p.ref""",
)
FIRST_TOLD = Command("select min(day_from) from team_member where agent_id = $1 and told")
DELETE_TOLD = Command("delete from team_member where agent_id = $1 and told")
# From the first day that a person told, what contacts tell does not count.
DELETE_SIGHTED = Command("delete from team_member where agent_id = $1 and not told and day_from >= $2")
TELL = Command(
    """insert into team_member (agent_id, team_id, day_from, told)
       select $1, * , true from unnest($2::bigint[], $3::date[])
       on conflict (agent_id, day_from) do update set team_id = excluded.team_id, told = true"""
)
MARK_FROM = Command(
    """insert into dirty_agent_day (agent_id, day)
       select distinct agent_id, day from fact where agent_id = $1 and day >= $2 order by 1, 2
       on conflict (agent_id, day) do update set marked_at = now()"""
)


async def tell(db: Connection, agent_id: int, teams: Sequence[tuple[date, int | None]], *, replace: bool) -> None:
    """Write from which days an agent is in which team, as a person says it, and mark the days that this moves.

    `replace`: what was told before goes; else these days are added to it.
    """
    before: date | None = await FIRST_TOLD.value(db, agent_id)
    if replace:
        await DELETE_TOLD.run(db, agent_id)
    days = [day for day, _ in teams]
    moved = [day for day in (*days, before if replace else None) if day is not None]
    if not moved:
        return
    if days:
        await DELETE_SIGHTED.run(db, agent_id, min(days))
        await TELL.run(db, agent_id, [team for _, team in teams], days)
    await MARK_FROM.run(db, agent_id, min(moved))
