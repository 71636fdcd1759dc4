"""`qa nightly`: run the night now, in this process."""

import asyncio

import click

from qa_service import config, logs
from qa_service.cli.database import database
from qa_service.config import Settings


@click.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Run this day's night again.")
def command(day: object) -> None:
    """Run the nights that are due: refresh, standing results, and every team's report."""
    with database(config.read()) as settings:
        logs.configure(settings)
        done, written = asyncio.run(_run(settings, day))
    click.echo(f"{done} nights run, {written} reports written.")


async def _run(settings: Settings, day: object) -> tuple[int, int]:
    from datetime import datetime

    from qa_service.errors import BadInput
    from qa_service.pipeline.night import last_due, night
    from qa_service.pipeline.report import write
    from qa_service.store import nights
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=3)
    try:
        if isinstance(day, datetime):
            last = last_due(datetime.now(settings.zone), settings)
            if day.date() > last:
                raise BadInput(f"--day: the night of {day.date()} has not come; the last one is that of {last}")
            async with store.transaction() as db:
                await nights.AGAIN.run(db, settings.centre, day.date())
        done = await night(store, settings)
        written = 0
        while await write(store, settings):
            written += 1
        return done, written
    finally:
        await store.close()
