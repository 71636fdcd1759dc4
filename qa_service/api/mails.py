"""Mail of reports: what waits, was sent or failed and why, trying again, and when each team's goes out."""

from datetime import time
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Router, get, post, put
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from qa_service.access.roles import allows_reached
from qa_service.access.user import User
from qa_service.api.paging import Limit, Page, page
from qa_service.api.period import parts
from qa_service.errors import BadInput, NotFound
from qa_service.pipeline.mail import again
from qa_service.queue.tasks import wake
from qa_service.store import mails, people
from qa_service.store.mails import MailRow, Schedule

LEADS = allows_reached("admin", "qa_lead")


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`weekday` is ISO's, Monday 1; `at` such as 07:00:00, in the centre's time zone."""

    weekday: Annotated[int, Meta(ge=1, le=7)] = 1
    at: time = time(7)
    active: bool = True


@get("/mails", guards=[LEADS])
async def listed(
    request: Request[User, Any, State],
    state: State,
    mail_state: FromQuery[str | None] = None,
    after: FromQuery[UUID | None] = None,
    limit: Limit = 50,
) -> Page[MailRow]:
    """Mail of the teams that you reach; `mail_state` is waiting, sent or failed."""
    database, settings = parts(state)
    async with database.connection() as db:
        pseudonymous = settings.mode == "pseudonymous"
        return page(await mails.PAGE.all(db, after, mail_state, limit + 1, _teams(request.user), pseudonymous), limit)


@post("/mails/{mail_id:uuid}/retry", guards=[LEADS], status_code=202)
async def retry(request: Request[User, Any, State], state: State, mail_id: FromPath[UUID]) -> None:
    """Try a mail that failed once more."""
    if not request.user.everyone:
        raise NotFound(f"mail {mail_id} is not known")
    async with state.database.transaction() as db:
        await again(db, mail_id)
    await wake(state.sender, "mail")


@get("/mail-schedules", guards=[LEADS])
async def schedules(request: Request[User, Any, State], state: State) -> list[Schedule]:
    """When each team's report goes out; a team appears once mail is set up."""
    async with state.database.connection() as db:
        return list(await mails.SCHEDULES.all(db, _teams(request.user)))


@put("/mail-schedules/{team:str}", guards=[LEADS])
async def schedule(
    request: Request[User, Any, State], state: State, team: FromPath[str], data: JSONBody[Wanted]
) -> Schedule:
    """Say when a team's report goes out; the next such moment is the first."""
    request.user.check_team(team)
    if data.at.tzinfo is not None:
        raise BadInput("at: is a time of the centre's time zone, such as 07:00:00")
    async with state.database.transaction() as db:
        found = await people.TEAMS.one(db, [team])
        if found is None:
            raise NotFound(f"team {team!r} is not known")
        await mails.PUT_SCHEDULE.run(db, found.id, data.weekday, data.at, data.active)
        written = await mails.SCHEDULES.one(db, [team])
    assert written is not None
    return written


def _teams(user: User) -> list[str] | None:
    return None if user.everyone else list(user.teams)


router = Router(path="/", route_handlers=[listed, retry, schedules, schedule])
