"""`qa analyse`: levels, spreads and priorities from a table of scores."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_service.errors import Configuration

if TYPE_CHECKING:
    from rich.table import Table

    from qa_service.monitoring.analysis import Volume
    from qa_service.monitoring.results import Analysis, BehaviourResult

SHOWN = 20


def _targets(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, float]:
    targets: dict[str, float] = {}
    for text in given:
        name, separator, value = text.rpartition("=")
        if not separator or not name:
            raise click.BadParameter(f"'{text}' is not NAME=VALUE")
        try:
            targets[name] = float(value)
        except ValueError:
            raise click.BadParameter(f"'{text}': '{value}' is not a number") from None
        if not 0 <= targets[name] <= 1:
            raise click.BadParameter(f"'{text}': {value} is not in 0..1")
    return targets


@click.command("analyse")
@click.argument("table", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option(
    "--target", "targets", multiple=True, callback=_targets, metavar="NAME=VALUE", help="A behaviour's target, 0..1."
)
@click.option(
    "--volume",
    type=click.Choice(["observed", "equal"]),
    default="observed",
    show_default=True,
    help="How many contacts an agent will have.",
)
@click.option("--skip-bad", is_flag=True, help="Count rows with bad values instead of stopping.")
def command(table: Path, *, as_json: bool, targets: dict[str, float], volume: "Volume", skip_bad: bool) -> None:
    """Levels, spreads and priorities from a TABLE of scores (CSV or Parquet; - is stdin).

    Columns: agent, at, behaviour and score, or met and opportunities; optionally interaction, team, channel, queue,
    reason, language, hour. A target not given is the benchmark's, else the mean of the agents' levels.
    """
    import msgspec

    from qa_service.exchange.tables import read_table
    from qa_service.monitoring.analysis import analyse_rows

    read = read_table(sys.stdin.buffer.read() if str(table) == "-" else table, skip_bad=skip_bad)
    if read.skipped:
        rows = "1 row" if read.skipped == 1 else f"{read.skipped} rows"
        click.echo(f"{table}: {rows} with bad values left out, the first: {read.faults[0]}", err=True)
    known = {name: value for name, value in _benchmarks().items() if name in read.rows.labels.behaviours}
    for name in targets.keys() - set(read.rows.labels.behaviours):
        raise click.BadParameter(f"no row is of the behaviour '{name}'", param_hint="'--target'")
    result = analyse_rows(read.rows, targets={**known, **targets}, volume=volume)
    if as_json:
        click.echo(msgspec.json.encode(result))
    else:
        _print(result)


def _benchmarks() -> dict[str, float]:
    from benchmarks.loader import LIBRARY, BenchmarkError, load
    from qa_service import config

    try:
        loaded = load(config.read().benchmarks or LIBRARY)
        return {name: benchmark.target for name, benchmark in loaded.benchmarks.items()}
    except BenchmarkError as error:
        raise Configuration(str(error)) from None


HEADINGS = ("agent", "n", "mean", "level", "spread", "under target", "P(below)", "reliability", "status")
WIDTH = 120  # of a table that is not shown on a terminal


def _print(result: "Analysis") -> None:
    from rich.console import Console

    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    for name, behaviour in result.behaviours.items():
        parts = "  ".join(f"{part} {share:.0%}" for part, share in behaviour.budget.items())
        icc = behaviour.icc
        told = "" if icc is None else f"; between agents {icc.estimate:.1%} ({icc.low:.1%} to {icc.high:.1%})"
        console.print(f"\n[bold]{name}[/bold]: {behaviour.verdict.replace('_', ' ')}")
        console.print(f"target {behaviour.target:.2f}, {behaviour.n} scores{told}; intervals are 90%")
        console.print(f"variation: {parts}")
        console.print(_table(behaviour))
    console.print("\n[bold]Whom to train in what first[/bold] (what a point brings is unknown and taken as 1)")
    for one in result.priorities[:SHOWN]:
        console.print(
            f"{one.rank:>3} (rank {one.rank_low} to {one.rank_high})  {one.agent}: {one.behaviour}, gain "
            f"{one.gain.estimate:.2f} ({one.gain.low:.2f} to {one.gain.high:.2f})"
        )
    if not result.priorities:
        console.print("nobody: the agents cannot be told apart, or there is not enough of them yet")


def _table(behaviour: "BehaviourResult") -> "Table":
    from rich.table import Table

    shown = Table(box=None, pad_edge=False)
    for title in HEADINGS:
        shown.add_column(title, justify="left" if title in {"agent", "status"} else "right", no_wrap=True)
    for agent in sorted(behaviour.agents, key=lambda agent: (-agent.p_below_target, agent.agent)):
        level, spread, below = agent.level, agent.spread, agent.below
        shown.add_row(
            agent.agent,
            str(agent.n),
            f"{agent.mean:.2f}",
            f"{level.estimate:.2f} ({level.low:.2f}-{level.high:.2f})",
            f"{spread.estimate:.2f} ({spread.low:.2f}-{spread.high:.2f})",
            "" if below is None else f"{below.estimate:.0%} ({below.low:.0%}-{below.high:.0%})",
            f"{agent.p_below_target:.2f}",
            f"{agent.reliability:.2f}",
            agent.status.replace("_", " ") + (f": {agent.needed} more" if agent.needed else ""),
        )
    return shown
