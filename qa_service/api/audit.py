"""Who looked at whom, and every change. What a centre's mode keeps unnamed is unnamed here, too."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Router, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter
from msgspec import Meta

from qa_service.access.names import ALWAYS_NAMED, Names, names
from qa_service.access.roles import allows
from qa_service.access.user import User
from qa_service.api.paging import After, Limit, Page, page
from qa_service.api.period import parts
from qa_service.store import audit
from qa_service.store.audit import Entry

Moment = Annotated[datetime, Meta(tz=True)]


@get("/audit", guards=[allows("admin", "dpo", "works_council")])
async def listed(
    request: Request[User, Any, State],
    state: State,
    after: After = None,
    who: FromQuery[str | None] = None,
    agent: FromQuery[str | None] = None,
    interaction: FromQuery[UUID | None] = None,
    kind: FromQuery[Literal["look", "change"] | None] = None,
    since: Annotated[Moment | None, QueryParameter(name="from")] = None,
    until: Annotated[Moment | None, QueryParameter()] = None,
    limit: Limit = 50,
) -> Page[Entry]:
    """Entries in the order they were made."""
    database, settings = parts(state)
    async with database.connection() as db:
        known = await names(db, settings, request.user)
        rows = await audit.PAGE.all(db, after, who, agent, interaction, kind, since, until, limit + 1)
    return page([_shown(row, known) for row in rows], limit)


def _shown(row: Entry, known: Names) -> Entry:
    if known.mode == "named" or (known.mode == "pseudonymous" and known.role in ALWAYS_NAMED):
        return row
    return msgspec.structs.replace(
        row,
        who="an agent" if row.role == "agent" else row.who,
        path=row.route,
        agents=[name for name in map(known.shown, row.agents) if name],
    )


router = Router(path="/", route_handlers=[listed])
