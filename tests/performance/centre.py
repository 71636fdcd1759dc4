"""A centre at size: `python -m tests.performance.centre --cards 100000` fills a database and says how large it is.

A few thousand chats go through the pipeline itself; the database then makes the rest of their rows: each copy on a day,
and with agents and a customer, of its own. Benchmarks open one with `standing`; where nothing says where it is to stay,
it is gone at the end.
"""

import argparse
import asyncio
import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import asyncpg

from benchmarks.loader import load
from qa_service import logs
from qa_service.access import keys
from qa_service.cli.database import upgrade
from qa_service.config import Settings
from qa_service.embedded.postgres import DATABASE, Postgres
from qa_service.embedded.sample_centre.centre import generate
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.refresh import refresh, stand
from qa_service.pipeline.score import score
from qa_service.queue.tasks import broker_url
from qa_service.store import agent_days
from qa_service.store.database import Connection, Database, connect
from scoring.scorer import Scorer
from tests.performance import copies

CHATS, DAYS, WORD_DAYS = 2_000, 400, 100
"""Chats that are really scored; days that the copies are spread over; the last of them whose words are kept."""
CLONES, TEAMS, WORKERS = 56, 20, 2
"""Copies of each of the sample centre's 18 agents and of each of its 3 teams; connections that fill at once."""


def main() -> None:
    """Fill, and print what it took."""
    arguments = options(argparse.ArgumentParser(description=__doc__)).parse_args()
    with standing(arguments.at) as server:
        settings = filled(server, arguments.cards)
        asyncio.run(_sizes(settings))


def options(parser: argparse.ArgumentParser, *, cards: int = 100_000) -> argparse.ArgumentParser:
    parser.add_argument(
        "--cards", type=int, default=cards, help="scorecards: one a leg and one a contact (default: %(default)s)"
    )
    parser.add_argument("--at", type=Path, help="folder where the databases stay (default: none do)")
    return parser


@contextlib.contextmanager
def standing(at: Path | None) -> Iterator[Postgres]:
    """The embedded server, in `at` or in a folder that is removed afterwards."""
    home = at or Path(tempfile.mkdtemp(prefix="qa-bench-"))
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    server = Postgres(home)
    ours = server.start()
    try:
        yield server
    finally:
        if ours:
            server.stop()
        if at is None:
            shutil.rmtree(home)


def empty(server: Postgres, name: str) -> tuple[Settings, bool]:
    """A migrated database of this name, and whether it was made just now."""
    url = server.url.removesuffix(DATABASE) + name
    made = asyncio.run(_create(server.url, name))
    settings = Settings(
        home=server.home, database_url=url, broker_url=broker_url(url, None), rate_per_minute=0, log_level="error",
        hash_key="k" * 32,
    )  # fmt: skip
    logs.configure(settings)
    upgrade(settings)
    return settings, made


def filled(server: Postgres, cards: int) -> Settings:
    """A database with `cards` scorecards, made where there is none of that size."""
    settings, _ = empty(server, f"cards_{cards}")
    if not asyncio.run(_whole(settings)):
        began = time.perf_counter()
        asyncio.run(_fill(server.url, settings, cards))
        print(f"filled with {cards:,} scorecards in {time.perf_counter() - began:.0f} s", flush=True)
    return settings


async def key_of(settings: Settings, role: keys.Role, *teams: str) -> str:
    assert settings.database_url is not None
    database = await connect(settings.database_url, largest=1)
    async with database.transaction() as db:
        made = await keys.create(db, name=f"bench {role}", role=role, teams=teams)
    await database.close()
    return made


async def take_in(settings: Settings, chats: int, *, per_language: int, last_day: date) -> None:
    """Chats of the sample centre through the pipeline: taken in, scored, refreshed, and analysed."""
    assert settings.database_url is not None
    database = await connect(settings.database_url, largest=2)
    told = [Incoming(one) for one in generate(chats=chats, per_language=per_language, last_day=last_day)]
    await ingest(database, told, master_key=b"k" * 32, zone=settings.zone)
    benchmarks = load()
    scorer, targets = Scorer(benchmarks), {name: one.target for name, one in benchmarks.benchmarks.items()}
    while await score(database, scorer, targets, lease=60):
        pass
    await refresh(database, window_days=settings.window_days)
    await database.close()


async def _whole(settings: Settings) -> bool:
    db = await asyncpg.connect(settings.database_url)
    found = await db.fetchval("select to_regclass('bench.done') is null and exists (select from analysis)")
    await db.close()
    return bool(found)


async def _create(url: str, name: str) -> bool:
    db = await asyncpg.connect(url)
    try:
        await db.execute(f'create database "{name}"')
    except asyncpg.DuplicateDatabaseError:
        return False
    else:
        return True
    finally:
        await db.close()


async def _fill(server: str, settings: Settings, cards: int) -> None:
    """Fill, or go on where it was broken off."""
    assert settings.database_url is not None
    await _tuned(server, fsync="off", autovacuum="off", max_wal_size="'6GB'")
    database = await connect(settings.database_url, largest=WORKERS + 1)
    async with database.connection() as db:
        begun = await db.fetchval("select to_regclass('bench.done') is not null")
    if not begun:
        await _begin(database, settings, cards)
    async with database.connection() as db:
        done = {row[0] for row in await db.fetch("select day from bench.done")}
    days = iter(sorted(set(range(DAYS)) - done))
    await asyncio.gather(*(_days(database, days) for _ in range(WORKERS)))
    async with database.connection() as db:
        await db.execute(copies.LOG, timeout=600)
        await db.execute("vacuum analyze", timeout=3600)
        await db.execute("drop schema bench cascade")
    began = time.perf_counter()
    await stand(database, window_days=settings.window_days)
    print(f"standing analysis of {settings.window_days} days in {time.perf_counter() - began:.1f} s", flush=True)
    await database.close()
    await _tuned(server)


async def _begin(database: Database, settings: Settings, cards: int) -> None:
    """Score the templates, and make whom and what their copies need."""
    last = date.today() - timedelta(days=1)  # noqa: DTZ011 - the centre's days are this machine's here
    await take_in(settings, CHATS, per_language=40, last_day=last)
    first = last - timedelta(days=DAYS - 1)
    async with database.transaction() as db:
        a_contact = await db.fetchval("select (select count(*) from scorecard)::float8 / count(*) from interaction")
        for day in range(0, DAYS + 31, 28):
            await db.execute("select make_partitions($1::date)", first + timedelta(days=day))
        await db.execute("create schema bench")
        await db.execute(copies.PLAN, first, DAYS, round(cards / a_contact), CLONES, TEAMS)
        for statement in (*copies.TEMPLATES, *copies.PEOPLE):
            await db.execute(statement, timeout=600)
        await db.execute("create table bench.done (day integer primary key)")
        await db.execute("analyze")


async def _tuned(url: str, **values: str) -> None:
    """Set what only a filling may do without, or put all of it back."""
    db = await asyncpg.connect(url)
    for name, value in values.items():
        await db.execute(f"alter system set {name} = {value}")
    if not values:
        await db.execute("checkpoint", timeout=600)
        await db.execute("alter system reset all")
    await db.execute("select pg_reload_conf()")
    await db.close()


async def _days(database: Database, days: Iterator[int]) -> None:
    """Day after day, as contacts come in; no trigger marks what is computed here as well."""
    async with database.connection() as db:
        # Plans are made while tables are empty, and kept.
        await db.execute(
            "set session_replication_role = replica; set enable_bitmapscan = off; set enable_seqscan = off"
        )
        for number in days:
            async with db.transaction():
                await _day(db, number)
            if number % 40 == 39:
                print(f"  {number + 1} of {DAYS} days", flush=True)
        await db.execute("reset session_replication_role; reset enable_bitmapscan; reset enable_seqscan")


async def _day(db: Connection, number: int) -> None:
    await db.execute(copies.COPIED, number)
    await db.execute("analyze copied")
    for statement in (*copies.ROWS, *(copies.WORDS if number >= DAYS - WORD_DAYS else ())):
        await db.execute(statement, timeout=600)
    moved = await db.fetch(copies.DAYS_OF_AGENTS)
    await agent_days.FILL.run(db, [row[0] for row in moved], [row[1] for row in moved])
    await db.execute("drop table copied")
    await db.execute("insert into bench.done values ($1)", number)


async def _sizes(settings: Settings) -> None:
    assert settings.database_url is not None
    db = await asyncpg.connect(settings.database_url)
    for name, rows, size in await db.fetch(SIZES):
        print(f"{name:<16} {rows:>12,} rows {size / 1e9:6.2f} GB")
    await db.close()


SIZES = """select coalesce(p.relname, c.relname) as name, sum(greatest(c.reltuples, 0))::bigint as rows,
    sum(pg_total_relation_size(c.oid))::bigint as size
  from pg_class c left join pg_inherits h on h.inhrelid = c.oid left join pg_class p on p.oid = h.inhparent
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace group by 1 having sum(c.reltuples) > 0
  order by 3 desc limit 15"""

if __name__ == "__main__":
    main()
