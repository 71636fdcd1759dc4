"""The embedded PostgreSQL: started, adopted after a crash of whoever started it, and stopped by its owner."""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from qa_service.embedded.binaries import Account, folder
from qa_service.errors import Configuration, Unavailable

DATABASE = "qa"
START_SECONDS = 60.0


class Postgres:
    """One server over `home`/postgres: a free port of 127.0.0.1 only, SCRAM, a random password in a 0600 file."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "postgres"
        self._account = Account()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        password = quote((self.home / "postgres.password").read_text().strip(), safe="")
        return f"postgresql://postgres:{password}@127.0.0.1:{self._port()}/{DATABASE}"

    def pid(self) -> int | None:
        """The postmaster's process id while it is ready, None otherwise."""
        lines = self._pid_file()
        if len(lines) < 8 or lines[7].strip() != "ready":
            return None
        pid = int(lines[0])
        return pid if self._is_ours(pid) else None

    def start(self) -> bool:
        """Make sure that it serves; True when this call started it, False when it was running already."""
        self.home.mkdir(parents=True, exist_ok=True)
        if self._account.is_other and not self._account.can_reach(self.home):
            raise Configuration(
                f"QA_HOME: {self.home} cannot be entered by the account 'nobody' that PostgreSQL runs as"
            )
        with (self.home / "postgres.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.pid() is not None:
                return False
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._launch()
            return True

    def alive(self) -> bool:
        if self._child is not None:
            self._child.poll()  # reaps it when it is gone
        return self.pid() is not None

    def stop(self) -> None:
        """End it in good order: sessions are cut, what was committed stays."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + 30
        while self._is_ours(pid) and time.monotonic() < deadline:
            if self._child is not None:
                self._child.poll()
            time.sleep(0.02)
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(5)

    def _version(self) -> int | None:
        with contextlib.suppress(OSError):
            return int((self.data / "PG_VERSION").read_text())
        return None

    def _initialise(self) -> None:
        """Make the files beside their place and move them there whole: a crash in between leaves nothing half made."""
        making = self.data.with_name("postgres.new")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        self._give(making)
        password = secrets.token_urlsafe(24)
        with tempfile.NamedTemporaryFile("w", suffix=".password") as handover:
            handover.write(password)
            handover.flush()
            self._give(Path(handover.name))
            self._run("initdb", "-D", making, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={handover.name}",
                      "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip
        self._run("postgres", "--single", "-D", making, "postgres", said=f"create database {DATABASE}\n")
        secret = self.home / "postgres.password"
        secret.touch(mode=0o600)
        secret.write_text(password)
        making.rename(self.data)

    def _run(self, program: str, *arguments: object, said: str = "") -> None:
        done = subprocess.run(  # noqa: S603 - our own program and arguments
            [str(folder(self._account, None) / program), *map(str, arguments)],
            input=said, text=True, capture_output=True, cwd="/", check=False, **self._account.popen,
        )  # fmt: skip
        if done.returncode:
            raise Unavailable(f"the embedded PostgreSQL could not be made: {done.stderr[-500:]}")

    def _give(self, path: Path) -> None:
        if self._account.is_other:
            os.chown(path, self._account.uid, self._account.gid)

    def _launch(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            self._child = self._spawn()
            while self._child.poll() is None:
                if self.pid() == self._child.pid:
                    return
                if time.monotonic() > deadline:
                    self._child.kill()
                    break
                time.sleep(0.02)
            # After a kill -9 the old server's backends need a moment to let go of its memory; then a start works.
            if time.monotonic() > deadline:
                raise Unavailable(f"the embedded PostgreSQL did not start: {self._log_end()}")
            time.sleep(0.3)

    def _spawn(self) -> subprocess.Popen[bytes]:
        port = self._port() if self._port_is_free() else _free_port()
        written = self.home / "postgres.port.new"  # whole before it is named: others read it while this starts
        written.write_text(str(port))
        written.replace(self.home / "postgres.port")
        program = folder(self._account, self._version()) / "postgres"
        log = self.data / "server.log"
        with log.open("ab") as out:
            self._give(log)
            return subprocess.Popen(  # noqa: S603 - our own program and arguments
                [program, "-D", self.data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
                 "-c", "unix_socket_directories=", "-c", "max_connections=80", "-c", "shared_buffers=256MB",
                 "-c", "max_wal_size=2GB", "-c", "jit=off", "-c", "max_locks_per_transaction=256",
                 # Details of an error would put rows, and with them people, into the log.
                 "-c", "log_error_verbosity=terse"],
                stdout=out, stderr=out, cwd="/", start_new_session=True, **self._account.popen,
            )  # fmt: skip

    def _pid_file(self) -> list[str]:
        with contextlib.suppress(OSError):
            return (self.data / "postmaster.pid").read_text().splitlines()
        return []

    def _is_ours(self, pid: int) -> bool:
        """Whether `pid` lives and is a server over our data: process ids are given again to others."""
        with contextlib.suppress(OSError):
            return os.fsencode(self.data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return False

    def _port(self) -> int:
        return int((self.home / "postgres.port").read_text())

    def _port_is_free(self) -> bool:
        with contextlib.suppress(OSError, ValueError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", self._port()))
            return True
        return False

    def _log_end(self) -> str:
        with contextlib.suppress(OSError):
            return (self.data / "server.log").read_text(errors="replace")[-800:]
        return "it left no log"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(home: Path) -> Iterator[Postgres]:
    """A server that serves inside the block. Who uses it last stops it, also one that a killed owner left."""
    home.mkdir(parents=True, exist_ok=True)
    server = Postgres(home)
    with (home / "postgres.users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server.start()
        try:
            yield server
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                server.stop()
