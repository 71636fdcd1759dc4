"""Find what waits with nobody at work on it, and give up what has failed three times."""

from qa_service.queue.tasks import Task
from qa_service.store import agent_days, interactions, reports
from qa_service.store.database import Database

_NEXT: dict[str, Task] = {"received": "transcribe", "transcribed": "score"}


async def sweep(database: Database) -> list[Task]:
    """Return the tasks to wake: rows are the truth, and a message that was lost with its worker is made again here."""
    async with database.transaction() as db:
        await interactions.GIVE_UP.run(db)
        await reports.GIVE_UP.run(db)
        due: list[Task] = [_NEXT[found.state] for found in await interactions.DUE.all(db)]
        if await agent_days.DIRTY.value(db):
            due.append("refresh")
        if await reports.WAITING.value(db):
            due.append("report")
    return due
