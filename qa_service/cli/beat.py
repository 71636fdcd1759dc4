"""`qa beat`: the schedule, until Ctrl-C. Run one of it."""

import click

from qa_service import config
from qa_service.cli import until_stopped
from qa_service.cli.database import database
from qa_service.cli.processes import running, schedule


@click.command()
def command() -> None:
    """Run the schedule: the night at QA_NIGHTLY_AT, and the sweep that wakes workers for what waits."""
    until_stopped.leave_on_sigterm()
    with database(config.read(), keep=True) as settings, running([schedule(settings)]):
        click.echo("The schedule runs; Ctrl-C stops it.", err=True)
        until_stopped.wait()
