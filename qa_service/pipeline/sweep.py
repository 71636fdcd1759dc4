"""Find what waits with nobody at work on it, give up what has failed three times, clear what nobody needs."""

import asyncio
import time
from pathlib import Path

from qa_service.config import Settings
from qa_service.pipeline.erasure import PEAKS
from qa_service.queue.tasks import Task
from qa_service.store import agent_days, cases, erasures, interactions, mails, reports, trials, webhooks
from qa_service.store.database import Database

_NEXT: dict[str, Task] = {"received": "transcribe", "transcribed": "score"}
ROWS_A_WAKE = 500
MOST_WAKES = 8
# Younger files may belong to an upload whose row is not committed yet.
UPLOAD_SECONDS = 3600.0


async def sweep(database: Database, settings: Settings) -> list[Task]:
    """Return the tasks to wake: rows are the truth, and a message that was lost with its worker is made again here."""
    due: list[Task] = []
    async with database.transaction() as db:
        await interactions.GIVE_UP.run(db)
        await reports.GIVE_UP.run(db)
        await erasures.GIVE_UP.run(db)
        await trials.GIVE_UP.run(db)
        await trials.FORGET_OLD.run(db)
        for found in await interactions.DUE.all(db):
            task = _NEXT[found.state]
            due.extend(task for _ in range(min(MOST_WAKES, 1 + found.count // ROWS_A_WAKE)))
        if await agent_days.DIRTY.value(db) or await cases.DIRTY.value(db):
            due.append("refresh")
        if await reports.WAITING.value(db):
            due.append("report")
        if await erasures.WAITING.value(db):
            due.append("erase")
        if await webhooks.DUE.value(db):
            due.append("deliver")
        if settings.smtp_url and await mails.WAITING.value(db, settings.mode == "pseudonymous"):
            due.append("mail")
        if await trials.WAITING.value(db):
            due.append("trial")
        spooled = set(await interactions.SPOOLED.values(db))
        playable = set(await interactions.PLAYABLE.values(db))
    await asyncio.to_thread(_clear, settings.spool, spooled)
    await asyncio.to_thread(
        _clear, settings.audio, playable | {str(Path(name).with_suffix(PEAKS)) for name in playable}
    )
    return due


def _clear(folder: Path, needed: set[str]) -> None:
    """Remove recordings that no row names: of a version that was replaced, or of an upload that broke off."""
    before = time.time() - UPLOAD_SECONDS
    for file in folder.glob("*"):
        if file.name not in needed and file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
