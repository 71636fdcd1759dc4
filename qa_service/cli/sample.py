"""The sample centre taken in by the real pipeline: imported here, transcribed, scored and reported by the workers."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from qa_service.access.hash_key import master_key
from qa_service.cli.progress import bar
from qa_service.config import Settings
from qa_service.embedded.sample_centre.calls import recordings
from qa_service.embedded.sample_centre.centre import generate
from qa_service.errors import Unavailable
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.night import last_due
from qa_service.pipeline.spool import drop, spool_of, write
from qa_service.queue import tasks
from qa_service.store import interactions, nights, people, reports
from qa_service.store.database import Database

BATCH = 200
PATIENCE = 600.0


async def take_in(store: Database, settings: Settings, alive: Callable[[], None]) -> None:
    """Import, then wait while the workers do the rest, as long as they are `alive`; what is there is not done again."""
    assert settings.broker_url is not None
    sender = tasks.Sender(tasks.app(settings.broker_url))
    moved = await _import(store, settings, sender)
    total = await _count(store)
    await _until("Scoring", total, lambda: _count(store, "scored", "failed"), alive)
    async with store.connection() as db:
        written = await reports.LATEST.all(db)
    if moved or not written:
        await _night(store, settings, sender, alive)


async def _night(store: Database, settings: Settings, sender: tasks.Sender, alive: Callable[[], None]) -> None:
    """Ask for last night once more, now that everything is scored, and wait for it and its reports."""
    day = last_due(datetime.now(settings.zone), settings)
    async with store.transaction() as db:
        await nights.AGAIN.run(db, settings.centre, day)
        teams = len(await people.ALL_TEAMS.all(db))
    await tasks.wake(sender, "night")

    async def done() -> int:
        async with store.connection() as db:
            night = await nights.GET.one(db, settings.centre, day)
            found = await reports.PAGE.all(db, None, None, 500, None)
        if night is None or night.state != "done":
            return 0
        return 1 + teams - sum(row.state == "waiting" for row in found)

    await _until("Computing and writing reports", 1 + teams, done, alive)


async def _import(store: Database, settings: Settings, sender: tasks.Sender) -> int:
    """Take in calls first: they take longest. Returns how many interactions were new or changed."""
    key = master_key(settings)
    spool = spool_of(settings)
    calls = [(interaction, path) for path, interaction in recordings()]
    chats = await asyncio.to_thread(lambda: list(generate()))
    moved = 0
    with bar("Importing", len(calls) + len(chats)) as done:
        spooled = []
        for interaction, path in calls:
            with path.open("rb") as audio:
                spooled.append(Incoming(interaction, (write(audio, "both", spool),)))
        moved += await _take(store, settings, spooled, key)
        await tasks.wake(sender, "transcribe")
        for start in range(0, len(chats), BATCH):
            moved += await _take(store, settings, [Incoming(chat) for chat in chats[start : start + BATCH]], key)
            done(len(calls) + min(start + BATCH, len(chats)))
            if start % (10 * BATCH) == 0:
                await tasks.wake(sender, "score")
    await tasks.wake(sender, "score")
    return moved


async def _take(store: Database, settings: Settings, incoming: Sequence[Incoming], key: bytes) -> int:
    taken = await ingest(store, incoming, master_key=key, zone=settings.zone)
    for item, result in zip(incoming, taken, strict=True):
        if result.status == "known":
            drop(settings.spool, item.recordings)
    return sum(result.status != "known" for result in taken)


async def _count(store: Database, *states: str) -> int:
    async with store.connection() as db:
        return sum(row.count for row in await interactions.STATES.all(db) if not states or row.state in states)


async def _until(what: str, total: int, count: Callable[[], Awaitable[int]], alive: Callable[[], None]) -> None:
    """Wait with a bar until `count` reaches `total`; Unavailable when nothing moves for ten minutes."""
    last, moved_at = -1, time.monotonic()
    with bar(what, total) as done:
        while last < total:
            alive()
            now = await count()
            if now != last:
                last, moved_at = now, time.monotonic()
                done(now)
            if time.monotonic() - moved_at > PATIENCE:
                raise Unavailable(f"{what.lower()} stands still at {last} of {total}; the workers' logs say why")
            await asyncio.sleep(0.2)
