"""`qa retention`: remove what is older than it may be kept, now."""

import asyncio
from typing import Any

import click
import msgspec

from qa_service import config, logs
from qa_service.cli.database import database
from qa_service.config import Settings


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go; remove nothing.")
def command(*, dry_run: bool) -> None:
    """Remove what is older than QA_RETAIN_..._DAYS; the night does this by itself. Prints JSON, by kind.

    Scores and what follows from them stay.
    """
    with database(config.read()) as settings:
        logs.configure(settings)
        found = asyncio.run(_run(settings, dry_run=dry_run))
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    if not found:
        click.echo("Nothing: no QA_RETAIN_..._DAYS is set, or all of it went today already.", err=True)


async def _run(settings: Settings, *, dry_run: bool) -> dict[str, Any]:
    from qa_service.pipeline.retention import retain, would
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=2)
    try:
        return await (would if dry_run else retain)(store, settings)
    finally:
        await store.close()
