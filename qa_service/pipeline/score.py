"""Score what is transcribed: claim, compute with no connection held, store scorecards, facts and dirty days at once."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

import structlog

from qa_service.errors import Unavailable, described
from qa_service.pipeline import rows
from qa_service.pipeline.facts import Scored, card, scored
from qa_service.pipeline.lease import heartbeat
from qa_service.store import interactions, people, reviewed, scorecards
from qa_service.store.database import Connection, Database
from qa_service.store.interactions import Stored, StoredTurn
from scoring.scorer import Scorer
from transcription.chat import leg_agents, transcript
from transcription.interaction import Interaction

log = structlog.get_logger(__name__)

BATCH = 50


async def score(
    database: Database, scorer: Scorer, targets: Mapping[str, float], *, lease: float, most: int = BATCH
) -> int:
    """Score up to `most` interactions and return how many were claimed; 0 means that none is due."""
    worker = uuid4()
    async with database.transaction() as db:
        claimed = await interactions.claim(db, "transcribed", most=most, lease=lease, worker=worker)
        spoken = rows.by_interaction(await interactions.TURNS.all(db, [row.id for row in claimed]))
    if not claimed:
        return 0
    async with heartbeat(database, interactions.HEARTBEAT, worker, lease):
        done, failed = await asyncio.to_thread(_compute, scorer, claimed, spoken)
        try:
            async with database.transaction() as db:
                for row_id, reason in failed.items():
                    await interactions.RETRY_LATER.run(db, row_id, worker, reason)
                await _store(db, worker, done, targets)
        except Unavailable:  # the lease runs out by itself where the database stays away
            with contextlib.suppress(Unavailable):
                async with database.transaction() as db:
                    await interactions.GIVE_BACK.run(db, worker, 0)
            raise
        except Exception as error:  # noqa: BLE001 - each row keeps the reason; three strikes and it is failed
            reason = f"storing the scores: {described(error)}"
            log.error("score.not_stored", reason=reason, count=len(claimed))  # noqa: TRY400 - never what was said
            async with database.transaction() as db:
                for row in claimed:
                    await interactions.RETRY_LATER.run(db, row.id, worker, reason)
    log.info("score.done", scored=len(done), failed=len(failed), interactions=[str(row.id) for row in claimed])
    return len(claimed)


def _compute(
    scorer: Scorer, claimed: Sequence[Stored], spoken: Mapping[UUID, Sequence[StoredTurn]]
) -> tuple[list[Scored], dict[UUID, str]]:
    """Score each by itself: one that cannot be scored must not take the others with it."""
    done: list[Scored] = []
    failed: dict[UUID, str] = {}
    for row in claimed:
        try:
            done.append(_score_one(scorer, row, spoken.get(row.id, ())))
        except Exception as error:  # noqa: BLE001 - the row keeps the reason; three strikes and it is failed
            failed[row.id] = f"scoring: {described(error)}"
            log.error("score.failed", interaction=str(row.id), reason=failed[row.id])  # noqa: TRY400 - never what was said
    return done, failed


def _score_one(scorer: Scorer, row: Stored, spoken: Sequence[StoredTurn]) -> Scored:
    interaction = rows.interaction(row, spoken)
    card_of_it = scorer.score(transcript(interaction, language=row.language))
    return scored(
        card_of_it,
        leg_agents(interaction),
        interaction_id=row.id,
        version=row.version,
        day=row.day,
        cell=scorecards.Cell(row.reason, row.queue, row.channel, row.language, row.hour),
        turns=len(spoken),
        heard=heard(interaction),
    )


def heard(interaction: Interaction) -> float | None:
    """Mean confidence of the words, 0..1; None where there are none."""
    sure = [word.confidence for turn in interaction.turns or () for word in turn.words]
    return sum(sure) / len(sure) if sure else None


async def _store(db: Connection, worker: UUID, done: Sequence[Scored], targets: Mapping[str, float]) -> None:
    """Write the results of those whose lease is still ours: whoever lost it was scored by another, once."""
    ours = set(await interactions.ADVANCE.values(db, [result.interaction_id for result in done], worker, "scored"))
    kept = [result for result in done if result.interaction_id in ours]
    if not kept:
        return
    of_words = {result.interaction_id: result.heard for result in kept if result.heard is not None}
    await reviewed.PUT_HEARD.run(db, list(of_words), list(of_words.values()))
    agents = await _agents(db, kept)
    behaviours = await scorecards.behaviours(db, {fact.behaviour for result in kept for fact in result.facts})
    cells = await scorecards.cells(db, [result.cell for result in kept])
    moved: set[tuple[int, date]] = set()
    for name in sorted({result.instrument for result in kept}):
        instrument = await scorecards.instrument(db, name, targets)
        batch = [result for result in kept if result.instrument == name]
        cards = [card(r, n, agents, instrument.id) for r in batch for n in range(len(r.cards))]
        facts = [
            scorecards.Fact(
                interaction_id=result.interaction_id,
                leg=fact.leg,
                instrument_id=instrument.id,
                behaviour_id=behaviours[fact.behaviour],
                agent_id=agents[fact.agent] if fact.agent else None,
                cell_id=cells[result.cell],
                day=result.day,
                opportunities=fact.opportunities,
                met=fact.met,
                score=fact.score,
            )
            for result in batch
            for fact in result.facts
        ]
        moved |= await scorecards.replace(db, [r.interaction_id for r in batch], instrument.id, cards, facts)
    await scorecards.mark(db, moved)


async def _agents(db: Connection, results: Sequence[Scored]) -> dict[str, int]:
    refs = {agent: "human" for result in results for _, agent, _, _ in result.cards if agent}
    return {ref: person.id for ref, person in (await people.agents(db, refs)).items()}
