"""What all tests share: sockets of this machine only."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from qa_service.cli.database import upgrade
from qa_service.config import Settings
from qa_service.embedded.postgres import Postgres
from qa_service.queue.tasks import broker_url

# Many small products of matrices beside other tests: threads would only wait for each other. Read when numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes that are sealed or packed anew in each process would name the same test differently in each of them."""
    return f"{len(val)}-bytes" if isinstance(val, bytes) else None


@pytest.fixture(autouse=True, scope="session")
def _no_weights_from_afar() -> Iterator[None]:
    """Neither these processes nor the ones they start look for model weights, here or elsewhere."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as empty:
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setenv("HF_HOME", empty)
        yield


@pytest.fixture(autouse=True)
def _only_this_machine() -> None:
    socket_allow_hosts(["127.0.0.1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A folder that PostgreSQL's own account can enter, which pytest's temporary folders do not allow it."""
    folder = Path(tempfile.mkdtemp(prefix="qa-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[Postgres]:
    """The embedded PostgreSQL, migrated."""
    postgres = Postgres(home)
    postgres.start()
    upgrade(Settings(home=home, database_url=postgres.url, broker_url=broker_url(postgres.url, None)))
    yield postgres
    postgres.stop()
