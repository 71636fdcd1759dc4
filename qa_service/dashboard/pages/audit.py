"""The log of who looked at whom, and of every change, the newest first."""

from typing import Any

from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery

from qa_service.access.names import ALWAYS_NAMED
from qa_service.dashboard.asked import asked
from qa_service.dashboard.page import Page, days_of, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import BadInput
from qa_service.store import pages

MANY = 100
KINDS = ("look", "change")


@get("/audit", include_in_schema=False)
async def audit_page(
    request: Request[Any, Any, State],
    state: State,
    visitor: NamedDependency[Visitor],
    who: FromQuery[str | None] = None,
    agent: FromQuery[str | None] = None,
    kind: FromQuery[str | None] = None,
    before: FromQuery[int | None] = None,
) -> Page:
    """Entries that fit; in centres where agents are not named, neither are they here."""
    visitor.check("audit")
    if kind and kind not in KINDS:
        raise BadInput(f"kind: {kind!r} is none of {', '.join(KINDS)}")
    wanted = asked(request)
    first, until = wanted.moments(state.settings.zone)
    async with state.database.connection() as db:
        rows = await pages.AUDIT.all(db, before, who or None, agent or None, kind or None, MANY + 1, first, until)
    more, rows = len(rows) > MANY, rows[:MANY]
    known = visitor.names
    named = known.mode == "named" or (known.mode == "pseudonymous" and known.role in ALWAYS_NAMED)
    told = [
        (
            row.at,
            row.who if named or row.role != "agent" else row.role,
            row.role,
            row.kind,
            row.path if named else row.route,
            row.what or "",
            [name for name in map(known.shown, row.agents) if name],
        )
        for row in rows
    ]
    columns = ("at", "who", "role", "kind", "path", "what", "agents")
    table = Table("audit", columns, [(str(at), *rest, " ".join(agents)) for at, *rest, agents in told])
    chosen = {"who": who or None, "agent": agent or None, "kind": kind or None}
    return shown(
        request, visitor, "audit.html", section="audit", table=table, rows=told, kinds=KINDS, chosen=chosen,
        older=wanted.link("/audit", **chosen, before=rows[-1].id) if more else None, days=days_of(wanted, most=MANY),
    )  # fmt: skip
