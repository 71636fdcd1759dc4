"""Names of the tasks, and sending them. A message only wakes a worker: what there is to do stands in rows."""

import asyncio
import time
from datetime import timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import structlog
from celery import Celery
from kombu import Exchange, Queue

from qa_service.errors import Unavailable, described

log = structlog.get_logger(__name__)

Task = Literal[
    "transcribe", "score", "refresh", "report", "night", "sweep", "erase", "deliver", "watch", "mail", "trial"
]  # fmt: skip

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
    "trial": SHORT,
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
# Messages that a killed worker had fetched come back after this long; by then they are stale, and only dropped.
INVISIBLE_SECONDS = 60
CONNECT_SECONDS = 3
ANSWER_SECONDS = 5
"""How long a broker may take to confirm; one that is blocked by its disk or memory never does."""
AWAY_SECONDS = 5.0
"""How long nothing is sent after a broker was found away: requests must not queue up behind it."""


def broker_url(database_url: str, given: str | None) -> str:
    """The broker's address: as given, or pgmq on the service's own database."""
    return given or database_url.replace("postgresql://", "pgmq://", 1)


def transport(broker: str) -> dict[str, Any]:
    """What the broker's driver is told, by the scheme of its address."""
    kind = broker.partition("://")[0]
    if kind == "pgmq":
        return {
            "init_extension": False,
            "visibility_timeout": INVISIBLE_SECONDS,
            "pool_timeout": 2 * ANSWER_SECONDS,
            "wait_time_seconds": 0,
            "polling_interval": 1,
            "use_notify": True,
        }
    if kind in {"redis", "rediss"}:
        return {
            "visibility_timeout": INVISIBLE_SECONDS,
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": 2 * ANSWER_SECONDS,
            "socket_keepalive": True,
        }
    return {"confirm_publish": True}


def prefetch(broker: str) -> int:
    """How many messages a process may hold; 0 is any number.

    Where kombu itself counts them, an acknowledgement that is lost with a connection counts for ever: as many losses
    as the limit, and a worker never reads again, nor sees that its connection is gone. RabbitMQ counts for itself.
    """
    return 4 if broker.partition("://")[0] in {"amqp", "amqps"} else 0


def app(broker: str, timezone: str = "UTC") -> Celery:
    """Make the Celery application that senders and workers share."""
    made = Celery("qa_service", broker=broker)
    made.conf.update(
        broker_transport_options=transport(broker),
        broker_connection_timeout=CONNECT_SECONDS,
        broker_heartbeat=20,
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
        worker_prefetch_multiplier=prefetch(broker),
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
        self._away_until = 0.0

    async def send(self, *tasks: Task) -> None:
        await asyncio.to_thread(self.send_now, *tasks)

    async def check(self) -> None:
        """Raise Unavailable where the broker does not answer."""
        await asyncio.to_thread(self._check)

    def _check(self) -> None:
        try:
            with self._celery.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=ANSWER_SECONDS)
        except Exception as error:
            raise _away(error) from error

    def send_now(self, *tasks: Task) -> None:
        """Send without an event loop, or raise Unavailable: no loss for rows, the sweep sends again."""
        if time.monotonic() < self._away_until:
            raise Unavailable(f"the broker did not answer within the last {AWAY_SECONDS:.0f} s")
        for task in tasks:
            try:
                self._celery.send_task(
                    task, queue=ROUTES[task], expires=EXPIRES_SECONDS, retry=True, retry_policy={"max_retries": 1},
                    confirm_timeout=ANSWER_SECONDS,
                )  # fmt: skip
            except Exception as error:
                self._away_until = time.monotonic() + AWAY_SECONDS
                raise _away(error) from error


def _away(error: Exception) -> Unavailable:
    """Whatever a broker's driver raises: each has a tree of its own, and none of it may reach a request."""
    return Unavailable(f"the broker does not answer: {described(error)}")


async def wake(sender: Sender, *tasks: Task) -> None:
    """Send, and let a broker that is away be: what was stored waits, and the sweep wakes workers later."""
    try:
        await sender.send(*tasks)
    except Unavailable as error:
        log.warning("queue.away", reason=str(error))
