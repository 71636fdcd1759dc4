"""What the tasks of one process share; each part is made when the first task needs it."""

import asyncio
from typing import TYPE_CHECKING

import structlog

from benchmarks import loader as benchmarks
from qa_service.access.hash_key import master_key
from qa_service.config import Settings
from qa_service.errors import Configuration
from qa_service.queue.tasks import Sender
from qa_service.store.database import Database, connect
from transcription.engine import Engine

if TYPE_CHECKING:
    from scoring.scorer import Scorer

log = structlog.get_logger(__name__)


class Context:
    def __init__(self, settings: Settings, sender: Sender) -> None:
        self.settings = settings
        self.sender = sender
        self._database: Database | None = None
        self._scorer: tuple[Scorer, dict[str, float]] | None = None
        self._engine: Engine | None = None

    @property
    def master_key(self) -> bytes:
        return master_key(self.settings)

    async def database(self) -> Database:
        if self._database is None:
            if self.settings.database_url is None:
                raise Configuration("QA_DATABASE_URL is not set")
            self._database = await connect(self.settings.database_url, largest=3)
        return self._database

    async def scorer(self) -> "tuple[Scorer, dict[str, float]]":
        """The compiled benchmarks, and each one's target."""
        if self._scorer is None:
            self._scorer = await asyncio.to_thread(self._load_scorer)
        return self._scorer

    def _load_scorer(self) -> "tuple[Scorer, dict[str, float]]":
        from scoring.scorer import Scorer  # noqa: PLC0415 - spaCy takes a second that a transcriber need not wait

        loaded = benchmarks.load(self.settings.benchmarks or benchmarks.LIBRARY)
        return Scorer(loaded), {name: benchmark.target for name, benchmark in loaded.benchmarks.items()}

    async def engine(self) -> Engine:
        if self._engine is None:
            from transcription.engine import load  # noqa: PLC0415 - a process that only scores loads no model

            self._engine = await asyncio.to_thread(
                load, self.settings.engine, self.settings.model, self.settings.domain_words
            )
        return self._engine

    async def close(self) -> None:
        if self._database is not None:
            await self._database.close()
