"""Who is asking: an API key or a provider's token in `Authorization: Bearer …`; for pages, the key in a cookie."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import State
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
            raise NotSignedIn("a valid API key or token is required: send 'Authorization: Bearer KEY'")
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
    """Look up whose this is, or take what was found within the last CACHE_SECONDS: so long lives a key that is revoked.

    Counts the request; raises TooMany where they come too fast.
    """
    state = connection.app.state
    cache: dict[str, tuple[float, User | None]] = state.key_cache
    digest = keys.digest(given).hex()
    address = connection.client.host if connection.client else ""
    known = cache.get(digest)
    if known is None or known[0] <= time.monotonic():
        await state.failures.check(state.database, address)
        known = (time.monotonic() + CACHE_SECONDS, await _looked_up(state, given))
        if len(cache) > MOST_CACHED:
            cache.clear()
        cache[digest] = known
    user = _valid(known[1])
    await (state.limits if user else state.failures).take(state.database, digest if user else address)
    if user is not None:
        connection.scope["user"] = user
    return user


async def _looked_up(state: State, given: str) -> User | None:
    today = datetime.now(state.settings.zone).date()
    told = await state.issuer.told(given) if state.issuer and not given.startswith(keys.PREFIX) else None
    async with asyncio.timeout(10), state.database.connection() as db:
        if told is None:
            return await keys.find(db, given, today)
        found = await keys.find_subject(db, told.subject, today)
    if found is None:
        raise NotSignedIn("the token is valid, but nobody here has its subject: see /v1/people")
    return msgspec.structs.replace(found, expires_at=told.expires_at)


def _valid(user: User | None) -> User | None:
    expired = user is not None and user.expires_at is not None and user.expires_at <= datetime.now(UTC)
    return None if expired else user
