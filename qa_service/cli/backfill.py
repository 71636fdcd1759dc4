"""`qa backfill`: bring a period up to date."""

import asyncio
from datetime import datetime

import click

from qa_service import config, logs
from qa_service.cli.database import database
from qa_service.config import Settings
from qa_service.pipeline.backfill import Backfilled

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "day_from", type=DAY, required=True, metavar="DATE", help="The first day.")
@click.option("--until", "day_until", type=DAY, required=True, metavar="DATE", help="The day after the last.")
def command(*, day_from: datetime, day_until: datetime) -> None:
    """Try again what failed in a period, compute its days anew, run its nights and write a report a team over it.

    The workers do it: this only says what is due.
    """
    with database(config.read()) as settings:
        logs.configure(settings)
        done = asyncio.run(_run(settings, day_from, day_until))
    click.echo(
        f"{done.retried} failed contacts wait again; {done.days} agent-days, {done.nights} nights and {done.reports} "
        f"reports are due: the workers do them."
    )


async def _run(settings: Settings, day_from: datetime, day_until: datetime) -> Backfilled:
    from qa_service.pipeline.analyse import Period
    from qa_service.pipeline.backfill import backfill, check_past
    from qa_service.pipeline.night import last_due
    from qa_service.queue import tasks
    from qa_service.store.database import connect

    assert settings.database_url is not None
    assert settings.broker_url is not None
    check_past(day_until.date(), last_due(datetime.now(settings.zone), settings))
    store = await connect(settings.database_url, largest=2)
    try:
        sender = tasks.Sender(tasks.app(settings.broker_url))
        return await backfill(store, settings, sender, Period(day_from.date(), day_until.date()))
    finally:
        await store.close()
