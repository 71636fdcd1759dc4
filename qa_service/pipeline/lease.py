"""Hold a claim while computing: a heartbeat keeps the lease alive; a killed worker's lease runs out by itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import structlog

from qa_service.errors import described
from qa_service.store.database import Command, Database

log = structlog.get_logger(__name__)


@contextlib.asynccontextmanager
async def heartbeat(database: Database, statement: Command, worker: UUID, lease: float) -> AsyncIterator[None]:
    """Renew `worker`'s leases for `lease` seconds, three times a lease (at most every 15 s), inside the block."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(min(15.0, lease / 3))
            try:
                async with database.transaction() as db:
                    await statement.run(db, worker, lease)
            except Exception as error:  # noqa: BLE001 - the next beat tries again; a lost lease is refused later
                log.warning("heartbeat.missed", error=described(error))

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until_nothing(step: Callable[[], Awaitable[int]], *, seconds: float) -> bool:
    """Repeat `step` until it finds nothing to do or `seconds` have passed; True when something may be left."""
    deadline = asyncio.get_running_loop().time() + seconds
    while await step():
        if asyncio.get_running_loop().time() > deadline:
            return True
    return False
