"""5,000 public calls of eight agents between whom there is no difference (evaluation only, not part of the project)."""

import os
from pathlib import Path

import polars as pl
import pytest

from qa_service.exchange.tables import read_table
from qa_service.monitoring.analysis import analyse_rows

CALLS = (
    Path(os.environ.get("QA_EVAL_DATA", Path(__file__).parents[4] / "shared" / "data")) / "call_centre_null/calls.csv"
)


@pytest.mark.skipif(not CALLS.is_file(), reason=f"{CALLS} is not here")
def test_nobody_is_flagged_or_ranked():
    calls = pl.read_csv(CALLS).filter(pl.col("Answered (Y/N)") == "Y")
    shared = {"agent": "Agent", "at": "Date", "reason": "Topic", "hour": "Hour"}
    table = pl.concat(
        [
            calls.select(**shared, behaviour=pl.lit("resolved"), score=(pl.col("Resolved") == "Y").cast(pl.Float64)),
            calls.select(**shared, behaviour=pl.lit("satisfaction"), score=(pl.col("Satisfaction rating") - 1) / 4),
        ]
    )
    found = analyse_rows(read_table(table.write_csv().encode()).rows, targets={})
    assert found.priorities == ()
    for behaviour in found.behaviours.values():
        assert behaviour.icc.low == 0
        assert behaviour.icc.high < 0.01
        assert behaviour.verdict == "leave"
        assert all(0.1 < agent.p_below_target < 0.9 for agent in behaviour.agents)
