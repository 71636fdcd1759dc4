"""Tables that people and other programs make, through the command: sensible figures, or what is wrong and where."""

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from qa_service.cli.analyse import command
from qa_service.errors import BadInput

HEAD = "agent,at,behaviour,score\n"
RNG = np.random.default_rng(1)
GOOD = {
    "agent": ["a", "b"],
    "at": [dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2)],  # noqa: DTZ001 - a clock's time, as tables have it
    "behaviour": ["x", "x"],
    "score": [0.5, 0.75],
}


def rows(count, line):
    return "".join(f"{line(i)}\n" for i in range(count))


def day(i):
    return f"2026-01-{i % 28 + 1:02}"


def analysed(file, *words):
    result = CliRunner().invoke(command, [str(file), "--json", *words])
    if result.exception is not None:
        raise result.exception
    return json.loads(result.stdout)["behaviours"], result.stderr


def refused(file, *words):
    with pytest.raises(BadInput) as caught:
        analysed(file, *words)
    return str(caught.value).removeprefix(f"{file}: ").replace(f"\n{file}: ", "\n")


ONE_AGENT = HEAD + rows(50, lambda i: f"a,{day(i)},x,{RNG.beta(5, 2):.3f}")
TWO_TEAMS = "team," + HEAD + rows(90, lambda i: f"t{i % 3 // 2},a{i % 5},{day(i)},x,{RNG.beta(5, 2):.3f}")
MIXED = "agent,at,behaviour,score,met,opportunities\n" + rows(
    90, lambda i: f"a{i % 5},{day(i)},g,{RNG.beta(5, 2):.3f},," if i % 2 else f"a{i % 5},{day(i)},p,,{i % 3},2"
)


@pytest.mark.parametrize(
    ("text", "behaviour", "n", "agents", "level", "spread"),
    [
        (ONE_AGENT, "x", 50, 1, (0.65, 0.78), (0.1, 0.2)),
        (HEAD + "a,2026-01-01,x,0.5\n", "x", 1, 1, (0.5, 0.5), (0.0, 0.5)),
        (HEAD + rows(200, lambda i: f"a{i % 10},{day(i)},x,0.7"), "x", 200, 10, (0.699, 0.701), (0.0, 0.01)),
        (HEAD + rows(200, lambda i: f"a{i % 10},{day(i)},x,1"), "x", 200, 10, (0.99, 1.0), (0.0, 0.05)),
        (HEAD + rows(200, lambda i: f"a{i % 10},{day(i)},x,0"), "x", 200, 10, (0.0, 0.01), (0.0, 0.05)),
        (HEAD + "a,2026-01-01,x,0.5\n" * 60, "x", 60, 1, (0.499, 0.501), (0.0, 0.02)),
        (TWO_TEAMS, "x", 90, 5, (0.6, 0.8), (0.1, 0.2)),
        (MIXED, "g", 45, 5, (0.6, 0.8), (0.1, 0.2)),
        (MIXED, "p", 45, 5, (0.4, 0.6), (0.3, 0.5)),
        ("\ufeff" + HEAD + "a,2026-01-01,x,0.5\n", "x", 1, 1, (0.5, 0.5), (0.0, 0.5)),
        (" agent , at,behaviour ,score\n a ,2026-01-01, x ,0.5\na,2026-01-01,x,0.5\n", "x", 2, 1, (0.49, 0.51), (0, 0.5)),
    ],
    ids=["one agent", "one row", "constant", "ones", "zeros", "equal rows without ids", "an agent in two teams", "scores beside counts", "counts beside scores", "byte order mark", "blanks"],
)  # fmt: skip
def test_sensible_figures(tmp_path, text, behaviour, n, agents, level, spread):
    file = tmp_path / "scores.csv"
    file.write_text(text)
    found = analysed(file)[0][behaviour]
    assert (found["n"], len(found["agents"])) == (n, agents)
    assert found["verdict"] in {"not_enough", "leave"}
    assert sum(found["budget"].values()) == pytest.approx(1.0)
    for agent in found["agents"]:
        assert level[0] <= agent["level"]["estimate"] <= level[1]
        assert spread[0] <= agent["spread"]["estimate"] <= spread[1]
        for interval in (agent["level"], agent["spread"], agent["below"]):
            assert 0 <= interval["low"] <= interval["estimate"] <= interval["high"] <= 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the table is empty"),
        (HEAD, "the table has no rows"),
        (HEAD + "a,2026-01-01,x,\n" * 3, "no row holds a score (3 without an opportunity, 0 bad)"),
        ("foo,bar\n1,2\n", "the column 'agent' is missing"),
        ("agent,at,behaviour,met\na,2026-01-01,x,1\n", "the column 'opportunities' is missing (or 'score')"),
        ("agent,agent,at,behaviour,score\na,b,2026-01-01,x,0.4\n", "the column 'agent' is there twice"),
        (HEAD + "a,2026-01-01,x,nan\n", "row 1 (line 2): score: 'nan' is not a number"),
        (HEAD + "a,2026-01-01,x,-inf\n", "row 1 (line 2): score: '-inf' is not a number"),
        (HEAD + "a,2199-01-01,x,0.5\n", "row 1 (line 2): at: '2199-01-01' is in the future"),
        (HEAD + "a,2026-01-01,x,0.5\nb,2026-01-01,x,0.5,7\n", "line 3 has 5 values for 4 columns"),
        ("agent;at;behaviour;score\na;2026-01-01;x;0,5\n", "the columns are separated by semicolons; a CSV has commas, and points in numbers"),
        (b"agent,at,behaviour,score\nJos\xe9,2026-01-01,x,0.5\n", "line 2 is not UTF-8 (and it is no Parquet)"),
        (b"PAR1" + bytes(200), "is neither CSV nor Parquet that can be read: parquet: File out of specification"),
    ],
)  # fmt: skip
def test_what_is_wrong_and_where(tmp_path, text, message):
    file = tmp_path / "scores.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert refused(file).startswith(message)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"score": ["0.5", "abc"]}, "row 2: score: 'abc' is not a number"),
        ({"score": [0.5, float("nan")]}, "row 2: score: nan is not a number"),
        ({"score": [[0.5], [0.6]]}, "the column 'score' holds List(Float64), neither text nor numbers"),
        ({"score": pl.Series([None, None], dtype=pl.Null)}, "no row holds a score (2 without an opportunity, 0 bad)"),
        ({"at": [1, 2]}, "row 1: at: 1 is no date or time (ISO 8601)\nrow 2: at: 2 is no date or time (ISO 8601)"),
        ({"agent": [b"a", b"b"]}, "the column 'agent' holds Binary, neither text nor numbers"),
        ({"agent": [None, "b"]}, "row 1: agent: is missing"),
        ({"behaviour": [{"name": "x"}] * 2}, "the column 'behaviour' holds Struct({'name': String}), neither text nor numbers"),
    ],
)  # fmt: skip
def test_parquet_of_wrong_types(tmp_path, changed, message):
    file = tmp_path / "scores.parquet"
    pl.DataFrame({**GOOD, **changed}).write_parquet(file)
    assert refused(file).startswith(message)


@pytest.mark.parametrize(
    ("changed", "agents"),
    [
        ({"agent": [7, 12]}, ["12", "7"]),
        ({"agent": [7.0, 12.0]}, ["12", "7"]),
        ({"agent": pl.Series(["a", "b"], dtype=pl.Enum(["b", "a"]))}, ["a", "b"]),
        ({"score": [True, False]}, ["a", "b"]),
        ({"hour": [9.0, float("nan")], "team": [None, "t"]}, ["a", "b"]),
        ({"at": pl.Series(GOOD["at"]).cast(pl.Datetime("ns"))}, ["a", "b"]),
    ],
)
def test_parquet_of_other_types(tmp_path, changed, agents):
    file = tmp_path / "scores.parquet"
    pl.DataFrame({**GOOD, **changed}).write_parquet(file)
    assert [agent["agent"] for agent in analysed(file)[0]["x"]["agents"]] == agents


def test_skipped_rows_are_counted(tmp_path):
    file = tmp_path / "scores.csv"
    bad = "a,2026-01-01,x,nan\na,2199-01-01,x,0.5\n,2026-01-01,x,0.5\n"
    file.write_text(ONE_AGENT + bad)
    assert refused(file).endswith("3 rows with bad values in all; --skip-bad leaves them out")
    found, said = analysed(file, "--skip-bad")
    assert found["x"]["n"] == 50
    assert said.startswith(f"{file}: 3 rows with bad values left out, the first: row 51 (line 52): score: 'nan'")


def test_a_million_rows_of_one_agent(tmp_path):
    file = tmp_path / "scores.parquet"
    count = 1_000_000
    score = np.random.default_rng(2).beta(5, 2, count)
    one = {"agent": "a", "at": dt.date(2026, 1, 1), "behaviour": "x"}
    pl.DataFrame({"score": score}).with_columns(**{name: pl.lit(value) for name, value in one.items()}).write_parquet(
        file
    )
    agent = analysed(file)[0]["x"]["agents"][0]
    assert agent["level"]["low"] < score.mean() < agent["level"]["high"]
    assert agent["level"]["high"] - agent["level"]["low"] < 0.001
    assert agent["spread"]["estimate"] == pytest.approx(score.std(), rel=0.01)
