"""`qa work`: the workers, until Ctrl-C."""

import click

from qa_service import config
from qa_service.cli import until_stopped
from qa_service.cli.database import database
from qa_service.cli.processes import running, workers


@click.command()
def command() -> None:
    """Run the workers that transcribe and score, until Ctrl-C."""
    until_stopped.leave_on_sigterm()
    settings = config.read()
    until_stopped.check(settings, port=False)
    with database(settings, keep=True) as ready, running(workers(ready)):
        click.echo("The workers run; Ctrl-C stops them.", err=True)
        until_stopped.wait()
