"""Latency of reads over HTTP, beside the barest handlers with the same SQL: `python -m tests.performance.api`.

Both applications are served by uvicorn, one process each, on the embedded PostgreSQL; requests go to one and the other
in turn, over one connection that stays open. Audited routes wait for their row in the log and are shown apart.
"""

import asyncio
import multiprocessing
import shutil
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import uvicorn
from litestar import Litestar, get
from litestar.params import FromPath

from benchmarks.loader import load
from qa_service import logs
from qa_service.access import keys
from qa_service.api.app import create
from qa_service.cli.database import upgrade
from qa_service.config import Settings
from qa_service.embedded.postgres import Postgres
from qa_service.embedded.sample_centre.centre import generate
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.score import score
from qa_service.queue.tasks import broker_url
from qa_service.store import interactions, scorecards
from qa_service.store.database import connect
from scoring.scorer import Scorer

CHATS, REQUESTS, WARM, LISTED = 600, 400, 50, 50
MOST = {"one": 1.3, "list": 1.5}
Made = Callable[[], Litestar]


def main() -> None:
    """Print the ratios of the medians; exits with 1 where one is beyond its bound."""
    home = Path(tempfile.mkdtemp(prefix="qa-bench-"))
    home.chmod(0o755)
    postgres = Postgres(home)
    try:
        postgres.start()
        settings = Settings(
            home=home, database_url=postgres.url, broker_url=broker_url(postgres.url, None), rate_per_minute=0,
            log_level="error",
        )  # fmt: skip
        logs.configure(settings)
        upgrade(settings)
        key, ids = asyncio.run(_filled(settings))
        within = _compare(settings, key, ids)
    finally:
        postgres.stop()
        shutil.rmtree(home)
    sys.exit(0 if within else 1)


async def _filled(settings: Settings) -> tuple[str, list[UUID]]:
    assert settings.database_url is not None
    database = await connect(settings.database_url, largest=2)
    chats = [Incoming(one) for one in generate(chats=CHATS, per_language=0)]
    taken = await ingest(database, chats, master_key=b"k" * 32, zone=settings.zone)
    benchmarks = load()
    scorer, targets = Scorer(benchmarks), {name: one.target for name, one in benchmarks.benchmarks.items()}
    while await score(database, scorer, targets, lease=60):
        pass
    async with database.transaction() as db:
        key = await keys.create(db, name="bench", role="admin")
        await db.execute("analyze")
    await database.close()
    return key, [one.id for one in taken]


def _bare(url: str) -> Litestar:
    """No rights, no names, no problems: the statement, and its rows as they come."""
    pools: list[Any] = []

    async def opened() -> None:
        pools.append(await asyncpg.create_pool(url, min_size=1, max_size=8))

    @get("/one/{contact:uuid}")
    async def one(contact: FromPath[UUID]) -> dict[str, Any]:
        row = await pools[0].fetchrow(interactions.SHOWN.sql, contact)
        return dict(row)

    @get("/cards/{contact:uuid}")
    async def cards(contact: FromPath[UUID]) -> list[dict[str, Any]]:
        return [dict(row) for row in await pools[0].fetch(scorecards.OF_INTERACTION.sql, contact, None)]

    @get("/list")
    async def listed() -> list[dict[str, Any]]:
        asked = (None, None, None, None, None, None, None, None, LISTED + 1, True, None, [])
        return [dict(row) for row in await pools[0].fetch(interactions.PAGE.sql, *asked)]

    return Litestar([one, cards, listed], on_startup=[opened], openapi_config=None)


@contextmanager
def _serving(made: Made) -> Iterator[str]:
    """An application in a process of its own, on a port that the system chose."""
    listening = socket.socket(proto=socket.IPPROTO_TCP)  # else nothing is sent at once, and reads wait 40 ms
    listening.bind(("127.0.0.1", 0))
    process: BaseProcess = multiprocessing.get_context("fork").Process(target=_serve, args=(made, listening))
    process.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    listening.close()
    try:
        _answers(address)
        yield address
    finally:
        process.terminate()
        process.join()


def _serve(made: Made, listening: socket.socket) -> None:
    config = uvicorn.Config(made(), log_level="error", access_log=False)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listening]))


def _answers(address: str) -> None:
    for _ in range(100):
        try:
            httpx.get(f"{address}/health")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{address} does not answer")


def _compare(settings: Settings, key: str, ids: list[UUID]) -> bool:
    assert settings.database_url is not None
    url = settings.database_url
    with (
        _serving(lambda: create(settings)) as ours,
        _serving(lambda: _bare(url)) as bare,
        closing(httpx.Client(headers={"Authorization": f"Bearer {key}"}, timeout=30)) as client,
    ):
        rows = [
            _row(client, "one", "GET /v1/interactions/{id}", f"{ours}/v1/interactions/{{}}", f"{bare}/one/{{}}", ids),
            _row(client, "list", f"GET /v1/interactions, {LISTED} of them", f"{ours}/v1/interactions?limit={LISTED}",
                 f"{bare}/list", ids),
            _row(client, None, "GET /v1/interactions/{id}/scorecards (audited)",
                 f"{ours}/v1/interactions/{{}}/scorecards", f"{bare}/cards/{{}}", ids),
        ]  # fmt: skip
    return all(rows)


def _row(client: httpx.Client, kind: str | None, what: str, ours: str, bare: str, ids: list[UUID]) -> bool:
    taken: dict[str, list[float]] = {ours: [], bare: []}
    for number in range(WARM + REQUESTS):
        for address, seconds in taken.items():
            began = time.perf_counter()
            client.get(address.format(ids[number % len(ids)])).raise_for_status()
            seconds.append(time.perf_counter() - began)
    middle, least = (statistics.median(taken[address][WARM:]) for address in (ours, bare))
    within = kind is None or middle / least <= MOST[kind]
    bound = f"at most {MOST[kind]}" if kind else ""
    print(f"{what:<48} {middle * 1000:6.2f} ms, {middle / least:.2f} times the barest  {bound:<12} "
          f"{'' if within else 'MISSED'}", flush=True)  # fmt: skip
    return within


if __name__ == "__main__":
    main()
