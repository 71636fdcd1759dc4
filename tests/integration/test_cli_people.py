"""`qa people` and `qa keys` on a real database."""

import asyncio
from datetime import date

import pytest
from click.testing import CliRunner

from qa_service.access import keys
from qa_service.cli.main import cli
from qa_service.errors import BadInput, NotFound
from qa_service.store import audit
from qa_service.store.database import connect

pytestmark = pytest.mark.integration
TABLE = """person,role,agent,team,team_from,leads,leads_from
anna,agent,ag-1,north,2026-03-01,,
ben,agent,,,,,
lead,team_lead,,,,north,2026-03-01
"""


@pytest.fixture
def run(url, home, monkeypatch):
    monkeypatch.setenv("QA_DATABASE_URL", url)
    monkeypatch.setenv("QA_HOME", str(home))

    def running(*arguments, given=None):
        return CliRunner().invoke(cli, list(arguments), input=given)

    return running


@pytest.fixture
def found(url):
    """Whose key it is, looked up in a loop of its own, as commands run."""

    def look(key):
        async def looked():
            store = await connect(url, largest=1)
            try:
                async with store.connection() as db:
                    return await keys.find(db, key, date(2026, 3, 10))
            finally:
                await store.close()

        return asyncio.run(looked())

    return look


def test_people_are_imported_and_get_keys(run, found):
    imported = run("people", "import", "-", given=TABLE)
    assert imported.exit_code == 1
    assert "line 3: agent: a person of the role agent needs the agent" in imported.stderr
    assert "2 taken, 1 not" in imported.stdout
    assert found(run("keys", "k", "--person", "lead").stdout.strip()).teams == ("north",)
    key = run("keys", "k2", "--person", "anna", "--days", "30").stdout.strip()
    assert (found(key).role, found(key).agent) == ("agent", "ag-1")
    listed = run("keys", "--list").stdout
    assert "k2\tagent\tanna\treaches as its role\tuntil 20" in listed
    assert key not in listed
    assert run("keys", "k2", "--revoke").exit_code == 0
    assert found(key) is None
    assert "revoked" in run("keys", "--list").stdout
    assert found(run("keys", "me").stdout.strip()).role == "admin"
    first = run("keys", "board", "--role", "viewer", "--team", "north").stdout.strip()
    run("keys", "board", "--role", "viewer", "--team", "north")
    assert found(first) is None  # keys of the same name end


def test_what_is_done_at_the_command_line_is_in_the_log(run, url):
    run("people", "import", "-", given=TABLE)
    run("keys", "k2", "--person", "anna")
    run("keys", "k2", "--revoke")
    run("keys", "k9", "--revoke")  # changes nothing

    async def entries():
        store = await connect(url, largest=1)
        try:
            async with store.connection() as db:
                return await audit.PAGE.all(db, None, None, None, None, "change", None, None, 10)
        finally:
            await store.close()

    found = asyncio.run(entries())
    assert [one.path for one in found] == ["qa people import", "qa keys k2", "qa keys k2 --revoke"]
    assert {(one.who, one.role) for one in found} == {(audit.account(), "operator")}


def test_what_is_wrong_is_said(run):
    assert isinstance(run("keys", "k", "--person", "nobody").exception, NotFound)
    assert isinstance(run("keys", "k", "--role", "agent").exception, BadInput)
    assert isinstance(run("keys", "k", "--revoke").exception, NotFound)
    assert isinstance(run("people", "import", "-", given="a,b\n").exception, BadInput)
    assert run("keys").exit_code == 2
    assert run("keys", "k", "--list").exit_code == 2
    assert run("keys", "k", "--role", "captain").exit_code == 2
