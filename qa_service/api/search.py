"""Search of interactions: by behaviour missed or met, phrase, probability, agent and period; the newest first."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Request, Router, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter
from msgspec import Struct

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.names import meant, names
from qa_service.access.roles import REACHERS, allows_reached
from qa_service.access.user import User
from qa_service.api.paging import Limit, Page
from qa_service.api.period import From, Until, parts
from qa_service.errors import BadInput, NotAllowed
from qa_service.pipeline.judged import READ_FIRST
from qa_service.pipeline.reviews import see_answers
from qa_service.store import search
from qa_service.store.search import Hit

Share = Annotated[float | None, QueryParameter(ge=0, le=1)]
Phrase = Annotated[str | None, QueryParameter(min_length=1, max_length=200, description="words in a row")]


class FoundTurn(Struct, frozen=True, kw_only=True):
    """Where a phrase was said, or an opportunity judged: `text` of the first, grade and probability of the second.

    `unsure`: readers are too unsure to call it missed, so that it is half met.
    """

    turn: int
    speaker: str | None = None
    text: str | None = None
    seconds: float | None = None
    grade: float | None = None
    probability: float | None = None
    unsure: bool = False


class Found(Struct, frozen=True, kw_only=True):
    """`score` of the behaviour asked for; `said` where the phrase stands, `judged` the behaviour's opportunities."""

    id: UUID
    source: str
    ref: str
    started_at: datetime
    channel: str
    language: str | None
    queue: str | None
    reason: str | None
    agent: str | None
    instrument: str | None
    score: float | None
    said: tuple[FoundTurn, ...]
    judged: tuple[FoundTurn, ...]


@get("/search", guards=[allows_reached(*REACHERS)], opt={LOOKS_AT: "search"})
async def find(
    request: Request[User, Any, State],
    state: State,
    behaviour: FromQuery[str | None] = None,
    verdict: FromQuery[Literal["missed", "met", "unsure"] | None] = None,
    phrase: Phrase = None,
    probability_from: Share = None,
    probability_until: Share = None,
    agent: FromQuery[str | None] = None,
    day_from: From = None,
    day_until: Until = None,
    channel: FromQuery[str | None] = None,
    language: FromQuery[str | None] = None,
    queue: FromQuery[str | None] = None,
    after: FromQuery[UUID | None] = None,
    limit: Limit = 50,
) -> Page[Found]:
    """Interactions of whom you reach. A phrase is words in a row of one turn, in any language, as it was redacted.

    `missed`: some opportunity was; `met`: each surely was; `unsure`: readers are too unsure to call one missed. The
    probability is that of one of the judgements. Where a behaviour is asked for, what you review blind just now is left
    out, and what somebody whom you do not reach has a part in.
    The newest come first; a page may hold fewer than `limit` and yet have a `next`, some thousand contacts further on.
    """
    _check(behaviour, verdict, probability_from, probability_until)
    database, settings = parts(state)
    user = request.user
    async with database.transaction() as db:
        known = await names(db, settings, user)
        if behaviour is not None and not (known.reads_scores or user.role == "agent"):
            raise NotAllowed(
                "behaviour: scores of one contact are a figure of whoever took it, and QA_MODE is team-only"
            )
        who = (await meant(db, known, agent)).id if agent else None
        if phrase is not None and not await search.WORDS.value(db, phrase):
            raise BadInput(f"phrase: {phrase!r} holds no word")
        first_days = settings.agent_first_days if user.role == "team_lead" else 0
        asked = (
            behaviour, verdict, probability_from, probability_until, who, day_from, day_until, channel, language, queue,
            *user.reach, first_days, after, limit + 1,
        )  # fmt: skip
        found = await search.found(db, asked, phrase)
        shown = found.rows
        if behaviour is not None and user.role in READ_FIRST:
            open_ = set(await see_answers(db, user, [row.id for row in shown]))
            shown = [row for row in shown if row.id in open_]
        said = await search.SAID.all(db, [row.id for row in shown], phrase) if phrase else []
    looked(request, [row.agent for row in shown])
    places: dict[UUID, list[FoundTurn]] = {}
    for one in said:
        place = FoundTurn(turn=one.number, speaker=one.speaker, text=one.text, seconds=one.start_s)
        places.setdefault(one.interaction_id, []).append(place)
    items = tuple(_found(row, known.shown(row.agent), places.get(row.id, [])) for row in shown)
    return Page(items, str(found.more) if found.more else None)


def _check(behaviour: str | None, verdict: str | None, low: float | None, high: float | None) -> None:
    if behaviour is None and (verdict is not None or low is not None or high is not None):
        raise BadInput("behaviour: is required; it says what was missed, met or judged with this probability")
    if low is not None and high is not None and low > high:
        raise BadInput(f"probability_from: {low:g} is above probability_until {high:g}")


def _found(row: Hit, agent: str | None, said: list[FoundTurn]) -> Found:
    judged = row.judged or {}
    return Found(
        id=row.id,
        source=row.source,
        ref=row.ref,
        started_at=row.started_at,
        channel=row.channel,
        language=row.language,
        queue=row.queue,
        reason=row.reason,
        agent=agent,
        instrument=row.instrument,
        score=judged.get("score"),
        said=tuple(said),
        judged=tuple(
            FoundTurn(
                turn=one["turn"], grade=one["grade"], probability=one["probability"], unsure=one.get("unsure", False)
            )
            for one in judged.get("judgements", ())
        ),
    )


router = Router(path="/", route_handlers=[find])
