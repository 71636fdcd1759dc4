"""Clips: making a link to 20 seconds of a recording, and what whoever holds it sees and hears."""

import time
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.contacts import contact
from qa_service.access.hash_key import master_key
from qa_service.dashboard import clip, sound
from qa_service.dashboard.clip import Clip
from qa_service.dashboard.forms import text
from qa_service.dashboard.page import HEADERS, Page, environment
from qa_service.dashboard.transcript import ShownTurn, shown_turns
from qa_service.dashboard.visitor import Visitor, language
from qa_service.errors import BadInput, NotAllowed, NotFound
from qa_service.store import interactions, people
from qa_service.store.database import Connection
from qa_service.store.interactions import StoredRecording

SHARERS = ("admin", "qa_lead", "team_lead")
REACH_ALL = (True, None, [])


@post("/interactions/{interaction_id:uuid}/clip", include_in_schema=False)
async def share(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], interaction_id: FromPath[UUID]
) -> Redirect:
    """Make a link to a clip; a voice names who speaks, so only where agents may be named."""
    if not visitor.may(*SHARERS) or state.settings.mode != "named":
        raise NotAllowed(f"the role {visitor.user.role!r} shares no clips, or agents are not named in this centre")
    given = text(await request.form(), "start")
    try:
        start = max(0.0, float(given or 0))
    except ValueError:
        raise BadInput(f"start: {given!r} is no number of seconds") from None
    async with state.database.connection() as db:
        await contact(db, state.settings, visitor.user, interaction_id)
        await _kept(db, interaction_id)
    made = Clip(interaction_id, round(start, 1), int(time.time()) + clip.DAYS * 86400)
    return Redirect(
        f"/interactions/{interaction_id}?shared={clip.link(made, master_key(state.settings))}", status_code=303
    )


@get("/clips/{token:str}", include_in_schema=False, opt={LOOKS_AT: "clip"})
async def clip_page(request: Request[Any, Any, State], state: State, token: FromPath[str]) -> Page:
    """The words of the clip, and a player; no name, and nothing else of the contact."""
    tongue = language(request)
    found = clip.read(token, master_key(state.settings), time.time())
    turns: list[ShownTurn] = []
    status = 200
    looked(request, [])
    if found is None:
        status = 404
    else:
        async with state.database.connection() as db:
            rows = await interactions.TURNS.all(db, [found.interaction_id])
            agents = await people.OF_CONTACT.all(db, found.interaction_id, *REACH_ALL)
        looked(request, [agent.ref for agent in agents], found.interaction_id)
        turns = [turn for turn in shown_turns(rows, [], []) if _within(turn, found)]
    html = environment().get_template("clip.html").render(
        t=tongue, clip=found, token=token, turns=turns,
        until=datetime.fromtimestamp(found.expires, state.settings.zone) if found else None,
    )  # fmt: skip
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=HEADERS)


@get("/clips/{token:str}/audio", include_in_schema=False, opt={LOOKS_AT: "clip"})
async def clip_audio(request: Request[Any, Any, State], state: State, token: FromPath[str]) -> Response[bytes]:
    """Twenty seconds of the silenced recording, and none of the rest."""
    looked(request, [])
    found = clip.read(token, master_key(state.settings), time.time())
    if found is None:
        raise NotFound("this link has expired, or was never valid")
    async with state.database.connection() as db:
        kept = await _kept(db, found.interaction_id)
        agents = await people.OF_CONTACT.all(db, found.interaction_id, *REACH_ALL)
    looked(request, [agent.ref for agent in agents], found.interaction_id)
    part = await sound.cut(state.settings.audio / kept.path, found.start, clip.SECONDS)
    return sound.part(part, request.headers.get("range"))


async def _kept(db: Connection, interaction_id: UUID) -> StoredRecording:
    kept = await interactions.AUDIO.all(db, interaction_id)
    if not kept:
        raise NotFound(f"no audio of interaction {interaction_id} is kept")
    return kept[0]


def _within(turn: ShownTurn, found: Clip) -> bool:
    end = found.start + clip.SECONDS
    return turn.start is not None and turn.start < end and (turn.end or turn.start) >= found.start
