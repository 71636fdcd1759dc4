"""The night: bring every agent-day up to date, compute the standing results, then each team: its report, what is left.

Broken off at any moment it goes on where it was: days that are clean stay so, teams that are done are passed over.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog

from qa_service.config import Settings
from qa_service.errors import QaError, described
from qa_service.pipeline.lease import heartbeat, stopping
from qa_service.pipeline.refresh import refresh, stand
from qa_service.pipeline.report import request_of
from qa_service.store import interactions, nights
from qa_service.store.database import Database
from qa_service.store.interactions import StateCount
from qa_service.store.nights import Night

log = structlog.get_logger(__name__)


def last_due(now: datetime, settings: Settings) -> date:
    """The day whose night has come: yesterday once QA_NIGHTLY_AT has passed, else the day before. `now` is aware."""
    local = now.astimezone(settings.zone)
    passed = local.time() >= settings.night_time
    return local.date() - timedelta(days=1 if passed else 2)


async def night(database: Database, settings: Settings, *, now: datetime | None = None) -> int:
    """Run every night that is due, missed ones first; returns how many were done."""
    now = now or datetime.now(settings.zone)
    last = last_due(now, settings)
    async with database.transaction() as db:
        await nights.BEGIN.run(db, settings.centre, last)
        await nights.GIVE_UP.run(db)
        await interactions.MAKE_PARTITIONS.run(db, now + timedelta(days=31))
    done = 0
    while not stopping.told() and await _one(database, settings, last, first=done == 0):
        done += 1
    return done


async def _one(database: Database, settings: Settings, last: date, *, first: bool) -> bool:
    """Run one night. What stands is computed with the `first` of those caught up; reports follow the last."""
    worker = uuid4()
    async with database.transaction() as db:
        claimed = await nights.CLAIM.one(db, settings.centre, worker, settings.lease_seconds)
    if claimed is None:
        return False
    try:
        async with heartbeat(database, nights.HEARTBEAT, worker, settings.lease_seconds):
            if first:
                await refresh(database, window_days=settings.window_days)
                await stand(database, window_days=settings.window_days)
            waits = await _teams(database, settings, claimed, report=claimed.day >= last)
            async with database.transaction() as db:
                left = _counted(await nights.LEFT_OVER.all(db, claimed.day))
                if waits:
                    await nights.RETRY_LATER.run(db, claimed.centre, claimed.day, worker, waits)
                else:
                    await nights.FINISH.run(db, claimed.centre, claimed.day, worker, left)
    except Exception as error:  # noqa: BLE001 - the row keeps the reason; three strikes and it is failed
        await _put_off(database, claimed, worker, described(error))
        return False
    log.info("night.done" if not waits else "night.waits", day=str(claimed.day), left_over=left, waits_for=waits)
    return not waits


async def _teams(database: Database, settings: Settings, claimed: Night, *, report: bool) -> str | None:
    """Do what waits, each team by itself; returns what another attempt is needed for."""
    at = (claimed.centre, claimed.day)
    async with database.transaction() as db:
        await nights.FILL_TEAMS.run(db, *at)
        waiting = await nights.WAITING_TEAMS.all(db, *at)
    for team in waiting:
        async with database.transaction() as db:
            await nights.TRY_TEAM.run(db, *at, team.team_id)
        try:
            async with database.transaction() as db:
                if report:
                    await request_of(db, team.team_id, settings)
                left = _counted(await nights.LEFT_OVER_OF_TEAM.all(db, claimed.day, team.team_id))
                await nights.FINISH_TEAM.run(db, *at, team.team_id, left)
        except Exception as error:  # noqa: BLE001 - as above; the other teams need not wait for this one
            reason = str(error) if isinstance(error, QaError) else described(error)
            async with database.transaction() as db:
                await nights.PUT_OFF_TEAM.run(db, *at, team.team_id, reason)
    async with database.connection() as db:
        left_waiting = await nights.WAITING_TEAMS.all(db, *at)
    return f"{len(left_waiting)} teams wait for another attempt" if left_waiting else None


async def _put_off(database: Database, claimed: Night, worker: UUID, reason: str) -> None:
    log.error("night.failed", day=str(claimed.day), reason=reason)
    async with database.transaction() as db:
        await nights.RETRY_LATER.run(db, claimed.centre, claimed.day, worker, reason)


def _counted(found: Iterable[StateCount]) -> dict[str, Any]:
    return {one.state: one.count for one in found}
