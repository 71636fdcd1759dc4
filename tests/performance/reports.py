"""Speed of writing coaching reports: `python -m tests.performance.reports`.

200 teams' reports, PDF and HTML, no two charts alike, by one process a core; beside the typesetting of the same reports
without charts, which tells what the charts cost.
"""

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Sequence

from msgspec.structs import replace

from qa_service.reports.document import rendered
from qa_service.reports.report import Report
from tests.unit.reports.conftest import agent, analysis, behaviour, moment, priority, report

REPORTS = 200
MOST_SECONDS = 25.0
BEHAVIOURS = ("empathy", "resolution", "repetition")


def main() -> None:
    """Print the figures; exits with 1 where they are beyond what is asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=REPORTS)
    number = parser.parse_args().reports
    cores = len(os.sched_getaffinity(0))
    made = [_report(seed) for seed in range(number)]
    with_charts = _seconds(made, cores)
    without = _seconds([replace(one, levels=(), verdicts=()) for one in made], cores)
    allowed = MOST_SECONDS * number / REPORTS
    within = with_charts <= allowed
    print(f"{number} reports on {cores} cores: {with_charts:.1f} s, {with_charts / without:.1f} times without charts; "
          f"at most {allowed:.0f} s {'' if within else 'MISSED'}")  # fmt: skip
    sys.exit(0 if within else 1)


def _report(seed: int) -> Report:
    rng = random.Random(seed)
    names = [f"ag-{seed}-{at}" for at in range(8)]
    found = {
        name: behaviour([agent(one, round(rng.uniform(0.4, 0.9), 3), n=rng.randrange(40, 300)) for one in names])
        for name in BEHAVIOURS
    }
    ranked = [priority(names[at], at + 1, 1, 4, behaviour=BEHAVIOURS[at]) for at in range(3)]
    moments = [
        moment(f"A-{seed}-{at}", names[at % 3], behaviour=BEHAVIOURS[at % 3], met=at % 2 == 0) for at in range(12)
    ]
    return report(analysis(found, ranked), agents=names, moments=moments)


def _seconds(reports: Sequence[Report], cores: int) -> float:
    """Wall seconds once the processes stand and each has written one."""
    with multiprocessing.get_context("spawn").Pool(cores) as pool:
        pool.map(_write, [*reports[:1]] * (4 * cores), chunksize=1)
        began = time.perf_counter()
        pool.map(_write, reports, chunksize=5)
        return time.perf_counter() - began


def _write(one: Report) -> int:
    page, file = rendered(one)
    return len(page) + len(file)


if __name__ == "__main__":
    main()
