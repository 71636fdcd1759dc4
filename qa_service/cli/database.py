"""The database that a command works on: the one that is set, or the embedded server, started where none runs."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

import msgspec

from qa_service.config import Settings
from qa_service.embedded.postgres import Postgres, serving
from qa_service.errors import Configuration, QaError, Unavailable
from qa_service.migrations.newest import newest
from qa_service.queue.tasks import broker_url
from qa_service.store.database import connect
from qa_service.store.schema import revision


@contextlib.contextmanager
def database(settings: Settings, *, migrate: bool = True, keep: bool = False) -> Iterator[Settings]:
    """Yield the settings with `database_url` and `broker_url` filled in.

    The embedded database is migrated here (`migrate`); one that is given is migrated by `qa migrate` alone, because
    who may change its schema is for its owner to say; raises Configuration where that was not done. `keep`: the
    embedded server is started again when it is killed.
    """
    if settings.database_url is not None:
        if migrate:
            _check(settings.database_url)
        yield _with(settings, settings.database_url)
        return
    with serving(settings.home) as server, _revived(server) if keep else contextlib.nullcontext():
        ready = _with(settings, server.url)
        if migrate:
            upgrade(ready)
        yield ready


def upgrade(settings: Settings) -> str:
    """Migrate and return the revision."""
    from qa_service.migrations.upgrade import upgrade as run

    assert settings.database_url is not None
    assert settings.broker_url is not None
    kind, _, at = settings.broker_url.partition("://")
    return run(settings.database_url, queue=f"postgresql://{at}" if kind == "pgmq" else None)


def _check(url: str) -> None:
    """A newer schema serves an older program; a server that is away is waited for by whoever needs it."""
    with contextlib.suppress(Unavailable):
        found = asyncio.run(_revision(url))
        if found is None or int(found) < int(newest()):
            at = f"its schema is at revision {found}" if found else "it has no schema"
            raise Configuration(f"QA_DATABASE_URL: {at}, and this program needs {newest()}: run 'qa migrate'")


async def _revision(url: str) -> str | None:
    opened = await connect(url, largest=1)
    try:
        async with opened.connection() as db:
            return await revision(db)
    finally:
        await opened.close()


@contextlib.contextmanager
def _revived(server: Postgres) -> Iterator[None]:
    """Start the server again where it was killed, inside the block."""
    stopping = threading.Event()

    def keep() -> None:
        while not stopping.wait(0.5):
            with contextlib.suppress(QaError, OSError):  # the next half second tries again
                if not server.alive():
                    server.start()

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()


def _with(settings: Settings, url: str) -> Settings:
    return msgspec.structs.replace(settings, database_url=url, broker_url=broker_url(url, settings.broker_url))
