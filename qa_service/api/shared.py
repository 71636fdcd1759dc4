"""What a link in a mail opens, without a key, until it expires: one report, or one moment of a contact."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, Router, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.hash_key import master_key
from qa_service.access.names import check_clip, check_report
from qa_service.access.roles import ANYBODY
from qa_service.api.period import parts
from qa_service.errors import NotFound
from qa_service.pipeline.clip import Clip, heard
from qa_service.pipeline.clip import clip as read
from qa_service.pipeline.mail import shown
from qa_service.reports import document, links, words
from qa_service.store import people, reports

GONE = "this link is not valid, or no longer"
NOBODY = {ANYBODY: True}


def _check(request: Request[Any, Any, State], state: State, until: int, sign: str) -> None:
    path = request.url.path.removesuffix("/audio")
    if not links.valid(master_key(state.settings), path, until, sign, datetime.now(UTC)):
        raise NotFound(GONE)


@get("/reports/{report_id:uuid}/{language:str}", opt={**NOBODY, LOOKS_AT: "report"}, media_type=MediaType.HTML)
async def report(
    request: Request[Any, Any, State],
    state: State,
    report_id: FromPath[UUID],
    language: FromPath[str],
    until: FromQuery[int],
    sign: FromQuery[str],
) -> Response[str]:
    """The report that a mail told of, as it may leave the service today."""
    database, settings = parts(state)
    _check(request, state, until, sign)
    async with database.connection() as db:
        if settings.mode == "pseudonymous":
            await check_report(db, settings, report_id)
        told = await shown(db, settings, report_id, language)
        row = await reports.GET.one(db, report_id)
        assert row is not None
        agents = await people.AGENTS_OF_TEAM_NAMED.all(db, row.team, row.day_from, row.day_until)
    looked(request, [agent.ref for agent in agents] if told.named else [])
    page = await asyncio.to_thread(document.html, told)
    return _page(page)


@get("/clips/{contact:uuid}/{turn:int}", opt={**NOBODY, LOOKS_AT: "clip"}, media_type=MediaType.HTML)
async def clip(
    request: Request[Any, Any, State],
    state: State,
    contact: FromPath[UUID],
    turn: FromPath[int],
    until: FromQuery[int],
    sign: FromQuery[str],
    language: FromQuery[str | None] = None,
) -> Response[str]:
    """The turns around a moment, redacted, and where it may be heard."""
    found = await _moment(request, state, contact, turn, until, sign)
    say = words.of(words.spoken(language))
    page = document.template("shared.html").render(
        title=say("shared.title"),
        listen=say("shared.listen"),
        language=say.language,
        ref="",
        style=document.style(),
        audio=f"{request.url.path}/audio?until={until}&sign={sign}" if found.audio else None,
        turns=[{"speaker": one.speaker, "text": one.text, "marked": one.number == found.marked} for one in found.turns],
    )
    return _page(page)


@get("/clips/{contact:uuid}/{turn:int}/audio", opt={**NOBODY, LOOKS_AT: "audio"}, media_type="audio/wav")
async def audio(
    request: Request[Any, Any, State],
    state: State,
    contact: FromPath[UUID],
    turn: FromPath[int],
    until: FromQuery[int],
    sign: FromQuery[str],
) -> Response[bytes]:
    """Twenty seconds of the redacted recording around the moment."""
    found = await _moment(request, state, contact, turn, until, sign)
    if found.audio is None or found.start is None:
        raise NotFound("no recording of this moment is kept")
    sound = await asyncio.to_thread(heard, state.settings.audio / found.audio, found.start)
    return Response(sound, media_type="audio/wav")


async def _moment(
    request: Request[Any, Any, State], state: State, contact: UUID, turn: int, until: int, sign: str
) -> Clip:
    """What the link leads to, as it may be opened today; who looked is whoever has the link."""
    _check(request, state, until, sign)
    async with state.database.connection() as db:
        found = await read(db, contact, turn)
        await check_clip(db, state.settings, contact)
        agents = await people.PARTS.values(db, [contact])
    looked(request, agents, contact)
    return found


def _page(page: str) -> Response[str]:
    headers = {
        "Content-Security-Policy": f"{document.content_policy()}; frame-ancestors 'none'",
        "X-Robots-Tag": "noindex",
    }
    return Response(page, media_type=MediaType.HTML, headers=headers)


router = Router(path="/shared", route_handlers=[report, clip, audio], include_in_schema=False)
