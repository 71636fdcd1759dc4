"""Who gets the mail: a server in a process of its own that fails now and then, and can be killed like the others."""

import argparse
import asyncio
import email
import email.policy
import json
import os
import random
import signal
import smtplib
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

from aiosmtpd.smtp import SMTP
from typing_extensions import override

from tests.chaos.servers import Server

REFUSED, CUT = 0.15, 0.1
"""Shares of mails whose first attempt is refused for the moment, or ends with the connection."""
Fate = Literal["taken", "refused", "cut"]


class Noted(NamedTuple):
    """One attempt to hand over a mail."""

    message_id: str
    recipient: str
    subject: str
    fate: Fate
    at: float


class Postbox(Server):
    """What was handed over stands in a file, on the disk before the sender is told."""

    account = "root"

    def __init__(self, folder: Path, seed: int) -> None:
        super().__init__(folder)
        self._seed = seed

    @property
    @override
    def url(self) -> str:
        return f"smtp+plain://127.0.0.1:{self.port}"

    @override
    def command(self) -> Sequence[str]:
        return [sys.executable, "-m", "tests.chaos.postbox", str(self.port), f"{self.folder}/mails", str(self._seed)]

    @override
    def environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(Path(__file__).parents[2])}

    @override
    def answers(self) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=2):
                return True
        except (OSError, smtplib.SMTPException):
            return False

    def noted(self) -> list[Noted]:
        return _read(self.folder / "mails")


def _read(file: Path) -> list[Noted]:
    """What was noted; a line that a kill broke off is of a mail that was not taken."""
    if not file.exists():
        return []
    whole = file.read_text().rpartition("\n")[0].splitlines()
    return [Noted(*json.loads(line)) for line in whole if line]


class Handler:
    def __init__(self, file: Path, seed: int) -> None:
        self._seed = seed
        self._seen = {one.message_id for one in _read(file)}
        self._file: BinaryIO = file.open("ab", buffering=0)
        self._file.write(b"\n")  # after what a kill may have broken off

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        made = email.message_from_bytes(envelope.content, policy=email.policy.default)
        name = str(made["message-id"])
        fate = self._fate(name)
        self._seen.add(name)
        line = json.dumps([name, envelope.rcpt_tos[0], str(made["subject"]), fate, time.time()])
        self._file.write(f"{line}\n".encode())
        os.fsync(self._file.fileno())
        if fate == "cut":
            server.transport.abort()
        return "250 taken" if fate == "taken" else "451 try again later"

    def _fate(self, name: str) -> Fate:
        if name in self._seen:
            return "taken"
        drawn = random.Random(f"{self._seed}{name}").random()
        return "refused" if drawn < REFUSED else "cut" if drawn < REFUSED + CUT else "taken"


async def serve(port: int, file: Path, seed: int) -> None:
    """Serve until SIGTERM."""
    loop, ended, handler = asyncio.get_running_loop(), asyncio.Event(), Handler(file, seed)
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    server = await loop.create_server(lambda: SMTP(handler, hostname="localhost", loop=loop), "127.0.0.1", port)
    async with server:
        await ended.wait()


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("port", type=int)
    asked.add_argument("file", type=Path)
    asked.add_argument("seed", type=int)
    given = asked.parse_args()
    asyncio.run(serve(given.port, given.file, given.seed))
