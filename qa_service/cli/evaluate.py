"""`qa evaluate`: measure the service against what is known."""

import importlib
from pathlib import Path

import click
import msgspec

from qa_service import config

SUITES = ("sample", "redaction", "wer", "agreement", "accuracy", "learned", "invariance", "calibration", "monitoring")
SIZED = {"monitoring"}


@click.command()
@click.argument("suite", type=click.Choice(SUITES))
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of labelled data.")
@click.option("--size", type=click.IntRange(1), help="Simulated centres a figure (monitoring).")
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
def command(suite: str, data: Path | None, size: int | None, *, as_json: bool) -> None:
    """Run a SUITE and print its figures as one table."""
    from qa_service.evaluation.table import written

    if size is not None and suite not in SIZED:
        raise click.UsageError(f"--size: {suite} simulates nothing")
    if suite == "redaction":  # with the models that are set: what they add here
        from qa_service.pipeline.recognisers import plug

        plug(config.read())
    run = importlib.import_module(f"qa_service.evaluation.{suite}").run
    table = run(data) if size is None else run(data, size=size)
    click.echo(msgspec.json.encode(table) if as_json else written(table))
