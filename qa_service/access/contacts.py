"""What a user may read of one contact: the whole, or the parts of whom they reach, with everybody else unnamed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from qa_service.access.names import Names, names
from qa_service.access.user import User
from qa_service.config import Settings
from qa_service.errors import NotAllowed, NotFound
from qa_service.store import interactions, people
from qa_service.store.database import Connection
from qa_service.store.interactions import Shown, StoredTurn
from qa_service.store.scorecards import ShownCard

WHOLE = -1


class Contact(Struct, frozen=True, kw_only=True):
    """One contact as a user reads it. `agents` are all who hold a part of it, `reached` whom the user reaches.

    `heard`: whether its recording may be played to them. Who reaches nobody but themself hears no colleague, and a
    recording is played whole or not at all.
    """

    row: Shown
    agents: tuple[str, ...]
    reached: frozenset[str]
    everyone: bool
    heard: bool
    names: Names

    def name(self, agent: str | None) -> str | None:
        reached = self.everyone or agent in self.reached
        return self.names.shown(agent) if reached else None

    def check_heard(self) -> None:
        if not self.heard:
            raise NotAllowed("a colleague is heard on this recording; the transcript shows what was said")

    def check_scores(self) -> None:
        """Raise NotAllowed where these are scores of somebody else alone, and nobody reads such a figure."""
        own = self.names.own
        if not (self.names.reads_scores or self.names.role == "agent" or set(self.agents) <= {own}):
            raise NotAllowed("scores of one contact are a figure of whoever took it, and QA_MODE is team-only")

    @property
    def shown(self) -> Shown:
        return msgspec.structs.replace(self.row, agent=self.name(self.row.agent))

    def turns(self, turns: Sequence[StoredTurn]) -> tuple[StoredTurn, ...]:
        """Every turn, for none is understood without the others; agents who are not reached are not named."""
        return tuple(msgspec.structs.replace(turn, agent_ref=self.name(turn.agent_ref)) for turn in turns)

    def cards(self, cards: Sequence[ShownCard]) -> tuple[ShownCard, ...]:
        """The cards of whom the user reaches, and of the whole what those answer for."""
        if self.everyone or self.reached.issuperset(self.agents):
            return tuple(msgspec.structs.replace(card, agent=self.names.shown(card.agent)) for card in cards)
        legs = {(card.instrument, card.leg) for card in cards if card.leg != WHOLE and card.agent in self.reached}
        return tuple(
            msgspec.structs.replace(card, agent=self.names.shown(card.agent))
            if card.leg != WHOLE
            else msgspec.structs.replace(card, behaviours=_answered_for(card, legs))
            for card in cards
            if card.leg == WHOLE or (card.instrument, card.leg) in legs
        )


async def contact(db: Connection, settings: Settings, user: User, interaction_id: UUID) -> Contact:
    """Raise NotFound for a contact that is not known, or of nobody whom the user reaches: both look the same."""
    row = await interactions.SHOWN.one(db, interaction_id)
    agents = await people.OF_CONTACT.all(db, interaction_id, *user.reach) if row else []
    reached = frozenset(agent.ref for agent in agents if agent.reached)
    if row is None or not (user.everyone or reached):
        raise NotFound(f"interaction {interaction_id} is not known")
    return Contact(
        row=row,
        agents=tuple(agent.ref for agent in agents),
        reached=reached,
        everyone=user.everyone,
        heard=user.everyone or bool(user.team_ids) or all(agent.reached or agent.kind == "bot" for agent in agents),
        names=await names(db, settings, user),
    )


async def summary(db: Connection, settings: Settings, user: User, interaction_id: UUID) -> Shown:
    """The row of a contact as the user reads it. Who reaches everybody needs nobody looked up for that."""
    if not user.everyone:
        return (await contact(db, settings, user, interaction_id)).shown
    row = await interactions.SHOWN.one(db, interaction_id)
    if row is None:
        raise NotFound(f"interaction {interaction_id} is not known")
    known = await names(db, settings, user)
    return msgspec.structs.replace(row, agent=known.shown(row.agent))


def _answered_for(card: ShownCard, legs: set[tuple[str, int]]) -> dict[str, Any]:
    """Of the whole's scores the judgements that these legs answer for, and the score of those alone."""
    found: dict[str, Any] = {}
    for name, score in card.behaviours.items():
        kept = [one for one in score["judgements"] if (card.instrument, one.get("responsible")) in legs]
        if kept:
            grades = [judgement["grade"] for judgement in kept]
            found[name] = {
                **score,
                "judgements": kept,
                "opportunities": len(kept),
                "met": sum(grade >= 0.5 for grade in grades),
                "score": sum(grades) / len(grades),
                "probability": None,
            }
    return found
