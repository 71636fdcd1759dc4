"""`qa learn`: a scorer trained on a centre's own reviews."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scoring.learning.reviews import Review


@click.command()
@click.option("--data", required=True, metavar="FILE", help="Reviewed interactions, one a line; `-` is stdin.")
@click.option("--behaviour", required=True, metavar="NAME", help="What the labels are of; any name.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Where the model goes.")
@click.option(
    "--in-use",
    "in_use",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The model that serves now; without it the library is what must be beaten.",
)
@click.option(
    "--benchmarks",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="QA_BENCHMARKS",
    help="A folder of benchmark files in place of the library.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON; the only output there is, so this changes nothing.")
def command(
    data: str,
    behaviour: str,
    out: Path,
    in_use: Path | None,
    folder: Path | None,
    as_json: bool,  # noqa: ARG001 - accepted because every command takes it
) -> None:
    """Learn a behaviour from reviews; print what the model is worth on reviews it has not seen."""
    import msgspec

    from benchmarks.loader import LIBRARY, BenchmarkError, load
    from scoring.instrument import benchmarks_hash
    from scoring.learning.learn import LearnError, learn
    from scoring.learning.stored import ModelError
    from scoring.learning.stored import load as load_model
    from scoring.scorer import Scorer

    try:
        benchmarks = load(folder or LIBRARY)
        scorer = Scorer(benchmarks, [load_model(in_use)] if in_use else [])
    except (BenchmarkError, ModelError) as error:
        raise click.UsageError(str(error)) from None
    reviews, failed = _read(data)
    try:
        learnt, model = learn(reviews, behaviour, scorer, benchmarks_hash(benchmarks))
    except LearnError as error:
        raise click.UsageError(f"--data {data}: {error}") from None
    try:
        out.write_bytes(model)
    except OSError as error:
        raise click.UsageError(f"--out {out}: {error.strerror}") from None
    click.echo(msgspec.json.encode(learnt))
    if failed:
        sys.exit(1)


def _read(name: str) -> "tuple[Sequence[Review], bool]":
    """The reviews that can be read; of the others each line is named on stderr."""
    from scoring.learning.reviews import read_reviews
    from transcription.interaction import InteractionError

    try:
        lines = (sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()).splitlines()
    except OSError as error:
        raise click.UsageError(f"--data {name}: {error.strerror}") from None
    reviews: list[Review] = []
    failed = False
    for _, read in read_reviews(lines):
        if isinstance(read, InteractionError):
            click.echo(f"{name}: {read}", err=True)
            failed = True
        else:
            reviews.append(read)
    return reviews, failed
