"""`qa rescore`: history under the present instrument, and what the change of instrument did."""

import asyncio
import sys
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from qa_service import config, logs
from qa_service.cli.database import database
from qa_service.config import Settings

if TYPE_CHECKING:
    from qa_service.evaluation.table import Table
    from qa_service.pipeline.bridge import Bridge, Shift
    from qa_service.pipeline.rescore import Rescored

DAY = click.DateTime(["%Y-%m-%d"])
COLUMNS = (
    "before",
    "after",
    "behaviour",
    "n",
    "mean before",
    "mean after",
    "difference",
    "90% interval",
    "N/A before",
    "N/A after",
)
NOTE = "n: interactions of the sample that both instruments scored. N/A: shares of those drawn from all interactions."


@click.command()
@click.option("--from", "day_from", type=DAY, metavar="DATE", help="Only contacts from this day on.")
@click.option("--to", "day_until", type=DAY, metavar="DATE", help="Only contacts before this day.")
@click.option("--sample", type=click.IntRange(0), default=200, show_default=True, metavar="N",
              help="Contacts per instrument and behaviour that keep their older scorecards.")  # fmt: skip
@click.option("--bridge", is_flag=True, help="Only say what the change of instrument did to those.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def command(*, day_from: datetime | None, day_until: datetime | None, sample: int, bridge: bool, as_json: bool) -> None:
    """Score history again under the present benchmarks, models and scorer.

    Contacts that stand under them already are passed over, so a rescoring that broke off goes on where it was. A random
    sample keeps its older scorecards; --bridge shows the mean difference of their scores, per behaviour.
    """
    import msgspec

    from qa_service.evaluation.table import written

    if day_from and day_until and day_from >= day_until:
        raise click.UsageError(f"--from {day_from.date()}: is not before --to {day_until.date()}")
    with database(config.read()) as settings:
        logs.configure(settings)
        period = (day_from.date() if day_from else None, day_until.date() if day_until else None)
        done, found = asyncio.run(_run(settings, *period, sample, scoring=not bridge))
    if as_json:
        click.echo(msgspec.json.encode({"rescored": done, "bridges": found}))
        return
    if done:
        waiting = f"; {done.left} of them wait still, for other workers or another try" if done.left else ""
        click.echo(f"{done.marked} interactions to score again under '{done.instrument}'{waiting}.\n")
    click.echo(written(_table(found)) if found else "No interactions stand under two instruments.")


async def _run(
    settings: Settings, day_from: date | None, day_until: date | None, sample: int, *, scoring: bool
) -> "tuple[Rescored | None, list[Bridge]]":
    from benchmarks.loader import LIBRARY, BenchmarkError, load
    from qa_service.errors import Configuration
    from qa_service.pipeline.bridge import bridges
    from qa_service.pipeline.models import scorer
    from qa_service.pipeline.rescore import rescore
    from qa_service.queue import tasks
    from qa_service.store import models
    from qa_service.store.database import connect

    assert settings.database_url is not None
    assert settings.broker_url is not None
    store = await connect(settings.database_url, largest=3)
    try:
        if not scoring:
            return None, await bridges(store)
        async with store.connection() as db:
            serving = await models.SERVING.all(db)
        try:
            compiled, targets = scorer(load(settings.benchmarks or LIBRARY), serving)
        except BenchmarkError as error:
            raise Configuration(str(error)) from None
        done = await rescore(
            store, compiled, targets, tasks.Sender(tasks.app(settings.broker_url)),
            day_from=day_from, day_until=day_until, sample=sample, lease=settings.lease_seconds,
            window_days=settings.window_days, told=_told,
        )  # fmt: skip
        return done, await bridges(store)
    finally:
        await store.close()


def _table(found: "Iterable[Bridge]") -> "Table":
    from qa_service.evaluation.table import Table

    rows: list[tuple[str | float | int | None, ...]] = []
    for bridge in found:
        for name, one in bridge.behaviours.items():
            shift, absent = one.difference, one.not_applicable
            rows.append((
                *(bridge.before, bridge.after, name, one.n, one.before, one.after),
                f"{shift.estimate:+.3f}" if shift else None,
                _interval(shift),
                *((absent.before, absent.after) if absent else (None, None)),
            ))  # fmt: skip
    return Table(title="The same interactions under two instruments", columns=COLUMNS, rows=tuple(rows), notes=(NOTE,))


def _interval(shift: "Shift | None") -> str | None:
    if shift is None or shift.low is None or shift.high is None:
        return None
    return f"{shift.low:+.3f} to {shift.high:+.3f}"


def _told(marked: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"{marked} marked ...", err=True)
