"""`qa retry` on a real database and its own queue."""

import asyncio
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from qa_service.cli.main import cli
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.queue.tasks import broker_url
from qa_service.store.database import connect
from qa_service.store.ids import new_id
from tests.chaos.servers import waiting
from tests.factories import chat

pytestmark = pytest.mark.integration


@pytest.fixture
def failed(url):
    """Three contacts, of which the first two failed."""

    async def made():
        store = await connect(url, largest=1)
        try:
            items = [Incoming(chat(f"c-{number}")) for number in range(3)]
            taken = await ingest(store, items, master_key=b"k" * 32, zone=ZoneInfo("UTC"))
            ids = [one.id for one in taken]
            async with store.transaction() as db:
                await db.execute(
                    "update interaction set state = 'failed', failure = 'x' where id = any($1::uuid[])", ids[:2]
                )
            return ids
        finally:
            await store.close()

    return asyncio.run(made())


@pytest.fixture
def run(url, home, monkeypatch):
    monkeypatch.setenv("QA_DATABASE_URL", url)
    monkeypatch.setenv("QA_HOME", str(home))
    return lambda *arguments: CliRunner().invoke(cli, ["retry", *map(str, arguments)])


def test_all_that_failed(run, failed, url):
    done = run()
    assert (done.exit_code, done.stdout) == (0, "2 failed contacts wait again: the workers do them.\n")
    assert waiting(broker_url(url, None)) == 1
    assert run().stdout.startswith("0 failed contacts")


def test_some_by_number_and_the_others_are_named(run, failed):
    unknown = new_id()
    done = run(failed[0], failed[2], unknown)
    assert done.exit_code == 1
    assert done.stdout.startswith("1 failed contacts wait again")
    assert f"interaction {failed[2]} has not failed: it is transcribed" in done.stderr
    assert f"interaction {unknown} is not known" in done.stderr
    assert run("c-1").exit_code == 2
