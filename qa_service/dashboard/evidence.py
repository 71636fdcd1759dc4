"""Moments of an agent's contacts that show a behaviour met or missed: what a figure rests on, to be read or heard."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from qa_service.access.stretch import reached_days
from qa_service.access.user import User
from qa_service.dashboard.figures import Figures
from qa_service.pipeline.judged import READ_FIRST
from qa_service.pipeline.moments import moments
from qa_service.reports.report import Moment
from qa_service.store import pages, people, reviews
from qa_service.store.database import Connection
from qa_service.store.pages import Week


async def clips(
    db: Connection, found: Figures, user: User, agent: str, behaviour: str | None = None, *, first_days: int, most: int
) -> list[Moment]:
    """Up to `most` moments, misses first, of different contacts as far as there are, those with sound before others.

    Of the days on which the user reaches the agent. Who leads a team sees them `first_days` after its agents, and
    nobody what they review blind just now.
    """
    person = next(iter(await people.AGENTS.all(db, [agent])), None)
    days = person and await reached_days(db, user, person.id, found.period.day_from, found.period.day_until)
    if person is None or days is None:
        return []
    until = datetime.now(UTC) - timedelta(days=first_days) if user.role == "team_lead" else None
    told = await moments(db, {person.id: person.ref}, found.instrument_id, *days, address="", scored_until=until)
    blind = set(await reviews.BLIND.values(db, [one.contact for one in told], user.name))
    open_ = [one for one in told if behaviour in {None, one.behaviour} and one.contact not in blind]
    return chosen(open_, most=most)


async def weeks(db: Connection, found: Figures, user: User, agent: str) -> list[Week]:
    """The agent's weeks on every behaviour, of the days on which the user reaches the agent."""
    person = next(iter(await people.AGENTS.all(db, [agent])), None)
    days = person and await reached_days(db, user, person.id, found.period.day_from, found.period.day_until)
    return await pages.WEEKS.all(db, agent, found.instrument_id, *days) if days else []


async def note_seen(db: Connection, user: User, shown: Iterable[Moment]) -> None:
    """Who saw what the machine made of a contact is no blind reader of it any more."""
    if user.role in READ_FIRST:
        await reviews.SEEN.run(db, sorted({one.contact for one in shown if one.contact}), user.name)


def chosen(told: Sequence[Moment], *, most: int) -> list[Moment]:
    """Two misses to one that was met; the surest first, one a contact, and no quote twice."""
    sure = sorted(told, key=lambda one: (one.seconds is None, -_sureness(one)))
    found: list[Moment] = []
    for met, share in ((False, most - most // 3), (True, most)):
        for one in sure:
            if one.met == met and len(found) < (share if not met else most) and _new(one, found):
                found.append(one)
    return found


def _new(one: Moment, found: Sequence[Moment]) -> bool:
    return all(one.interaction != other.interaction and one.quote != other.quote for other in found)


def _sureness(one: Moment) -> float:
    if one.probability is None:
        return 0.5
    return one.probability if one.met else 1 - one.probability
