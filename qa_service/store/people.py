"""Agents, teams and customers: who they are outside, and the numbers that stand for them inside."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from qa_service.store.database import Command, Connection, Query
from qa_service.store.scorecards import AgentDate


def ever_reached(agent: str, own: str, teams: str) -> str:
    """SQL: whether `agent` is the user's own, or was ever in one of `teams`. Which day it was, `reaches` says: this is
    the quicker question, asked first.
    """
    members = f"select m.agent_id from team_member m where m.team_id = any({teams})"  # noqa: S608 - our own text
    return f"{agent} = any(array({members} union all select {own}))"


class Person(Struct, frozen=True):
    id: int
    ref: str
    kind: str
    name: str | None


class ContactAgent(Struct, frozen=True):
    id: int
    ref: str
    kind: str
    reached: bool


class Team(Struct, frozen=True):
    id: int
    ref: str
    name: str | None


class TeamOfAgent(Struct, frozen=True):
    agent: str
    team: str


class Membership(Struct, frozen=True):
    """In `team_id` (None: in no team) from `day_from` until the next one; `told` by a person, not by contacts."""

    day_from: date
    team_id: int | None
    team: str | None
    told: bool


class Salt(Struct, frozen=True):
    id: int
    ref: str
    salt: bytes


PUT_AGENTS = Command(
    """insert into agent (ref, kind) select * from unnest($1::text[], $2::text[]) on conflict (ref) do nothing"""
)
AGENTS = Query(Person, "select id, ref, kind, name from agent where ref = any($1::text[])")
ALL_AGENTS = Query(Person, "select id, ref, kind, name from agent order by ref")
# Whoever holds a part of a contact, by its row, its scorecards and its turns; `reached` as the user reaches them.
OF_CONTACT = Query(
    ContactAgent,
    """select a.id, a.ref, a.kind, reaches($2, $3, $4, a.id, i.day) as reached from interaction i
       join agent a on a.id in (
         select c.agent_id from interaction c where c.id = $1
         union select s.agent_id from scorecard s where s.interaction_id = $1
         union select g.id from turn t join agent g on g.ref = t.agent_ref where t.interaction_id = $1)
       where i.id = $1 order by a.ref""",
)
PARTS = Command(
    """select distinct a.ref from agent a where a.id in (
         select c.agent_id from interaction c where c.id = any($1::uuid[])
         union select s.agent_id from scorecard s where s.interaction_id = any($1::uuid[])) order by 1"""
)
TAKES_PART = Command(
    """select exists (select from interaction i where i.id = $1 and i.agent_id = $2)
         or exists (select from scorecard s where s.interaction_id = $1 and s.agent_id = $2)"""
)
PUT_TEAMS = Command("insert into team (ref) select unnest($1::text[]) on conflict (ref) do nothing")
TEAMS = Query(Team, "select id, ref, name from team where ref = any($1::text[])")
TEAMS_BY_ID = Query(Team, "select id, ref, name from team where id = any($1::bigint[])")
ALL_TEAMS = Query(Team, "select id, ref, name from team order by ref")
PUT_CUSTOMERS = Command(
    """insert into customer (ref, salt) select * from unnest($1::text[], $2::bytea[]) on conflict (ref) do nothing"""
)
SALT = Command("select salt from customer where id = $1")
SALTS = Query(Salt, "select id, ref, salt from customer where ref = any($1::text[])")
# Two teams on one day: the first that was told stands. A new row moves the days up to the next one to another team.
# From the day on that a person told, contacts tell nothing.
SEEN = Query(
    AgentDate,
    """with told as (
         insert into team_member (agent_id, team_id, day_from)
         select * from unnest($1::bigint[], $2::bigint[], $3::date[]) as u(agent, team, on_day)
         where not exists (select from team_member m where m.agent_id = agent and m.told and m.day_from <= on_day)
         order by 1, 3 on conflict do nothing
         returning agent_id, day_from)
       select distinct f.agent_id, f.day from told t
       join fact f on f.agent_id = t.agent_id and f.day >= t.day_from
         and f.day < coalesce((select min(m.day_from) from team_member m
                               where m.agent_id = t.agent_id and m.day_from > t.day_from), 'infinity')""",
)
_OF_TEAM = """select a.id, a.ref, a.kind, a.name from agent a join team t on {team}
       where exists (select from team_member m where m.agent_id = a.id and m.team_id = t.id and m.day_from < $3
         and m.day_from >= coalesce((select max(x.day_from) from team_member x
                                     where x.agent_id = a.id and x.day_from <= $2), $2))
       order by a.ref"""
AGENTS_OF_TEAM = Query(Person, _OF_TEAM.format(team="t.id = $1"))
AGENTS_OF_TEAM_NAMED = Query(Person, _OF_TEAM.format(team="t.ref = $1"))
REACHED = Command("select reaches($1, $2, $3, $4, $5)")
MEMBERSHIPS = Query(
    Membership,
    """select m.day_from, m.team_id, t.ref as team, m.told from team_member m left join team t on t.id = m.team_id
       where m.agent_id = $1 order by m.day_from""",
)
TEAM_OF_AGENT = Query(
    TeamOfAgent,
    """select distinct on (a.ref) a.ref as agent, t.ref as team
       from team_member m join agent a on a.id = m.agent_id join team t on t.id = m.team_id
       order by a.ref, m.day_from desc""",
)


async def agents(db: Connection, kinds: Mapping[str, str]) -> dict[str, Person]:
    """Return the agents named (ref -> kind), made where they are new."""
    known = {person.ref: person for person in await AGENTS.all(db, list(kinds))}
    new = sorted(set(kinds) - set(known))
    if new:
        await PUT_AGENTS.run(db, new, [kinds[ref] for ref in new])
        known |= {person.ref: person for person in await AGENTS.all(db, new)}
    return known


async def teams(db: Connection, refs: Iterable[str]) -> dict[str, Team]:
    wanted = sorted(set(refs))
    known = {team.ref: team for team in await TEAMS.all(db, wanted)}
    new = [ref for ref in wanted if ref not in known]
    if new:
        await PUT_TEAMS.run(db, new)
        known |= {team.ref: team for team in await TEAMS.all(db, new)}
    return known


async def salts(db: Connection, refs: Iterable[str]) -> dict[str, Salt]:
    """Return each customer's number and salt, made where they are new."""
    wanted = sorted(set(refs))
    known = {salt.ref: salt for salt in await SALTS.all(db, wanted)}
    new = [ref for ref in wanted if ref not in known]
    if new:
        await PUT_CUSTOMERS.run(db, new, [secrets.token_bytes(32) for _ in new])
        known |= {salt.ref: salt for salt in await SALTS.all(db, new)}
    return known


async def seen_in_team(db: Connection, sightings: Iterable[tuple[int, int, date]]) -> set[tuple[int, date]]:
    """Note (agent, team, day), the first told of a day; returns the agent-days whose team this may have changed.

    Every day is kept, so that the order in which they come makes no difference.
    """
    first: dict[tuple[int, date], int] = {}
    for agent, team, day in sightings:
        first.setdefault((agent, day), team)
    days = sorted(first.items())
    moved = await SEEN.all(db, [agent for (agent, _), _ in days], [t for _, t in days], [day for (_, day), _ in days])
    return {(row.agent_id, row.day) for row in moved}
