"""`qa beat`: the schedule, until Ctrl-C. Run one of it."""

import signal
import threading

import click

from qa_service import config
from qa_service.cli.database import database
from qa_service.cli.processes import Child, environment, running, schedule


@click.command()
def command() -> None:
    """Run the schedule: the night at QA_NIGHTLY_AT, and the sweep that wakes workers for what waits."""
    ended = threading.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, lambda *_: ended.set())
    with (
        database(config.read(), keep=True) as settings,
        running([Child("beat", schedule(settings), environment(settings), None)]),
    ):
        click.echo("The schedule runs; Ctrl-C stops it.", err=True)
        ended.wait()
