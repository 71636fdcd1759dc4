"""Agents, teams and customers: who they are outside, and the numbers that stand for them inside."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from qa_service.store.database import Command, Connection, Query


class Member(Struct, frozen=True):
    """One agent's time in one team: `day_from` to `day_until`, half open, None while it lasts."""

    agent_id: int
    team_id: int
    day_from: date
    day_until: date | None


class Person(Struct, frozen=True):
    id: int
    ref: str
    kind: str
    name: str | None


class Team(Struct, frozen=True):
    id: int
    ref: str
    name: str | None


class TeamOfAgent(Struct, frozen=True):
    agent: str
    team: str


class Salt(Struct, frozen=True):
    id: int
    ref: str
    salt: bytes


PUT_AGENTS = Command(
    """insert into agent (ref, kind) select * from unnest($1::text[], $2::text[]) on conflict (ref) do nothing"""
)
AGENTS = Query(Person, "select id, ref, kind, name from agent where ref = any($1::text[])")
AGENTS_BY_ID = Query(Person, "select id, ref, kind, name from agent where id = any($1::bigint[])")
PUT_TEAMS = Command("insert into team (ref) select unnest($1::text[]) on conflict (ref) do nothing")
TEAMS = Query(Team, "select id, ref, name from team where ref = any($1::text[])")
ALL_TEAMS = Query(Team, "select id, ref, name from team order by ref")
TEAMS_BY_ID = Query(Team, "select id, ref, name from team where id = any($1::bigint[])")
PUT_CUSTOMERS = Command(
    """insert into customer (ref, salt) select * from unnest($1::text[], $2::bytea[]) on conflict (ref) do nothing"""
)
SALT = Command("select salt from customer where id = $1")
SALTS = Query(Salt, "select id, ref, salt from customer where ref = any($1::text[])")
MEMBERS = Query(
    Member,
    """select agent_id, team_id, day_from, day_until from team_member where agent_id = any($1::bigint[])
       order by agent_id, day_from""",
)
AGENTS_OF_TEAM = Query(
    Person,
    """select a.id, a.ref, a.kind, a.name from agent a
       where exists (select from team_member m where m.agent_id = a.id and m.team_id = $1 and m.day_from < $3
                       and (m.day_until is null or m.day_until > $2))
       order by a.ref""",
)
TEAM_OF_AGENT = Query(
    TeamOfAgent,
    """select distinct on (a.ref) a.ref as agent, t.ref as team
       from team_member m join agent a on a.id = m.agent_id join team t on t.id = m.team_id
       order by a.ref, m.day_from desc""",
)
CLOSE_MEMBER = Command("update team_member set day_until = $3 where agent_id = $1 and day_from = $2")
MOVE_MEMBER = Command("update team_member set day_from = $3 where agent_id = $1 and day_from = $2")
ADD_MEMBER = Command("insert into team_member (agent_id, team_id, day_from, day_until) values ($1, $2, $3, $4)")
LOCK_AGENTS = Command("select id from agent where id = any($1::bigint[]) order by id for update")


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


def team_on(members: Iterable[Member], agent_id: int, day: date) -> int | None:
    for member in members:
        if (
            member.agent_id == agent_id
            and member.day_from <= day
            and (member.day_until is None or day < member.day_until)
        ):
            return member.team_id
    return None


async def seen_in_team(db: Connection, sightings: Iterable[tuple[int, int, date]]) -> None:
    """Note (agent, team, day): extend the agent's time in that team, or begin one that ends the time in another.

    Sightings come in any order; an earlier day than all that is known begins there and lasts until the next begins.
    """
    days = sorted(set(sightings), key=lambda sighting: (sighting[0], sighting[2]))
    if not days:
        return
    ids = sorted({agent for agent, _, _ in days})
    await LOCK_AGENTS.values(db, ids)
    members = await MEMBERS.all(db, ids)
    for agent_id, team_id, day in days:
        if team_on(members, agent_id, day) == team_id:
            continue
        await _place(db, [member for member in members if member.agent_id == agent_id], agent_id, team_id, day)
        members = await MEMBERS.all(db, ids)


async def _place(db: Connection, members: list[Member], agent_id: int, team_id: int, day: date) -> None:
    later = next((member for member in members if member.day_from > day), None)
    current = next((m for m in members if m.day_from <= day and (m.day_until is None or day < m.day_until)), None)
    if current is None and later is not None and later.team_id == team_id:
        await MOVE_MEMBER.run(db, agent_id, later.day_from, day)
        return
    if current is not None and current.day_from == day:
        return  # two teams on one day: the first that was told stands
    until = later.day_from if later else None
    if current is not None:
        until = current.day_until
        await CLOSE_MEMBER.run(db, agent_id, current.day_from, day)
    await ADD_MEMBER.run(db, agent_id, team_id, day, until)
