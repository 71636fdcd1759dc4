"""`qa work`: the workers, until Ctrl-C."""

import signal
import threading

import click

from qa_service import config
from qa_service.cli.database import database
from qa_service.cli.processes import running, workers


@click.command()
def command() -> None:
    """Run the workers that transcribe and score, until Ctrl-C."""
    ended = threading.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, lambda *_: ended.set())
    with database(config.read(), keep=True) as settings:
        children = [child for child in workers(settings) if child.name != "beat"]
        with running(children):
            click.echo("The workers run; Ctrl-C stops them.", err=True)
            ended.wait()
