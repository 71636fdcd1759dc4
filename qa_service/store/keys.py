"""API keys: only their digests are kept."""

from datetime import datetime

from msgspec import Struct

from qa_service.store.database import Command, Query


class ApiKey(Struct, frozen=True):
    id: int
    name: str
    role: str
    expires_at: datetime | None


INSERT = Command("insert into api_key (name, role, digest, expires_at) values ($1, $2, $3, $4) returning id")
FIND = Query(
    ApiKey,
    """select id, name, role, expires_at from api_key
       where digest = $1 and revoked_at is null and (expires_at is null or expires_at > now())""",
)
REVOKE = Command("update api_key set revoked_at = now() where name = $1 and revoked_at is null")
