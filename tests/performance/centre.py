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
from qa_service.store.database import Connection, connect
from scoring.scorer import Scorer
from tests.performance import copies

CHATS, DAYS, WORD_DAYS = 2_000, 400, 100
"""Chats that are really scored; days that the copies are spread over; the last of them whose words are kept."""
CLONES, TEAMS = 56, 20
"""Copies of each of the sample centre's 18 agents, and of each of its 3 teams."""


def main() -> None:
    """Fill, and print what it took."""
    arguments = options(argparse.ArgumentParser(description=__doc__)).parse_args()
    with standing(arguments.at) as server:
        settings = filled(server, arguments.cards)
        asyncio.run(_sizes(settings))


def options(parser: argparse.ArgumentParser, *, cards: int = 100_000) -> argparse.ArgumentParser:
    parser.add_argument("--cards", type=int, default=cards, help="scored contacts (default: %(default)s)")
    parser.add_argument("--at", type=Path, help="folder where the databases stay (default: none do)")
    return parser


@contextlib.contextmanager
def standing(at: Path | None) -> Iterator[Postgres]:
    """The embedded server, in `at` or in a folder that is removed afterwards."""
    home = at or Path(tempfile.mkdtemp(prefix="qa-bench-"))
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    server = Postgres(home)
    try:
        server.start()
        yield server
    finally:
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
    """A database with `cards` scored contacts, made where there is none of that size."""
    settings, made = empty(server, f"cards_{cards}")
    if made:
        began = time.perf_counter()
        asyncio.run(_fill(server.url, settings, cards))
        print(f"filled with {cards:,} scored contacts in {time.perf_counter() - began:.0f} s", flush=True)
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
    last = date.today() - timedelta(days=1)  # noqa: DTZ011 - the centre's days are this machine's here
    await take_in(settings, CHATS, per_language=40, last_day=last)
    assert settings.database_url is not None
    await _tuned(server, fsync="off", max_wal_size="'6GB'")
    database = await connect(settings.database_url, largest=2)
    async with database.connection() as db:
        await _copies(db, cards, last)
        await db.execute("reset session_replication_role; reset enable_bitmapscan")
        await db.execute("vacuum analyze", timeout=3600)
    began = time.perf_counter()
    await stand(database, window_days=settings.window_days)
    print(f"standing analysis of {settings.window_days} days in {time.perf_counter() - began:.1f} s", flush=True)
    await database.close()
    await _tuned(server)


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


async def _copies(db: Connection, cards: int, last: date) -> None:
    """Day after day, as contacts come in; no trigger marks what is computed here as well."""
    first, words_from = last - timedelta(days=DAYS - 1), last - timedelta(days=WORD_DAYS - 1)
    for day in range(0, DAYS + 31, 28):
        await db.execute("select make_partitions($1::date)", first + timedelta(days=day))
    await db.execute("set session_replication_role = replica; set enable_bitmapscan = off")
    await db.execute(copies.PLAN, first, DAYS, cards, CLONES, TEAMS, words_from)
    for statement in (*copies.TEMPLATES, *copies.PEOPLE):
        await db.execute(statement, timeout=600)
    await db.execute("analyze")
    for number in range(DAYS):
        await db.execute(copies.COPIED, number)
        await db.execute("analyze copied")
        worded = first + timedelta(days=number) >= words_from
        for statement in (*copies.ROWS, *(copies.WORDS if worded else ())):
            await db.execute(statement, timeout=600)
        moved = [(row[0], row[1]) for row in await db.fetch(copies.DAYS_OF_AGENTS) if row[0] is not None]
        await agent_days.FILL.run(db, [agent for agent, _ in moved], [day for _, day in moved])
        await db.execute("drop table copied")
        if number % 40 == 39:
            print(f"  {number + 1} of {DAYS} days", flush=True)
    await db.execute(copies.LOG, timeout=600)


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
