"""A service on a broker of its own, with leads who get mail: pgmq on the embedded PostgreSQL, the others beside Debian's."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.chaos import disk
from tests.chaos.chaos import Chaos
from tests.chaos.plan import Broker
from tests.chaos.postbox import Postbox
from tests.chaos.receiver import Receiver
from tests.chaos.servers import PostgreSQL, RabbitMQ, Redis, installed_postgres
from tests.e2e.conftest import Service

LANGUAGES = ("en", "id", "pl", "ar", "zh")


@contextlib.contextmanager
def set_up(broker: Broker, seed: int) -> Iterator[Chaos]:
    """Start everything and stop it again; the service's log is kept where the block fails."""
    with contextlib.ExitStack() as stack:
        home = Path(tempfile.mkdtemp(prefix="qa-chaos-"))
        home.chmod(0o755)
        stack.callback(_put_away, home)
        receiver = Receiver(seed)
        stack.callback(receiver.close)
        mounted = stack.enter_context(disk.small(home / "qa" / "spool"))
        (home / "qa").chmod(0o755)
        post = Postbox(home / "post", seed)
        post.start()
        stack.callback(post.close)
        service = Service(home / "qa")
        service.environment |= {
            "QA_ENGINE": "sphinx",
            "QA_WEBHOOK_PRIVATE": "true",
            "QA_CONCURRENCY": "2",
            "QA_SMTP_URL": post.url,
            "QA_MAIL_FROM": "Quality <quality@example.com>",
        }
        database, queue = None, None
        if broker != "pgmq":
            if found := installed_postgres():
                database = PostgreSQL(home / "postgres", found[-1])
                database.make()
                database.start()
                stack.callback(database.close)
                database.create()
            queue = RabbitMQ(home / "rabbitmq") if broker == "rabbitmq" else Redis(home / "redis")
            queue.start()
            stack.callback(queue.close)
            service.environment["QA_BROKER_URL"] = queue.url
        if database:
            service.environment["QA_DATABASE_URL"] = database.url
            service.run("migrate")
        service.start()
        stack.callback(service.stop)
        chaos = Chaos(service, database, queue, receiver, post)
        chaos.disk = mounted
        yield chaos


def employ(client: httpx.Client, teams: list[str], leads: int) -> None:
    """Give each team so many leads who have an address, and a language each."""
    for team in teams:
        for number in range(leads):
            name = f"lead-{number}-{team}"
            told = {
                "role": "team_lead",
                "email": f"{name}@example.com",
                "language": LANGUAGES[number % len(LANGUAGES)],
                "leads": [{"team": team, "from": "2026-01-01"}],
            }
            answer = client.put(f"/people/{name}", json=told)
            assert answer.is_success, answer.text


def _put_away(home: Path) -> None:
    """Keep the log of what broke, and nothing else."""
    log = home / "qa" / "service.log"
    if sys.exc_info()[0] is not None and log.exists():
        kept = Path(tempfile.gettempdir()) / f"{home.name}.log"
        shutil.copy(log, kept)
        print(f"  the service's log: {kept}", flush=True)
    shutil.rmtree(home, ignore_errors=True)
