"""What a form says of a period, for who asks."""

import msgspec

from qa_service.access.user import User
from qa_service.config import Settings
from qa_service.errors import NotAllowed, NotFound
from qa_service.pipeline.analyse import Period
from qa_service.pipeline.forms import Form, FormResults, behaviours, results
from qa_service.store import forms, scorecards
from qa_service.store.database import Connection
from qa_service.store.forms import FormRow


async def form_row(db: Connection, name: str, revision: int | None = None) -> FormRow:
    found = await forms.GET.one(db, name, revision)
    if found is None:
        raise NotFound(f"form {name!r} is not known" + (f" in revision {revision}" if revision else ""))
    return found


async def of_period(
    db: Connection,
    settings: Settings,
    user: User,
    row: FormRow,
    period: Period,
    *,
    agent: str | None = None,
    team: str | None = None,
    channel: str | None = None,
    queue: str | None = None,
) -> tuple[str, FormResults]:
    """The instrument and the results of the contacts that this user reaches.

    Where agents are not named, a figure of fewer than `min_cell` of them is one of persons: told to themselves alone.
    Who leads a team gets what its agents have been able to see before.
    """
    form = msgspec.convert(row.body, Form)
    used = await scorecards.USED_INSTRUMENTS.all(db, period.day_from, period.day_until)
    if not used:
        raise NotFound(f"nothing is scored between {period.day_from} and {period.day_until}")
    asked = behaviours(form)
    rows = await forms.SCORES.all(
        db, asked, used[0].id, period.day_from, period.day_until, agent, team, channel, queue, *user.reach,
        settings.agent_first_days if user.role == "team_lead" else 0,
    )  # fmt: skip
    others = {one.agent_id for one in rows} - {None, user.agent_id}
    if settings.mode != "named" and agent is None and others and len(others) < settings.min_cell:
        raise NotAllowed(
            f"these are results of fewer than {settings.min_cell} agents, who are not named in this centre"
        )
    return used[0].name, results(form, [dict(zip(asked, one.scores, strict=True)) for one in rows])
