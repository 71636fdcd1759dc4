"""API keys: random, shown once, stored as SHA-256 only."""

import hashlib
import secrets
from typing import Literal

from qa_service.store import keys as stored
from qa_service.store.database import Connection

Role = Literal["admin", "qa_lead", "viewer", "ingest"]
PREFIX = "qa_"


def digest(key: str) -> bytes:
    """A plain SHA-256 is enough: a key has 256 random bits, so nothing can be guessed from it."""
    return hashlib.sha256(key.encode()).digest()


async def create(db: Connection, *, name: str, role: Role) -> str:
    """Make a key and return it; it cannot be read again."""
    key = PREFIX + secrets.token_urlsafe(32)
    await stored.INSERT.value(db, name, role, digest(key), None)
    return key


async def find(db: Connection, key: str) -> stored.ApiKey | None:
    return await stored.FIND.one(db, digest(key)) if key.startswith(PREFIX) else None
