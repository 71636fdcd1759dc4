"""Tonight's recovery list: customers to whom something went wrong, where to listen, and who was made whole."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.hash_key import master_key
from qa_service.dashboard.asked import asked
from qa_service.dashboard.forms import text
from qa_service.dashboard.page import Days, Page, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import NotFound
from qa_service.pipeline.analyse import standing_period
from qa_service.pipeline.recovery import PROMISE_DAYS, gone_wrong
from qa_service.pipeline.redacting import note
from qa_service.pipeline.reviews import see_answers
from qa_service.store import analyses, recovery
from qa_service.store.recovery import WrongRow
from transcription.redaction.keys import derive_key

MANY = 100


@get("/recovery", include_in_schema=False, opt={LOOKS_AT: "recovery"})
async def recovery_page(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page:
    """Of the days asked for, else of the last day that was scored."""
    visitor.check("recovery")
    wanted = asked(request)
    async with state.database.transaction() as db:
        whole = await standing_period(db, state.settings.window_days)
        standing = await analyses.LATEST.one(db)
        first = until = date.min
        rows: list[WrongRow] = []
        if whole is not None:
            until = wanted.day_until or whole.day_until
            first = wanted.day_from or date.fromordinal(until.toordinal() - 1)
            rows = await recovery.NEWEST.all(db, first, until, PROMISE_DAYS, *visitor.user.reach, MANY)
        # Whose review of a contact is open does not learn here what the machine made of it.
        open_to = set(await see_answers(db, visitor.user, [row.id for row in rows]))
        rows = [row for row in rows if row.id in open_to]
        told = await gone_wrong(db, rows)
    looked(request, [row.agent for row in rows])
    columns = ("ref", "customer", "case", "day", "channel", "queue", "reason", "team", "recovered_by")
    table = Table(
        "recovery",
        (*columns, "what"),
        [
            (*(None if getattr(one.row, name) is None else str(getattr(one.row, name)) for name in columns),
             " ".join(sorted({clip.what for clip in one.clips})))
            for one in told
        ],
    )  # fmt: skip
    days = None
    if whole is not None:
        days = Days(first=first, last=until - timedelta(days=1), most=MANY, instrument=standing and standing.instrument)
    return shown(request, visitor, "recovery.html", section="recovery", table=table, told=told, days=days)


@post("/recovery/{interaction_id:uuid}", include_in_schema=False)
async def recover(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], interaction_id: FromPath[UUID]
) -> Redirect:
    """Note that this customer was made whole, by whom and when."""
    visitor.check("recovery")
    said = text(await request.form(), "note") or None
    kept = await asyncio.to_thread(note, said, derive_key(master_key(state.settings), b"notes"))
    async with state.database.transaction() as db:
        row = await recovery.GET.one(db, interaction_id, PROMISE_DAYS, *visitor.user.reach)
        if row is None:
            raise NotFound(f"interaction {interaction_id} is not on the list")
        await recovery.RECOVER.run(db, interaction_id, visitor.user.name, kept)
    looked(request, [row.agent], interaction_id)
    return Redirect("/recovery", status_code=303)
