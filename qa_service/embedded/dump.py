"""Dump a PostgreSQL into a file and read it back, by the programs of the wheel: any server from 15 to theirs."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from qa_service.embedded.binaries import Account, folder
from qa_service.errors import Unavailable

SCHEMA = "public"
"""All of ours is in it; the queue's own tables are made anew and hold nothing that rows do not."""


def dump(url: str, out: Path) -> None:
    """Write one consistent snapshot, compressed, readable by its owner only."""
    out.touch(mode=0o600)
    with out.open("wb") as file:
        _run(url, "pg_dump", ["--format=custom", f"--schema={SCHEMA}", "--no-owner", "--no-privileges"], stdout=file)


def load(url: str, source: Path) -> None:
    """Load a dump into a database without a schema `public`, in one transaction."""
    with source.open("rb") as file:
        _run(
            url,
            "pg_restore",
            ["--no-owner", "--no-privileges", "--single-transaction", f"--dbname={_address(url)[1]}"],
            stdin=file,
        )  # fmt: skip


def _run(
    url: str,
    program: str,
    options: Sequence[str],
    *,
    stdin: BinaryIO | int = subprocess.DEVNULL,
    stdout: BinaryIO | int = subprocess.DEVNULL,
) -> None:
    environment, name = _address(url)
    line = [str(folder(Account(), None) / program), *options, *([] if program == "pg_restore" else [name])]
    environ = {**os.environ, **environment}
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        line, env=environ, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, check=False
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()
        raise Unavailable(f"{program} failed: {last[0] if last else done.returncode}")


def _address(url: str) -> tuple[dict[str, str], str]:
    """The address in the environment, where no list of processes shows the password."""
    read = urlsplit(url)
    told = {
        "PGHOST": read.hostname,
        "PGPORT": str(read.port or 5432),
        "PGUSER": read.username and unquote(read.username),
        "PGPASSWORD": read.password and unquote(read.password),
    }
    return {name: value for name, value in told.items() if value}, unquote(read.path.lstrip("/"))
