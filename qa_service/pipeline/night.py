"""The night: bring every agent-day up to date, compute the standing results, ask for each team's report."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog

from qa_service.config import Settings
from qa_service.errors import described
from qa_service.pipeline.lease import heartbeat
from qa_service.pipeline.refresh import refresh, stand
from qa_service.pipeline.report import request_all
from qa_service.store import interactions, nights
from qa_service.store.database import Connection, Database

log = structlog.get_logger(__name__)


def last_due(now: datetime, settings: Settings) -> date:
    """The day whose night has come: yesterday once QA_NIGHTLY_AT has passed, else the day before. `now` is aware."""
    local = now.astimezone(settings.zone)
    passed = local.time() >= settings.night_time
    return local.date() - timedelta(days=1 if passed else 2)


async def night(database: Database, settings: Settings, *, now: datetime | None = None) -> int:
    """Run every night that is due, missed ones first; returns how many were done."""
    now = now or datetime.now(settings.zone)
    async with database.transaction() as db:
        await nights.BEGIN.run(db, settings.centre, last_due(now, settings))
        await nights.GIVE_UP.run(db)
        await interactions.MAKE_PARTITIONS.run(db, now + timedelta(days=31))
    done = 0
    while await _one(database, settings):
        done += 1
    return done


async def _one(database: Database, settings: Settings) -> bool:
    worker = uuid4()
    async with database.transaction() as db:
        claimed = await nights.CLAIM.one(db, settings.centre, worker, settings.lease_seconds)
    if claimed is None:
        return False
    try:
        async with heartbeat(database, nights.HEARTBEAT, worker, settings.lease_seconds):
            await refresh(database, window_days=settings.window_days)
            await stand(database, window_days=settings.window_days)
            async with database.transaction() as db:
                await request_all(db, settings)
                left = await _left_over(db)
                await nights.FINISH.run(db, claimed.centre, claimed.day, worker, left)
    except Exception as error:  # noqa: BLE001 - the row keeps the reason; three strikes and it is failed
        reason = described(error)
        log.error("night.failed", day=str(claimed.day), reason=reason)  # noqa: TRY400 - never what was said
        async with database.transaction() as db:
            await nights.RETRY_LATER.run(db, claimed.centre, claimed.day, worker, reason)
        return False
    log.info("night.done", day=str(claimed.day), left_over=left)
    return True


async def _left_over(db: Connection) -> dict[str, Any]:
    """What the night could not take in: still waiting, or failed."""
    return {
        found.state: found.count
        for found in await interactions.STATES.all(db)
        if found.state not in {"scored", "erased"}
    }
