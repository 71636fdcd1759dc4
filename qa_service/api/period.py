"""The period and filters that results are asked for by, the same on every route."""

from datetime import date
from typing import Annotated, Any

from litestar import Request
from litestar.datastructures import State
from litestar.di import Provide
from litestar.params import FromQuery, QueryParameter

from qa_service.access.user import User
from qa_service.config import Settings
from qa_service.errors import BadInput, NotFound
from qa_service.pipeline.analyse import Filters, Found, Period, analyse, standing_period
from qa_service.store.database import Database

From = Annotated[date | None, QueryParameter(name="from", description="first day, as 2026-03-01")]
Until = Annotated[date | None, QueryParameter(name="until", description="first day that no longer counts")]


async def filters(
    request: Request[User, Any, State],
    team: FromQuery[str | None] = None,
    queue: FromQuery[str | None] = None,
    reason: FromQuery[str | None] = None,
    channel: FromQuery[str | None] = None,
    language: FromQuery[str | None] = None,
) -> Filters:
    """What is counted. Whose user is limited to teams asks for one of them; with one alone it need not be named."""
    user = request.user
    if team is not None:
        user.check_team(team)
    elif not user.everyone:
        if len(user.teams) != 1:
            raise BadInput(f"team: say which; yours are {', '.join(user.teams) or 'none'}")
        team = user.teams[0]
    return Filters(queue=queue, reason=reason, channel=channel, language=language, team=team)


FILTERED = {"filters": Provide(filters)}
"""What a handler with `filters: NamedDependency[Filters]` depends on."""


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
