"""`qa migrate`."""

import click

from qa_service import config
from qa_service.cli.database import database


@click.command()
def command() -> None:
    """Bring the database to the current schema."""
    with database(config.read(), migrate=False) as settings:
        from qa_service.migrations.upgrade import upgrade

        revision = upgrade(settings.url, queue=settings.broker.startswith("pgmq"))
    click.echo(f"The database is at revision {revision}.")
