"""`qa evaluate monitoring`: the statistics beside simulated centres of known truth, with what was asked of them.

Everything is seeded. Data: the folder of public sets, for two whose agents do not differ; without it they are left out.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from qa_service.evaluation import monitoring_figures as of
from qa_service.evaluation import monitoring_public as public
from qa_service.evaluation.monitoring_figures import CASES, Case, Made
from qa_service.evaluation.monitoring_signals import FEW, MANY, MONTH, YEAR, false_alarms, seen
from qa_service.evaluation.table import Table
from qa_service.monitoring.analysis import analyse_rows
from qa_service.monitoring.groups import Rows
from qa_service.monitoring.results import Analysis

SEED = 20260101
CENTRES = 40  # asked for is 200: --size 200
COLUMNS = ("figure", "asked", "found", "holds", "centres")
NOTES: tuple[str, ...] = (
    "Centres of 60 agents with 5 to 400 scores each (log-uniform), beta scores; levels about 0.70 (SD 0.08), SDs 0.16.",
    "Losses and errors are parts of what exact Bayes with the true prior makes of the same scores: it knows what hard",
    "queues take and how often the scorer errs; ours finds both. Spreads and their errors: agents with n >= 10.",
    "The top ten are the first of the priorities; where fewer than twenty are ranked, for want of data, that is no",
    "choice, and the ten largest expected gaps of all agents are taken.",
    "surely ranked: the 90% rank interval lies in the upper half. Few centres make coarse shares.",
    "signals: an agent in one behaviour, all charts together; the agents' true spread about 0.12.",
)
Row = tuple[str | float | int | None, ...]


class Wanted(NamedTuple):
    """The least and the most that a figure may be."""

    least: float
    most: float

    def __str__(self) -> str:
        if self.most == np.inf:
            return f">= {self.least:g}"
        return f"<= {self.most:g}" if self.least == -np.inf else f"{self.least:g} to {self.most:g}"


def at_least(value: float) -> Wanted:
    return Wanted(value, np.inf)


def at_most(value: float) -> Wanted:
    return Wanted(-np.inf, value)


def run(data: Path | None = None, *, size: int = CENTRES) -> Table:
    """`size` is the number of simulated centres a figure; of verdicts half as many."""
    rows: list[Row] = []
    for number, part in enumerate((_intervals, _nulls, _power, _verdicts, _signals)):
        rows += part(np.random.default_rng((SEED, number)), size)
    notes = list(NOTES)
    if data is None:
        notes.append("Without --data FOLDER the public tables are left out.")
    else:
        rows += _public(data, notes)
    return Table(
        title="Levels, spreads, budgets and verdicts beside what is true",
        columns=COLUMNS,
        rows=tuple(rows),
        notes=tuple(notes),
    )


def row(figure: str, asked: Wanted | None, found: float, centres: int) -> Row:
    holds = None if asked is None else "yes" if asked.least <= found <= asked.most else "NO"
    return (figure, None if asked is None else str(asked), float(found), holds, centres)


def _intervals(rng: Generator, size: int) -> Iterator[Row]:
    for case in CASES:
        yield from _of_case(rng, case, size)


def _of_case(rng: Generator, case: Case, size: int) -> Iterator[Row]:
    found = of.figures(rng, case, size)
    yield row(f"{case}: 90% intervals of levels cover", Wanted(0.88, 0.92), found.levels, size)
    if found.spreads is not None and found.log_spread is not None:
        yield row(f"{case}: 90% intervals of spreads cover", Wanted(0.86, 0.93), found.spreads, size)
        yield row(f"{case}: error of the log spread / exact Bayes", at_most(1.08), found.log_spread, size)
    yield row(f"{case}: loss of the top ten / exact Bayes", at_most(1.05), found.top_ten, size)
    yield row(f"{case}: the same of raw gaps", None, found.top_ten_raw, size)
    yield row(f"{case}: twenty agents or more are ranked", None, found.ranked, size)


def _nulls(rng: Generator, size: int) -> Iterator[Row]:
    kinds: tuple[tuple[str, Made], ...] = (
        ("graded", of.equal_agents),
        ("hard queues", lambda rng: of.equal_agents(rng, hard=True)),
        ("pass/fail", lambda rng: of.equal_agents(rng, pass_fail=True)),
    )
    for name, made in kinds:
        flagged = apart = 0
        for _ in range(size):
            table, targets = made(rng)
            found = analyse_rows(table, targets=targets)
            flagged += of.flagged_or_ranked(found)
            apart += of.told_apart(found)
        yield row(f"null, {name}: agents cannot be told apart", at_least(0.9), 1 - apart / size, size)
        yield row(f"null, {name}: someone flagged or surely ranked", at_most(0.05), flagged / size, size)


def _power(rng: Generator, size: int) -> Iterator[Row]:
    def low(found: Analysis) -> bool:
        return of.of_behaviour(found).agents[0].p_below_target >= 0.9

    def covered(found: Analysis) -> bool:
        icc = of.of_behaviour(found).icc
        return icc is not None and icc.low <= 0.05 <= icc.high

    yield row(
        "one agent 0.10 low at n = 100: P(below) >= 0.9", at_least(0.8), of.share(rng, of.one_low, size, low), size
    )
    found = of.share(rng, of.slightly_apart, size, covered)
    yield row("an ICC of 0.05 is covered", Wanted(0.86, 1.0), found, size)


def _verdicts(rng: Generator, size: int) -> Iterator[Row]:
    half = max(size // 2, 1)
    for made, verdict, what in (
        (of.low_team, "train_team", "an even team 0.10 under target"),
        (of.low_reason, "fix_process", "a bad reason"),
    ):

        def said(found: Analysis, verdict: str = verdict) -> bool:
            return of.of_behaviour(found).verdict == verdict

        yield row(f"{what}: {verdict}", at_least(0.9), of.share(rng, made, half, said), half)


def _signals(rng: Generator, size: int) -> Iterator[Row]:
    """Centres are large here: a quarter as many."""
    few = max(size // 4, 1)
    for name, period in (("a year", YEAR), ("a short base of 20 scores", FEW), ("500 scores a quarter", MANY)):
        figure = f"signals: false alarms an agent-year, {name}"
        yield row(figure, at_most(1), false_alarms(rng, period, few), few)
    figure = "signals: a spread doubled with 20 scores in 4 weeks is seen"
    yield row(figure, at_least(0.75), seen(rng, MONTH, "spread doubled", "spread_up", few), few)
    figure = "signals: a level 0.10 lower with 20 scores in 4 weeks is seen"
    yield row(figure, None, seen(rng, MONTH, "level 0.10 down", "level_down", few), few)


def _public(data: Path, notes: list[str]) -> list[Row]:
    rows: list[Row] = []
    parts: tuple[tuple[str, Callable[[Path], Rows], float], ...] = (
        ("call_centre_null", public.null_calls, 0.01),
        ("star, scenario as case mix", public.star_ratings, 0.02),
    )
    for name, read, most in parts:
        try:
            found = analyse_rows(read(data), targets={})
        except FileNotFoundError as error:
            notes.append(f"Left out, not there: {error.filename or error}")
            continue
        rows.append(row(f"{name}: someone flagged or surely ranked", at_most(0), float(of.flagged_or_ranked(found)), 1))
        for behaviour, one in found.behaviours.items():
            share = one.budget["agent"]
            rows.append(row(f"{name}: {behaviour}, share of variance of agents", at_most(most), share, 1))
    return rows
