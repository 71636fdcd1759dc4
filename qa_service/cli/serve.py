"""`qa serve`: the REST API and the dashboard, until Ctrl-C."""

import contextlib
from typing import TYPE_CHECKING

import click

from qa_service import config
from qa_service.cli import until_stopped
from qa_service.cli.database import database
from qa_service.cli.processes import running, schedule, workers
from qa_service.config import Settings

if TYPE_CHECKING:
    import uvicorn


@click.command()
@click.option("--with-workers", is_flag=True, help="Run the workers and the schedule too: one command for one machine.")
def command(*, with_workers: bool) -> None:
    """Serve the REST API and the dashboard, until Ctrl-C."""
    until_stopped.leave_on_sigterm()
    given = config.read()
    until_stopped.check(given, port=True)
    with contextlib.ExitStack() as stack:
        settings = stack.enter_context(database(given, keep=True))
        if with_workers:
            stack.enter_context(running([*workers(settings), schedule(settings)]))
        click.echo(f"Serving on {settings.address}; make a key with 'qa keys NAME'. Ctrl-C stops it.", err=True)
        serve(settings)


def serve(settings: Settings) -> None:
    """Serve until a signal ends it."""
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how this ends; the server passes it on once it has stopped
        server_of(settings).run()


def server_of(settings: Settings) -> "uvicorn.Server":
    """Believe what the proxies in FORWARDED_ALLOW_IPS say of who asks; by default those of this machine."""
    import uvicorn

    from qa_service.api.app import create
    from qa_service.pipeline.recognisers import plug

    plug(settings)
    return uvicorn.Server(
        uvicorn.Config(
            create(settings),
            host=settings.host,
            port=settings.port,
            log_level="debug" if settings.log_level == "debug" else "warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    )
