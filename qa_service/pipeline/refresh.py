"""Recompute what scores, outcomes and corrections moved: dirty agent-days, cases, then the standing analysis."""

from datetime import timedelta

import structlog

from qa_service.pipeline.analyse import analyse, standing_period
from qa_service.pipeline.cases import refresh_cases
from qa_service.store import agent_days, analyses, bases, interactions
from qa_service.store.database import Database

log = structlog.get_logger(__name__)

BATCH = 500


async def refresh(database: Database, *, window_days: int) -> int:
    """Recompute all dirty agent-days; when scoring is at rest, the standing analysis too. Returns how many days.

    Reviews, and outcomes that were erased, move the analysis without a day.
    """
    days = 0
    while True:
        async with database.transaction() as db:
            moved = await agent_days.refresh(db, BATCH)
        days += moved
        if moved < BATCH:
            break
    contacts = await refresh_cases(database)
    async with database.connection() as db:
        busy = await interactions.DUE.all(db)
        moved_since = await analyses.UNSEEN.values(db)
    if moved_since and not busy:
        await stand(database, window_days=window_days)
    log.info("refresh.done", agent_days=days, contacts=contacts)
    return days


async def stand(database: Database, *, window_days: int) -> None:
    """Compute and keep the analysis of the standing window: `window_days` up to the last day with a score."""
    async with database.transaction() as db:
        period = await standing_period(db, window_days)
        if period:
            await bases.FILL.run(db, period.day_until - timedelta(days=1))
    async with database.connection() as db:
        seen = await analyses.UNSEEN.values(db)
    found = await analyse(database, period, anew=True) if period else None
    if found is None:
        return
    async with database.transaction() as db:
        await analyses.INSERT.run(
            db, found.instrument.id, found.period.day_from, found.period.day_until, found.analysis
        )
        await analyses.DELETE_OLDER.run(db)
        await analyses.SEEN.run(db, seen)
