"""Imports: a file of interactions, taken line by line; what cannot be read is named and stops nothing beside it."""

import asyncio
from typing import Any

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency

from qa_service.access.hash_key import master_key
from qa_service.dashboard.forms import file
from qa_service.dashboard.page import Page, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.exchange.interactions import Refused, sorted_out
from qa_service.pipeline.ingest import Incoming, Taken, ingest, reject
from qa_service.queue.tasks import wake

COLUMNS = ("line", "source", "ref", "error")


@get("/imports", include_in_schema=False)
async def imports(request: Request[Any, Any, State], visitor: NamedDependency[Visitor]) -> Page:
    """The form for a file."""
    visitor.check("imports")
    return shown(request, visitor, "imports.html", section="imports", taken=None, refused=(), name="", counts={})


@post("/imports", include_in_schema=False, status_code=200)
async def take(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page:
    """Take the file's interactions in and show what became of each line."""
    visitor.check("imports")
    sent = file(await request.form(), "file")
    good, refused = await asyncio.to_thread(sorted_out, sent.content, recordings=False)
    taken = await ingest(
        state.database,
        [Incoming(item) for item in good],
        master_key=master_key(state.settings),
        zone=state.settings.zone,
    )
    await reject(state.database, refused, zone=state.settings.zone)
    if taken:
        await wake(state.sender, "score")
    return shown(
        request, visitor, "imports.html", section="imports", taken=taken, refused=refused, name=sent.filename,
        counts=_counts(taken), table=_table(refused),
    )  # fmt: skip


def _counts(taken: list[Taken]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in taken:
        counts[one.status] = counts.get(one.status, 0) + 1
    return counts


def _table(refused: list[Refused]) -> Table:
    return Table("not-imported", COLUMNS, [(one.line, one.source, one.ref, one.error) for one in refused])
