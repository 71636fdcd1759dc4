"""How agents are named to a user: by the centre's mode, and never a colleague to an agent."""

import base64
import hashlib
import hmac
from uuid import UUID

from msgspec import Struct

from qa_service.access.hash_key import master_key
from qa_service.access.user import User
from qa_service.config import Settings
from qa_service.errors import NotAllowed, NotFound
from qa_service.store import people, releases
from qa_service.store.database import Connection

PSEUDONYM = "agent-"
ALWAYS_NAMED = ("admin", "dpo")
JUDGES = ("admin", "qa_lead")
"""Whose work it is to judge single contacts, by reviews and appeals, whoever took them."""


class Names(Struct, frozen=True, kw_only=True):
    """`key` makes the pseudonyms: the same agent has the same one for everybody, until the hash key is changed."""

    mode: str
    role: str
    own: str | None
    key: bytes
    released: frozenset[str] = frozenset()

    def shown(self, agent: str | None) -> str | None:
        """What this user reads for an agent: the reference, a pseudonym, or None."""
        if agent is None or agent == self.own:
            return agent
        if self.role == "agent" or self.mode == "team-only":
            return None
        if self.mode == "named" or self.role in ALWAYS_NAMED or agent in self.released:
            return agent
        return pseudonym(self.key, agent)

    def on_roster(self, agent: str | None) -> bool:
        """Whether what is kept of this person may be read: an admin keeps the roster and reads it in every mode."""
        return agent is None or self.role == "admin" or self.shown(agent) == agent

    @property
    def reads_scores(self) -> bool:
        """Whether scores of one contact of somebody else may be shown: unnamed, they are still a figure of one."""
        return self.mode != "team-only" or self.role in JUDGES

    def figures_shown(self, agent: str) -> bool:
        """Whether this agent's own figures may be shown at all, under whatever name."""
        return self.shown(agent) is not None


async def names(db: Connection, settings: Settings, user: User) -> Names:
    """How this user reads agents' names now."""
    pseudonymous = settings.mode == "pseudonymous"
    return Names(
        mode=settings.mode,
        role=user.role,
        own=user.agent,
        key=hmac.digest(master_key(settings), b"pseudonyms of agents", "sha256") if pseudonymous else b"",
        released=frozenset(await releases.NAMED.values(db)) if pseudonymous else frozenset(),
    )


async def meant(db: Connection, known: Names, name: str) -> people.Person:
    """The agent whom this user calls `name`; NotFound where that is nobody whom they may name."""
    found = await people.AGENTS.one(db, [name])
    if found is not None and known.shown(found.ref) == name:
        return found
    if known.mode == "pseudonymous" and name.startswith(PSEUDONYM):
        for agent in await people.ALL_AGENTS.all(db):
            if known.shown(agent.ref) == name:
                return agent
    raise NotFound(f"agent {name!r} is not known, or none of yours")


async def check_report(db: Connection, settings: Settings, report_id: UUID) -> None:
    """Raise NotAllowed for a report, which names agents, that may not leave yet."""
    if settings.mode == "team-only":
        raise NotAllowed("coaching reports name agents, and QA_MODE is team-only")
    if settings.mode == "pseudonymous" and not await releases.REPORT.value(db, report_id):
        raise NotAllowed(f"report {report_id} names agents and is not released yet: POST /v1/releases releases it")


async def check_clip(db: Connection, settings: Settings, interaction_id: UUID) -> None:
    """Raise NotAllowed for a moment that a link may not open to whoever has it: words and a voice tell of whom."""
    if settings.mode == "team-only":
        raise NotAllowed("a moment tells of whom it is, and QA_MODE is team-only")
    if settings.mode == "pseudonymous" and not await releases.CONTACT.value(db, interaction_id):
        raise NotAllowed("this moment tells of whom it is, and neither they nor a report that quotes it is released")


def pseudonym(key: bytes, agent: str) -> str:
    """Stable, 50 bits: two of 100,000 agents share one with a chance of 1 in 200,000."""
    return PSEUDONYM + base64.b32encode(hmac.new(key, agent.encode(), hashlib.sha256).digest())[:10].decode().lower()
