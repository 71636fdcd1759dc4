"""Names of the tasks, and sending them. A message only wakes a worker: what there is to do stands in rows."""

import asyncio
from datetime import timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import structlog
from celery import Celery
from kombu import Exchange, Queue
from kombu.exceptions import OperationalError

from qa_service.errors import Unavailable

log = structlog.get_logger(__name__)

Task = Literal["transcribe", "score", "refresh", "report", "night", "sweep", "erase", "deliver", "watch", "mail"]

TRANSCRIBE, SHORT, WATCH = "qa_transcribe", "qa_short", "qa_watch"
ROUTES: dict[Task, str] = {
    "transcribe": TRANSCRIBE,
    "score": SHORT,
    "refresh": SHORT,
    "report": SHORT,
    "night": SHORT,
    "sweep": WATCH,
    "erase": SHORT,
    "deliver": SHORT,
    "watch": SHORT,
    "mail": SHORT,
}
SWEEP_SECONDS = 5.0
NIGHT_SECONDS = 60.0
TICKS: tuple[tuple[Task, float], ...] = (
    ("sweep", SWEEP_SECONDS),
    ("night", NIGHT_SECONDS),
    ("watch", NIGHT_SECONDS),
    ("mail", NIGHT_SECONDS),
)
# A wake that nobody took for this long is stale: the sweep has sent others since, and they must not pile up.
EXPIRES_SECONDS = 20


def broker_url(database_url: str, given: str | None) -> str:
    """The broker's address: as given, or pgmq on the service's own database."""
    return given or database_url.replace("postgresql://", "pgmq://", 1)


def app(broker: str, timezone: str = "UTC") -> Celery:
    """Make the Celery application that senders and workers share."""
    made = Celery("qa_service", broker=broker)
    options: dict[str, Any] = {}
    if broker.startswith("pgmq"):
        options = {"init_extension": False, "wait_time_seconds": 0, "polling_interval": 1, "use_notify": True}
    made.conf.update(
        broker_transport_options=options,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        task_queues=[Queue(name, Exchange(name), routing_key=name) for name in (TRANSCRIBE, SHORT, WATCH)],
        task_default_queue=SHORT,
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_acks_late=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=4,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        timezone=ZoneInfo(timezone).key,
        beat_schedule={
            name: {
                "task": name,
                "schedule": timedelta(seconds=seconds),
                "options": {"queue": ROUTES[name], "expires": seconds * 2},
            }
            for name, seconds in TICKS
        },
    )
    return made


class Sender:
    """Wakes workers; call it after the commit, so that what they look for is there."""

    def __init__(self, celery: Celery) -> None:
        self._celery = celery

    async def send(self, *tasks: Task) -> None:
        await asyncio.to_thread(self.send_now, *tasks)

    async def check(self) -> None:
        """Raise Unavailable where the broker does not answer."""
        await asyncio.to_thread(self._check)

    def _check(self) -> None:
        try:
            with self._celery.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=5)
        except (OperationalError, OSError) as error:
            raise Unavailable(f"the broker does not answer: {error}") from error

    def send_now(self, *tasks: Task) -> None:
        """Send without an event loop. A broker that is away is no loss for rows: the sweep sends again."""
        for task in tasks:
            try:
                self._celery.send_task(
                    task, queue=ROUTES[task], expires=EXPIRES_SECONDS, retry=True, retry_policy={"max_retries": 2}
                )
            except (OperationalError, OSError) as error:
                raise Unavailable(f"the broker does not answer: {error}") from error


async def wake(sender: Sender, *tasks: Task) -> None:
    """Send, and let a broker that is away be: what was stored waits, and the sweep wakes workers later."""
    try:
        await sender.send(*tasks)
    except Unavailable as error:
        log.warning("queue.away", reason=str(error))
