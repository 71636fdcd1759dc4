"""People, agents and teams: who is where, and a table of them taken in with each bad row named."""

from typing import Annotated, Any

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec.structs import replace

from qa_service.access.importing import Imported, import_people
from qa_service.dashboard.forms import file
from qa_service.dashboard.page import Page, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import NotAllowed
from qa_service.store import pages, persons

MANY = 500
"""People that a page shows; a link leads to those who were told before."""


@get("/people", include_in_schema=False)
async def people_page(
    request: Request[Any, Any, State],
    state: State,
    visitor: NamedDependency[Visitor],
    before: Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)] = None,
) -> Page:
    """Everybody, the last told first, and which agents are in which team."""
    visitor.check("people")
    return await _page(request, state, visitor, None, before)


@post("/people", include_in_schema=False, status_code=200)
async def take(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page:
    """Take a table in; rows that cannot be taken stop nothing beside them."""
    if not visitor.may("admin"):
        raise NotAllowed("an administrator takes in people")
    sent = file(await request.form(), "file")
    async with state.database.transaction() as db:
        found = await import_people(db, sent.content)
    state.key_cache.clear()
    return await _page(request, state, visitor, found)


async def _page(
    request: Request[Any, Any, State],
    state: State,
    visitor: Visitor,
    imported: Imported | None,
    before: int | None = None,
) -> Page:
    async with state.database.connection() as db:
        rows = await persons.NEWEST.all(db, before, MANY + 1)
        agents = await pages.AGENTS.all(db, None)
    older = rows[MANY - 1].id if len(rows) > MANY else None
    rows = [
        replace(row, agent=visitor.names.shown(row.agent)) for row in rows[:MANY] if visitor.names.on_roster(row.agent)
    ]
    table = Table(
        "people",
        ("ref", "name", "role", "email", "language", "timezone", "agent", "active", "leads"),
        [(r.ref, r.name, r.role, r.email, r.language, r.timezone, r.agent, r.active,
          " ".join(str(lead["team"]) for lead in r.leads)) for r in rows],
    )  # fmt: skip
    teams: dict[str, list[pages.Known]] = {}
    for agent in agents:
        if visitor.names.shown(agent.agent) == agent.agent:
            teams.setdefault(agent.team or "", []).append(agent)
    return shown(
        request, visitor, "people.html", section="people", table=table, rows=rows, teams=sorted(teams.items()),
        imported=imported, importing=visitor.may("admin"), older=older,
    )  # fmt: skip
