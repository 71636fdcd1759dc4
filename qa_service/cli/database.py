"""The database that a command works on: the one that is set, or the embedded server, started where none runs."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from qa_service.config import Settings
from qa_service.queue.tasks import broker_url


@contextlib.contextmanager
def database(settings: Settings, *, migrate: bool = True) -> Iterator[Settings]:
    """Yield the settings with `database_url` and `broker_url` filled in.

    The embedded database is migrated here (`migrate`); one that is given is migrated by `qa migrate` alone, because
    who may change its schema is for its owner to say.
    """
    if settings.database_url is not None:
        yield _with(settings, settings.database_url)
        return
    from qa_service.embedded.postgres import serving

    with serving(settings.home) as server:
        ready = _with(settings, server.url)
        if migrate:
            upgrade(ready)
        yield ready


def upgrade(settings: Settings) -> str:
    """Migrate and return the revision."""
    from qa_service.migrations.upgrade import upgrade as run

    assert settings.database_url is not None
    assert settings.broker_url is not None
    return run(settings.database_url, queue=settings.broker_url.startswith("pgmq"))


def reviving(home: Path) -> Callable[[], None]:
    """A watch that starts the embedded server of `home` again where it was killed."""
    from qa_service.embedded.postgres import Postgres

    server = Postgres(home)

    def watch() -> None:
        if not server.alive():
            server.start()

    return watch


def _with(settings: Settings, url: str) -> Settings:
    return msgspec.structs.replace(settings, database_url=url, broker_url=broker_url(url, settings.broker_url))
