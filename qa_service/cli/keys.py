"""`qa keys`: make an API key."""

import asyncio

import click

from qa_service import config
from qa_service.access.keys import create
from qa_service.access.roles import ROLES, Role
from qa_service.cli.database import database
from qa_service.config import Settings


@click.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="admin", show_default=True)
def command(name: str, role: Role) -> None:
    """Make an API key called NAME and print it. It cannot be read again: only its digest is kept."""
    with database(config.read()) as settings:
        click.echo(asyncio.run(make(settings, name, role)))


async def make(settings: Settings, name: str, role: Role) -> str:
    """Make a key on the settings' database; keys of the same name end."""
    from qa_service.store import keys
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=1)
    try:
        async with store.transaction() as db:
            await keys.REVOKE.run(db, name)
            return await create(db, name=name, role=role)
    finally:
        await store.close()
