"""Who is asking: an API key in `Authorization: Bearer …`, or, for pages, in the cookie that a sign-in link sets."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

from litestar.connection import ASGIConnection
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from qa_service.access import keys
from qa_service.access.roles import READERS, WRITERS, allows
from qa_service.access.user import User
from qa_service.errors import NotSignedIn

__all__ = ["COOKIE", "READERS", "WRITERS", "SignIn", "User", "allows", "holder", "signed_in"]

COOKIE = "qa_key"
CACHE_SECONDS = 10.0
MOST_CACHED = 1000


class SignIn(AbstractAuthenticationMiddleware):
    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        found = await signed_in(connection)
        if found is None:
            raise NotSignedIn("a valid API key is required: send 'Authorization: Bearer KEY'")
        return AuthenticationResult(user=found, auth=None)


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any]) -> User | None:
    """Who came with this request, None where nobody did or what they gave is not valid."""
    given = _given(connection)
    return await holder(connection, given) if given else None


def _given(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    scheme, _, key = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return key.strip()
    # A cookie is sent along by any page that links here, so it may read and never change anything.
    return connection.cookies.get(COOKIE, "") if connection.scope.get("method") in {"GET", "HEAD"} else ""


async def holder(connection: ASGIConnection[Any, Any, Any, Any], given: str) -> User | None:
    """Look the key up, or take what was found within the last CACHE_SECONDS: a revoked key lives that long at most."""
    state = connection.app.state
    cache: dict[str, tuple[float, User | None]] = state.key_cache
    digest = keys.digest(given).hex()
    if (known := cache.get(digest)) and known[0] > time.monotonic():
        return _valid(known[1])
    today = datetime.now(state.settings.zone).date()
    async with asyncio.timeout(10), state.database.connection() as db:
        found = await keys.find(db, given, today)
    if len(cache) > MOST_CACHED:
        cache.clear()
    cache[digest] = (time.monotonic() + CACHE_SECONDS, found)
    return found


def _valid(user: User | None) -> User | None:
    expired = user is not None and user.expires_at is not None and user.expires_at <= datetime.now(UTC)
    return None if expired else user
