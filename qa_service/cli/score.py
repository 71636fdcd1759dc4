"""`qa score`: interactions in, scorecards out, as JSON Lines in the order of the input."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from benchmarks.benchmark_set import BenchmarkSet
from benchmarks.loader import LIBRARY, BenchmarkError, load
from qa_service.cli.interactions import read_files
from scoring.instrument import benchmarks_hash
from scoring.scorecard import Scorecard
from scoring.scorer import Scorer
from transcription.chat import leg_agents, transcript
from transcription.interaction import Interaction, InteractionError

if TYPE_CHECKING:
    from scoring.learned import Model

_encode = msgspec.json.Encoder().encode


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines; the only output there is, so this changes nothing.")
@click.option("--language", metavar="L", help="Take every text to be in this language, by its BCP 47 tag.")
@click.option(
    "--benchmarks",
    "folder",
    type=click.Path(path_type=Path),
    envvar="QA_BENCHMARKS",
    default=LIBRARY,
    help="A folder of benchmark files, or one file, in place of the library.",
)
@click.option(
    "--model",
    "models",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A model by `qa learn`; its score replaces the library's.",
)
@click.option(
    "--assume-opportunity",
    "assumed",
    multiple=True,
    metavar="NAME",
    help="Take every leg to have called for this behaviour.",
)
def command(
    files: tuple[str, ...],
    as_json: bool,  # noqa: ARG001 - accepted because every command takes it
    language: str | None,
    folder: Path,
    models: tuple[Path, ...],
    assumed: tuple[str, ...],
) -> None:
    """Score the interactions of each FILE (JSON or JSON Lines; `-` is stdin) against the benchmarks."""
    if language is not None and not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)*", language):
        raise click.UsageError(f"--language {language}: is no language tag like 'en' or 'zh-CN'")
    try:
        benchmarks = load(folder)
    except BenchmarkError as error:
        raise click.UsageError(str(error)) from None
    unknown = [name for name in assumed if name not in benchmarks.benchmarks]
    if unknown:
        known = ", ".join(benchmarks.benchmarks)
        raise click.UsageError(f"--assume-opportunity {unknown[0]}: the benchmarks are {known}")
    scorer = Scorer(benchmarks, _models(models, benchmarks))
    failed = False
    for place, read_one in read_files(files):
        if isinstance(read_one, InteractionError):
            click.echo(f"{place}: {read_one}", err=True)
            failed = True
            continue
        card = scorer.score(transcript(read_one, language=language), assume_opportunity=assumed)
        sys.stdout.buffer.write(_encode(named(card, read_one)) + b"\n")
        sys.stdout.buffer.flush()
    if failed:
        sys.exit(1)


def _models(files: tuple[Path, ...], benchmarks: BenchmarkSet) -> "list[Model]":
    """Read the models; says where one was learned beside other benchmarks than these."""
    if not files:
        return []
    from scoring.learning.stored import ModelError, load

    try:
        models = [load(file) for file in files]
    except ModelError as error:
        raise click.UsageError(f"--model {error}") from None
    twice = [model.behaviour for model in models if [one.behaviour for one in models].count(model.behaviour) > 1]
    if twice:
        raise click.UsageError(f"--model: two models score '{twice[0]}'")
    now = benchmarks_hash(benchmarks)
    for file, model in zip(files, models, strict=True):
        if model.about.benchmarks != now:
            learned = model.about.benchmarks
            click.echo(f"{file}: was learned beside benchmarks@{learned}, these are benchmarks@{now}", err=True)
    return models


def named(card: Scorecard, interaction: Interaction) -> dict[str, Any]:
    """Add to a scorecard whose it is: the interaction's identity and each leg's agent."""
    legs = [
        {"leg": leg.leg, "agent": agent, "turns": leg.turns, "behaviours": leg.behaviours}
        for leg, agent in zip(card.legs, leg_agents(interaction), strict=True)
    ]
    return {
        "id": interaction.id,
        "source": interaction.source,
        "language": card.language,
        "instrument": card.instrument,
        "behaviours": card.behaviours,
        "legs": legs,
    }
