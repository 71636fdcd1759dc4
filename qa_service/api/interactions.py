"""Interactions in, and what became of them: state, transcript, scorecards with their evidence."""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import anyio
import msgspec
from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import File
from msgspec import Struct

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.contacts import contact, summary
from qa_service.access.hash_key import master_key
from qa_service.access.names import meant, names
from qa_service.access.roles import REACHERS, WRITERS, allows, allows_reached
from qa_service.access.user import User
from qa_service.api.paging import Limit, Page
from qa_service.api.period import From, Until, parts
from qa_service.api.problems import Rejected
from qa_service.config import Settings
from qa_service.dashboard.language import tongue
from qa_service.errors import NotFound
from qa_service.exchange.interactions import Refused, sorted_out
from qa_service.pipeline.answers import Stands
from qa_service.pipeline.ingest import Incoming, Taken, ingest, reject
from qa_service.pipeline.judged import judged, weighed
from qa_service.queue.tasks import wake
from qa_service.store import interactions, listing
from qa_service.store.appeals import Ruled
from qa_service.store.interactions import Shown, StoredTurn
from qa_service.store.scorecards import ShownCard


class Batch(Struct, frozen=True):
    """What was taken, and what was not, each with its line and what is wrong there."""

    taken: tuple[Taken, ...]
    errors: tuple[Refused, ...]


class ShownTranscript(Struct, frozen=True, kw_only=True):
    id: UUID
    language: str | None
    language_detected: bool
    engine: dict[str, Any] | None
    removed: list[Any]
    turns: tuple[StoredTurn, ...]


class Scorecards(Struct, frozen=True):
    """One row a leg, and the whole interaction as leg -1, per instrument."""

    id: UUID
    state: str
    scorecards: tuple[ShownCard, ...]
    stands: tuple[Stands, ...] = ()
    """What counts as the answer: a decided appeal before people's reviews, those before the machine."""
    appeals: tuple[Ruled, ...] = ()
    opens_at: datetime | None = None
    """When cards that their agent sees first are shown to you."""
    weighed: dict[str, str] = {}
    """What the judgements' `factors` and `decided_by` name, in the words of the language that was asked for."""


class _Body(Operation):
    """Says in the OpenAPI document what the handler reads as a stream."""

    def __post_init__(self) -> None:
        media = {
            "application/json": OpenAPIMediaType(
                schema=Schema(type=OpenAPIType.OBJECT, description="one interaction/v1 object")
            ),
            "application/x-ndjson": OpenAPIMediaType(
                schema=Schema(type=OpenAPIType.STRING, description="one interaction/v1 object a line")
            ),
        }
        self.request_body = RequestBody(content=media, required=True)


@post("/interactions", guards=[allows(*WRITERS)], status_code=202, operation_class=_Body)
async def take(request: Request[Any, Any, State], state: State) -> Response[Batch]:
    """Take one interaction/v1 object, or JSON Lines of them. One that cannot be read does not stop the others."""
    database, settings = parts(state)
    body = await request.body()
    good, refused = await asyncio.to_thread(sorted_out, body, recordings=False)
    taken = await ingest(
        database, [Incoming(item) for item in good], master_key=master_key(settings), zone=settings.zone
    )
    await reject(database, refused, zone=settings.zone)
    if not taken:
        first = refused[0].error if refused else "the body is empty"
        raise Rejected(first, [msgspec.to_builtins(each) for each in refused])
    await wake(state.sender, "score")
    return Response(Batch(tuple(taken), tuple(refused)), status_code=202)


@get("/interactions", guards=[allows_reached(*REACHERS, "ingest")])
async def listed(
    request: Request[User, Any, State],
    state: State,
    after: FromQuery[UUID | None] = None,
    progress: Annotated[str | None, QueryParameter(name="state")] = None,
    day_from: From = None,
    day_until: Until = None,
    channel: FromQuery[str | None] = None,
    source: FromQuery[str | None] = None,
    ref: FromQuery[str | None] = None,
    agent: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[Shown]:
    """Interactions of whom you reach, in the order they came in; where days are asked for, by day first.

    A page may hold fewer than `limit` and yet have a `next`: what is rare is looked for some thousand at a time.
    """
    database, settings = parts(state)
    wanted = listing.Wanted(
        after=after, state=progress, day_from=day_from, day_until=day_until, channel=channel, source=source, ref=ref,
    )  # fmt: skip
    async with database.connection() as db:
        known = await names(db, settings, request.user)
        if agent:
            wanted = msgspec.structs.replace(wanted, agent=(await meant(db, known, agent)).ref)
        found = await listing.listed(db, wanted, request.user.reach, limit)
    items = tuple(msgspec.structs.replace(row, agent=known.shown(row.agent)) for row in found.rows)
    return Page(items, str(found.more) if found.more else None)


@get("/interactions/{interaction_id:uuid}", guards=[allows_reached(*REACHERS, "ingest")])
async def one(request: Request[User, Any, State], state: State, interaction_id: FromPath[UUID]) -> Shown:
    """One contact: where it is in its work, and why it failed where it did."""
    database, settings = parts(state)
    async with database.connection() as db:
        return await summary(db, settings, request.user, interaction_id)


@get("/interactions/{interaction_id:uuid}/transcript", guards=[allows_reached(*REACHERS)], opt={LOOKS_AT: "transcript"})
async def transcript(
    request: Request[User, Any, State],
    state: State,
    interaction_id: FromPath[UUID],
    turn: Annotated[int | None, QueryParameter(ge=0)] = None,
) -> ShownTranscript:
    """The redacted turns; `turn` gives that one alone. Agents whom you do not reach are not named."""
    database, settings = parts(state)
    async with database.connection() as db:
        found = await contact(db, settings, request.user, interaction_id)
        turns = found.turns(await interactions.TURNS.all(db, [interaction_id]))
    if turn is not None and turn >= len(turns):
        raise NotFound(f"turn {turn}: this transcript has turns 0 to {len(turns) - 1}")
    looked(request, found.agents, interaction_id)
    return ShownTranscript(
        id=found.row.id,
        language=found.row.language,
        language_detected=found.row.language_detected,
        engine=found.row.engine,
        removed=found.row.removed or [],
        turns=turns if turn is None else turns[turn : turn + 1],
    )


@get("/interactions/{interaction_id:uuid}/scorecards", guards=[allows_reached(*REACHERS)], opt={LOOKS_AT: "scorecards"})
async def cards(
    request: Request[User, Any, State],
    state: State,
    interaction_id: FromPath[UUID],
    instrument: FromQuery[str | None] = None,
    language: FromQuery[Literal["en", "id", "pl", "ar", "zh"]] = "en",
) -> Scorecards:
    """Every judgement on whom you reach, with its opportunity and the words that decided it."""
    database, settings = parts(state)
    async with database.transaction() as db:
        found = await contact(db, settings, request.user, interaction_id)
        read = await judged(db, settings, request.user, found, instrument)
    looked(request, found.agents, interaction_id)
    say = tongue(language)
    return Scorecards(
        found.row.id, found.row.state, read.scorecards, read.stands, read.appeals, read.opens_at,
        {name: say.factor(name) for name in weighed(read.scorecards)},
    )  # fmt: skip


@get(
    "/interactions/{interaction_id:uuid}/audio",
    guards=[allows_reached(*REACHERS)],
    opt={LOOKS_AT: "audio"},
    media_type="audio/ogg",
)
async def audio(
    request: Request[User, Any, State],
    state: State,
    interaction_id: FromPath[UUID],
    party: FromQuery[str | None] = None,
) -> File:
    """The recording with every redacted passage silenced; `party` where each had a file of its own.

    An agent hears it where no colleague has a part in it.
    """
    database, settings = parts(state)
    async with database.connection() as db:
        found = await contact(db, settings, request.user, interaction_id)
        found.check_heard()
        kept = [one for one in await interactions.AUDIO.all(db, interaction_id) if party in {None, one.party}]
    if not kept:
        raise NotFound(f"no audio of interaction {interaction_id} is kept" + (f" for {party}" if party else ""))
    path = settings.audio / kept[0].path
    if not await anyio.Path(path).is_file():
        raise NotFound("the recording is not on this machine's disk")
    looked(request, found.agents, interaction_id)
    return File(path, filename=f"{interaction_id}.opus", media_type="audio/ogg")


def router(settings: Settings) -> Router:
    handlers = [take, listed, one, transcript, cards, audio]
    return Router(path="/", route_handlers=handlers, request_max_body_size=settings.max_interaction_mb * 1_000_000)
