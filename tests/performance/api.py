"""Latency of reads over HTTP, beside the barest handlers with the same SQL: `python -m tests.performance.api`.

Both applications are served by uvicorn, one process each, on the embedded PostgreSQL; requests go to one and the other
in turn, over one connection that stays open. Audited routes wait for their row in the log and are shown apart.
"""

import asyncio
import statistics
import sys
from contextlib import closing
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from litestar import Litestar, get
from litestar.params import FromPath

from qa_service.api.app import create
from qa_service.config import Settings
from qa_service.store import interactions, scorecards
from tests.performance.centre import empty, key_of, standing, take_in
from tests.performance.served import seconds, serving

CHATS, REQUESTS, WARM, LISTED = 600, 400, 50, 50
MOST = {"one": 1.3, "list": 1.5}


def main() -> None:
    """Print the ratios of the medians; exits with 1 where one is beyond its bound."""
    with standing(None) as server:
        settings, _ = empty(server, "few")
        asyncio.run(take_in(settings, CHATS, per_language=0, last_day=date(2026, 5, 10)))
        key = asyncio.run(key_of(settings, "admin"))
        within = _compare(settings, key, asyncio.run(_ids(settings)))
    sys.exit(0 if within else 1)


async def _ids(settings: Settings) -> list[UUID]:
    assert settings.database_url is not None
    db = await asyncpg.connect(settings.database_url)
    await db.execute("analyze")
    found = [row["id"] for row in await db.fetch("select id from interaction order by id")]
    await db.close()
    return found


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


def _compare(settings: Settings, key: str, ids: list[UUID]) -> bool:
    assert settings.database_url is not None
    url = settings.database_url
    with (
        serving(lambda: create(settings)) as ours,
        serving(lambda: _bare(url)) as bare,
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
        for address, times in taken.items():
            times.append(seconds(client, address.format(ids[number % len(ids)])))
    middle, least = (statistics.median(taken[address][WARM:]) for address in (ours, bare))
    within = kind is None or middle / least <= MOST[kind]
    bound = f"at most {MOST[kind]}" if kind else ""
    print(f"{what:<48} {middle * 1000:6.2f} ms, {middle / least:.2f} times the barest  {bound:<12} "
          f"{'' if within else 'MISSED'}", flush=True)  # fmt: skip
    return within


if __name__ == "__main__":
    main()
