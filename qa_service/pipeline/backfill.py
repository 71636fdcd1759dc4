"""What failed is tried again, one contact or all of a period; a period's results are computed anew from its rows."""

from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from qa_service.config import Settings
from qa_service.errors import BadInput, Conflict, NotFound
from qa_service.pipeline.analyse import Period
from qa_service.pipeline.report import request_all
from qa_service.queue.tasks import Sender, Task, wake
from qa_service.store import agent_days, interactions, nights
from qa_service.store.database import Database
from qa_service.store.interactions import StateOf

LONGEST_DAYS = 3660
_NEXT: dict[str, Task] = {"received": "transcribe", "transcribed": "score"}


class Backfilled(Struct, frozen=True, kw_only=True):
    """`retried` failed contacts wait again, `days` agent-days are computed anew, `nights` run again."""

    retried: int
    days: int
    nights: int
    reports: int


async def retry(database: Database, sender: Sender, interaction_id: UUID) -> StateOf:
    """Let a contact that failed be tried again, three times anew; Conflict where it did not fail or nothing is kept."""
    async with database.transaction() as db:
        shown = await interactions.SHOWN.one(db, interaction_id)
        if shown is None:
            raise NotFound(f"interaction {interaction_id} is not known")
        if shown.state != "failed":
            raise Conflict(f"interaction {interaction_id} has not failed: it is {shown.state}")
        moved = await interactions.RETRY.one(db, interaction_id, None, None)
    if moved is None:
        raise Conflict(f"nothing of interaction {interaction_id} is kept that could be tried again: send it once more")
    await wake(sender, _NEXT[moved.state])
    return moved


async def retry_all(database: Database, sender: Sender) -> int:
    """Let every contact that failed, and of which something is kept, be tried again; returns how many."""
    async with database.transaction() as db:
        moved = await interactions.RETRY.all(db, None, None, None)
    again: set[Task] = {_NEXT[one.state] for one in moved}
    await wake(sender, *again)
    return len(moved)


async def backfill(database: Database, settings: Settings, sender: Sender, period: Period) -> Backfilled:
    """Bring a period up to date: what failed in it waits again, its days are dirty, its nights are due, reports asked.

    The workers do the rest. Begun again it does the same again, to the same result.
    """
    days = (period.day_until - period.day_from).days
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput(f"{period.day_from} to {period.day_until}: a period has 1 to {LONGEST_DAYS} days, this {days}")
    async with database.transaction() as db:
        moved = await interactions.RETRY.all(db, None, period.day_from, period.day_until)
        dirty = await agent_days.MARK_PERIOD.run(db, period.day_from, period.day_until)
        for number in range(days):
            await nights.AGAIN.run(db, settings.centre, period.day_from + timedelta(days=number))
        asked = await request_all(db, settings, period)
    again: set[Task] = {_NEXT[one.state] for one in moved}
    await wake(sender, *again, "refresh", "night", "report")
    return Backfilled(retried=len(moved), days=dirty, nights=days, reports=len(asked))


def check_past(until: date, last: date) -> None:
    """Raise BadInput for days whose night has not come; `until` is the day after the period."""
    if until > last + timedelta(days=1):
        raise BadInput(f"the night of {until - timedelta(days=1)} has not come; the last one is that of {last}")
