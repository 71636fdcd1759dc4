"""The period and filters that results are asked for by, the same on every route."""

from datetime import date
from typing import Annotated

from litestar.datastructures import State
from litestar.params import QueryParameter

from qa_service.config import Settings
from qa_service.errors import BadInput, NotFound
from qa_service.pipeline.analyse import Filters, Found, Period, analyse, standing_period
from qa_service.store.database import Database

From = Annotated[date | None, QueryParameter(name="from", description="first day, as 2026-03-01")]
Until = Annotated[date | None, QueryParameter(name="until", description="first day that no longer counts")]


async def asked(
    database: Database,
    settings: Settings,
    *,
    day_from: date | None,
    day_until: date | None,
    filters: Filters,
    instrument: str | None,
) -> Found:
    """Analyse the period asked for; without one, the standing window. Days are half open."""
    period = await wanted(database, settings, day_from, day_until)
    found = await analyse(database, period, filters, instrument=instrument)
    if found is None:
        known = f"instrument {instrument!r} is not known" if instrument else "nothing is scored"
        raise NotFound(f"{known} between {period.day_from} and {period.day_until}")
    return found


async def wanted(database: Database, settings: Settings, day_from: date | None, day_until: date | None) -> Period:
    """The period asked for, with the standing window's days where one is missing."""
    async with database.connection() as db:
        standing = await standing_period(db, settings.window_days)
    if standing is None:
        raise NotFound("nothing is scored yet")
    period = Period(day_from or standing.day_from, day_until or standing.day_until)
    if period.day_from >= period.day_until:
        raise BadInput(f"from: {period.day_from} is not before until {period.day_until}")
    return period


def parts(state: State) -> tuple[Database, Settings]:
    return state.database, state.settings
