"""Mail of reports: what waits and for what, was sent, or failed and why; and when each team's goes out."""

from datetime import time
from typing import Any
from uuid import UUID

from babel import Locale
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from qa_service.dashboard.asked import asked
from qa_service.dashboard.forms import number, text
from qa_service.dashboard.page import Page, days_of, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import BadInput, NotFound
from qa_service.pipeline.mail import again
from qa_service.queue.tasks import wake
from qa_service.store import mails, people

MANY = 100
STATES = ("waiting", "sent", "failed")
COLUMNS = ("team", "person", "recipient", "language", "state", "waits_for", "attempts", "failure", "due_at", "sent_at")


@get("/mails", include_in_schema=False)
async def mails_page(
    request: Request[Any, Any, State],
    state: State,
    visitor: NamedDependency[Visitor],
    before: FromQuery[UUID | None] = None,
) -> Page:
    """The newest first; `state` in the address narrows them."""
    visitor.check("mails")
    chosen = request.query_params.get("state") or None
    if chosen not in {None, *STATES}:
        raise BadInput(f"state: {chosen!r} is none of {', '.join(STATES)}")
    user, settings, wanted = visitor.user, state.settings, asked(request)
    reached = None if user.everyone else list(user.teams)
    async with state.database.connection() as db:
        rows = await mails.NEWEST.all(
            db, before, chosen, MANY + 1, reached, settings.mode == "pseudonymous", *wanted.moments(settings.zone)
        )
        schedules = await mails.SCHEDULES.all(db, reached)
        teams = [team.ref for team in await people.ALL_TEAMS.all(db) if user.reaches_team(team.ref)]
    more, rows = len(rows) > MANY, rows[:MANY]
    table = Table("mails", COLUMNS, [tuple(_cell(getattr(row, name)) for name in COLUMNS) for row in rows])
    return shown(
        request, visitor, "mails.html", section="mails", table=table, rows=rows, chosen=chosen, states=STATES,
        older=wanted.link("/mails", state=chosen, before=rows[-1].id) if more else None, schedules=schedules,
        days=days_of(wanted, most=MANY), retrying=user.everyone,
        unset=[team for team in teams if team not in {one.team for one in schedules}],
        weekdays=_weekdays(visitor.tongue.code), on=settings.smtp_url is not None and settings.mail_from is not None,
    )  # fmt: skip


@post("/mails/{mail_id:uuid}/retry", include_in_schema=False)
async def retry(state: State, visitor: NamedDependency[Visitor], mail_id: FromPath[UUID]) -> Redirect:
    """Try a mail that failed once more."""
    visitor.check("mails")
    if not visitor.user.everyone:
        raise NotFound(f"mail {mail_id} is not known")
    async with state.database.transaction() as db:
        await again(db, mail_id)
    await wake(state.sender, "mail")
    return Redirect("/mails", status_code=303)


@post("/mails/schedules", include_in_schema=False)
async def schedule(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Redirect:
    """Say when a team's report goes out; the next such moment is the first."""
    visitor.check("mails")
    form = await request.form()
    team, at = text(form, "team", required=True), text(form, "at", required=True)
    visitor.user.check_team(team)
    try:
        moment = time.fromisoformat(at)
    except ValueError:
        raise BadInput(f"at: {at!r} is no time such as 07:00") from None
    if moment.tzinfo is not None:
        raise BadInput("at: is a time of the centre's time zone, such as 07:00")
    async with state.database.transaction() as db:
        found = await people.TEAMS.one(db, [team])
        if found is None:
            raise NotFound(f"team {team!r} is not known")
        weekday = number(form, "weekday", least=1, most=7)
        await mails.PUT_SCHEDULE.run(db, found.id, weekday, moment, text(form, "active") == "yes")
    return Redirect("/mails#schedules", status_code=303)


def _weekdays(code: str) -> list[tuple[int, str]]:
    """ISO's, Monday 1, as the language calls them."""
    names = Locale.parse(code).days["stand-alone"]["wide"]
    return [(number, names[number - 1]) for number in range(1, 8)]


def _cell(value: object) -> object:
    return value if value is None or isinstance(value, (str, int)) else str(value)
