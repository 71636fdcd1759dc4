"""Headers that every answer carries, where its handler set none of its own."""

from collections.abc import Awaitable, Callable

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from qa_service.config import Settings

POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For what is no page: nothing in it is run, shown or framed."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": POLICY,
}
NOT_KEPT = {"Cache-Control": "private, no-store"}
ONLY_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def secured(settings: Settings) -> Callable[[Message, Scope], Awaitable[None]]:
    """A hook that adds them; browsers are told to keep to https where the service's public address is one."""
    always = HEADERS | (ONLY_TLS if settings.address.startswith("https://") else {})

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        static = scope["path"].startswith("/static/")
        for name, value in (always if static else always | NOT_KEPT).items():
            headers.setdefault(name, value)

    return add
