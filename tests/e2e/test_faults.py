"""What is killed comes back, and nothing is lost or scored twice."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Iterator

import asyncpg
import pytest

from qa_service.embedded.postgres import Postgres
from tests.e2e.conftest import Service, installed

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("faults")]
COUNT = 200
SAID = ("My parcel never arrived and I am upset.", "I'm so sorry your parcel never arrived.") * 60


@pytest.fixture
def fresh() -> Iterator[Service]:
    with installed(QA_LEASE_SECONDS="8") as running:  # what was killed waits for its lease to run out
        yield running


async def _query(service: Service, sql: str) -> list[asyncpg.Record]:
    db = await asyncpg.connect(Postgres(service.home).url, timeout=10)
    try:
        return await db.fetch(sql)
    finally:
        await db.close()


async def _scored(service: Service) -> int:
    try:
        return (await _query(service, "select count(*) from interaction where state = 'scored'"))[0][0]
    except (OSError, asyncpg.PostgresError):
        return -1


async def _count_writes(service: Service) -> None:
    """Note every scorecard that is ever committed, so that a second scoring cannot hide."""
    await _query(service, "create table written (interaction_id uuid)")
    await _query(
        service,
        """create function note() returns trigger language plpgsql as
           $$ begin insert into written values (new.interaction_id); return new; end $$""",
    )
    await _query(
        service,
        "create trigger noted after insert on scorecard for each row when (new.leg = -1) execute function note()",
    )


def _send(service: Service) -> None:
    chats = [
        {
            "id": f"k-{number}",
            "channel": "chat",
            "language": "en",
            "agent": {"id": "ag-1", "team": "t"},
            "turns": [{"speaker": ("customer", "agent")[n % 2], "text": text} for n, text in enumerate(SAID)],
        }
        for number in range(COUNT)
    ]
    with service.client() as client:
        answer = client.post("/interactions", content="\n".join(map(json.dumps, chats)))
        assert len(answer.json()["taken"]) == COUNT


@pytest.mark.parametrize("victim", ["workers", "postgres"])
async def test_killed_in_the_middle(fresh: Service, victim: str) -> None:
    await _count_writes(fresh)
    _send(fresh)
    before = 0
    for _ in range(6000):
        before = await _scored(fresh)
        if before > 0:
            break
    assert 0 < before < COUNT, f"the kill came too late to prove anything: {before} were scored"
    for pid in fresh.workers() if victim == "workers" else [fresh.postgres()]:
        os.kill(pid, signal.SIGKILL)

    began = time.monotonic()
    while await _scored(fresh) < COUNT:
        assert time.monotonic() - began < 240, f"{await _scored(fresh)} of {COUNT} scored after 240 s"
        await asyncio.sleep(0.2)
    print(f"{victim}: {before} scored before the kill, all {COUNT} after {time.monotonic() - began:.1f} s")
    written = await _query(fresh, "select count(*), count(distinct interaction_id) from written")
    assert tuple(written[0]) == (COUNT, COUNT)
    facts = await _query(
        fresh,
        "select count(*), count(distinct interaction_id) from fact where behaviour_id = (select id from behaviour where name = 'empathy')",
    )
    assert facts[0][1] == COUNT
