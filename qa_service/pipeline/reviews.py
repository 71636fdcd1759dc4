"""People's work on interactions: draw samples, hand contacts out blind, take answers in, give them to `qa learn`."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import Struct, field

from qa_service.access.names import Names
from qa_service.access.user import User
from qa_service.errors import BadInput, Conflict, NotFound
from qa_service.pipeline import rows
from qa_service.pipeline.answers import WHOLE, BehaviourAnswer, JudgedTurn, Name, check, together
from qa_service.pipeline.redacting import note
from qa_service.store import interactions, reviews
from qa_service.store.database import Connection, Database
from qa_service.store.ids import new_id
from qa_service.store.reviews import Answer, ReviewRow, Sample
from transcription.interaction import encode
from transcription.redaction.keys import derive_key

Kind = Literal["random", "uncertainty", "rule"]
PAGE = 200


class Fits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which contacts may be drawn; days are half open. `missed` names a behaviour that the machine found missed."""

    day_from: date | None = field(default=None, name="from")
    day_until: date | None = field(default=None, name="until")
    channel: Name | None = None
    language: Name | None = None
    queue: Name | None = None
    reason: Name | None = None
    source: Name | None = None
    agent: Name | None = None
    team: Name | None = None
    missed: Name | None = None


async def draw(
    db: Connection,
    *,
    kind: Kind,
    behaviour: str | None,
    fits: Fits,
    wanted: int,
    readers: int,
    seed: str | None,
    drawn_by: str,
) -> Sample:
    """Draw up to `wanted` scored contacts; a random draw knows no score, so that its figures hold for all that fit."""
    if kind == "uncertainty" and behaviour is None:
        raise BadInput("behaviour: is required; it says whose probability is to be near one half")
    if kind == "random" and fits.missed:
        raise BadInput("filters.missed: a draw by what the machine found is of kind 'rule'")
    if kind == "rule" and fits == Fits():
        raise BadInput("filters: are required; they are the rule")
    seed = seed or secrets.token_hex(8)
    query = reviews.DRAW_UNCERTAIN if kind == "uncertainty" else reviews.DRAW_RANDOM
    drawn = await query.all(
        db, fits.day_from, fits.day_until, fits.channel, fits.language, fits.queue, fits.reason, fits.source,
        fits.agent, fits.team, fits.missed, behaviour if kind == "uncertainty" else None, wanted, seed,
    )  # fmt: skip
    if not drawn:
        raise NotFound("no scored interaction fits the filters")
    population, sample_id = drawn[0].population, new_id()
    await reviews.INSERT_SAMPLE.run(
        db, sample_id, kind, behaviour, seed, msgspec.to_builtins(fits), wanted, readers, population, drawn_by
    )
    inclusion = None if kind == "uncertainty" else len(drawn) / population
    await reviews.put_places(db, sample_id, drawn, inclusion)
    return await sample(db, sample_id)


async def sample(db: Connection, sample_id: UUID) -> Sample:
    found = await reviews.SAMPLE.one(db, sample_id)
    if found is None:
        raise NotFound(f"sample {sample_id} is not known")
    return found


async def next_of(db: Connection, user: User, sample_id: UUID | None) -> ReviewRow:
    """The review this reader has open in the queue, else the next place that waits for them."""
    await reviews.LOCK.value(db)
    made = await reviews.OPENED.value(db, user.name, sample_id)
    made = made or await reviews.OPEN_NEXT.value(db, new_id(), user.name, sample_id, *user.reach)
    if made is None:
        raise NotFound("nothing waits for your review")
    return await one(db, user, made)


async def open_one(db: Connection, user: User, interaction_id: UUID) -> ReviewRow:
    """Open a review of a contact that the reader chose: it is never taken for a random one."""
    made = await reviews.OPEN_ONE.value(db, new_id(), interaction_id, user.name, *user.reach)
    if made is None:
        raise Conflict(f"interaction {interaction_id} is your own, is not scored, or you have a review of it already")
    return await one(db, user, made)


async def one(db: Connection, user: User, review_id: UUID) -> ReviewRow:
    found = await reviews.REVIEW.one(db, user.name, review_id, *user.reach)
    if found is None:
        raise NotFound(f"review {review_id} is not known")
    return found


async def read(db: Connection, user: User, known: Names, review_id: UUID) -> ReviewRow:
    """One review that the user may read: their own, or another's where they read scores of one contact."""
    found = await one(db, user, review_id)
    if not known.reads_scores and found.reader != user.name:
        raise NotFound(f"review {review_id} is not known")
    return found


async def submit(
    db: Connection,
    user: User,
    review_id: UUID,
    answers: Sequence[BehaviourAnswer],
    *,
    comment: str | None,
    assisted: bool,
    master_key: bytes,
) -> ReviewRow:
    """Put a review in; from then on its reader sees the machine's answers, so it is not changed again."""
    found = await _mine(db, user, review_id)
    turns = await interactions.TURNS.all(db, [found.interaction_id])
    legs = [leg for leg in await reviews.LEGS.values(db, found.interaction_id) if leg != WHOLE]
    check(answers, turns=len(turns), legs=legs)
    key = derive_key(master_key, b"notes")
    put = await asyncio.to_thread(lambda: [_row(answer, key) for answer in answers])
    if not await reviews.SUBMIT.run(db, review_id, user.name, await _note(comment, key), assisted):
        raise Conflict("this contact has changed since: give the review back and ask for the next")
    await reviews.put_scores(db, review_id, put)
    await reviews.SEEN.run(db, [found.interaction_id], user.name)
    return await one(db, user, review_id)


async def give_back(db: Connection, user: User, review_id: UUID) -> None:
    await _mine(db, user, review_id)
    await reviews.GIVE_BACK.run(db, review_id, user.name)


async def ask_for_help(db: Connection, user: User, review_id: UUID) -> ReviewRow:
    """Mark an open review as assisted: its reader may see the machine's answers now."""
    await _mine(db, user, review_id)
    await reviews.ASSIST.run(db, review_id, user.name)
    return await one(db, user, review_id)


async def see_answers(db: Connection, user: User, ids: Sequence[UUID]) -> list[UUID]:
    """Which of these contacts' answers may be shown to this reader, noted as seen; blind ones are left out."""
    blind = set(await reviews.BLIND.values(db, list(ids), user.name))
    shown = [row_id for row_id in ids if row_id not in blind]
    await reviews.SEEN.run(db, shown, user.name)
    return shown


async def answers_of(db: Connection, ids: Sequence[UUID]) -> dict[UUID, list[Answer]]:
    found: dict[UUID, list[Answer]] = {}
    for answer in await reviews.ANSWERS.all(db, list(ids)):
        found.setdefault(answer.interaction_id, []).append(answer)
    return found


async def exported(database: Database, user: User, *, assisted: bool) -> AsyncIterator[bytes]:
    """Each submitted review as a line of interaction/v1 with labels, as `qa learn` and `qa pilot` read them.

    `random` is true of those alone that were drawn at random and read without help.
    """
    after: UUID | None = None
    while True:
        async with database.connection() as db:
            stored = await reviews.REVIEWED.all(db, after, PAGE, assisted)
            spoken = rows.by_interaction(await interactions.TURNS.all(db, [row.id for row in stored]))
            lines = [
                line
                for row in stored
                for line in await _lines(db, user, row, spoken.get(row.id, []), assisted=assisted)
            ]
        if lines:
            yield b"".join(lines)
        if len(stored) < PAGE:
            return
        after = stored[-1].id


async def _lines(
    db: Connection, user: User, row: interactions.Stored, turns: Sequence[interactions.StoredTurn], *, assisted: bool
) -> list[bytes]:
    told = await reviews.REVIEWS.all(db, user.name, None, row.id, None, None, True, *user.reach, 500)
    shown = msgspec.json.decode(encode(rows.interaction(row, turns)))
    return [
        msgspec.json.encode({**shown, **labels(review)}) + b"\n"
        for review in told
        if review.answers and review.version == row.version and (assisted or not review.assisted)
    ]


def labels(review: ReviewRow) -> dict[str, Any]:
    """`labels`, `turn_labels` and `review` of a line: of a behaviour told by legs the readers' mean over them."""
    answers = msgspec.convert(review.answers or [], list[BehaviourAnswer])
    whole: dict[str, float | None] = {}
    for name in sorted({answer.behaviour for answer in answers}):
        of = [answer for answer in answers if answer.behaviour == name]
        overall = [answer.score for answer in of if answer.leg == WHOLE]
        whole[name] = overall[0] if overall else together([s for s in (a.score for a in of) if s is not None] or [None])
    judged: dict[tuple[str, int], float] = {
        (answer.behaviour, judgement.turn): judgement.grade for answer in answers for judgement in answer.judgements
    }
    return {
        "labels": whole,
        "turn_labels": [{"turn": turn, name: grade} for (name, turn), grade in judged.items()],
        "review": {"reader": review.reader, "random": review.kind == "random" and not review.assisted},
    }


async def _mine(db: Connection, user: User, review_id: UUID) -> ReviewRow:
    found = await one(db, user, review_id)
    if found.reader != user.name:
        raise NotFound(f"review {review_id} is not yours")
    if found.submitted_at is not None:
        raise Conflict(f"review {review_id} is in already")
    return found


def _row(answer: BehaviourAnswer, key: bytes) -> tuple[Any, ...]:
    judged = [msgspec.structs.replace(one, comment=note(one.comment, key)) for one in answer.judgements]
    builtins = msgspec.to_builtins(tuple[JudgedTurn, ...](judged)) if judged else []
    return answer.behaviour, answer.leg, answer.score, builtins, note(answer.comment, key)


async def _note(text: str | None, key: bytes) -> str | None:
    return await asyncio.to_thread(note, text, key)
