"""API keys: random, shown once, stored as SHA-256 only."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from qa_service.access.roles import WHOLE_CENTRE, Role
from qa_service.access.user import User
from qa_service.errors import BadInput, NotFound
from qa_service.store import keys as stored
from qa_service.store import people, persons
from qa_service.store.database import Connection
from qa_service.store.keys import Holder

PREFIX = "qa_"


def digest(key: str) -> bytes:
    """A plain SHA-256 is enough: a key has 256 random bits, so nothing can be guessed from it."""
    return hashlib.sha256(key.encode()).digest()


async def create(
    db: Connection,
    *,
    name: str,
    role: Role | None = None,
    person: str | None = None,
    agent: str | None = None,
    teams: Sequence[str] = (),
    expires_at: datetime | None = None,
    made_by: str | None = None,
) -> str:
    """Make a key and return it; it cannot be read again.

    A person's key has that person's role where none is given. `agent` and `teams` limit what it reaches.
    """
    owner = await persons.GET.one(db, person) if person else None
    if person and owner is None:
        raise NotFound(f"person: {person!r} is not known")
    role = role or (msgspec.convert(owner.role, Role) if owner else None)
    if role is None:
        raise BadInput("role: is missing; without a person a key says its role itself")
    agent_id = await _agent(db, agent) if agent else None
    if role == "agent" and agent_id is None and (owner is None or owner.agent is None):
        raise BadInput("agent: a key of the role agent needs the agent that it is for, or a person who is one")
    if role == "team_lead" and owner is None and not teams:
        raise BadInput("teams: a key of the role team_lead needs teams, or a person who leads some")
    key = PREFIX + secrets.token_urlsafe(32)
    team_ids = await _teams(db, teams) if teams else None
    owner_id = owner.id if owner else None
    await stored.INSERT.value(db, name, role, digest(key), expires_at, owner_id, agent_id, team_ids, made_by)
    return key


async def find(db: Connection, key: str, today: date) -> User | None:
    """The holder of a key that is valid now."""
    found = await stored.FIND.one(db, digest(key), today) if key.startswith(PREFIX) else None
    return await user(db, found) if found else None


async def find_subject(db: Connection, subject: str, today: date) -> User | None:
    """The person whom the provider's tokens call `subject`."""
    found = await stored.OF_SUBJECT.one(db, subject, today)
    return await user(db, found) if found else None


async def user(db: Connection, holder: Holder) -> User:
    """What a holder may see.

    A key's own teams or agent limit it, whatever its role. Without limits, a lead reaches the teams they lead. Whoever
    is an agent reaches themself, and is known as that agent: nobody decides about a score of their own.
    """
    teams = _reached(holder)
    names = {team.id: team.ref for team in await people.TEAMS_BY_ID.all(db, teams)} if teams else {}
    return User(
        name=holder.name,
        role=msgspec.convert(holder.role, Role),
        key_id=holder.key_id,
        person_id=holder.person_id,
        everyone=holder.role in WHOLE_CENTRE and holder.limited_to is None and not holder.for_agent,
        agent_id=holder.agent_id,
        agent=holder.agent,
        team_ids=tuple(sorted(names)),
        teams=tuple(sorted(names.values())),
        expires_at=holder.expires_at,
    )


def _reached(holder: Holder) -> list[int]:
    limits = holder.limited_to
    if holder.role in {"agent", "works_council"}:
        return []
    if holder.role == "team_lead" and holder.person_id is not None:
        return holder.leads if limits is None else [team for team in holder.leads if team in limits]
    return limits or []


async def _agent(db: Connection, ref: str) -> int:
    found = await people.AGENTS.one(db, [ref])
    if found is None:
        raise NotFound(f"agent: {ref!r} is not known")
    return found.id


async def _teams(db: Connection, refs: Sequence[str]) -> list[int]:
    known = {team.ref: team.id for team in await people.TEAMS.all(db, list(refs))}
    for ref in refs:
        if ref not in known:
            raise NotFound(f"teams: {ref!r} is not known")
    return sorted(set(known.values()))
