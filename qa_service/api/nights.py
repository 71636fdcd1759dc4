"""Nights: what each did and left over, by team; and trying again what failed."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from qa_service.access.roles import allows
from qa_service.api.period import parts
from qa_service.errors import NotFound
from qa_service.pipeline.backfill import retry as retry_one
from qa_service.store import nights
from qa_service.store.interactions import StateOf
from qa_service.store.nights import Night, TeamNight

READERS = allows("admin", "qa_lead", "viewer", "dpo")
MOST = 366


class Nights(Struct, frozen=True):
    items: tuple[Night, ...]


class ShownNight(Struct, frozen=True):
    night: Night
    teams: tuple[TeamNight, ...]


@get("/nights", guards=[READERS])
async def listed(state: State, limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = 31) -> Nights:
    """The last nights, the latest first, each with what it left over, by state."""
    database, settings = parts(state)
    async with database.connection() as db:
        return Nights(tuple(await nights.LATEST.all(db, settings.centre, limit)))


@get("/nights/{day:date}", guards=[READERS])
async def one(day: FromPath[date], state: State) -> ShownNight:
    """One night and how far each team got in it; a team that failed says why."""
    database, settings = parts(state)
    async with database.connection() as db:
        found = await nights.GET.one(db, settings.centre, day)
        teams = await nights.TEAMS.all(db, settings.centre, day)
    if found is None:
        raise NotFound(f"there was no night of {day}")
    return ShownNight(found, tuple(teams))


@post("/interactions/{interaction_id:uuid}/retry", guards=[allows("admin", "qa_lead")], status_code=202)
async def retry(interaction_id: FromPath[UUID], request: Request[Any, Any, State], state: State) -> StateOf:
    """Try a contact that failed again: three attempts anew."""
    database, _ = parts(state)
    return await retry_one(database, request.app.state.sender, interaction_id)


router = Router(path="/", route_handlers=[listed, one, retry])
