"""Tonight's recovery list: customers to whom something went wrong, and who of them was made whole."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Router, delete, get, put
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Struct

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.hash_key import master_key
from qa_service.access.roles import Role, allows_reached
from qa_service.access.user import User
from qa_service.api.paging import Limit, Page
from qa_service.api.period import From, Until, parts, wanted
from qa_service.errors import Conflict, NotFound
from qa_service.pipeline.answers import Note
from qa_service.pipeline.recovery import PROMISE_DAYS, Clip, GoneWrong, What, gone_wrong
from qa_service.pipeline.redacting import note
from qa_service.pipeline.reviews import see_answers
from qa_service.store import recovery
from qa_service.store.database import Connection
from qa_service.store.recovery import WrongRow
from transcription.redaction.keys import derive_key

CALLERS: tuple[Role, ...] = ("admin", "qa_lead", "team_lead")
Asking = Request[User, Any, State]
PromiseDays = Annotated[int, QueryParameter(ge=0, le=365, description="how long a promise without a later contact has")]


class Wrong(Struct, frozen=True, kw_only=True):
    """One contact. It names the customer and where to listen, not the agent: it is about whom to call."""

    id: UUID
    source: str
    ref: str
    customer: str | None
    case: str | None
    day: date
    started_at: datetime
    channel: str
    queue: str | None
    reason: str | None
    team: str | None
    clips: tuple[Clip, ...]
    recovered: bool
    recovered_by: str | None
    recovered_at: datetime | None
    note: str | None


class Recovered(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    note: Note | None = None


async def _shown(db: Connection, rows: Sequence[WrongRow]) -> list[Wrong]:
    return [_wrong(one) for one in await gone_wrong(db, rows)]


def _wrong(one: GoneWrong) -> Wrong:
    own = {"clips", "recovered"}
    fields = {name: getattr(one.row, name) for name in Wrong.__struct_fields__ if name not in own}
    return Wrong(**fields, clips=one.clips, recovered=one.row.recovered_by is not None)


@get("/recovery", guards=[allows_reached(*CALLERS)], opt={LOOKS_AT: "recovery"})
async def listed(
    request: Asking,
    state: State,
    day_from: From = None,
    day_until: Until = None,
    what: FromQuery[What | None] = None,
    recovered: FromQuery[bool | None] = None,
    promise_days: PromiseDays = PROMISE_DAYS,
    after: FromQuery[UUID | None] = None,
    limit: Limit = 50,
) -> Page[Wrong]:
    """Unresolved, told again, or promised and not kept; without days those of the last day that was scored.

    What you review blind just now is left out.
    """
    database, settings = parts(state)
    user = request.user
    period = await wanted(database, settings, day_from, day_until)
    first = day_from or date.fromordinal(period.day_until.toordinal() - 1)
    async with database.transaction() as db:
        rows = await recovery.PAGE.all(
            db, first, period.day_until, promise_days, *user.reach, what, recovered, after, limit + 1
        )
        open_ = set(await see_answers(db, user, [row.id for row in rows[:limit]]))
        shown = await _shown(db, [row for row in rows[:limit] if row.id in open_])
    looked(request, [row.agent for row in rows[:limit] if row.id in open_])
    return Page(tuple(shown), str(rows[limit - 1].id) if len(rows) > limit else None)


@put("/recovery/{interaction_id:uuid}", guards=[allows_reached(*CALLERS)])
async def recover(request: Asking, state: State, interaction_id: FromPath[UUID], data: JSONBody[Recovered]) -> Wrong:
    """Say that this customer was made whole, by you and now."""
    database, settings = parts(state)
    said = await asyncio.to_thread(note, data.note, derive_key(master_key(settings), b"notes"))
    async with database.transaction() as db:
        await _one(request, db, interaction_id)
        if not await recovery.RECOVER.run(db, interaction_id, request.user.name, said):
            raise Conflict(f"interaction {interaction_id} is recovered already")
        return await _one(request, db, interaction_id)


@delete("/recovery/{interaction_id:uuid}", guards=[allows_reached(*CALLERS)], status_code=200)
async def undo(request: Asking, state: State, interaction_id: FromPath[UUID]) -> Wrong:
    """Take back that this customer was made whole."""
    async with state.database.transaction() as db:
        await _one(request, db, interaction_id)
        await recovery.UNDO.run(db, interaction_id)
        return await _one(request, db, interaction_id)


async def _one(request: Asking, db: Connection, interaction_id: UUID) -> Wrong:
    user = request.user
    found = await recovery.GET.one(db, interaction_id, PROMISE_DAYS, *user.reach)
    if found is None:
        raise NotFound(f"interaction {interaction_id} is not on the recovery list")
    if not await see_answers(db, user, [interaction_id]):
        raise Conflict("your review of this contact is open: put it in, or ask for help, before you see other answers")
    looked(request, [found.agent], interaction_id)
    return (await _shown(db, [found]))[0]


router = Router(path="/", route_handlers=[listed, recover, undo])
