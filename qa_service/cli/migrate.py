"""`qa migrate`."""

import click

from qa_service import config
from qa_service.cli.database import database, upgrade


@click.command()
def command() -> None:
    """Bring the database to the current schema."""
    with database(config.read(), migrate=False) as settings:
        revision = upgrade(settings)
    click.echo(f"The database is at revision {revision}.")
