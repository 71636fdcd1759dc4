"""The Celery application of the workers: one event loop and one pool per process, made after the fork."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from celery import signals

from qa_service import config, logs
from qa_service.errors import Configuration, Unavailable
from qa_service.pipeline.lease import GivenBack, stopping
from qa_service.queue import tasks
from qa_service.worker.context import Context
from qa_service.worker.heart import Heart

log = structlog.get_logger(__name__)

settings = config.read()
if settings.database_url is None:
    raise Configuration("QA_DATABASE_URL is not set; start workers by 'qa work', which sets it")
logs.configure(settings)
celery = tasks.app(tasks.broker_url(settings.database_url, settings.broker_url), settings.timezone)
sender = tasks.Sender(celery)


class Process:
    """What a worker process keeps from task to task."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None
        self._context: Context | None = None

    def run(self, work: Callable[[Context], Awaitable[None]]) -> None:
        """Run one task's coroutine. A part that is away is no failure: the rows wait, and the sweep wakes us again."""
        if self._runner is None:
            self._runner = asyncio.Runner()
            self._context = Context(settings, sender)
        assert self._context is not None
        context = self._context

        async def guarded() -> None:
            try:
                await work(context)
            except Unavailable as error:
                log.warning("task.put_off", reason=str(error))
            except GivenBack:
                # What computes still cannot be told to end, and nobody waits for it: its process goes now.
                os._exit(0)

        self._runner.run(guarded())

    def close(self) -> None:
        if self._runner is not None and self._context is not None:
            self._runner.run(self._context.close())
            self._runner.close()


process = Process()
heart: list[Heart] = []


@signals.setup_logging.connect
def _our_logs(**_: object) -> None:
    """Celery leaves logging alone where somebody listens to this."""


@signals.worker_ready.connect
def _live(sender: Any, **_: object) -> None:
    queue = next(iter(sender.app.amqp.queues.consume_from), tasks.SHORT)
    heart.append(Heart(settings, str(sender.hostname), queue))
    heart[-1].start()


@signals.worker_shutting_down.connect
def _cease(**_: object) -> None:
    stopping.tell()
    while heart:
        heart.pop().cease()


@signals.worker_process_shutdown.connect
def _close(**_: object) -> None:
    process.close()


from qa_service.worker import schedule  # noqa: E402, F401 - tasks register themselves on `celery` above
