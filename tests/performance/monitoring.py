"""Levels and spreads beside one DuckDB group-by over the same Parquet file: `python -m tests.performance.monitoring`.

10,000 agents x 10 behaviours in 1 million rows. Both run in turn in this process, several rounds; the least of each
counts. Seconds of the clock favour who uses both cores, seconds of the processor who wastes none: both are shown.
`qa` runs with OPENBLAS_NUM_THREADS=1, and so does `make bench`.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from qa_service.exchange.tables import read_table
from qa_service.monitoring.estimate import figures_of_rows

AGENTS, BEHAVIOURS, ROWS, ROUNDS = 10_000, 10, 1_000_000, 5
DAYS, FIRST = 90, np.datetime64("2026-01-01", "ms")
GROUP_BY = "select agent, behaviour, count(*), avg(score), var_samp(score) from read_parquet(?) group by all"


def main() -> None:
    """Print seconds of both, and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scores.parquet"
        _table().write_parquet(file)
        ways: dict[str, Callable[[], object]] = {
            "DuckDB, one group-by": lambda: duckdb.execute(GROUP_BY, [str(file)]).fetchnumpy(),
            "levels and spreads": lambda: figures_of_rows(read_table(file).rows, {}),
            "  of it reading": lambda: read_table(file),
        }
        rounds = [[_seconds(way) for way in ways.values()] for _ in range(ROUNDS)]
    least = np.array(rounds).min(axis=0)
    print(f"{'':22} {'clock':>8} {'ratio':>6} {'processor':>10} {'ratio':>6}")
    for name, (clock, processor) in zip(ways, least, strict=True):
        print(f"{name:22} {clock:7.3f}s {clock / least[0, 0]:6.1f} {processor:9.3f}s {processor / least[0, 1]:6.1f}")


def _table() -> pl.DataFrame:
    rng = np.random.default_rng(1)
    agent, behaviour = rng.integers(0, AGENTS, ROWS), rng.integers(0, BEHAVIOURS, ROWS)
    level = rng.normal(0.72, 0.06, (AGENTS, BEHAVIOURS)).clip(0.3, 0.95)[agent, behaviour]
    size = np.exp(rng.normal(2.0, 0.3, (AGENTS, BEHAVIOURS)))[agent, behaviour]
    seconds = rng.integers(0, DAYS, ROWS) * 86_400 + rng.integers(8 * 3600, 20 * 3600, ROWS)
    return pl.DataFrame(
        {
            "agent": pl.Series([f"agent-{i:05}" for i in range(AGENTS)]).gather(agent),
            "at": FIRST + (seconds * 1000).astype("timedelta64[ms]"),
            "behaviour": pl.Series([f"behaviour-{i}" for i in range(BEHAVIOURS)]).gather(behaviour),
            "score": rng.beta(level * size, (1 - level) * size).round(4),
        }
    )


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


if __name__ == "__main__":
    main()
