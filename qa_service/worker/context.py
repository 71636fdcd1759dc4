"""What the tasks of one process share; each part is made when the first task needs it."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog

from benchmarks import loader as benchmarks
from benchmarks.benchmark_set import BenchmarkSet
from qa_service.access.hash_key import master_key
from qa_service.config import Settings
from qa_service.errors import Configuration
from qa_service.queue.tasks import Sender
from qa_service.store import models
from qa_service.store.database import Database, connect
from transcription.engine import Engine
from transcription.speakers import Diariser

if TYPE_CHECKING:
    from scoring.scorer import Scorer

log = structlog.get_logger(__name__)


class Context:
    def __init__(self, settings: Settings, sender: Sender) -> None:
        self.settings = settings
        self.sender = sender
        self._database: Database | None = None
        self._benchmarks: BenchmarkSet | None = None
        self._scorer: tuple[Scorer, dict[str, float]] | None = None
        self._models: models.Version | None = None
        self._engine: Engine | None = None
        self._diariser: Diariser | None = None
        self._plugged = False

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
        """The compiled benchmarks with the models that serve now, and each one's target."""
        async with (await self.database()).transaction() as db:
            version = await models.VERSION.one(db)
            serving = await models.SERVING.all(db) if version != self._models else []
        if self._scorer is None or version != self._models:
            self._scorer = await asyncio.to_thread(self._load_scorer, serving)
            self._models = version
        return self._scorer

    def _load_scorer(self, serving: Sequence[models.ServingModel]) -> "tuple[Scorer, dict[str, float]]":
        from qa_service.pipeline.models import scorer  # noqa: PLC0415 - a transcriber need not wait for what it loads

        if self._benchmarks is None:
            self._benchmarks = benchmarks.load(self.settings.benchmarks or benchmarks.LIBRARY)
        return scorer(self._benchmarks, serving)

    async def engine(self) -> Engine:
        if self._engine is None:
            from transcription.engine import load  # noqa: PLC0415 - a process that only scores loads no model

            # pocketsphinx brings its own model, and takes no words: those settings are Whisper's.
            told = () if self.settings.engine == "sphinx" else (self.settings.model, self.settings.domain_words)
            self._engine = await asyncio.to_thread(load, self.settings.engine, *told)
        return self._engine

    async def diariser(self) -> Diariser | None:
        """What tells voices apart on a single channel, where one is set."""
        if self._diariser is None and self.settings.diariser is not None:
            from transcription.sherpa import Sherpa  # noqa: PLC0415 - an extra, where it is set

            self._diariser = await asyncio.to_thread(Sherpa, self.settings.diariser)
        return self._diariser

    def plug_recognisers(self) -> None:
        """Have this process redact by the models of names too, where any are set."""
        if not self._plugged:
            from qa_service.pipeline.recognisers import plug  # noqa: PLC0415 - only who transcribes redacts

            plug(self.settings)
            self._plugged = True

    async def close(self) -> None:
        if self._database is not None:
            await self._database.close()
