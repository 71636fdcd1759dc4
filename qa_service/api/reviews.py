"""The review queue: samples, contacts handed out blind, answers, and the export that `qa learn` and `qa pilot` read."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Router, delete, get, post, put
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream
from msgspec import Meta, Struct

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.contacts import contact
from qa_service.access.hash_key import master_key
from qa_service.access.names import Names, meant, names
from qa_service.access.roles import Role, allows, allows_reached
from qa_service.access.user import User
from qa_service.api.paging import Limit, Page, page
from qa_service.api.period import parts
from qa_service.pipeline import reviews
from qa_service.pipeline.answers import BehaviourAnswer, Name, Note
from qa_service.pipeline.reviews import Fits, Kind
from qa_service.store import interactions
from qa_service.store import reviews as stored
from qa_service.store.database import Connection
from qa_service.store.interactions import StoredTurn
from qa_service.store.reviews import ReviewRow, Sample

REVIEWERS: tuple[Role, ...] = ("admin", "qa_lead", "team_lead")
Asking = Request[User, Any, State]


class Draw(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`random` knows no score; `uncertainty` takes probabilities of `behaviour` nearest one half; `rule` the filters.

    `readers` are asked for each contact, none of whom sees another's answers first. The same seed and filters over the
    same contacts draw the same.
    """

    kind: Kind
    wanted: Annotated[int, Meta(ge=1, le=10_000)]
    behaviour: Name | None = None
    filters: Fits = Fits()
    readers: Annotated[int, Meta(ge=1, le=10)] = 1
    seed: Name | None = None


class NextOf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sample: UUID | None = None


class Submitted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`assisted`: you saw other answers, or asked somebody; such a review is no measure and teaches nothing."""

    answers: tuple[BehaviourAnswer, ...]
    comment: Note | None = None
    assisted: bool = False


class Review(Struct, frozen=True, kw_only=True):
    """One review. `answers` is null where you may not see them yet; `inclusion` the probability of being drawn."""

    id: UUID
    interaction_id: UUID
    ref: str
    version: int
    agent: str | None
    sample: UUID | None
    kind: str | None
    inclusion: float | None
    reader: str
    assisted: bool
    state: str
    opened_at: datetime
    submitted_at: datetime | None
    comment: str | None
    answers: tuple[BehaviourAnswer, ...] | None


class ToRead(Struct, frozen=True, kw_only=True):
    """A contact to be read: its redacted turns, and nothing of what the machine made of it."""

    review: Review
    turns: tuple[StoredTurn, ...]


def _shown(row: ReviewRow, known: Names) -> Review:
    return Review(
        id=row.id,
        interaction_id=row.interaction_id,
        ref=row.ref,
        version=row.version,
        agent=known.shown(row.agent),
        sample=row.sample_id,
        kind=row.kind,
        inclusion=row.inclusion,
        reader=row.reader,
        assisted=row.assisted,
        state="in" if row.submitted_at else "open",
        opened_at=row.opened_at,
        submitted_at=row.submitted_at,
        comment=row.comment,
        answers=None if row.answers is None else msgspec.convert(row.answers, tuple[BehaviourAnswer, ...]),
    )


def _sample(row: Sample, known: Names) -> Sample:
    agent = known.shown(row.filters.get("agent"))
    others = {name: value for name, value in row.filters.items() if name != "agent"}
    return msgspec.structs.replace(row, filters={**others, **({"agent": agent} if agent else {})})


async def _to_read(request: Asking, state: State, db: Connection, row: ReviewRow) -> ToRead:
    found = await contact(db, state.settings, request.user, row.interaction_id)
    turns = found.turns(await interactions.TURNS.all(db, [row.interaction_id]))
    looked(request, found.agents, row.interaction_id)
    return ToRead(review=_shown(row, found.names), turns=turns)


async def _review(request: Asking, state: State, db: Connection, row: ReviewRow) -> Review:
    known = await names(db, state.settings, request.user)
    looked(request, [row.agent], row.interaction_id)
    return _shown(row, known)


@post("/review-samples", guards=[allows("admin", "qa_lead")])
async def draw(request: Asking, state: State, data: JSONBody[Draw]) -> Sample:
    """Draw contacts to be read by people; seed, filters and each contact's inclusion are kept."""
    async with state.database.transaction() as db:
        known = await names(db, state.settings, request.user)
        agent = (await meant(db, known, data.filters.agent)).ref if data.filters.agent else None
        made = await reviews.draw(
            db,
            kind=data.kind,
            behaviour=data.behaviour,
            fits=msgspec.structs.replace(data.filters, agent=agent),
            wanted=data.wanted,
            readers=data.readers,
            seed=data.seed,
            drawn_by=request.user.name,
        )
    return _sample(made, known)


@get("/review-samples", guards=[allows("admin", "qa_lead")])
async def samples(
    request: Asking, state: State, after: FromQuery[UUID | None] = None, limit: Limit = 50
) -> Page[Sample]:
    """Samples in the order they were drawn, with how many places still wait."""
    async with state.database.connection() as db:
        known = await names(db, state.settings, request.user)
        return page([_sample(row, known) for row in await stored.SAMPLES.all(db, after, limit + 1)], limit)


@get("/review-samples/{sample_id:uuid}", guards=[allows("admin", "qa_lead")])
async def sample(request: Asking, state: State, sample_id: FromPath[UUID]) -> Sample:
    """One sample: how it was drawn, and how many of its places still wait."""
    async with state.database.connection() as db:
        known = await names(db, state.settings, request.user)
        return _sample(await reviews.sample(db, sample_id), known)


@post("/review-samples/{sample_id:uuid}/close", guards=[allows("admin", "qa_lead")], status_code=200)
async def close(request: Asking, state: State, sample_id: FromPath[UUID]) -> Sample:
    """Ask nobody any more; what was reviewed stays."""
    async with state.database.transaction() as db:
        await stored.CLOSE_SAMPLE.run(db, sample_id)
        known = await names(db, state.settings, request.user)
        return _sample(await reviews.sample(db, sample_id), known)


@post("/reviews/next", guards=[allows_reached(*REVIEWERS)], opt={LOOKS_AT: "transcript"}, status_code=200)
async def following(request: Asking, state: State, data: JSONBody[NextOf]) -> ToRead:
    """The contact that waits for your review, of one sample or any; what you have open comes first."""
    async with state.database.transaction() as db:
        row = await reviews.next_of(db, request.user, data.sample)
        return await _to_read(request, state, db, row)


@post("/interactions/{interaction_id:uuid}/reviews", guards=[allows_reached(*REVIEWERS)], opt={LOOKS_AT: "transcript"})
async def open_one(request: Asking, state: State, interaction_id: FromPath[UUID]) -> ToRead:
    """Open a review of a contact of your choice; it is kept beside the random ones and never taken for one."""
    async with state.database.transaction() as db:
        row = await reviews.open_one(db, request.user, interaction_id)
        return await _to_read(request, state, db, row)


@get("/reviews", guards=[allows_reached(*REVIEWERS)], opt={LOOKS_AT: "reviews"})
async def listed(
    request: Asking,
    state: State,
    interaction: FromQuery[UUID | None] = None,
    sample: FromQuery[UUID | None] = None,
    reader: FromQuery[str | None] = None,
    submitted: FromQuery[bool | None] = None,
    after: FromQuery[UUID | None] = None,
    limit: Limit = 50,
) -> Page[Review]:
    """Reviews in the order they were opened; answers that you may not see yet are null.

    Where nobody reads the figures of a single agent (QA_MODE team-only), a lead reads their own reviews.
    """
    user = request.user
    async with state.database.connection() as db:
        known = await names(db, state.settings, user)
        reader = reader if known.reads_scores else user.name
        found = await stored.REVIEWS.all(
            db, user.name, after, interaction, sample, reader, submitted, *user.reach, limit + 1
        )
    looked(request, [row.agent for row in found[:limit]])
    return page([_shown(row, known) for row in found], limit)


@get(
    "/reviews/export",
    guards=[allows("admin", "qa_lead")],
    opt={LOOKS_AT: "reviews, exported"},
    media_type="application/x-ndjson",
)
async def export(request: Asking, state: State, assisted: FromQuery[bool] = False) -> Stream:
    """Submitted reviews as JSON Lines of interaction/v1 with labels; with `assisted` those, too, never as random."""
    database, _ = parts(state)
    async with database.connection() as db:
        looked(request, await stored.REVIEWED_AGENTS.values(db, assisted))
    lines = reviews.exported(database, request.user, assisted=assisted)
    return Stream(lines, media_type="application/x-ndjson")


@get("/reviews/{review_id:uuid}", guards=[allows_reached(*REVIEWERS)], opt={LOOKS_AT: "reviews"})
async def one(request: Asking, state: State, review_id: FromPath[UUID]) -> Review:
    """One review; answers that you may not see yet are null."""
    async with state.database.connection() as db:
        known = await names(db, state.settings, request.user)
        return await _review(request, state, db, await reviews.read(db, request.user, known, review_id))


@put("/reviews/{review_id:uuid}", guards=[allows_reached(*REVIEWERS)])
async def submit(request: Asking, state: State, review_id: FromPath[UUID], data: JSONBody[Submitted]) -> Review:
    """Put your review in; then the machine's answers are open to you, and it is not changed again."""
    database, settings = parts(state)
    async with database.transaction() as db:
        row = await reviews.submit(
            db,
            request.user,
            review_id,
            data.answers,
            comment=data.comment,
            assisted=data.assisted,
            master_key=master_key(settings),
        )
        return await _review(request, state, db, row)


@post("/reviews/{review_id:uuid}/help", guards=[allows_reached(*REVIEWERS)], status_code=200)
async def ask_for_help(request: Asking, state: State, review_id: FromPath[UUID]) -> Review:
    """Mark your open review as assisted; the scorecards of this contact are open to you then."""
    async with state.database.transaction() as db:
        return await _review(request, state, db, await reviews.ask_for_help(db, request.user, review_id))


@delete("/reviews/{review_id:uuid}", guards=[allows_reached(*REVIEWERS)])
async def give_back(request: Asking, state: State, review_id: FromPath[UUID]) -> None:
    """Give an open review back to the queue."""
    async with state.database.transaction() as db:
        await reviews.give_back(db, request.user, review_id)


router = Router(
    path="/",
    route_handlers=[
        draw, samples, sample, close, following, open_one, listed, export, one, submit, ask_for_help, give_back,
    ],
)  # fmt: skip
