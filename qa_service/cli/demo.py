"""`qa demo`: everything on one machine, on the sample centre."""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import click
import msgspec

from qa_service import config
from qa_service.cli import findings, until_stopped
from qa_service.cli.database import database
from qa_service.cli.keys import make
from qa_service.cli.processes import running, schedule, workers
from qa_service.cli.sample import take_in
from qa_service.config import Settings


@click.command()
@click.option("--no-serve", is_flag=True, help="Stop when the reports are written.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("out"), show_default=True)
def command(*, no_serve: bool, out: Path) -> None:
    """Start everything on the sample centre and write its coaching reports.

    Starts the embedded database and real workers, imports, transcribes, scores, computes, writes reports to OUT, and
    serves the API and the dashboard until Ctrl-C. A second run starts from what is there.
    """
    from qa_service.pipeline.recognisers import plug

    settings = config.read()
    # Its own home: the sample centre never mixes with a real one.
    settings = msgspec.structs.replace(settings, home=settings.home / "demo", database_url=None, broker_url=None)
    if "QA_AGENT_FIRST_DAYS" not in os.environ:  # else whoever leads a team would see no judgement before tomorrow
        settings = msgspec.structs.replace(settings, agent_first_days=0)
    if "QA_ENGINE" not in os.environ:  # the weights that are here, or none: a demo does not download half a gigabyte
        os.environ["HF_HUB_OFFLINE"] = "1"
    until_stopped.leave_on_sigterm()
    until_stopped.check(settings, port=not no_serve)
    plug(settings)
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        click.echo("Starting the embedded PostgreSQL ...", err=True)
        settings = stack.enter_context(database(settings, keep=True))
        logs = settings.home / "log"
        click.echo(f"Starting the workers; their logs are in {logs} ...", err=True)
        alive = stack.enter_context(running([*workers(settings, logs), schedule(settings, logs)]))
        key = asyncio.run(_all(settings, out, alive))
        click.echo(f"Done in {time.monotonic() - began:.0f} s; the reports are in {out}.")
        if not no_serve:
            _serve(settings, key)


async def _all(settings: Settings, out: Path, alive: Callable[[], None]) -> str:
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=4)
    try:
        await take_in(store, settings, alive)
        await findings.write(store, out)
    finally:
        await store.close()
    return await make(settings, "demo", "admin")


def _serve(settings: Settings, key: str) -> None:
    from qa_service.cli.serve import serve

    click.echo(f"\nDashboard:  {settings.address}/?key={key}")
    click.echo(f"API:        curl -H 'Authorization: Bearer {key}' {settings.address}/v1/priorities")
    if not settings.agent_first_days:
        click.echo("Leads see judgements at once here; elsewhere agents see them QA_AGENT_FIRST_DAYS before.")
    click.echo("Ctrl-C stops all of it.")
    serve(settings)
