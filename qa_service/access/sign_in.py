"""Who is asking: an API key in `Authorization: Bearer …`, or, for pages, in the cookie that a sign-in link sets."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from qa_service.access import keys
from qa_service.errors import NotAllowed, NotSignedIn
from qa_service.store.database import Database
from qa_service.store.keys import ApiKey

COOKIE = "qa_key"
CACHE_SECONDS = 10.0
READERS = ("admin", "qa_lead", "viewer")
WRITERS = ("admin", "qa_lead", "ingest")

Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], None]


class SignIn(AbstractAuthenticationMiddleware):
    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        found = await signed_in(connection)
        if found is None:
            raise NotSignedIn("a valid API key is required: send 'Authorization: Bearer KEY'")
        return AuthenticationResult(user=found, auth=None)


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any]) -> ApiKey | None:
    """The key that came with this request, None where none did or it is not valid."""
    key = _given(connection)
    return await _find(connection.app.state.database, key, connection.app.state.key_cache) if key else None


async def holder(connection: ASGIConnection[Any, Any, Any, Any], key: str) -> ApiKey | None:
    """Whose valid key this is; for pages, whose forms prove with a token of their own where they come from."""
    return await _find(connection.app.state.database, key, connection.app.state.key_cache)


def allows(*roles: str) -> Guard:
    """A guard that lets these roles pass."""

    def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        user: ApiKey = connection.user
        if user.role not in roles:
            raise NotAllowed(f"the role {user.role!r} of this API key does not allow this; it takes {', '.join(roles)}")

    return guard


def _given(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    scheme, _, key = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return key.strip()
    # A cookie is sent along by any page that links here, so it may read and never change anything.
    return connection.cookies.get(COOKIE, "") if connection.scope.get("method") in {"GET", "HEAD"} else ""


async def _find(database: Database, key: str, cache: dict[str, tuple[float, ApiKey | None]]) -> ApiKey | None:
    now = time.monotonic()
    digest = keys.digest(key).hex()
    if (known := cache.get(digest)) and known[0] > now:
        return known[1]
    async with asyncio.timeout(10), database.connection() as db:
        found = await keys.find(db, key)
    if len(cache) > 1000:
        cache.clear()
    cache[digest] = (now + CACHE_SECONDS, found)
    return found
