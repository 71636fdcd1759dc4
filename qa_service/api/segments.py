"""Kinds of customers beside one another, where the centre reports them: fairly compared, and never of an agent."""

from datetime import date
from typing import Annotated

from litestar import Router, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from msgspec import Struct, field

from qa_service.access.roles import READERS, allows_reached
from qa_service.api.period import FILTERED, From, Until, parts, wanted
from qa_service.config import Settings
from qa_service.errors import BadInput, NotAllowed, NotFound
from qa_service.monitoring.segments import OfSegment
from qa_service.pipeline.analyse import Filters
from qa_service.pipeline.segments import segmented

SegmentOf = Annotated[
    str | None,
    QueryParameter(max_length=200, description="customers of one kind, such as generation:gen_z"),
]


class Segments(Struct, frozen=True, kw_only=True):
    """By behaviour and value of the segment, `(none)` where none is known. Days are half open.

    `left_out` is how many values are of too few scores or agents, by behaviour: they are in no figure here.
    """

    segment: str
    day_from: date = field(name="from")
    day_until: date = field(name="until")
    timezone: str
    instrument: str
    other_instruments: dict[str, int]
    filters: Filters
    behaviours: dict[str, dict[str, OfSegment]]
    left_out: dict[str, int]


def segment_of(settings: Settings, given: str | None) -> tuple[str, str] | None:
    """The kind and the value of `kind:value`; NotAllowed for a kind that the centre does not report."""
    if given is None:
        return None
    kind, colon, value = given.partition(":")
    if not colon or not value:
        raise BadInput(f"segment: {given!r} is not such as generation:gen_z")
    _check_kind(settings, kind)
    return kind, value


def _check_kind(settings: Settings, kind: str) -> None:
    if kind not in settings.reported_segments:
        known = ", ".join(settings.reported_segments) or "none"
        raise NotAllowed(f"segment: {kind!r} is none that this centre reports ({known}); see QA_SEGMENTS")


@get("/segments", guards=[allows_reached(*READERS, "team_lead")], dependencies=FILTERED)
async def segments(
    state: State,
    filters: NamedDependency[Filters],
    segment: FromQuery[str],
    day_from: From = None,
    day_until: Until = None,
    instrument: FromQuery[str | None] = None,
) -> Segments:
    """How customers of each value of a segment are served: as scored, and beside the others by the same agents."""
    database, settings = parts(state)
    _check_kind(settings, segment)
    period = await wanted(database, settings, day_from, day_until)
    found = await segmented(database, period, filters, segment, least=settings.min_cell, instrument=instrument)
    if found is None:
        known = f"instrument {instrument!r} is not known" if instrument else "nothing is scored"
        raise NotFound(f"{known} between {period.day_from} and {period.day_until}")
    return Segments(
        segment=segment,
        day_from=period.day_from,
        day_until=period.day_until,
        timezone=settings.timezone,
        instrument=found.instrument.name,
        other_instruments=found.others,
        filters=filters,
        behaviours=found.behaviours,
        left_out=found.left_out,
    )


router = Router(path="/", route_handlers=[segments])
