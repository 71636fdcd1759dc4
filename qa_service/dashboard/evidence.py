"""Moments of an agent's contacts that show a behaviour met or missed: what a figure rests on, to be read or heard."""

from collections.abc import Sequence

from qa_service.dashboard.figures import Figures
from qa_service.pipeline.moments import moments
from qa_service.reports.report import Moment
from qa_service.store import people
from qa_service.store.database import Connection


async def clips(db: Connection, found: Figures, agent: str, behaviour: str | None = None, *, most: int) -> list[Moment]:
    """Up to `most` moments, misses first, of different contacts as far as there are, those with sound before others."""
    person = next(iter(await people.AGENTS.all(db, [agent])), None)
    if person is None:
        return []
    period = found.period
    told = await moments(
        db, {person.id: person.ref}, found.instrument_id, period.day_from, period.day_until, address=""
    )
    return chosen([one for one in told if behaviour in {None, one.behaviour}], most=most)


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
