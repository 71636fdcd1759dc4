"""`qa reseal` moves what it can open, names what it cannot, and its exit code says whether the old key can go."""

import pytest
from click.testing import CliRunner

from qa_service.cli.reseal import command
from qa_service.config import read
from qa_service.embedded.sample_centre.calls import recordings
from qa_service.pipeline.spool import Spool, opened, spool_of, write

OLD, NEW = "o" * 32, "n" * 32


@pytest.fixture
def environment(tmp_path, monkeypatch):
    monkeypatch.setenv("QA_HOME", str(tmp_path))

    def spool(keys: str) -> Spool:
        monkeypatch.setenv("QA_SPOOL_KEYS", keys)
        return spool_of(read())

    return spool


def sealed(spool: Spool):
    with recordings()[0][0].open("rb") as source:
        return write(source, "both", spool)


def test_the_old_key_can_go(environment):
    kept = sealed(environment(OLD))
    new = environment(f"{NEW},{OLD}")
    done = CliRunner().invoke(command)
    assert (done.exit_code, done.stdout.split(",")[0]) == (0, f"1 sealed anew under key {new.keys[0].id.hex()}")
    with opened(kept, environment(NEW)) as clear:
        assert clear.read() == recordings()[0][0].read_bytes()


def test_a_missing_key_is_named_and_the_file_stays(environment):
    kept = sealed(environment(OLD))
    spool = environment(NEW)
    done = CliRunner().invoke(command)
    assert done.exit_code == 1
    assert f"{spool.folder / kept.path}: is sealed under key" in done.stderr
    with opened(kept, environment(f"{NEW},{OLD}")) as clear:
        assert clear.read() == recordings()[0][0].read_bytes()


def test_an_empty_spool_is_all_done(environment):
    environment(NEW)
    assert CliRunner().invoke(command).exit_code == 0
