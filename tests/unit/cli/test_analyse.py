import json
import sys

import numpy as np
import pytest

from qa_service.cli.main import main
from tests.unit.monitoring.centres import scores


@pytest.fixture
def run(monkeypatch, capfd):
    def run(*words):
        monkeypatch.setattr(sys, "argv", ["qa", "analyse", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
        out, err = capfd.readouterr()
        return code, out, err

    return run


@pytest.fixture
def table(tmp_path):
    rng = np.random.default_rng(1)
    level = np.r_[0.45, np.full(9, 0.7)]
    lines = ["agent,at,behaviour,score"]
    for agent in range(10):
        for i, score in enumerate(scores(rng, np.full(40, level[agent]), 0.12)):
            lines.append(f"a{agent},2026-01-{i % 28 + 1:02},clarity,{score:.4f}")
    file = tmp_path / "scores.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_json(run, table):
    code, out, err = run(table, "--json", "--target", "clarity=0.65", "--volume", "equal")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["behaviours"]["clarity"]["target"] == 0.65
    assert found["behaviours"]["clarity"]["verdict"] == "train_agents"
    assert found["priorities"][0]["agent"] == "a0"
    assert found["priorities"][0]["factors"] == {
        "gap": pytest.approx(0.2, abs=0.05),
        "volume": 40.0,
        "driver": 1.0,
    }
    assert found["drivers"] == []


def test_the_target_is_the_mean_of_the_levels_where_none_is_known(run, table):
    behaviour = json.loads(run(table, "--json")[1])["behaviours"]["clarity"]
    assert behaviour["target"] == pytest.approx(np.mean([a["level"]["estimate"] for a in behaviour["agents"]]))
    assert behaviour["agents"][0]["below"]["estimate"] > 0.8


def test_the_target_is_the_benchmarks_where_there_is_one(run, table):
    table.write_text(table.read_text().replace("clarity", "empathy"))
    from benchmarks.loader import load

    target = json.loads(run(table, "--json")[1])["behaviours"]["empathy"]["target"]
    assert target == load().benchmarks["empathy"].target


def test_a_table_to_read(run, table):
    code, out, _ = run(table, "--target", "clarity=0.65")
    assert code == 0
    assert "clarity: train agents" in out
    assert any(line.startswith("a0 ") and "enough" in line for line in out.splitlines())
    assert "1 (rank 1 to 1)  a0: clarity" in out


def test_bad_rows_stop_it_unless_skipped(run, table):
    table.write_text(table.read_text() + "a1,2026-01-01,clarity,high\n")
    code, out, err = run(table, "--json")
    assert (code, out) == (1, "")
    assert "row 401 (line 402): score: 'high' is not a number" in err
    code, out, err = run(table, "--json", "--skip-bad")
    assert code == 0
    assert json.loads(out)["behaviours"]["clarity"]["n"] == 400
    assert "1 row" in err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--target", "clarity"], 2, "'clarity' is not NAME=VALUE"),
        (["--target", "clarity=high"], 2, "'high' is not a number"),
        (["--target", "clarity=7"], 2, "7 is not in 0..1"),
        (["--target", "clarety=0.7"], 2, "no row is of the behaviour 'clarety'"),
        (["--volume", "none"], 2, "none"),
        (["--nonsense"], 2, "--nonsense"),
    ],
)
def test_usage(run, table, words, code, said):
    found, out, err = run(table, *words)
    assert (found, out) == (code, "")
    assert said in err


def test_a_missing_column_is_named(run, tmp_path):
    file = tmp_path / "scores.csv"
    file.write_text("at,behaviour,score\n2026-01-01,clarity,0.5\n")
    code, _, err = run(file)
    assert code == 1
    assert "the column 'agent' is missing" in err
