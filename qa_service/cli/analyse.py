"""`qa analyse`: levels, spreads and priorities from a table of scores."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_service.errors import Configuration

if TYPE_CHECKING:
    from rich.table import Table

    from qa_service.monitoring.analysis import Volume
    from qa_service.monitoring.results import Analysis, BehaviourResult, Priority, SignalKind

SHOWN = 20
KINDS: tuple["SignalKind", ...] = ("level_down", "level_up", "spread_up", "spread_down")


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
@click.option(
    "--base-until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day that signals hold against those before.  [default: the middle of the table's days]",
)
@click.option("--skip-bad", is_flag=True, help="Count rows with bad values instead of stopping.")
def command(
    table: Path,
    *,
    as_json: bool,
    targets: dict[str, float],
    volume: "Volume",
    base_until: datetime | None,
    skip_bad: bool,
) -> None:
    """Levels, spreads, signals and priorities from a TABLE of scores (CSV or Parquet; - is stdin).

    Columns: agent, at, behaviour and score, or met and opportunities; optionally interaction, team, channel, queue,
    reason, language, hour; outcomes csat, nps, spend, returned, resolved; and review, what a person gave a randomly
    chosen row: from 30 of a behaviour on, levels and spreads are freed of the scorer's own error. A target not given
    is the benchmark's, else the mean of the agents' levels.
    """
    import msgspec

    from qa_service.exchange.outcomes import REVIEW
    from qa_service.exchange.tables import read_table
    from qa_service.monitoring.analysis import analyse_rows
    from qa_service.monitoring.correction import reviews_of

    read = read_table(sys.stdin.buffer.read() if str(table) == "-" else table, skip_bad=skip_bad)
    if read.skipped:
        rows = "1 row" if read.skipped == 1 else f"{read.skipped} rows"
        click.echo(f"{table}: {rows} with bad values left out, the first: {read.faults[0]}", err=True)
    known = {name: value for name, value in _benchmarks().items() if name in read.rows.labels.behaviours}
    for name in targets.keys() - set(read.rows.labels.behaviours):
        raise click.BadParameter(f"no row is of the behaviour '{name}'", param_hint="'--target'")
    outcomes = {name: values for name, values in read.beside.items() if name != REVIEW}
    result = analyse_rows(
        read.rows,
        targets={**known, **targets},
        volume=volume,
        reviews=reviews_of(read.rows, read.beside.get(REVIEW)),
        outcomes=outcomes,
        base_until=base_until.date() if base_until else None,
    )
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
        for line in _signals(behaviour):
            console.print(line)
    for one in result.drivers:
        told = f"{one.within.estimate:+.2f} ({one.within.low:+.2f} to {one.within.high:+.2f})"
        console.print(
            f"\n{one.behaviour} is associated with {one.outcome}: {told} a whole point within agents; "
            f"{one.answered:.0%} of {one.n / one.answered:.0f} contacts answered"
        )
    moved = next((one.factors.outcome for one in result.priorities if one.factors.outcome), None)
    worth = f"in {moved}; 1 a point where unknown" if moved else "what a point brings is unknown and taken as 1"
    console.print(f"\n[bold]Whom to train in what first[/bold] ({worth})")
    for one in result.priorities[:SHOWN]:
        console.print(
            f"{one.rank:>3} (rank {one.rank_low} to {one.rank_high})  {one.agent}: {one.behaviour}, gain "
            f"{one.gain.estimate:.2f} ({one.gain.low:.2f} to {one.gain.high:.2f}){_steadier(one)}"
        )
    if not result.priorities:
        console.print("nobody: the agents cannot be told apart, or there is not enough of them yet")


def _steadier(priority: "Priority") -> str:
    return "" if priority.halving is None else f"; half the spread {priority.halving.gain:.2f}"


def _signals(behaviour: "BehaviourResult") -> Iterator[str]:
    """Each signal; where there is none, the smallest changes that half of the agents' charts could have seen."""
    for agent in behaviour.agents:
        for one in agent.signals:
            yield f"signal: {agent.agent}, {one.kind.replace('_', ' ')} since {one.since} ({one.low} to {one.high})"
    quiet = [agent.detectable for agent in behaviour.agents if agent.detectable is not None and not agent.signals]
    if quiet:
        seen: dict[SignalKind, list[float]] = {}
        for kind in KINDS:
            seen[kind] = sorted(one[kind] for one in quiet if kind in one)
        words = [
            _change(kind, values[len(values) // 2]) for kind, values in seen.items() if len(values) * 2 > len(quiet)
        ]
        could = f"; half of them would have been seen from: {', '.join(words)}" if words else ""
        yield f"no signal: {len(quiet)} agents{could}"


def _change(kind: "SignalKind", size: float) -> str:
    return f"{kind.replace('_', ' ')} {f'by {size:.2f}' if kind.startswith('level') else f'to {size:.1f} times'}"


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
