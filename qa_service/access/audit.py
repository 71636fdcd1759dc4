"""The log of who looked at whom, and of every change: written before an answer's first byte leaves.

A handler that shows what agents did has the option `looks_at` (what it shows) and calls `looked` with whom it is about.
An answer whose entry cannot be written does not leave; a change stands then, and the service's log has the entry.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
import structlog
from litestar.connection import ASGIConnection
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import Struct

from qa_service.errors import Unavailable
from qa_service.store import audit

log = structlog.get_logger(__name__)

LOOKS_AT = "looks_at"
SAFE = {"GET", "HEAD", "OPTIONS"}


class Looked(Struct, frozen=True):
    agents: tuple[str, ...]
    interaction_id: UUID | None


def looked(
    connection: ASGIConnection[Any, Any, Any, Any], agents: Iterable[str | None], interaction_id: UUID | None = None
) -> None:
    """Say whom the answer of this request is about."""
    about = tuple(sorted({agent for agent in agents if agent}))
    connection.scope["state"]["looked"] = Looked(about, interaction_id)


class Audit:
    """The middleware behind the sign-in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = False

        async def audited(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] < 400:
                try:
                    await _note(scope, message["status"], _is_table(message["headers"]))
                except Unavailable as error:
                    refused = True
                    await _refuse(send, str(error))
            if not refused:
                await send(message)

        await self.app(scope, receive, audited if scope["type"] == "http" else send)


async def _refuse(send: Send, why: str) -> None:
    """Answer in the handler's place: what it has to say is not to leave."""
    told = {"type": "about:blank", "title": "Unavailable", "status": 503, "detail": f"this could not be logged: {why}"}
    headers = [(b"content-type", b"application/problem+json")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": msgspec.json.encode(told), "more_body": False})


def _is_table(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/csv") for name, value in headers)


async def _note(scope: Scope, status: int, table: bool) -> None:
    what = scope["route_handler"].opt.get(LOOKS_AT)
    method = str(scope.get("method", ""))
    changed = method not in SAFE
    looked: Looked | None = scope["state"].get("looked")
    if not changed and what is None:
        return
    if looked is None and what is not None:
        raise RuntimeError(f"{scope['path']} shows {what} and did not say of whom")
    user = scope.get("user")
    entry = (
        user.name if user else "nobody",
        user.role if user else "none",
        user.key_id if user else None,
        "change" if changed else "look",
        method,
        scope["path_template"],
        scope["path"],
        status,
        f"{what}, as CSV" if what and table else what,
        list(looked.agents) if looked else [],
        looked.interaction_id if looked else None,
    )
    try:
        async with scope["litestar_app"].state.database.connection() as db:
            await audit.INSERT.run(db, *entry)
    except Unavailable:
        if changed:
            log.error("audit.not_written", entry=[str(value) for value in entry])  # noqa: TRY400 - what matters is told
        raise
