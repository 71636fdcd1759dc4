"""A caller who asks too fast waits, whichever process they ask; nobody else does."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn

from qa_service.access import keys, limits
from qa_service.access.limits import Limits
from qa_service.api import app
from qa_service.cli.serve import server_of
from qa_service.config import Settings
from qa_service.errors import TooMany
from qa_service.store import allowances
from qa_service.store.database import Database

pytestmark = pytest.mark.integration


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def pass_by(database: Database, seconds: float) -> None:
    async with database.transaction() as db:
        await db.execute("update allowance set at = at - $1 * interval '1 second'", seconds)


async def taken(found: Limits, database: Database, caller: str, most: int) -> int:
    """How many of `most` requests are let through."""
    for number in range(most):
        try:
            await found.take(database, caller)
        except TooMany:
            return number
    return most


async def test_tokens_run_out_and_come_back_evenly(database):
    clock = Clock()
    found = Limits(6, clock)
    assert await taken(found, database, "a", 7) == 6
    with pytest.raises(TooMany, match="more than 6 requests a minute; try again in 10 s") as raised:
        await found.take(database, "a")
    assert raised.value.seconds == 10
    await found.take(database, "b")
    await pass_by(database, 20)
    with pytest.raises(TooMany):  # it was told to wait ten seconds, and here none passed
        await found.take(database, "a")
    clock.now = 10.0
    assert await taken(found, database, "a", 5) == 2
    with pytest.raises(TooMany, match="not valid"):
        await found.check(database, "a")
    await found.check(database, "b")
    await found.check(database, "nobody yet")


async def test_processes_share_what_there_is(database):
    began = time.monotonic()
    processes = [Limits(600), Limits(600), Limits(600)]
    let_through = [await taken(one, database, "a", 1000) for one in processes]
    assert 600 <= sum(let_through) <= 610 + 10 * (time.monotonic() - began)
    await pass_by(database, 30)
    began = time.monotonic()
    waited = [Limits(600), Limits(600)]
    at_once = await asyncio.gather(*(taken(one, database, "a", 1000) for one in waited))
    assert 300 <= sum(at_once) <= 310 + 10 * (time.monotonic() - began)
    assert [await taken(one, database, "b", 10) for one in waited] == [10, 10]


async def test_many_at_once_fetch_once(database):
    found = Limits(6000)
    await asyncio.gather(*(found.take(database, "a") for _ in range(50)))
    async with database.connection() as db:
        assert await db.fetchval("select remaining from allowance") == 5900


async def test_no_limit(database):
    found = Limits(0)
    assert await taken(found, database, "a", 1000) == 1000
    await found.check(database, "a")
    async with database.connection() as db:
        assert await db.fetchval("select count(*) from allowance") == 0


async def test_who_is_forgotten_has_no_more_for_it(database, monkeypatch):
    monkeypatch.setattr(limits, "MOST_CALLERS", 3)
    found = Limits(6)
    assert await taken(found, database, "busy", 10) == 6
    for number in range(5):
        await found.take(database, f"other {number}")
    assert len(found._callers) <= 3
    assert await taken(found, database, "busy", 10) == 0


async def test_rows_go_when_they_mean_nothing(database):
    found = Limits(60)
    await found.take(database, "a")
    async with database.transaction() as db:
        assert await allowances.FORGET.run(db) == 0
    await pass_by(database, 121)
    async with database.transaction() as db:
        assert await allowances.FORGET.run(db) == 1


@contextlib.asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[str]:
    """Serve as `qa serve` does, on a free port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        found.listen()
        server: uvicorn.Server = server_of(settings)
        running = asyncio.create_task(server.serve([found]))
        try:
            yield f"http://127.0.0.1:{found.getsockname()[1]}"  # who connects before it serves waits in the queue
        finally:
            server.should_exit = True
            await running


@pytest.mark.parametrize(
    ("trusted", "others"),
    [
        (None, 200),  # a proxy on this machine is believed
        ("127.0.0.1", 200),
        ("*", 200),
        ("192.0.2.1", 429),  # whoever asks here is no proxy of ours: all that they send counts as theirs
    ],
)
async def test_behind_a_proxy_each_address_is_counted_apart(trusted, others, database, settings, monkeypatch):
    monkeypatch.setattr(app, "FAILURES", 6)  # so few that none comes back within this test
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    if trusted is not None:
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", trusted)
    async with database.transaction() as db:
        key = await keys.create(db, name="me", role="admin")

    async with serving(settings) as url, httpx.AsyncClient(base_url=url, timeout=60) as client:

        async def asked(key: str, address: str) -> int:
            headers = {"Authorization": f"Bearer {key}", "X-Forwarded-For": address}
            return (await client.get("/v1/nights", headers=headers)).status_code

        tried = [await asked(f"qa_{number}", "198.51.100.7") for number in range(6)]
        assert set(tried) == {401}
        assert await asked(key, "198.51.100.7") == 429
        assert await asked(key, "198.51.100.8") == others
