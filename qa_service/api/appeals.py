"""Appeals: contest a score, decide about it, and how often an indicator's judgements are overturned."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.hash_key import master_key
from qa_service.access.names import Names, meant, names
from qa_service.access.roles import Role, allows, allows_reached
from qa_service.access.user import User
from qa_service.api.paging import Limit, Page, page
from qa_service.api.period import From, Until, parts
from qa_service.errors import BadInput, NotFound
from qa_service.pipeline import appeals
from qa_service.pipeline.answers import Grade, Name
from qa_service.queue.tasks import wake
from qa_service.store import appeals as stored
from qa_service.store.appeals import AppealRow
from qa_service.store.database import Connection

SEE: tuple[Role, ...] = ("admin", "qa_lead", "team_lead", "agent", "works_council")
Asking = Request[User, Any, State]
Reason = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]


class Appealing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is contested: a behaviour's score, or its judgement at one turn. `agent` where somebody appeals for them."""

    interaction: UUID
    behaviour: Name
    reason: Reason
    leg: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    turn: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    agent: Name | None = None


class Decision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`score` counts instead where `overturned`, of the contested judgement where one turn was; null: N/A."""

    overturned: bool
    reason: Reason
    score: Grade | msgspec.UnsetType | None = msgspec.UNSET


class Appeal(Struct, frozen=True, kw_only=True):
    """`overdue`: open past the day by which it was to be decided; it stays out of the level until it is."""

    id: UUID
    interaction_id: UUID
    ref: str
    behaviour: str
    leg: int
    turn: int | None
    agent: str | None
    team: str | None
    indicators: tuple[str, ...]
    score: float
    reason: str
    made_by: str
    represented: bool
    made_at: datetime
    decide_by: datetime
    overdue: bool
    state: str
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    decided_score: float | None


class OverturnRate(Struct, frozen=True, kw_only=True):
    """`rate` of the decided appeals against this indicator's judgements overturned them; null before the first."""

    behaviour: str
    indicator: str
    decided: int
    overturned: int
    open: int
    rate: float | None


class OverturnRates(Struct, frozen=True):
    indicators: tuple[OverturnRate, ...]


def _shown(row: AppealRow, known: Names) -> Appeal:
    fields = {name: getattr(row, name) for name in Appeal.__struct_fields__ if name not in {"agent", "overdue"}}
    overdue = row.state == "open" and row.decide_by < datetime.now(row.decide_by.tzinfo)
    made = {**fields, "indicators": tuple(row.indicators), "agent": known.shown(row.agent), "overdue": overdue}
    return Appeal(**made)


async def _one(request: Asking, state: State, db: Connection, row: AppealRow) -> Appeal:
    looked(request, [row.agent], row.interaction_id)
    return _shown(row, await names(db, state.settings, request.user))


@post("/appeals", guards=[allows_reached("agent", "works_council")])
async def appeal(request: Asking, state: State, data: JSONBody[Appealing]) -> Appeal:
    """Contest a score of your own, or as a representative of another agent's; it leaves the level until decided."""
    database, settings = parts(state)
    user = request.user
    async with database.transaction() as db:
        row = await appeals.appeal(
            db,
            user,
            await _whose(db, state, user, data.agent),
            data.interaction,
            data.behaviour,
            leg=data.leg,
            turn=data.turn,
            reason=data.reason,
            appeal_days=settings.appeal_days,
            decide_days=settings.decide_days,
            master_key=master_key(settings),
        )
        made = await _one(request, state, db, row)
    await wake(state.sender, "refresh")
    return made


@get("/appeals", guards=[allows_reached(*SEE)], opt={LOOKS_AT: "appeals"})
async def listed(
    request: Asking,
    state: State,
    progress: FromQuery[str | None] = None,
    agent: FromQuery[str | None] = None,
    behaviour: FromQuery[str | None] = None,
    interaction: FromQuery[UUID | None] = None,
    overdue: FromQuery[bool] = False,
    after: FromQuery[UUID | None] = None,
    limit: Limit = 50,
) -> Page[Appeal]:
    """Appeals of whom you reach, and those that you made, in the order they came; `progress` is their state."""
    user = request.user
    async with state.database.connection() as db:
        known = await names(db, state.settings, user)
        wanted = (await meant(db, known, agent)).ref if agent else None
        rows = await stored.PAGE.all(
            db, after, progress, wanted, behaviour, interaction, overdue, *_reach(user, known), user.name, limit + 1
        )
    looked(request, [row.agent for row in rows[:limit]])
    return page([_shown(row, known) for row in rows], limit)


@get("/appeals/{appeal_id:uuid}", guards=[allows_reached(*SEE)], opt={LOOKS_AT: "appeals"})
async def one(request: Asking, state: State, appeal_id: FromPath[UUID]) -> Appeal:
    """An appeal of whom you reach, or one that you made: what is contested, why, and what was decided."""
    user = request.user
    async with state.database.connection() as db:
        reach = _reach(user, await names(db, state.settings, user))
        row = await stored.GET.one(db, appeal_id, *reach, user.name)
        if row is None:
            raise NotFound(f"appeal {appeal_id} is not known")
        return await _one(request, state, db, row)


@post("/appeals/{appeal_id:uuid}/decision", guards=[allows_reached("admin", "qa_lead")], status_code=200)
async def decide(request: Asking, state: State, appeal_id: FromPath[UUID], data: JSONBody[Decision]) -> Appeal:
    """Uphold the score or put another in its place; not by who appealed, is appealed for, or reviewed the contact."""
    if data.overturned == isinstance(data.score, msgspec.UnsetType):
        raise BadInput("score: is required where an appeal overturns (null is N/A), and only there")
    database, settings = parts(state)
    async with database.transaction() as db:
        row = await appeals.decide(
            db,
            request.user,
            appeal_id,
            overturn=data.overturned,
            score=None if isinstance(data.score, msgspec.UnsetType) else data.score,
            reason=data.reason,
            master_key=master_key(settings),
        )
        decided = await _one(request, state, db, row)
    await wake(state.sender, "refresh")
    return decided


@post("/appeals/{appeal_id:uuid}/withdrawal", guards=[allows_reached("agent", "works_council")], status_code=200)
async def withdraw(request: Asking, state: State, appeal_id: FromPath[UUID]) -> Appeal:
    """Take your open appeal back."""
    async with state.database.transaction() as db:
        row = await appeals.withdraw(db, request.user, appeal_id)
        withdrawn = await _one(request, state, db, row)
    await wake(state.sender, "refresh")
    return withdrawn


@get("/appeals/overturned", guards=[allows("admin", "qa_lead", "works_council", "dpo")])
async def rates(
    state: State, behaviour: FromQuery[str | None] = None, day_from: From = None, day_until: Until = None
) -> OverturnRates:
    """How often appeals overturned an indicator's judgements, by the day they were made: for who owns the benchmark."""
    async with state.database.connection() as db:
        found = await stored.OVERTURNED.all(db, day_from, day_until, behaviour)
    return OverturnRates(
        tuple(OverturnRate(**_fields(row), rate=row.overturned / row.decided if row.decided else None) for row in found)
    )


def _reach(user: User, known: Names) -> tuple[bool, int | None, list[int]]:
    """Whose appeals a user reads: an appeal holds a score of one contact."""
    return user.reach if known.reads_scores else (False, user.agent_id, [])


def _fields(row: stored.Overturned) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


async def _whose(db: Connection, state: State, user: User, agent: str | None) -> int:
    if user.role == "agent":
        if user.agent_id is None or agent not in {None, user.agent}:
            raise BadInput("agent: you appeal against scores of your own")
        return user.agent_id
    if agent is None:
        raise BadInput("agent: is required; it says for whom you appeal")
    return (await meant(db, await names(db, state.settings, user), agent)).id


router = Router(path="/", route_handlers=[appeal, listed, one, decide, withdraw, rates])
