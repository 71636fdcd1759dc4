"""`qa people`: people, agents and their teams from a table."""

import asyncio
import sys
from pathlib import Path
from typing import IO

import click

from qa_service import config
from qa_service.access.importing import Imported
from qa_service.cli.database import database
from qa_service.config import Settings
from qa_service.errors import BadInput


@click.group()
def command() -> None:
    """People, agents and their teams."""


@command.command(name="import")
@click.argument("file", type=click.File("rb"))
def import_(file: IO[bytes]) -> None:
    """Import a CSV FILE (- is stdin): person, role, name, email, language, timezone, subject, agent, kind,
    started_on, team, team_from, leads (separated by ;), leads_from, leads_until. A bad row stops no other.
    """
    name = Path(str(getattr(file, "name", "-"))).name
    try:
        data = file.read()
    except OSError as error:
        raise BadInput(f"{name}: cannot be read: {error.strerror}") from None
    with database(config.read()) as settings:
        found = asyncio.run(_import(settings, data))
    for error in found.errors:
        click.echo(f"{name}: line {error.line}: {error.error}", err=True)
    click.echo(f"{found.taken} taken, {len(found.errors)} not")
    sys.exit(1 if found.errors else 0)


async def _import(settings: Settings, data: bytes) -> Imported:
    from qa_service.access.importing import import_people
    from qa_service.store import audit
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=1)
    try:
        async with store.transaction() as db:
            await audit.by_command(db, "qa people import")
            return await import_people(db, data)
    finally:
        await store.close()
