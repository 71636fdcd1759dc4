"""`qa retry`: let what failed be tried again."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import click

from qa_service import config, logs
from qa_service.cli.database import database
from qa_service.config import Settings


@click.command()
@click.argument("contacts", nargs=-1, type=click.UUID, metavar="[ID]...")
@click.pass_context
def command(ctx: click.Context, contacts: tuple[UUID, ...]) -> None:
    """Let the contacts with these numbers be tried again, three times anew; without a number, all that failed.

    The workers do it: this only says what is due.
    """
    with database(config.read()) as settings:
        logs.configure(settings)
        done, refused = asyncio.run(_run(settings, contacts))
    click.echo(f"{done} failed contacts wait again: the workers do them.")
    for reason in refused:
        click.echo(f"qa: {reason}", err=True)
    ctx.exit(1 if refused else 0)


async def _run(settings: Settings, contacts: Sequence[UUID]) -> tuple[int, list[str]]:
    from qa_service.errors import Conflict, NotFound
    from qa_service.pipeline.backfill import retry, retry_all
    from qa_service.queue import tasks
    from qa_service.store.database import connect

    assert settings.database_url is not None
    assert settings.broker_url is not None
    store = await connect(settings.database_url, largest=2)
    refused: list[str] = []
    try:
        sender = tasks.Sender(tasks.app(settings.broker_url))
        if not contacts:
            return await retry_all(store, sender), refused
        for contact in contacts:
            try:
                await retry(store, sender, contact)
            except (Conflict, NotFound) as error:
                refused.append(str(error))
        return len(contacts) - len(refused), refused
    finally:
        await store.close()
