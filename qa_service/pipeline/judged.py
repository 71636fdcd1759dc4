"""What a user may read of a contact's scores: the machine's, the people's beside them, and which of them stands."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from qa_service.access.contacts import Contact
from qa_service.access.user import User
from qa_service.config import Settings
from qa_service.errors import Conflict
from qa_service.pipeline.answers import Stands, standing
from qa_service.pipeline.reviews import answers_of, see_answers
from qa_service.store import appeals, scorecards
from qa_service.store.appeals import Ruled
from qa_service.store.database import Connection
from qa_service.store.scorecards import ShownCard

READ_FIRST = ("admin", "qa_lead", "team_lead")
"""Who may be asked to review, and is then no longer blind."""
_TOLD = ("factors", "decided_by")


class Judged(Struct, frozen=True, kw_only=True):
    """`stands` is of the newest instrument's cards; `opens_at` says when cards that wait for their agent are shown."""

    scorecards: tuple[ShownCard, ...]
    stands: tuple[Stands, ...]
    appeals: tuple[Ruled, ...]
    opens_at: datetime | None


async def judged(
    db: Connection, settings: Settings, user: User, found: Contact, instrument: str | None = None
) -> Judged:
    """Read the cards; raises Conflict for a reader whose own review is open, and notes for the others that they saw.

    Raises NotAllowed where nobody reads the figures of a single agent.
    """
    found.check_scores()
    if user.role in READ_FIRST and not await see_answers(db, user, [found.row.id]):
        raise Conflict("your review of this contact is open: put it in, or ask for help, before you see other answers")
    every = found.cards(await scorecards.OF_INTERACTION.all(db, found.row.id, instrument))
    cards, opens_at = opened(every, user, settings.agent_first_days, datetime.now(UTC))
    machine = _machine(cards)
    people: dict[tuple[str, int], list[float | None]] = {}
    for answer in (await answers_of(db, [found.row.id])).get(found.row.id, []):
        people.setdefault((answer.behaviour, answer.leg), []).append(answer.score)
    ruled = await appeals.RULED.all(db, found.row.id)
    if not found.everyone:
        people = {key: given for key, given in people.items() if key in machine}
        ruled = [one for one in ruled if (one.behaviour, one.leg) in machine]
    decided = {(one.behaviour, one.leg): one.score for one in ruled if one.state == "overturned"}
    return Judged(
        scorecards=cards,
        stands=() if opens_at else standing(machine, people, decided),
        appeals=tuple(ruled),
        opens_at=opens_at,
    )


def opened(
    cards: Iterable[ShownCard], user: User, first_days: int, now: datetime
) -> tuple[tuple[ShownCard, ...], datetime | None]:
    """The cards that a user may see already: who leads a team sees them `first_days` after its agents."""
    if user.role != "team_lead":
        return tuple(cards), None
    first = timedelta(days=first_days)
    waiting = [card.scored_at + first for card in cards if card.scored_at + first > now]
    return tuple(card for card in cards if card.scored_at + first <= now), min(waiting, default=None)


def weighed(cards: Iterable[ShownCard]) -> list[str]:
    """The names of all that was weighed in these cards' judgements."""
    judgements = [one for card in cards for score in card.behaviours.values() for one in score.get("judgements", ())]
    return sorted({name for one in judgements for told in _TOLD for name in one.get(told, ()) if name != "base"})


def _machine(cards: tuple[ShownCard, ...]) -> dict[tuple[str, int], float | None]:
    newest = max(cards, key=lambda card: card.scored_at, default=None)
    return {
        (name, card.leg): score["score"]
        for card in cards
        if newest is not None and card.instrument == newest.instrument
        for name, score in card.behaviours.items()
    }
