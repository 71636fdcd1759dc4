"""`qa models`: which learned models the service scores with."""

import asyncio
import getpass
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from qa_service import config
from qa_service.cli.database import database
from qa_service.errors import BadInput

if TYPE_CHECKING:
    from qa_service.store.database import Connection
    from qa_service.store.models import ModelRow

Result = TypeVar("Result")
COLUMNS = ("id", "behaviour", "model", "figure", "estimate", "90% interval", "data", "learned", "promoted", "by", "now")
SHORT_HASH = 12


@click.group()
def command() -> None:
    """Promote models that `qa learn` made, list them, take them back."""


@command.command()
@click.argument("file", metavar="MODEL", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--by", default=None, metavar="NAME", help="Who promotes it; your account's name unless given.")
def promote(file: Path, by: str | None) -> None:
    """Let MODEL serve, where it is better than what serves now; workers take it up with their next task.

    It must have been compared with what serves now: by `qa learn` alone where that is the library, by
    `qa learn --in-use FILE` where it is a model (`qa models fetch` writes its file).
    """
    from benchmarks.loader import LIBRARY, BenchmarkError, load
    from qa_service.pipeline.models import promote as promoted
    from scoring.instrument import benchmarks_hash
    from scoring.learning.stored import ModelError

    settings = config.read()
    try:
        data = file.read_bytes()
        benchmarks = benchmarks_hash(load(settings.benchmarks or LIBRARY))
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}") from None
    except BenchmarkError as error:
        raise click.UsageError(str(error)) from None
    try:
        row = _do(
            lambda db: promoted(db, data, str(file), benchmarks=benchmarks, by=by or _account()), "qa models promote"
        )
    except ModelError as error:
        raise BadInput(str(error)) from None
    click.echo(
        f"model {row.id} (model@{row.hash}) scores '{row.behaviour}' from now on; `qa rescore` brings history up"
    )


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def listed(*, as_json: bool) -> None:
    """Every model that was promoted: its figures, the hash of its data, dates, and whether it serves."""
    import msgspec

    from qa_service.evaluation.table import Table, written
    from qa_service.store import models

    rows = _do(lambda db: models.PAGE.all(db, None, 1_000_000))
    if as_json:
        click.echo(msgspec.json.encode(rows))
        return
    click.echo(written(Table(title="Learned models", columns=COLUMNS, rows=tuple(_row(row) for row in rows))))


@command.command()
@click.argument("behaviour", metavar="NAME")
@click.option("--reason", required=True, help="Why; it is kept.")
@click.option("--by", default=None, metavar="NAME", help="Who takes it back; your account's name unless given.")
def retire(behaviour: str, reason: str, by: str | None) -> None:
    """Take back the model of the behaviour NAME: the library scores it again."""
    from qa_service.pipeline.models import retire as retired

    _do(lambda db: retired(db, behaviour, by=by or _account(), reason=reason), f"qa models retire {behaviour}")
    click.echo(f"the library scores '{behaviour}' from now on; `qa rescore` brings history back")


@command.command()
@click.argument("behaviour", metavar="NAME")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def fetch(behaviour: str, file: Path) -> None:
    """Write the model that serves the behaviour NAME to FILE, for `qa learn --in-use`."""
    from qa_service.pipeline.models import fetch as fetched

    data = _do(lambda db: fetched(db, behaviour))
    try:
        file.write_bytes(data)
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}") from None


def _do(work: "Callable[[Connection], Awaitable[Result]]", change: str | None = None) -> Result:
    """Run `work` in one transaction on the service's database, and note the `change` that it is."""
    from qa_service.store import audit
    from qa_service.store.database import connect

    async def run(url: str) -> Result:
        store = await connect(url, largest=1)
        try:
            async with store.transaction() as db:
                if change is not None:
                    await audit.by_command(db, change)
                return await work(db)
        finally:
            await store.close()

    with database(config.read()) as settings:
        assert settings.database_url is not None
        return asyncio.run(run(settings.database_url))


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have a number and no name
        return f"user {os.getuid()}"


def _row(row: "ModelRow") -> tuple[str | float | int | None, ...]:
    measure = row.figures["measure"]
    found = row.figures["held_out"][measure]
    known = found["low"] is not None
    return (
        row.id,
        row.behaviour,
        row.hash,
        measure,
        found["estimate"],
        f"{found['low']:.3f} to {found['high']:.3f}" if known else None,
        row.data_hash[:SHORT_HASH],
        f"{row.learned_at:%Y-%m-%d}",
        f"{row.promoted_at:%Y-%m-%d}",
        row.promoted_by,
        f"taken back {row.retired_at:%Y-%m-%d} by {row.retired_by}: {row.reason}" if row.retired_at else "serves",
    )
