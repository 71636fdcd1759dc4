"""Hold a claim while computing: a heartbeat keeps the lease alive; a killed worker's lease runs out by itself.

A worker that is told to stop finishes what is short, and gives back what is long: it is begun again elsewhere at once.
"""

import asyncio
import contextlib
import mmap
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import structlog

from qa_service.errors import described
from qa_service.store.database import Command, Database

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

GRACE_SECONDS = 5.0
"""How long work may go on once the worker is told to stop; less than who stops it waits before it kills."""


class GivenBack(Exception):
    """The worker is stopping: the claim is to be given back, and the attempt not counted."""


class Stopping:
    """Whether this worker is told to stop: one byte that its processes share from before they were forked."""

    def __init__(self) -> None:
        self._told = mmap.mmap(-1, 1)

    def tell(self) -> None:
        """Called from a signal: takes no lock, waits for nothing."""
        self._told[0] = 1

    def told(self) -> bool:
        return self._told[0] == 1


stopping = Stopping()


async def unless_stopped(work: Awaitable[Result], told: Stopping = stopping) -> Result:
    """Wait for `work`; raises GivenBack where it is not done GRACE_SECONDS after the worker was told to stop."""
    task = asyncio.ensure_future(work)
    left = GRACE_SECONDS
    while left > 0:
        done, _ = await asyncio.wait({task}, timeout=0.5)
        if done:
            return task.result()
        left -= 0.5 if told.told() else 0
    task.cancel()
    raise GivenBack


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
    """Repeat `step` while it finds something, for `seconds` or until the worker is to stop; True: some may be left."""
    deadline = asyncio.get_running_loop().time() + seconds
    while await step():
        if stopping.told() or asyncio.get_running_loop().time() > deadline:
            return True
    return False
