"""Which days of an agent a user reaches: figures over several days are shown for those alone."""

from collections.abc import Collection, Sequence
from datetime import date

from qa_service.access.user import User
from qa_service.store import people
from qa_service.store.database import Connection
from qa_service.store.people import Membership


async def reached_days(
    db: Connection, user: User, agent_id: int, day_from: date, day_until: date
) -> tuple[date, date] | None:
    """The latest unbroken stretch of these days (half open) on which the user reaches the agent."""
    if user.reaches(agent_id, None):
        return day_from, day_until
    return latest(await people.MEMBERSHIPS.all(db, agent_id), user.team_ids, day_from, day_until)


def latest(
    memberships: Sequence[Membership], teams: Collection[int], day_from: date, day_until: date
) -> tuple[date, date] | None:
    """Memberships in the order of their days; each lasts until the next begins."""
    found: tuple[date, date] | None = None
    ends = [*(later.day_from for later in memberships[1:]), date.max]
    for membership, end in zip(memberships, ends, strict=False):
        first, last = max(membership.day_from, day_from), min(end, day_until)
        if membership.team_id not in teams or first >= last:
            continue
        joined = found is not None and found[1] == first
        found = (found[0] if joined and found else first, last)
    return found
