"""People, agents and teams as they are told by a person: effective-dated, and each thing that is wrong named."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, field

from qa_service.access.roles import Role
from qa_service.errors import BadInput, NotFound
from qa_service.store import agents, people, persons
from qa_service.store.database import Connection

LANGUAGE = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
EMAIL = r"^[^@\s]+@[^@\s]+$"
REF = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
Text = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Day = Annotated[date, Meta(description="such as 2026-03-01")]


class Lead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """They lead `team` from one day until before another; without `until` for good."""

    team: Text
    day_from: Day = field(name="from")
    day_until: Day | None = field(default=None, name="until")


class Person(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`subject` is what the provider's tokens call them; `agent` who they are on the telephone.

    `leads`: what they lead, in place of what was told before; left out, that stays.
    """

    role: Role
    name: Text | None = None
    email: Annotated[str, Meta(max_length=254, pattern=EMAIL)] | None = None
    language: Annotated[str, Meta(max_length=35, pattern=LANGUAGE)] | None = None
    timezone: Annotated[str, Meta(max_length=64)] | None = None
    subject: Text | None = None
    agent: Text | None = None
    active: bool = True
    leads: Annotated[tuple[Lead, ...], Meta(max_length=100)] | None = None


class Membership(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In `team` from this day until the next membership; no team: in none."""

    team: Text | None
    day_from: Day = field(name="from")


class Agent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`teams`: all that is told of their teams, in place of what was told before; left out, that stays."""

    kind: Literal["human", "bot"] = "human"
    name: Text | None = None
    started_on: Day | None = None
    teams: Annotated[tuple[Membership, ...], Meta(max_length=1000)] | None = None


class Team(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Text | None = None


async def put_person(db: Connection, ref: str, told: Person) -> None:
    """Write a person; BadInput, NotFound and Conflict name the field."""
    _check_ref("ref", ref)
    if told.timezone is not None:
        _check_zone(told.timezone)
    agent_id = (await _agent(db, told.agent)) if told.agent else None
    if told.role == "agent" and agent_id is None:
        raise BadInput("agent: a person of the role agent needs the agent that they are")
    number = await persons.put(
        db, ref, told.name, told.role, told.email, told.language, told.timezone, told.subject, agent_id, told.active
    )
    if told.leads is not None:
        await persons.DELETE_LEADS.run(db, number)
        await add_leads(db, number, told.leads)


async def add_leads(db: Connection, person_id: int, leads: Sequence[Lead]) -> None:
    for lead in leads:
        if lead.day_until is not None and lead.day_until <= lead.day_from:
            raise BadInput(f"leads: {lead.team}: until {lead.day_until} is not after from {lead.day_from}")
    teams = await people.teams(db, [lead.team for lead in leads])
    for lead in leads:
        await persons.PUT_LEAD.run(db, teams[lead.team].id, person_id, lead.day_from, lead.day_until)


async def put_agent(db: Connection, ref: str, told: Agent, *, replace: bool = True) -> None:
    """Write an agent; results follow the teams told, day by day, once the days that move are computed anew."""
    _check_ref("agent", ref)
    number = await agents.PUT.value(db, ref, told.kind, told.name, told.started_on)
    if told.teams is None:
        return
    days = [one.day_from for one in told.teams]
    if len(set(days)) != len(days):
        raise BadInput("teams: two of them begin on one day")
    teams = await people.teams(db, [one.team for one in told.teams if one.team])
    memberships = [(one.day_from, teams[one.team].id if one.team else None) for one in told.teams]
    await agents.tell(db, number, memberships, replace=replace)


async def put_team(db: Connection, ref: str, told: Team) -> None:
    _check_ref("team", ref)
    await agents.PUT_TEAM.value(db, ref, told.name)


def _check_ref(field_name: str, ref: str) -> None:
    if not REF.fullmatch(ref):
        raise BadInput(f"{field_name}: {ref!r} is no reference: 1 to 200 characters, none of them a control character")


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadInput(f"timezone: {name!r} is no IANA time zone such as Asia/Jakarta") from None


async def _agent(db: Connection, ref: str) -> int:
    found = await people.AGENTS.one(db, [ref])
    if found is None:
        raise NotFound(f"agent: {ref!r} is not known; put the agent first")
    return found.id
