"""Roles, and the right that every handler states: `guards=[allows(...)]`, or that anybody may ask."""

from collections.abc import Iterable
from typing import Any, Literal, get_args

from litestar.connection import ASGIConnection
from litestar.handlers import HTTPRouteHandler
from litestar.handlers.base import BaseRouteHandler
from litestar.routes import BaseRoute

from qa_service.errors import Configuration, NotAllowed

Role = Literal["admin", "qa_lead", "team_lead", "agent", "works_council", "dpo", "viewer", "ingest"]
ROLES: tuple[Role, ...] = get_args(Role)

WHOLE_CENTRE: tuple[Role, ...] = ("admin", "qa_lead", "viewer", "dpo", "ingest")
"""Roles that reach every agent, where their key is not limited to teams or an agent."""
READERS: tuple[Role, ...] = ("admin", "qa_lead", "viewer", "dpo")
"""Roles that read results, transcripts and audio of the whole centre."""
REACHERS: tuple[Role, ...] = (*READERS, "team_lead", "agent")
"""Roles that read them of whom they reach."""
WRITERS: tuple[Role, ...] = ("admin", "qa_lead", "ingest")
"""Roles that bring interactions in."""
ANYBODY = "exclude_from_auth"
"""The option of a handler that answers without a key."""


class Allows:
    """A guard that lets these roles pass. Whose key is limited passes only where the handler keeps to its limits."""

    def __init__(self, roles: tuple[Role, ...], *, narrowed: bool) -> None:
        self.roles, self.narrowed = roles, narrowed

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        user = connection.user
        if user.role not in self.roles:
            allowed = ", ".join(self.roles)
            raise NotAllowed(f"the role {user.role!r} of this API key does not allow this; it takes {allowed}")
        if user.role in WHOLE_CENTRE and not user.everyone and not self.narrowed:
            raise NotAllowed("this API key is limited to teams or an agent, and this is about the whole centre")


def allows(*roles: Role) -> Allows:
    """The right to what is about the whole centre, or about nobody."""
    return Allows(roles, narrowed=False)


def allows_reached(*roles: Role) -> Allows:
    """The right to what the handler itself narrows to whom its user reaches."""
    return Allows(roles, narrowed=True)


def right(handler: HTTPRouteHandler) -> tuple[Role, ...] | None:
    """Which roles a handler lets pass, () where it answers anybody, None where it states nothing."""
    if handler.opt.get(ANYBODY):
        return ()
    stated = [guard.roles for guard in handler.resolve_guards() if isinstance(guard, Allows)]
    return tuple(role for role in stated[0] if all(role in each for each in stated)) if stated else None


def check_rights(routes: Iterable[BaseRoute], *, beside: tuple[str, ...]) -> None:
    """Raise Configuration for the first handler that states no right; `beside` are paths of the framework's own."""
    for route in routes:
        if route.path.startswith(beside):
            continue
        for handler in getattr(route, "route_handlers", ()):
            # The answer to OPTIONS tells methods and nothing else; the framework makes it.
            if handler.http_methods != {"OPTIONS"} and right(handler) is None:
                raise Configuration(f"{route.path}: {handler.handler_name} states no right")
