"""Customers of one kind beside the others: a piece of the centre's page, where the centre reports them."""

from typing import Any

import anyio.to_thread
from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery

from qa_service.dashboard import charts, segments
from qa_service.dashboard.asked import asked
from qa_service.dashboard.figures import figures
from qa_service.dashboard.page import Page, fragment, table_of
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import NotAllowed, NotFound


@get("/centre/segments", include_in_schema=False)
async def compared(
    request: Request[Any, Any, State],
    state: State,
    visitor: NamedDependency[Visitor],
    segment: FromQuery[str],
    behaviour: FromQuery[str] = "",
) -> Page:
    """One behaviour by the values of a segment; as CSV every behaviour."""
    visitor.check("centre")
    known = state.settings.reported_segments
    if segment not in known:
        raise NotAllowed(f"segment: {segment!r} is none that this centre reports ({', '.join(known) or 'none'})")
    wanted = asked(request)
    found = await figures(state, wanted)
    if found is None:
        raise NotFound("nothing is scored yet")
    told = await segments.read(state, found, wanted, segment)
    if request.query_params.get("format") == "csv":
        return table_of(segments.table(segment, told))
    tongue = visitor.tongue
    rows = segments.beside(tongue, told.behaviours.get(behaviour, {}) if told else {})
    least = state.settings.min_cell
    return fragment(
        visitor, "segments.html", kind=segment, rows=rows, left_out=told.left_out.get(behaviour, 0) if told else 0,
        chart=await anyio.to_thread.run_sync(charts.apart, tongue, rows) if rows else None,
        agents=least, scores=segments.fewest(least),
        csv=wanted.link("/centre/segments", segment=segment, format="csv"),
    )  # fmt: skip
