import datetime as dt
import io

import polars as pl
import pytest

from qa_service.errors import BadInput
from qa_service.exchange.tables import TableError, read_table

TODAY = dt.date(2026, 3, 10)
HEAD = "agent,at,behaviour,score\n"


def read(text, **options):
    return read_table(text.encode(), today=TODAY, **options)


def test_columns_become_codes():
    rows = read(
        "agent,at,behaviour,score,team,queue,reason,extra\n"
        "a2,2026-03-01,clarity,0.5,t1,cards,lost,1\n"
        "a1,2026-03-02,clarity,1,t1,,lost,2\n"
        "a1,2026-03-02,empathy,0.25,,cards,found,3\n"
    ).rows
    labels = rows.labels
    assert labels.agents == ("a1", "a2")
    assert labels.behaviours == ("clarity", "empathy")
    assert (labels.factors, labels.levels) == (("reason", "queue"), (("found", "lost"), ("cards", "unknown")))
    assert labels.days == (dt.date(2026, 3, 1), dt.date(2026, 3, 2))
    assert [labels.agents[code] for code in rows.agent] == ["a2", "a1", "a1"]
    assert [labels.teams[code] for code in rows.team] == ["t1", "t1", ""]
    assert [
        tuple(levels[code] for levels, code in zip(labels.levels, labels.cells[cell], strict=True))
        for cell in rows.cell
    ] == [("lost", "cards"), ("lost", "unknown"), ("found", "cards")]
    assert rows.score.tolist() == [0.5, 1, 0.25]
    assert rows.opportunities.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("at", "day", "hour"),
    [
        ("2026-03-01", dt.date(2026, 3, 1), None),
        ("2026-03-01T23:30:00Z", dt.date(2026, 3, 1), "23"),
        ("2026-03-01 09:05", dt.date(2026, 3, 1), "9"),
        ("2026-03-01T09:05:07.123+02:00", dt.date(2026, 3, 1), "9"),
    ],
)
def test_moments(at, day, hour):
    labels = read(f"{HEAD}a,{at},clarity,0.5\n").rows.labels
    assert labels.days == (day,)
    assert labels.levels == (((hour,),) if hour else ())


def test_met_of_opportunities():
    table = read("agent,at,behaviour,met,opportunities\na,2026-03-01,x,1,4\na,2026-03-01,x,0,0\n")
    assert (table.rows.score.tolist(), table.rows.met.tolist(), table.rows.opportunities.tolist()) == ([0.25], [1], [4])
    assert table.without_opportunity == 1


def test_no_score_is_no_opportunity():
    table = read(f"{HEAD}a,2026-03-01,x,\na,2026-03-01,x,0\n")
    assert (table.rows.score.tolist(), table.without_opportunity) == ([0.0], 1)


def test_parquet_reads_as_csv_does():
    frame = pl.DataFrame(
        {
            "agent": ["a", "b"],
            "at": [dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC), dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)],
            "behaviour": ["x", "x"],
            "score": [0.5, None],
        }
    )
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    table = read_table(buffer.getvalue(), today=TODAY)
    assert (table.rows.score.tolist(), table.rows.labels.levels, table.without_opportunity) == ([0.5], (("9",),), 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("at,behaviour,score\n2026-03-01,x,1\n", "the column 'agent' is missing"),
        ("agent,behaviour,score\na,x,1\n", "the column 'at' is missing"),
        ("agent,at,behaviour\na,2026-03-01,x\n", "the column 'score' is missing (or 'met' and 'opportunities')"),
        ("agent,at,behaviour,met\na,2026-03-01,x,1\n", "the column 'opportunities' is missing (or 'score')"),
        (HEAD, "the table has no rows"),
        (" \n", "the table is empty"),
        (f"{HEAD}a,2026-03-01,x,\n", "no row holds a score (1 without an opportunity, 0 bad)"),
        ('agent,at\n"a,b\n', "is neither CSV nor Parquet that can be read"),
    ],
)
def test_tables_that_cannot_be_used(text, message):
    with pytest.raises(BadInput) as caught:
        read(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,2026-03-01,x,abc", "row 2 (line 3): score: 'abc' is not a number"),
        ("a,2026-03-01,x,NaN", "row 2 (line 3): score: 'NaN' is not a number"),
        ("a,2026-03-01,x,1.5", "row 2 (line 3): score: '1.5' is not in 0..1"),
        ("a,2026-03-01,x,-0.1", "row 2 (line 3): score: '-0.1' is not in 0..1"),
        ("a,yesterday,x,0.5", "row 2 (line 3): at: 'yesterday' is no date or time (ISO 8601)"),
        ("a,2026-02-30,x,0.5", "row 2 (line 3): at: '2026-02-30' is no date or time (ISO 8601)"),
        ("a,2026-03-12,x,0.5", "row 2 (line 3): at: '2026-03-12' is in the future"),
        (",2026-03-01,x,0.5", "row 2 (line 3): agent: is missing"),
        ("a,,x,0.5", "row 2 (line 3): at: is missing"),
        ("a,2026-03-01, ,0.5", "row 2 (line 3): behaviour: is missing"),
    ],
)
def test_bad_values_are_named_and_may_be_skipped(row, message):
    text = f"{HEAD}b,2026-03-01,x,0.5\n{row}\nb,2026-03-02,x,0.75\n"
    with pytest.raises(TableError) as caught:
        read(text)
    assert str(caught.value) == f"-: {message}"
    table = read(text, skip_bad=True)
    assert (table.rows.score.tolist(), table.skipped) == ([0.5, 0.75], 1)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("5,4", "met: '5' is more than the opportunities"),
        ("-1,4", "met: '-1' is not a whole number of 0 or more"),
        ("1,2.5", "opportunities: '2.5' is not a whole number of 0 or more"),
        (",2", "met: is missing"),
        ("2,", "opportunities: is missing"),
    ],
)
def test_bad_counts(row, message):
    with pytest.raises(TableError, match=rf"row 1 \(line 2\): {message}"):
        read(f"agent,at,behaviour,met,opportunities\na,2026-03-01,x,{row}\n")


def test_many_bad_rows_are_counted_and_the_first_named():
    bad = "".join(f"a,2026-03-01,x,{i}\n" for i in range(2, 60))
    with pytest.raises(TableError) as caught:
        read(HEAD + bad)
    lines = str(caught.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "-: 58 rows with bad values in all; --skip-bad leaves them out"


def test_an_interaction_given_twice_is_named():
    text = "interaction,agent,at,behaviour,score\ni1,a,2026-03-01,x,0.5\ni1,a,2026-03-01,y,0.5\ni1,a,2026-03-01,x,0.5\n"
    with pytest.raises(TableError, match=r"row 3 \(line 4\): interaction: 'i1' has the same row before"):
        read(text)
    assert len(read(f"{HEAD}a,2026-03-01,x,0.5\na,2026-03-01,x,0.5\n").rows.score) == 2


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadInput, match="No such file"):
        read_table(tmp_path / "none.csv")
