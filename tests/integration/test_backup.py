"""A backup gives the same levels in a fresh home, and who was erased since stays erased."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from qa_service.access.hash_key import master_key
from qa_service.config import Settings
from qa_service.embedded.postgres import Postgres
from qa_service.pipeline.backup import back_up, put_keys, read
from qa_service.pipeline.erasure import erase, request
from qa_service.pipeline.erasure_list import read_digests
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.refresh import refresh
from qa_service.pipeline.score import score
from qa_service.store.database import Database, connect
from tests.desk import SCORER, TARGETS, contacts
from tests.factories import chat
from tests.integration.test_refresh_property import apart, standing

pytestmark = pytest.mark.integration
STAYS, GOES = "cust-1", "cust-2"


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Settings:
    return Settings(home=tmp_path / "old", database_url=url, lease_seconds=3)


async def centre(database: Database, settings: Settings) -> None:
    theirs = [chat(ref, customer={"ref": ref}) for ref in (STAYS, GOES)]
    incoming = [Incoming(item) for item in (*contacts(4, 3), *contacts(2, 5, agent="ag-2"), *theirs)]
    await ingest(database, incoming, master_key=master_key(settings), zone=settings.zone)
    while await score(database, SCORER, TARGETS, lease=30):
        pass
    await refresh(database, window_days=70)
    for folder, name in (("spool", "a.audio"), ("audio", "b.opus")):
        (settings.home / folder).mkdir()
        (settings.home / folder / name).write_bytes(name.encode())


def qa(home: Path, *line: str) -> "subprocess.CompletedProcess[str]":
    environ = {name: value for name, value in os.environ.items() if not name.startswith("QA_")} | {"QA_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "qa_service.cli.main", *line], env=environ, capture_output=True, text=True, check=False
    )


async def test_a_restore_gives_the_same_levels_and_erases_again(database, settings, tmp_path, home):
    await centre(database, settings)
    folder = tmp_path / "backup"
    about = await back_up(database, settings, folder)
    assert about.needs == ()
    assert all(not file.stat().st_mode & 0o077 for file in folder.rglob("*") if file.is_file())
    before = await standing(database)
    async with database.transaction() as db:
        await request(db, GOES, by="dpo", master_key=master_key(settings))
    await erase(database, settings, master_key=master_key(settings))
    assert (folder / "erasures.txt").read_text() == (settings.home / "erasures.txt").read_text()
    fresh = home / "restored"
    done = qa(fresh, "restore", str(folder))
    assert done.returncode == 0, done.stderr
    assert "16 contacts, 2 recordings; 1 customers erased again" in done.stdout
    assert (fresh / "hash.key").read_bytes() == (settings.home / "hash.key").read_bytes()
    assert (fresh / "audio" / "b.opus").read_bytes() == b"b.opus"
    after, refs = await looked_into(fresh)
    assert apart(before, after) == []
    assert refs == [STAYS]
    again = qa(fresh, "restore", str(folder))
    assert again.returncode == 1
    assert "holds contacts already" in again.stderr
    made = qa(fresh, "backup", str(tmp_path / "second"))
    assert made.returncode == 0, made.stderr
    assert qa(fresh, "backup", str(tmp_path / "second")).returncode == 1


async def looked_into(fresh: Path) -> tuple[dict[str, Any], list[str]]:
    server = Postgres(fresh)
    server.start()
    try:
        opened = await connect(server.url, largest=2)
        found = await standing(opened)
        async with opened.connection() as db:
            refs = await db.fetchval("select array_agg(ref) from customer where ref is not null")
        await opened.close()
    finally:
        server.stop()
    return found, refs


async def test_what_is_not_whole_or_anothers_is_refused(database, settings, tmp_path):
    await centre(database, settings)
    folder = tmp_path / "backup"
    given = msgspec.structs.replace(settings, hash_key="g" * 40)
    about = await back_up(database, given, folder)
    assert about.needs == ("QA_HASH_KEY",)
    assert not (folder / "hash.key").exists()
    assert "g" * 40 not in (folder / "backup.json").read_text()
    fresh = Settings(home=tmp_path / "fresh")
    with pytest.raises(Exception, match="QA_HASH_KEY: this backup was made with one"):
        put_keys(folder, about, fresh)
    with pytest.raises(Exception, match="another key"):
        put_keys(folder, about, msgspec.structs.replace(fresh, hash_key="h" * 40))
    put_keys(folder, about, msgspec.structs.replace(fresh, hash_key="g" * 40))
    (folder / "audio" / "b.opus").write_bytes(b"changed")
    with pytest.raises(Exception, match=r"b\.opus: is not what was backed up"):
        read(folder)
    (folder / "audio" / "b.opus").unlink()
    with pytest.raises(Exception, match=r"b\.opus: is missing"):
        read(folder)
    with pytest.raises(Exception, match="whole"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("told", "found"),
    [("aa\nbb\n", [b"\xaa", b"\xbb"]), (json.dumps({"customer": "cc", "sha256": "x"}), [b"\xcc"]), ("", [])],
)
def test_lists_and_certificates_are_read(tmp_path, told, found):
    (tmp_path / "list").write_text(told)
    assert read_digests(tmp_path / "list") == found


@pytest.mark.parametrize("told", ["zz", "{}", "{", '{"customer": 4}'])
def test_what_is_neither_is_refused(tmp_path, told):
    (tmp_path / "list").write_text(told)
    with pytest.raises(Exception, match="neither a list"):
        read_digests(tmp_path / "list")
