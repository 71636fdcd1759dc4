"""Interactions: a list with filters, and one with its sound, its words and what was judged in them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec.structs import replace

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.contacts import Contact, contact
from qa_service.access.names import meant
from qa_service.dashboard import sound
from qa_service.dashboard.asked import asked
from qa_service.dashboard.figures import centre
from qa_service.dashboard.page import Page, days_of, fragment, shown
from qa_service.dashboard.pages.clips import shared, shares
from qa_service.dashboard.pages.retrying import retries
from qa_service.dashboard.tables import Table
from qa_service.dashboard.timeline import time_line
from qa_service.dashboard.transcript import Judged as OfBehaviour
from qa_service.dashboard.transcript import judged, shown_turns
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import BadInput, Conflict, NotAllowed, NotFound
from qa_service.pipeline.answers import Stands
from qa_service.pipeline.judged import Judged
from qa_service.pipeline.judged import judged as judged_of
from qa_service.store import interactions, listing, outcomes, pages
from qa_service.store.database import Connection
from transcription.limits import AudioError

MANY = 50


@get("/interactions", include_in_schema=False)
async def interactions_page(
    request: Request[Any, Any, State],
    state: State,
    visitor: NamedDependency[Visitor],
    agent: FromQuery[str | None] = None,
    ref: FromQuery[str | None] = None,
    before: FromQuery[UUID | None] = None,
) -> Page:
    """What came in, newest first; narrowed by the filters in the address."""
    wanted = asked(request)
    filters = wanted.filters
    progress = request.query_params.get("state") or None
    if progress not in {None, "received", "transcribed", "scored", "failed"}:
        raise BadInput(f"state: {progress!r} is none of received, transcribed, scored, failed")
    async with state.database.connection() as db:
        of = (await meant(db, visitor.names, agent)).ref if agent else None
        told = listing.Wanted(
            after=before, state=progress, day_from=wanted.day_from, day_until=wanted.day_until, agent=of,
            ref=ref or None, channel=filters.channel, queue=filters.queue, reason=filters.reason,
            language=filters.language,
        )  # fmt: skip
        found = await listing.listed(db, told, visitor.user.reach, MANY, newest_first=True)
        whole = await centre(db, visitor)
    rows = [replace(one, agent=visitor.names.shown(one.agent)) for one in found.rows]
    columns = (
        "id",
        "source",
        "ref",
        "channel",
        "language",
        "started_at",
        "queue",
        "reason",
        "agent",
        "state",
        "failure",
    )
    table = Table("interactions", columns, [tuple(_plain(getattr(row, name)) for name in columns) for row in rows])
    extra = {"agent": agent, "ref": ref, "state": progress}
    return shown(
        request, visitor, "interactions.html", section="interactions", table=table, rows=rows, centre=whole,
        chosen=extra, retrying=retries(visitor), days=days_of(wanted, most=MANY),
        older=wanted.link("/interactions", **extra, before=found.more) if found.more else None,
    )  # fmt: skip


@get("/interactions/{interaction_id:uuid}", include_in_schema=False, opt={LOOKS_AT: "transcript"})
async def interaction_page(
    request: Request[Any, Any, State],
    state: State,
    visitor: NamedDependency[Visitor],
    interaction_id: FromPath[UUID],
    instrument: FromQuery[str | None] = None,
) -> Page:
    """One contact: player, time line, transcript, and every judgement with its words."""
    # What was shown of the machine's answers is noted: who saw them is no blind reader any more.
    async with state.database.transaction() as db:
        one = await contact(db, state.settings, visitor.user, interaction_id)
        turns = one.turns(await interactions.TURNS.all(db, [interaction_id]))
        read, blind = await _judged(db, state, visitor, one)
        detail = await pages.DETAIL.one(db, interaction_id)
        kept = await interactions.AUDIO.all(db, interaction_id)
        outcome = await outcomes.GET.one(db, interaction_id)
    assert detail is not None
    looked(request, one.agents, interaction_id)
    cards = read.scorecards if read else ()
    told_link = shared(state.settings, visitor, interaction_id, request.query_params.get("shared"))
    names = list(dict.fromkeys(card.instrument for card in sorted(cards, key=lambda card: card.scored_at)))[::-1]
    of = instrument if instrument in names else (names[0] if names else None)
    mine = [card for card in cards if card.instrument == of]
    told = judged(mine, turns)
    spoken = shown_turns(turns, told, [card for card in mine if card.leg >= 0])
    events = detail.body.get("events") or []
    return shown(
        request, visitor, "interaction.html", section="interactions", table=_table(told), row=one.shown, detail=detail,
        turns=spoken, told=told, line=time_line(spoken, events, told), parties=[row.party for row in kept if one.heard],
        kept=bool(kept), outcome=outcome, instruments=names, instrument=of, events=events,
        read=read, blind=blind, people=_people(read),
        appealing=visitor.user.role == "agent" and one.row.agent == visitor.user.agent,
        shared=told_link,
        sharing=shares(visitor, state.settings),
        reviewing=visitor.opens("reviews"),
        retrying=retries(visitor),
    )  # fmt: skip


@get("/interactions/{interaction_id:uuid}/audio/{party:str}", include_in_schema=False, opt={LOOKS_AT: "audio"})
async def audio(
    request: Request[Any, Any, State],
    state: State,
    visitor: NamedDependency[Visitor],
    interaction_id: FromPath[UUID],
    party: FromPath[str],
) -> Response[bytes]:
    """The silenced recording, or the range of it that a player asks for."""
    async with state.database.connection() as db:
        one = await contact(db, state.settings, visitor.user, interaction_id)
        one.check_heard()
        kept = await _kept(db, interaction_id, party)
    looked(request, one.agents, interaction_id)
    return sound.ranged(state.settings.audio / kept.path, request.headers.get("range"))


@get("/interactions/{interaction_id:uuid}/waveform/{party:str}", include_in_schema=False, opt={LOOKS_AT: "audio"})
async def waveform(
    request: Request[Any, Any, State],
    state: State,
    visitor: NamedDependency[Visitor],
    interaction_id: FromPath[UUID],
    party: FromPath[str],
) -> Page:
    """The silenced recording's loudness, drawn."""
    async with state.database.connection() as db:
        one = await contact(db, state.settings, visitor.user, interaction_id)
        one.check_heard()
        looked(request, one.agents, interaction_id)
        kept = await _kept(db, interaction_id, party)
    try:
        peaks = await sound.peaks(state.settings.audio / kept.path)
    except AudioError as error:
        raise NotFound("this recording cannot be drawn") from error
    return fragment(visitor, "waveform.html", channels=[sound.outline(channel) for channel in peaks.channels])


async def _judged(db: Connection, state: State, visitor: Visitor, one: Contact) -> tuple[Judged | None, bool]:
    """What was judged, and whether it is hidden from a reader whose own review is open, until it is in."""
    try:
        return await judged_of(db, state.settings, visitor.user, one), False
    except Conflict:
        return None, True
    except NotAllowed:  # the centre shows nobody the figures of a single agent
        return None, False


def _people(read: Judged | None) -> list[Stands]:
    """Where a person's answer stands in the machine's place."""
    return [one for one in read.stands if one.by != "machine"] if read else []


async def _kept(db: Connection, interaction_id: UUID, party: str) -> interactions.StoredRecording:
    found = next((one for one in await interactions.AUDIO.all(db, interaction_id) if one.party == party), None)
    if found is None:
        raise NotFound(f"no audio of {party!r} is kept of this interaction")
    return found


def _table(told: Sequence[OfBehaviour]) -> Table:
    columns = (
        "behaviour",
        "leg",
        "agent",
        "score",
        "turn",
        "met",
        "unsure",
        "grade",
        "probability",
        "indicator",
        "words",
    )
    lines = [
        (of.behaviour, of.leg, of.agent, of.score.score, one.turn, one.kind == "met", one.kind == "unsure",
         one.judgement.grade, one.judgement.probability, one.judgement.indicator, one.quote)
        for of in told
        for one in of.verdicts
    ]  # fmt: skip
    return Table("judgements", columns, lines)


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, (str, int, float)) else str(value)
