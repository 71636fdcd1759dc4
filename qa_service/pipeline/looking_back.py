"""What a coaching report says of the time before it: what moved, and what people confirmed."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from qa_service.pipeline import sessions as coached
from qa_service.pipeline.analyse import Found, Period, analyse, inside_of
from qa_service.pipeline.team_days import Within
from qa_service.reports import report as coaching
from qa_service.reports import standing
from qa_service.reports.report import Confirmed, Session, Then
from qa_service.store import reports, sessions
from qa_service.store.database import Connection, Database
from qa_service.store.reports import ClaimedReport

SESSION_DAYS = 28
"""How many days before and after a session are compared."""
MET = 0.5


class LookedBack(Struct, frozen=True):
    """The two spans that a report compares, for the whole centre; None where there is nothing to compare."""

    before: Found | None
    now: Found | None


async def look_back(database: Database, found: Found) -> LookedBack:
    """Analyse the period and as many days before it; where nothing was scored then, its two halves."""
    start, end = found.period.day_from, found.period.day_until
    instrument = found.instrument.name
    before = await analyse(database, Period(start - (end - start), start), instrument=instrument)
    if before is not None:
        return LookedBack(before, found)
    middle = start + (end - start) / 2
    return LookedBack(
        await analyse(database, Period(start, middle), instrument=instrument),
        await analyse(database, Period(middle, end), instrument=instrument),
    )


def then(back: LookedBack, agents: Collection[str]) -> Then | None:
    """The two spans as one team's figures."""
    if back.before is None or back.now is None:
        return None
    before, now = (
        coaching.Period(start=one.period.day_from, end=one.period.day_until - timedelta(days=1))
        for one in (back.before, back.now)
    )
    return Then(
        before=before,
        now=now,
        levels_before=standing.levels(back.before.analysis, agents),
        levels_now=standing.levels(back.now.analysis, agents),
    )


async def who_stayed(db: Connection, back: LookedBack, team: str, agents: Collection[str]) -> frozenset[str]:
    """Those of a team who were in no other within both spans: only theirs are before and now of the same."""
    if back.before is None or back.now is None:
        return frozenset(agents)
    both = Period(back.before.period.day_from, back.now.period.day_until)
    there = await inside_of(db, back.now.instrument.id, both, Within((team,)))
    return frozenset(agent for agent in agents if not there.get(agent, True))


async def sessions_held(
    database: Database, claimed: ClaimedReport, agents: Collection[str], *, least: int
) -> list[Session]:
    """The coaching sessions of these agents in the report's days, and whether the level moved after them."""
    async with database.connection() as db:
        rows = await sessions.HELD.all(db, list(agents), claimed.day_from, claimed.day_until, claimed.team_id)
    found: list[Session] = []
    for row in rows:
        followed = await coached.follow_up(database, row, days=SESSION_DAYS, least=least, teams=(claimed.team,))
        change = followed.change
        showed = "soon" if change is None else "better" if change.low > 0 else "worse" if change.high < 0 else "same"
        found.append(
            Session(agent=row.agent, behaviour=row.behaviour, held_on=row.held_on, showed=showed, change=change)
        )
    return found


async def confirmed(db: Connection, claimed: ClaimedReport) -> Confirmed | None:
    """How people judged the moments that the team's last report quoted; None where there was none."""
    last = await reports.LAST.value(db, claimed.team_id, claimed.day_until)
    if last is None:
        return None
    moments = coaching.quoted(msgspec.convert(last, coaching.Report))
    contacts = [one.contact for one in moments if one.contact is not None]
    grades: dict[tuple[UUID, str, int], list[float]] = {}
    for one in await reports.JUDGED.all(db, contacts):
        grades.setdefault((one.interaction_id, one.behaviour, one.turn), []).append(one.grade)
    read = agreed = 0
    for one in moments:
        if one.contact is not None and one.asked is not None:
            given = grades.get((one.contact, one.behaviour, one.asked))
            if given:
                read += 1
                agreed += (sum(given) / len(given) >= MET) == one.met
    return Confirmed(len(moments), read, agreed)
