"""The real service in processes of its own: embedded PostgreSQL, pgmq broker, Celery workers, schedule, API."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from benchmarks.loader import LIBRARY
from qa_service.embedded.postgres import Postgres
from tests import ports

QA = [sys.executable, "-m", "qa_service.cli.main"]


class Service:
    """One installation under a home of its own."""

    def __init__(self, home: Path, settings: dict[str, str] | None = None) -> None:
        self.home = home
        self.port = ports.free()
        # Few moments are sure enough to be quoted before a centre has reviewed its own: uncalibrated, all of them may be.
        shutil.copytree(LIBRARY, home / "library", ignore=shutil.ignore_patterns("calibration.toml"))
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("QA_")},
            "QA_HOME": str(home),
            "QA_BENCHMARKS": str(home / "library"),
            "QA_PORT": str(self.port),
            "QA_LOG_LEVEL": "info",
            "QA_AGENT_FIRST_DAYS": "0",  # reports quote what was scored just now
            **(settings or {}),
        }
        self.log = home / "service.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.key = ""

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*QA, *arguments], env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [*QA, "serve", "--with-workers"], env=self.environment, stdout=out, stderr=out, start_new_session=True
            )
        self.until(self._ready, 60, "the service is ready")
        if not self.key:
            self.key = self.run("keys", "test").strip()

    def _ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/ready").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            assert self._process.wait(60) in {0, 130}, self.log.read_text()[-3000:]
            self._process = None

    def client(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}/v1", headers=headers, timeout=30)

    def workers(self) -> list[int]:
        """Process ids of the workers of this service and of nobody else's."""
        assert self._process is not None
        return [pid for pid in _descendants(self._process.pid) if b"celery" in _command(pid)]

    def open_files(self) -> list[Path]:
        """What any process of this service holds open on a disk, files without a name too; memory is no disk."""
        assert self._process is not None
        found: list[Path] = []
        for pid in [self._process.pid, *_descendants(self._process.pid)]:
            with contextlib.suppress(OSError):
                opened = list(Path(f"/proc/{pid}/fd").iterdir())
                found += [file for file in opened if _target(file).startswith("/") and file.is_file()]
        return [file for file in found if not _target(file).startswith("/memfd:")]

    def postgres(self) -> int:
        pid = Postgres(self.home).pid()
        assert pid is not None
        return pid

    def until(self, condition: Callable[[], bool], seconds: float, what: str) -> float:
        """Wait until `condition` holds, on a machine with other work four times as long; returns how long it took."""
        began = time.monotonic()
        while not condition():
            waited = time.monotonic() - began
            assert waited < 4 * seconds, f"not within {4 * seconds} s: {what}\n{self._tail()}"
            time.sleep(0.05)
        return time.monotonic() - began

    def _tail(self) -> str:
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:  # closed by now
        return ""


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, todo = [], [pid]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


@contextlib.contextmanager
def installed(**settings: str) -> Iterator[Service]:
    """A service of its own, gone with the block."""
    home = Path(tempfile.mkdtemp(prefix="qa-e2e-"))
    home.chmod(0o755)
    running = Service(home, settings)
    running.start()
    try:
        yield running
    finally:
        running.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with installed() as running:
        yield running
