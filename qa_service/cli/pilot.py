"""`qa pilot`: from a centre's own random reviews, which behaviours may be trusted now."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_service.errors import BadInput

if TYPE_CHECKING:
    from qa_service.evaluation.error_sheet import Group, Readers, Sheet
    from qa_service.monitoring.results import Interval
    from scoring.learning.reviews import Review
    from transcription.interaction import InteractionError

COLUMNS = (
    *("behaviour", "of", "n", "graded", "sensitivity", "specificity", "agreement on N/A", "bias", "kappa"),
    *("calibration", "met: reviewers", "machine", "sure to", "more reviews"),
)


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
        click.echo(_said(made, failed, chosen))
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


def _said(made: "Sheet", failed: int, chosen: int) -> str:
    from qa_service.evaluation.table import Table, written

    rows = [
        (name, *_row(group, made.behaviours[name].readers if group.by == "all" else None))
        for name, behaviour in made.behaviours.items()
        for group in behaviour.groups
    ]
    notes = [
        "Intervals are 90%: Wilson's for shares, else of "
        + made.clusters
        + " drawn anew. bias: machine minus reviewers.",
        "kappa, on met: machine beside reviewers, then reader beside reader. calibration: expected calibration error.",
        "met: of what both grade. sure to: the share met of many contacts, once corrected by these reviews (PPI++);",
        "more reviews: until that is 0.05.",
        f"Left out: {chosen} reviews that were not random, {failed} lines with errors.",
        *(f"{name}: {n} labels; no benchmark is called that." for name, n in made.unmeasured.items()),
        *(f"{n} interactions are in {name}, for which there are no tables." for name, n in made.no_tables.items()),
        "Scored by " + ", ".join(made.instruments),
    ]
    lines = [written(Table(title=_title(made), columns=COLUMNS, rows=tuple(rows), notes=tuple(notes))), ""]
    for name, behaviour in made.behaviours.items():
        lines += [f"{name}: {behaviour.verdict.replace('_', ' ')}", *(f"  - {reason}" for reason in behaviour.reasons)]
    return "\n".join([*lines, "", "By these rules:", *(f"  {rule}" for rule in made.rules)])


def _title(made: "Sheet") -> str:
    return f"{made.interactions} randomly chosen interactions: the machine's scores beside the reviewers'"


def _row(group: "Group", readers: "Readers | None") -> tuple[str | float | int | None, ...]:
    share = group.share
    people = ""
    if readers is not None:
        people = f"; {_interval(readers.kappa) or '-'}, {readers.graded} by two"
    kappa = _interval(group.kappa)
    return (
        "all" if group.by == "all" else f"{group.by} {group.value}",
        group.n,
        group.graded,
        _interval(group.sensitivity),
        _interval(group.specificity),
        _interval(group.applies.agreement),
        _interval(group.bias, "+.2f"),
        f"{kappa or '-'}{people}",
        _interval(group.calibration_error),
        _interval(share.reviewers) if share else None,
        f"{share.machine:.2f}" if share else None,
        f"{share.sure_to:.3f}" if share else None,
        share.needed if share else None,
    )


def _interval(found: "Interval | None", shape: str = ".2f") -> str | None:
    if found is None:
        return None
    return f"{found.estimate:{shape}} ({found.low:{shape}} to {found.high:{shape}})"
