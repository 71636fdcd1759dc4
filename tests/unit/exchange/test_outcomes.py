"""Outcomes and reviews beside the scores of a table."""

import io

import numpy as np
import polars as pl
import pytest

from qa_service.exchange.faults import TableError
from qa_service.exchange.tables import read_table

HEAD = "agent,at,behaviour,score,csat,returned,review\n"


def table(*lines):
    return (HEAD + "\n".join(lines) + "\n").encode()


def test_values_stand_beside_the_rows_that_are_kept():
    read = read_table(
        table("a,2026-01-01,clarity,0.5,4,yes,0.6", "a,2026-01-02,clarity,,5,,", "b,2026-01-02,clarity,1,,FALSE,")
    )
    assert len(read.rows.score) == 2
    assert read.beside["csat"] == pytest.approx([4.0, np.nan], nan_ok=True)
    assert read.beside["returned"].tolist() == [1.0, 0.0]
    assert read.beside["review"] == pytest.approx([0.6, np.nan], nan_ok=True)


def test_a_column_without_a_value_is_left_out():
    assert read_table(table("a,2026-01-01,clarity,0.5,,,")).beside == {}


def test_nan_in_parquet_is_no_answer():
    frame = pl.DataFrame(
        {"agent": ["a", "b"], "at": ["2026-01-01"] * 2, "behaviour": ["clarity"] * 2, "score": [0.5, 1.0]}
    )
    file = io.BytesIO()
    frame.with_columns(csat=pl.Series([4.0, float("nan")])).write_parquet(file)
    assert read_table(file.getvalue()).beside["csat"] == pytest.approx([4.0, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a,2026-01-01,clarity,0.5,good,,", "row 1 (line 2): csat: 'good' is not a number"),
        ("a,2026-01-01,clarity,0.5,nan,,", "row 1 (line 2): csat: 'nan' is not a number"),
        ("a,2026-01-01,clarity,0.5,,maybe,", "row 1 (line 2): returned: 'maybe' is neither true nor false"),
        ("a,2026-01-01,clarity,0.5,,,1.5", "row 1 (line 2): review: '1.5' is not in 0..1"),
    ],
)
def test_a_bad_value_is_named(line, said):
    with pytest.raises(TableError, match="row 1") as caught:
        read_table(table(line))
    assert said in str(caught.value)
    assert read_table(table(line, "b,2026-01-01,clarity,0.7,,,"), skip_bad=True).skipped == 1
