"""Sharing a moment of a contact: a link that opens it without a key until it expires."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from qa_service.access.audit import looked
from qa_service.access.contacts import contact
from qa_service.access.hash_key import master_key
from qa_service.config import Settings
from qa_service.dashboard.forms import number
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import NotAllowed
from qa_service.reports.links import clip_link

SHARERS = ("admin", "qa_lead", "team_lead")
DAYS = 7
MOST_TURNS = 1_000_000


class Shared(Struct, frozen=True):
    """Where a moment can be opened, and until when."""

    link: str
    until: datetime


@post("/interactions/{interaction_id:uuid}/clip", include_in_schema=False)
async def share(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], interaction_id: FromPath[UUID]
) -> Redirect:
    """Note that this moment is shared, and lead to where its link stands."""
    if not shares(visitor, state.settings):
        raise NotAllowed(f"the role {visitor.user.role!r} shares no clips, or agents are not named in this centre")
    turn = number(await request.form(), "turn", least=0, most=MOST_TURNS)
    async with state.database.connection() as db:
        one = await contact(db, state.settings, visitor.user, interaction_id)
    looked(request, one.agents, interaction_id)
    return Redirect(f"/interactions/{interaction_id}?shared={turn}", status_code=303)


def shares(visitor: Visitor, settings: Settings) -> bool:
    """A voice and its words tell who speaks: only where agents may be named."""
    return visitor.may(*SHARERS) and settings.mode == "named"


def shared(settings: Settings, visitor: Visitor, interaction_id: UUID, turn: str | None) -> Shared | None:
    """The link to one turn; None where none is asked for, or this visitor shares none."""
    if not turn or not turn.isascii() or not turn.isdigit() or not shares(visitor, settings):
        return None
    until = datetime.now(UTC).astimezone(settings.zone) + timedelta(days=DAYS)
    key, language = master_key(settings), visitor.tongue.code
    return Shared(clip_link(settings.address, key, interaction_id, int(turn), until, language), until)
