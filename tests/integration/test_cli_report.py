"""`qa report` on a real database: what leaves by it is released and logged, as by every other way."""

import asyncio

import pytest
from click.testing import CliRunner

from qa_service.cli.main import cli
from qa_service.store import audit
from qa_service.store.database import connect
from tests.desk import contacts, opened


@pytest.fixture
def asked(url, home, settings, monkeypatch, tmp_path):
    """Ask for the report of t-1 in a mode; returns what the command did and the files it wrote."""

    async def take():
        store = await connect(url, largest=2)
        try:
            async with opened(store, settings) as desk:
                await desk.take(*contacts(4, 3), *contacts(3, 2, agent="ag-2"))
        finally:
            await store.close()

    asyncio.run(take())
    monkeypatch.setenv("QA_DATABASE_URL", url)
    monkeypatch.setenv("QA_HOME", str(home))

    def ask(mode):
        monkeypatch.setenv("QA_MODE", mode)
        out = tmp_path / mode
        done = CliRunner().invoke(cli, ["report", "t-1", "--out", str(out)])
        return done, sorted(path.name for path in out.glob("*"))

    return ask


def looks(url):
    async def read():
        store = await connect(url, largest=1)
        try:
            async with store.connection() as db:
                rows = await audit.PAGE.all(db, None, None, None, None, "look", None, None, 10)
                return [(row.role, row.what, row.path, row.agents) for row in rows]
        finally:
            await store.close()

    return asyncio.run(read())


@pytest.mark.integration
def test_who_wrote_a_report_to_files_is_known(asked, url):
    done, files = asked("named")
    assert (done.exit_code, files) == (0, ["coaching-t-1.html", "coaching-t-1.pdf"])
    assert looks(url) == [("operator", "report", "qa report t-1", ["ag-1", "ag-2"])]


@pytest.mark.integration
def test_a_report_that_names_agents_leaves_when_it_is_released(asked, url):
    done, files = asked("pseudonymous")
    assert (done.exit_code, files, looks(url)) == (1, [], [])
    assert "names agents and is not released yet" in str(done.exception)

    async def release():
        store = await connect(url, largest=1)
        async with store.transaction() as db:
            await db.execute(
                "insert into release (kind, report_id, reason, released_by) select 'report', id, 'r', 'dpo' from report"
            )
        await store.close()

    asyncio.run(release())
    done, files = asked("pseudonymous")
    assert (done.exit_code, len(files), len(looks(url))) == (0, 2, 1)


@pytest.mark.integration
def test_a_report_that_names_nobody_leaves_at_once(asked, url):
    done, files = asked("team-only")
    assert (done.exit_code, len(files), looks(url)) == (0, 2, [])
