"""PostgreSQL from 15 on: the schema, every statement and a scored centre on each server that is on this machine.

The wheel brings two versions, Debian's packages another; QA_TEST_POSTGRES names folders of more programs, colon between.
"""

import importlib
import os
import pkgutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import psycopg
import pytest

from qa_service import config, store
from qa_service.cli import main
from qa_service.cli.database import upgrade
from qa_service.config import Settings
from qa_service.embedded import binaries
from qa_service.migrations.newest import newest
from qa_service.pipeline.night import night
from qa_service.pipeline.report import write
from qa_service.queue.tasks import Sender, app, broker_url
from qa_service.store.database import STATEMENTS, connect
from tests.chaos.servers import PostgreSQL, installed_postgres, waiting
from tests.desk import contacts, opened

pytestmark = pytest.mark.integration


def programs() -> dict[str, Path]:
    """Folders of programs by version, such as 15.18."""
    account = binaries.Account()
    wheel = [binaries.folder(account, version) for version in binaries._versions()]
    told = [Path(name) for name in os.environ.get("QA_TEST_POSTGRES", "").split(":") if name]
    return {PostgreSQL.version(one): one for one in [*wheel, *installed_postgres(), *told]}


PROGRAMS = programs()


@pytest.fixture(scope="module", params=PROGRAMS)
def empty(request: pytest.FixtureRequest, home: Path) -> Iterator[PostgreSQL]:
    """A server with a database in which nothing is."""
    made = PostgreSQL(home / f"postgres-{request.param}", PROGRAMS[request.param])
    made.make()
    made.start()
    with closing(made):
        made.create()
        yield made


@pytest.fixture(scope="module")
def settings(empty: PostgreSQL, home: Path) -> Settings:
    """Where the schema is."""
    made = Settings(
        home=home / f"on-{empty.folder.name}", database_url=empty.url, broker_url=broker_url(empty.url, None)
    )
    made.home.mkdir()
    assert upgrade(made) == newest()
    assert upgrade(made) == newest()
    return made


async def test_works(settings):
    database = await connect(str(settings.database_url), largest=4)
    for module in pkgutil.iter_modules(store.__path__):
        importlib.import_module(f"{store.__name__}.{module.name}")
    async with database.connection() as db:
        for statement in STATEMENTS:
            await db.prepare(statement.sql)
    async with opened(database, settings) as desk:
        await desk.take(*contacts(3, 2))
        assert await night(database, settings) == 1
        while await write(database, settings):
            pass
        assert [one["state"] for one in (await desk.get("admin", "/nights"))["items"]] == ["done"]
        assert [one["state"] for one in (await desk.get("admin", "/reports"))["items"]] == ["done"]
        assert len((await desk.get("admin", "/search", phrase="never arrived"))["items"]) == 5
        found = await desk.get("admin", "/agents/ag-1/variability")
    await database.close()
    assert found["behaviours"]["empathy"]["agent"]["n"] == 5


@pytest.mark.parametrize("database", ["qa", "queue"], ids=["beside-the-rows", "in-a-database-of-its-own"])
def test_queue_works(database, settings, empty):
    if database != "qa":
        empty.create(database)
    broker = f"pgmq://{empty.url.partition('://')[2].rpartition('/')[0]}/{database}"
    upgrade(msgspec.structs.replace(settings, broker_url=broker))
    before = waiting(broker)
    Sender(app(broker)).send_now("score", "transcribe")
    assert waiting(broker) == before + 2


@pytest.mark.parametrize(
    ("user", "database", "said"),
    [
        ("qa", "postgres", f"it has no schema, and this program needs {newest()}: run 'qa migrate'"),
        ("qa", "nothing", 'database "nothing" does not exist'),
        ("nobody", "qa", 'role "nobody" does not exist'),
    ],
)
def test_what_is_wrong_is_said(user, database, said, empty, monkeypatch, capsys):
    url = f"postgresql://{user}@127.0.0.1:{empty.port}/{database}"
    assert refused(["work"], url, monkeypatch, capsys) == (2, said)


def refused(command: list[str], url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """The exit code of a command, and what it said after the setting's name."""
    monkeypatch.setenv("QA_DATABASE_URL", url)
    monkeypatch.setattr("sys.argv", ["qa", *command])
    with pytest.raises(SystemExit) as ended:
        main.main()
    return ended.value.code, capsys.readouterr().err.strip().removeprefix("qa: QA_DATABASE_URL: ")


@pytest.mark.parametrize("command", ["serve", "work", "beat", "migrate", "keys me"])
def test_an_older_server_is_refused(command, empty, monkeypatch, capsys):
    version = int(PostgreSQL.version(empty.programs).split(".")[0])
    monkeypatch.setattr(config, "OLDEST_POSTGRES", version + 1)
    said = f"is a PostgreSQL {version}; {version + 1} or a newer one is needed"
    assert refused(command.split(), empty.url, monkeypatch, capsys) == (2, said)


def test_an_older_schema_is_refused_and_a_newer_one_is_not(settings, empty, monkeypatch, capsys):
    def revised(number: str) -> None:
        with psycopg.connect(empty.url, autocommit=True) as db:
            db.execute("update alembic_version set version_num = %s", [number])

    revised("0001")
    said = f"its schema is at revision 0001, and this program needs {newest()}: run 'qa migrate'"
    assert refused(["beat"], empty.url, monkeypatch, capsys) == (2, said)
    revised("9999")
    assert refused(["keys", "me"], empty.url, monkeypatch, capsys)[0] == 0
    revised(newest())
