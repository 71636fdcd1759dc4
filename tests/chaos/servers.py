"""Brokers and a database of Debian's packages, run by hand: own folders, free ports, an account that is not root."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg
from kombu import Connection
from psycopg import sql
from typing_extensions import override

from qa_service.queue import tasks
from tests import ports

START_SECONDS = 180.0


class Server:
    """A process that can be killed -9 with all it forked, and started again over the same folder."""

    account = "nobody"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = ports.free()
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, mode=0o755)
        if os.geteuid() == 0:
            shutil.chown(folder, self.account, pwd.getpwnam(self.account).pw_gid)

    @property
    def url(self) -> str:
        raise NotImplementedError

    def command(self) -> Sequence[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def answers(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        self._process = self.run(self.command())
        while not self.answers():
            if self._process.poll() is not None:  # what was killed may need a moment to let go of its memory
                time.sleep(0.5)
                self._process = self.run(self.command())
            assert time.monotonic() < deadline, f"{self.command()[0]} does not start: {self.folder}/log"
            time.sleep(0.1)

    def kill(self) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        if self._process is not None:
            self.kill()

    def run(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        entry = pwd.getpwnam(self.account)
        become = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8", **self.environment()}
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                command, env=environment, cwd=self.folder, stdout=log, stderr=log, start_new_session=True, **become
            )


def installed_postgres() -> list[Path]:
    """Folders of the programs that Debian's packages brought, oldest first."""
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))


class PostgreSQL(Server):
    """A server of the programs in a folder."""

    def __init__(self, folder: Path, programs: Path) -> None:
        super().__init__(folder)
        self.programs = programs

    @staticmethod
    def version(programs: Path) -> str:
        said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
        return said.split()[2]

    @property
    @override
    def url(self) -> str:
        return f"postgresql://qa@127.0.0.1:{self.port}/qa"

    def make(self) -> None:
        """Make its files; `create` makes the database, once it serves."""
        data = self.folder / "data"
        made = self.run([str(self.programs / "initdb"), "-D", str(data), "-U", "qa", "--auth=trust", "-E", "UTF8"])
        assert made.wait() == 0, (self.folder / "log").read_text()

    @override
    def command(self) -> Sequence[str]:
        return [
            f"{self.programs}/postgres", "-D", f"{self.folder}/data", "-p", str(self.port), "-c",
            "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_locks_per_transaction=256",
        ]  # fmt: skip

    @override
    def answers(self) -> bool:
        try:
            with self._admin():
                return True
        except psycopg.OperationalError:
            return False

    def create(self, database: str = "qa") -> None:
        with self._admin() as db:
            db.execute(sql.SQL("create database {}").format(sql.Identifier(database)))

    def _admin(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(f"{self.url.rpartition('/')[0]}/postgres", autocommit=True, connect_timeout=5)


class Redis(Server):
    """It keeps nothing on disk: a kill loses every message there is."""

    @property
    @override
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @override
    def command(self) -> Sequence[str]:
        return ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]

    @override
    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as asked:
            asked.sendall(b"PING\r\n")
            return asked.recv(7) == b"+PONG\r\n"
        return False


class RabbitMQ(Server):
    """A node of its own with a name service of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._names, self._between = ports.free(), ports.free()
        self._name_service: subprocess.Popen[bytes] | None = None

    @property
    @override
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    @override
    def environment(self) -> dict[str, str]:
        return {
            "RABBITMQ_NODENAME": f"chaos{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._between),
            "RABBITMQ_MNESIA_BASE": f"{self.folder}/data",
            "RABBITMQ_LOG_BASE": f"{self.folder}/logs",
            "RABBITMQ_CONFIG_FILE": f"{self.folder}/none",
            "RABBITMQ_CONF_ENV_FILE": f"{self.folder}/none.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{self.folder}/plugins",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1 +sbwt none",
            "ERL_EPMD_PORT": str(self._names),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }

    @override
    def command(self) -> Sequence[str]:
        return ["/usr/lib/rabbitmq/bin/rabbitmq-server"]

    @override
    def start(self) -> None:
        if self._name_service is None:
            self._name_service = self.run(["epmd", "-port", str(self._names)])
        super().start()

    @override
    def answers(self) -> bool:
        try:
            with Connection(self.url, connect_timeout=2) as connection:
                connection.connect()
        except connection.recoverable_connection_errors:
            return False
        return True

    @override
    def close(self) -> None:
        super().close()
        if self._name_service is not None:
            self._name_service.kill()
            self._name_service.wait()


def waiting(broker: str) -> int:
    """How many messages the broker holds: those that wait, and those that a worker fetched and did not confirm."""
    with tasks.app(broker).connection_for_read() as connection:
        channel = connection.channel()
        queues = (tasks.TRANSCRIBE, tasks.SHORT, tasks.WATCH)
        count = sum(channel.queue_declare(queue, durable=True, auto_delete=False).message_count for queue in queues)
        if broker.startswith("redis"):
            count += channel.client.hlen(channel.unacked_key)
        channel.close()
        return count
