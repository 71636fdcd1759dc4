"""Bulk taking in beside a bare COPY of the same rows: `python -m tests.performance.ingest`.

By the pipeline's function, over HTTP (`POST /v1/interactions`, 200 a request), and by `qa import`; then where the time of
the first goes. All of it on one embedded PostgreSQL, each in a database of its own; the COPY goes to tables with the
same keys and indexes, and to tables without any.
"""

import argparse
import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from qa_service.api.app import create
from qa_service.config import Settings
from qa_service.embedded.postgres import Postgres
from qa_service.embedded.sample_centre.centre import generate
from qa_service.pipeline import ingest as taking
from qa_service.pipeline import rows
from qa_service.store import interactions, outcomes, people, scorecards
from qa_service.store.database import connect
from tests.performance.centre import empty, key_of, standing
from tests.performance.served import serving
from transcription.interaction import Interaction, encode

CHATS, BATCH = 2_000, 200
TABLES = ("interaction_key", "interaction", "turn", "outcome")
TURNS, WORDS = "COPY of turns", "words that search reads"


def main() -> None:
    """Print contacts a second of each, and the share of COPY's speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=CHATS)
    number = parser.parse_args().chats
    chats = list(generate(chats=number, per_language=0, last_day=date(2026, 5, 10)))
    with standing(None) as server:
        parts: dict[str, float] = {}
        by_function = asyncio.run(_by_function(empty(server, "function")[0], chats, parts))
        bare, indexed = asyncio.run(_copied(server, empty(server, "copy")[0]))
        by_http = _by_http(empty(server, "http")[0], chats)
        by_command = _by_command(server, empty(server, "command")[0], chats)
    print(f"{number} chats, {sum(len(one.turns or ()) for one in chats)} turns")
    told = {"COPY, no indexes": bare, "COPY, the same indexes": indexed, "ingest()": by_function,
            f"POST, {BATCH} a request": by_http, "qa import, with its start": by_command}  # fmt: skip
    for name, seconds in told.items():
        print(f"{name:<28} {seconds:7.2f} s {number / seconds:8.0f} chats/s {bare / seconds:7.1%} of COPY "
              f"{indexed / seconds:7.1%} of COPY with indexes")  # fmt: skip
    print("where the time of ingest() goes:")
    for name, seconds in {**parts, "the rest": by_function - sum(parts.values())}.items():
        print(f"  {name:<38} {seconds:7.2f} s {seconds / by_function:7.1%}")


async def _by_function(settings: Settings, chats: list[Interaction], parts: dict[str, float]) -> float:
    """Twice: once for the seconds, once with a clock on each part; the parts are told as shares of the first."""
    assert settings.database_url is not None
    incoming = [taking.Incoming(one) for one in chats]
    store = await connect(settings.database_url, largest=2)
    await taking.ingest(store, incoming[:BATCH], master_key=b"k" * 32, zone=settings.zone)
    await _emptied(settings.database_url)
    began = time.perf_counter()
    await taking.ingest(store, incoming, master_key=b"k" * 32, zone=settings.zone)
    plain = time.perf_counter() - began
    await _emptied(settings.database_url)
    clocked: dict[str, float] = {}
    with _clocks(clocked):
        began = time.perf_counter()
        await taking.ingest(store, incoming, master_key=b"k" * 32, zone=settings.zone)
        whole = time.perf_counter() - began
    clocked[TURNS] -= clocked[WORDS]  # which are written in it
    parts |= {name: seconds * plain / whole for name, seconds in clocked.items()}
    await store.close()
    return plain


@contextlib.contextmanager
def _clocks(found: dict[str, float]) -> Iterator[None]:
    places: tuple[tuple[str, Any, str], ...] = (
        ("redaction", taking, "_all_redacted"),
        ("hash of the content", taking, "_content_hash"),
        ("rows of contacts", rows, "stored"),
        ("rows of turns", rows, "turns"),
        ("COPY of contacts and keys", interactions, "insert"),
        (TURNS, interactions, "insert_turns"),
        (WORDS, interactions.PUT_WORDS, "run"),
        ("outcomes", outcomes, "put"),
        ("customers", people, "salts"),
        ("teams of the day", people, "seen_in_team"),
        ("marks of agent-days", scorecards, "mark"),
        ("locks of identities", interactions.LOCK_KEYS, "values"),
    )
    kept = [(where, name, getattr(where, name)) for _, where, name in places]
    for what, where, name in places:
        setattr(where, name, _clocked(getattr(where, name), what, found))
    try:
        yield
    finally:
        for where, name, was in kept:
            setattr(where, name, was)


def _clocked(work: Callable[..., Any], what: str, found: dict[str, float]) -> Callable[..., Any]:
    found[what] = 0.0
    if asyncio.iscoroutinefunction(work):

        async def waited(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return await work(*given, **named)
            finally:
                found[what] += time.perf_counter() - began

        return waited

    def done(*given: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return work(*given, **named)
        finally:
            found[what] += time.perf_counter() - began

    return done


async def _emptied(url: str) -> None:
    db = await asyncpg.connect(url)
    await db.execute("truncate interaction_key, interaction, turn, said, outcome, dirty_case, dirty_agent_day")
    await db.close()


async def _copied(server: Postgres, settings: Settings) -> tuple[float, float]:
    """Seconds to COPY what ingest() wrote, BATCH contacts a transaction: without indexes, and with the product's."""
    source = await asyncpg.connect(server.url.rpartition("/")[0] + "/function")
    target = await asyncpg.connect(settings.database_url)
    plans: list[tuple[str, list[str], list[Any]]] = []
    for table in TABLES:
        found = await source.fetch(f"select * from {table}")  # noqa: S608 - our own names
        names = [one["attname"] for one in await source.fetch(
            "select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped", table)]  # fmt: skip
        plans.append((table, names, [tuple(row) for row in found]))
        await target.execute(f"create table bare_{table} as select * from {table} limit 0")  # noqa: S608 - our own names
        await target.execute(f"create table like_{table} (like {table} including all)")
    taken = [await _copy(target, plans, prefix) for prefix in ("bare_", "like_")]
    await source.close()
    await target.close()
    return taken[0], taken[1]


async def _copy(db: Any, plans: list[tuple[str, list[str], list[Any]]], prefix: str) -> float:
    began = time.perf_counter()
    contacts = len(plans[0][2])
    for start in range(0, contacts, BATCH):
        async with db.transaction():
            for table, names, found in plans:
                share = len(found) / contacts
                part = found[round(start * share) : round((start + BATCH) * share)]
                await db.copy_records_to_table(prefix + table, records=part, columns=names)
    return time.perf_counter() - began


def _by_http(settings: Settings, chats: list[Interaction]) -> float:
    key = asyncio.run(key_of(settings, "ingest"))
    bodies = [b"\n".join(encode(one) for one in chats[at : at + BATCH]) for at in range(0, len(chats), BATCH)]
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    with serving(lambda: create(settings)) as address, closing(httpx.Client(timeout=120, headers=headers)) as client:
        began = time.perf_counter()
        for body in bodies:
            client.post(f"{address}/v1/interactions", content=body).raise_for_status()
        return time.perf_counter() - began


def _by_command(server: Postgres, settings: Settings, chats: list[Interaction]) -> float:
    path = Path(server.home) / "chats.jsonl"
    path.write_bytes(b"\n".join(encode(one) for one in chats))
    assert settings.database_url is not None
    environment = {**os.environ, "QA_DATABASE_URL": settings.database_url, "QA_HOME": str(server.home)}
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "qa_service.cli.main", "import", path], check=True, env=environment,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
