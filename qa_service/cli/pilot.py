"""`qa pilot`: from a centre's own random reviews, which behaviours may be trusted now."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_service.errors import BadInput

if TYPE_CHECKING:
    from scoring.learning.reviews import Review
    from transcription.interaction import InteractionError


@click.command()
@click.argument("reviews", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option(
    "--benchmarks",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="QA_BENCHMARKS",
    help="A folder of benchmark files in place of the library.",
)
def command(reviews: Path, *, as_json: bool, folder: Path | None) -> None:
    """From REVIEWS of randomly chosen contacts, an error sheet and a verdict per behaviour.

    REVIEWS (`-` is stdin) is JSON Lines of interaction/v1 with "labels": {NAME: 0 to 1, or null for N/A} and optionally
    "review": {"reader": NAME, "random": true}. Lines with "random": false are left out and counted. Whoever reviews the
    same interaction is compared too.
    """
    import msgspec

    from benchmarks.loader import LIBRARY, BenchmarkError, load
    from qa_service.evaluation.error_sheet_text import said
    from qa_service.evaluation.pilot import sheet
    from qa_service.evaluation.reviewed import scored, together
    from scoring.scorer import Scorer
    from transcription.interaction import InteractionError

    try:
        benchmarks = load(folder or LIBRARY)
    except BenchmarkError as error:
        raise click.UsageError(str(error)) from None
    scorer = Scorer(benchmarks)
    drawn, chosen = _read(reviews)
    items, failed = [], 0
    for one in together(drawn):
        if isinstance(one, InteractionError):
            click.echo(f"{reviews}: {one}", err=True)
            failed += 1
        else:
            items.append(scored(one, scorer, benchmarks))
    if not items:
        raise BadInput(f"{reviews}: holds no reviews of randomly chosen interactions")
    made = sheet(items)
    if as_json:
        left_out = {"failed_lines": failed, "not_random": chosen}
        click.echo(msgspec.json.encode(left_out | msgspec.to_builtins(made)))
    else:
        click.echo(said(made, failed=failed, chosen=chosen))
    if failed:
        sys.exit(1)


def _read(file: Path) -> "tuple[list[tuple[int, Review | InteractionError]], int]":
    """The lines with random reviews, or what is wrong with them; and how many reviews were not random."""
    from scoring.learning.reviews import read_reviews
    from transcription.interaction import InteractionError

    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}") from None
    read = list(read_reviews(data.splitlines()))
    drawn = [(number, one) for number, one in read if isinstance(one, InteractionError) or one.random]
    return drawn, len(read) - len(drawn)
