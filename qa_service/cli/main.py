"""The command `qa`: each subcommand is a module of this package, imported only when it is called."""

import importlib
import os
import sys

import click
from typing_extensions import override

from qa_service.errors import QaError

COMMANDS = {
    "score": "Score interactions against the behaviour benchmarks.",
    "learn": "Train a scorer on your own reviews.",
    "benchmarks": "Check and try your own benchmarks; list the shipped ones.",
    "analyse": "Levels, spreads and priorities from a table of scores.",
    "transcribe": "Turn recordings into redacted transcripts.",
    "redact": "Take personal items out of interactions.",
    "demo": "Start everything on the sample centre and write its coaching reports.",
    "serve": "Serve the REST API and the dashboard.",
    "work": "Run the workers that transcribe and score.",
    "beat": "Run the schedule: the night and the sweep.",
    "migrate": "Bring the database to the current schema.",
    "import": "Import interactions from files.",
    "erase": "Erase a customer and print the certificate.",
    "retention": "Remove what is older than it may be kept.",
    "backup": "Write a backup of everything into a folder.",
    "restore": "Put a backup into a fresh installation.",
    "capacity": "Say what a night of so many contacts needs.",
    "reseal": "Bring the recordings in the spool under the first of QA_SPOOL_KEYS.",
    "nightly": "Run the night's batch now.",
    "retry": "Let contacts that failed be tried again.",
    "backfill": "Bring a period up to date: what failed, its days, its nights.",
    "models": "Promote learned models, list them, take them back.",
    "rescore": "Score history under the present instrument.",
    "report": "Write a team's coaching report.",
    "keys": "Make, list and revoke API keys.",
    "people": "Import people, agents and their teams.",
    "technical-file": "Write what is measured here, how well, on what data, for whoever must agree.",
    "pilot": "Say from your own reviews which scores may be trusted now.",
    "evaluate": "Measure the service against labelled data.",
}


class Commands(click.Group):
    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        # Thousands of small products: threads would only wait for each other. To be set before numpy is imported.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        module = importlib.import_module(f"qa_service.cli.{cmd_name.replace('-', '_').replace('import', 'import_')}")
        return module.command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="agent-quality", prog_name="qa")
def cli() -> None:
    """Score every contact of a contact centre and see how steady each agent is."""


def main() -> None:
    """Run the command; exit 0 all done, 1 some inputs failed, 2 usage or configuration."""
    try:
        ended = cli.main(standalone_mode=False)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2 if isinstance(error, click.UsageError) else 1)
    except QaError as error:
        click.echo(f"qa: {error}", err=True)
        sys.exit(error.exit_code)
    sys.exit(ended if isinstance(ended, int) else 0)  # what Click returns where a command calls ctx.exit()


if __name__ == "__main__":
    main()
