"""Retention: what is older than its kind may be kept goes, night by night, and the run says what.

Scores, facts and what follows from them stay: they hold nobody's words. What waits to be worked on is left until it is
done.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import structlog

from qa_service.config import Settings
from qa_service.pipeline.erasure import strip_cards, unlink
from qa_service.pipeline.night import last_due
from qa_service.store import retention
from qa_service.store.database import Command, Connection, Database
from qa_service.store.retention import Run

log = structlog.get_logger(__name__)

BATCH = 500
KINDS = ("transcripts", "audio", "evidence", "reports", "audit", "events")
LEFT: dict[str, Command] = {
    "transcripts": retention.WORDS_LEFT,
    "audio": retention.AUDIO_LEFT,
    "evidence": retention.EVIDENCE_LEFT,
    "reports": retention.REPORTS_LEFT,
    "audit": retention.AUDIT_LEFT,
    "events": retention.EVENTS_LEFT,
}
BY_MOMENT = ("audit", "events")
Removed = dict[str, Any]


def cutoffs(settings: Settings, now: datetime) -> dict[str, date]:
    """The first day that stays, by kind that has a limit; counted from the last day whose night has come."""
    today = last_due(now, settings) + timedelta(days=1)
    days = {kind: getattr(settings, f"retain_{kind}_days") for kind in KINDS}
    return {kind: today - timedelta(days=limit) for kind, limit in days.items() if limit is not None}


async def retain(database: Database, settings: Settings, *, now: datetime | None = None) -> dict[str, Removed]:
    """Remove what is too old; returns what went, by kind. Nothing for kinds that were brought as far today already."""
    done: dict[str, Removed] = {}
    for kind, before in cutoffs(settings, now or datetime.now(settings.zone)).items():
        async with database.connection() as db:
            last = await retention.LAST.one(db, kind)
        if last is not None and last.through >= before:
            continue
        removed = await _REMOVE[kind](database, settings, before, last)
        async with database.transaction() as db:
            await retention.NOTE.run(db, kind, before, removed)
        done[kind] = {"before": before.isoformat(), **removed}
        log.info("retention.done", kind=kind, before=str(before), removed=removed)
    await unlink(database, settings)
    return done


async def would(database: Database, settings: Settings, *, now: datetime | None = None) -> dict[str, Removed]:
    """What `retain` would remove; removes nothing."""
    found: dict[str, Removed] = {}
    for kind, before in cutoffs(settings, now or datetime.now(settings.zone)).items():
        limit: Any = _midnight(before, settings) if kind in BY_MOMENT else before
        async with database.connection() as db:
            found[kind] = {"before": before.isoformat(), "would_go": await LEFT[kind].value(db, limit)}
            if kind == "transcripts":
                found[kind]["whole_months"] = [one.name for one in await retention.whole_months(db, before)]
    return found


async def _words(database: Database, _: Settings, before: date, last: Run | None) -> Removed:
    dropped: list[str] = []
    turns = 0
    async with database.connection() as db:
        for partition in await retention.whole_months(db, before):
            rows = await retention.drop(db, partition)
            if rows is not None:
                dropped.append(partition.name)
                turns += rows if partition.parent == "turn" else 0

    async def forget(db: Connection, ids: list[UUID]) -> int:
        return await retention.FORGET_TURNS.run(db, ids)

    return {"turns": turns + await _each(database, before, last, forget), "whole_months": dropped}


async def _evidence(database: Database, _: Settings, before: date, last: Run | None) -> Removed:
    return {"scorecards": await _each(database, before, last, strip_cards)}


async def _audio(database: Database, settings: Settings, before: date, last: Run | None) -> Removed:
    async def forget(db: Connection, ids: list[UUID]) -> int:
        return await retention.FORGET_AUDIO.run(db, ids) + await retention.FORGET_ORIGINALS.run(db, ids)

    files = await _each(database, before, last, forget)
    await unlink(database, settings)
    return {"files": files}


async def _reports(database: Database, _: Settings, before: date, __: Run | None) -> Removed:
    async with database.transaction() as db:
        return {"reports": await retention.FORGET_REPORTS.run(db, before)}


async def _audit(database: Database, settings: Settings, before: date, _: Run | None) -> Removed:
    async with database.transaction() as db:
        await retention.ALLOW_AUDIT.value(db)
        return {"entries": await retention.FORGET_AUDIT.run(db, _midnight(before, settings))}


async def _events(database: Database, settings: Settings, before: date, _: Run | None) -> Removed:
    async with database.transaction() as db:
        return {"events": await retention.FORGET_EVENTS.run(db, _midnight(before, settings))}


async def _each(
    database: Database,
    before: date,
    last: Run | None,
    forget: Callable[[Connection, list[UUID]], Awaitable[int]],
) -> int:
    """Batch by batch, each a transaction: one that is broken off leaves the rest for the next."""
    since = last.at - timedelta(days=1) if last else datetime(1970, 1, 1, tzinfo=UTC)
    count, after = 0, None
    while True:
        async with database.transaction() as db:
            ids = list(await retention.due(db, before, last, after, since, BATCH))
            if not ids:
                return count
            count += await forget(db, ids)
            after = ids[-1]


def _midnight(day: date, settings: Settings) -> datetime:
    return datetime.combine(day, time(), settings.zone)


_REMOVE: dict[str, Callable[[Database, Settings, date, Run | None], Awaitable[Removed]]] = {
    "transcripts": _words,
    "audio": _audio,
    "evidence": _evidence,
    "reports": _reports,
    "audit": _audit,
    "events": _events,
}
