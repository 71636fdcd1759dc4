"""Each worker says that it lives: a thread of its main process writes a row every few seconds."""

import asyncio
import threading
from datetime import UTC, datetime
from typing import Any

import structlog

from qa_service.config import Settings
from qa_service.errors import described
from qa_service.pipeline.readiness import speech
from qa_service.queue.tasks import TRANSCRIBE
from qa_service.store import watching
from qa_service.store.database import connect

log = structlog.get_logger(__name__)

SECONDS = 10.0


class Heart:
    """Beats from `start` to `cease`; a database that is away stops no worker."""

    def __init__(self, settings: Settings, name: str, queue: str, seconds: float = SECONDS) -> None:
        self._settings, self._name, self._queue, self._seconds = settings, name, queue, seconds
        self._born = datetime.now(UTC)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def cease(self) -> None:
        """Beat no more; waits for nothing, because this is called from a signal."""
        self._stopping.set()

    def _run(self) -> None:
        while True:
            try:
                asyncio.run(self._beat())
            except Exception as error:  # noqa: BLE001 - the next beat tries again
                log.warning("heart.missed", error=described(error))
            if self._stopping.wait(self._seconds):
                return

    async def _beat(self) -> None:
        heard = speech(self._settings) if self._queue == TRANSCRIBE else None
        told: tuple[Any, ...] = (heard.said, heard.ok) if heard else (None, True)
        assert self._settings.database_url is not None
        database = await connect(self._settings.database_url, largest=1)
        try:
            async with database.transaction() as db:
                await watching.BEAT.run(db, self._name, self._queue, self._born, *told)
                await watching.FORGET_BEATS.run(db)
        finally:
            await database.close()
