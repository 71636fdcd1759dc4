"""A database of its own for each test, cloned from the migrated one."""

import contextlib
import dataclasses
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import asyncpg
import msgspec
import pytest

from qa_service.config import Settings
from qa_service.embedded.postgres import Postgres
from qa_service.queue.tasks import broker_url
from qa_service.store.database import Database, connect
from tests.rights import Filled, filled

_numbers = count()


@contextlib.asynccontextmanager
async def _cloned(server: Postgres, template: str = "qa") -> AsyncIterator[str]:
    name = f"test_{next(_numbers)}"
    admin = await asyncpg.connect(server.url.rpartition("/")[0] + "/postgres")
    await admin.execute(f"create database {name} template {template}")
    yield server.url.rpartition("/")[0] + f"/{name}"
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest.fixture
async def url(server: Postgres) -> AsyncIterator[str]:
    async with _cloned(server) as made:
        yield made


@pytest.fixture(scope="session")
async def first_peopled(server: Postgres, home: Path) -> AsyncIterator[Filled]:
    """A scored centre with somebody of every role, filled once; nobody opens it, so that it can be copied."""
    async with _cloned(server) as made:
        opened = await connect(made, largest=2)
        settings = Settings(
            home=home / "peopled", database_url=made, broker_url=broker_url(made, None), min_cell=2, segments="plan"
        )
        found = await filled(opened, settings)
        await opened.close()
        yield found


@pytest.fixture(scope="session")
async def peopled(server: Postgres, first_peopled: Filled) -> AsyncIterator[Filled]:
    """A copy for all tests that leave in it what they find; what they looked at stands in its log."""
    async with _copied(server, first_peopled) as made:
        yield made


@pytest.fixture
async def peopled_copy(server: Postgres, first_peopled: Filled) -> AsyncIterator[Filled]:
    """The same in a database of its own, for a test that changes it or reads its log."""
    async with _copied(server, first_peopled) as made:
        yield made


@contextlib.asynccontextmanager
async def _copied(server: Postgres, first: Filled) -> AsyncIterator[Filled]:
    async with _cloned(server, str(first.settings.database_url).rpartition("/")[2]) as made:
        changed = {"database_url": made, "broker_url": broker_url(made, None)}
        yield dataclasses.replace(first, settings=msgspec.structs.replace(first.settings, **changed))


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = await connect(url, largest=4)
    yield opened
    await opened.close()


@pytest.fixture
def settings(home: Path, url: str) -> Settings:
    return Settings(home=home, database_url=url, broker_url=broker_url(url, None), lease_seconds=3)
