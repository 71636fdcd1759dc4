"""A refresh of 5,000 dirty agent-days with 50,000 and with 5 million fact rows: `python -m tests.performance.refresh`.

On the embedded PostgreSQL; filling it takes minutes, so it runs only where QA_BENCH_LARGE=1 says so. The dirty days are
the same in both: they hold 10 facts each, and the millions stand in other days around them.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np

from qa_service.cli.database import upgrade
from qa_service.config import Settings
from qa_service.embedded.postgres import Postgres
from qa_service.queue.tasks import broker_url
from qa_service.store import agent_days
from qa_service.store.database import Connection, Database, connect

DIRTY, PER_DAY, MILLIONS, ROUNDS = 5_000, 10, 5_000_000, 5
AGENTS, BEHAVIOURS, CELLS, BATCH = 500, 5, 40, 500
RECENT, LONG_AGO = date(2026, 3, 1), date(2025, 1, 1)  # the dirty days: ten of each agent; the others before them
FIELDS = [
    "interaction_id", "leg", "instrument_id", "behaviour_id", "agent_id", "cell_id", "day", "opportunities", "met",
    "score",
]  # fmt: skip


def main() -> None:
    """Print seconds of both, and the ratio."""
    if os.environ.get("QA_BENCH_LARGE") != "1":
        print("left out: it fills a database with 5 million rows; QA_BENCH_LARGE=1 runs it")
        sys.exit(0)
    home = Path(tempfile.mkdtemp(prefix="qa-bench-"))
    home.chmod(0o755)
    postgres = Postgres(home)
    try:
        postgres.start()
        upgrade(Settings(home=home, database_url=postgres.url, broker_url=broker_url(postgres.url, None)))
        asyncio.run(_compare(postgres.url))
    finally:
        postgres.stop()
        shutil.rmtree(home)


async def _compare(url: str) -> None:
    database = await connect(url, largest=2)
    async with database.transaction() as db:
        await _names(db)
        await _facts(db, DIRTY * PER_DAY, RECENT, DIRTY // AGENTS, first=0)
    few = await _refreshes(database)
    async with database.transaction() as db:
        await _facts(db, MILLIONS - DIRTY * PER_DAY, LONG_AGO, 400, first=DIRTY * PER_DAY)
    many = await _refreshes(database)
    await database.close()
    print(f"{DIRTY} dirty agent-days, {DIRTY * PER_DAY:>9,} facts: {few:6.2f} s")
    print(f"{DIRTY} dirty agent-days, {MILLIONS:>9,} facts: {many:6.2f} s")
    print(f"ratio: {many / few:.2f}")


async def _names(db: Connection) -> None:
    await db.execute("insert into instrument (name, targets) values ('i', '{\"b0\": 0.7, \"b1\": 0.7}')")
    await db.execute("insert into behaviour (name) select 'b' || n from generate_series(0, $1 - 1) n", BEHAVIOURS)
    await db.execute("insert into cell (key, hour) select n::text, n % 24 from generate_series(1, $1) n", CELLS)
    await db.execute("insert into agent (ref, kind) select 'a' || n, 'human' from generate_series(1, $1) n", AGENTS)
    await db.execute("insert into team (ref) select 't' || n from generate_series(1, 20) n")
    await db.execute("insert into team_member select id, $1::date, 1 + id % 20 from agent", LONG_AGO)


async def _facts(db: Connection, count: int, start: date, days: int, *, first: int) -> None:
    """COPY facts in the order in which contacts come in: every agent each day, interactions as UUIDv7 of the day."""
    rng = np.random.default_rng(first)
    for day in range(0, days, 28):
        await db.execute("select make_partitions($1::date)", start + timedelta(days=day))
    step = 500_000
    for begin in range(0, count, step):
        number = np.arange(begin, min(begin + step, count))
        day = number * days // count
        score = rng.beta(7, 3, len(number))
        records = (
            (_id(start, d, first + n), 0, 1, 1 + n % BEHAVIOURS, 1 + (n // PER_DAY) % AGENTS, 1 + n * 7 % CELLS,
             start + timedelta(days=d), 2, 1, s)
            for n, d, s in zip(number.tolist(), day.tolist(), score.tolist(), strict=True)
        )  # fmt: skip
        await db.copy_records_to_table("fact", records=records, columns=FIELDS)


def _id(start: date, day: int, number: int) -> UUID:
    milliseconds = (start.toordinal() + day - date(1970, 1, 1).toordinal()) * 86_400_000 + number % 86_400_000
    return UUID(int=(milliseconds << 80) | (7 << 76) | (1 << 63) | number)


async def _refreshes(database: Database) -> float:
    """The least seconds of several rounds; statistics are up to date, as autovacuum leaves them."""
    least = float("inf")
    for _ in range(ROUNDS):
        async with database.connection() as db:
            await db.execute("vacuum analyze")
        async with database.transaction() as db:
            await db.execute(
                "insert into dirty_agent_day (agent_id, day) select distinct agent_id, day from fact where day >= $1",
                RECENT,
            )
            assert await agent_days.DIRTY.value(db) == DIRTY
        began = time.perf_counter()
        done = 0
        while done < DIRTY:
            async with database.transaction() as db:
                done += await agent_days.refresh(db, BATCH)
        least = min(least, time.perf_counter() - began)
    return least


if __name__ == "__main__":
    main()
