import json

import pytest
from click.testing import CliRunner

from qa_service.cli.main import cli
from qa_service.errors import BadInput
from tests.factories import CALLS_FOR_EMPATHY, IGNORED, NAMED


def review(number, answer, label, **more):
    turns = [("customer", CALLS_FOR_EMPATHY), ("agent", answer), ("customer", "Thank you, that solved it.")]
    return {
        "id": f"c-{number}",
        "channel": "chat",
        "language": "en",
        "turns": [{"speaker": speaker, "text": text} for speaker, text in turns],
        "labels": {"empathy": label},
        **more,
    }


REVIEWS = [review(n, NAMED, 1) for n in range(40)] + [review(n, IGNORED, 0) for n in range(40, 70)]


@pytest.fixture
def run(tmp_path):
    def running(lines, *arguments):
        file = tmp_path / "reviews.jsonl"
        file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines), encoding="utf-8")
        return CliRunner().invoke(cli, ["pilot", str(file), *arguments])

    return running


def test_a_sheet_as_json(run):
    result = run([*REVIEWS, review(99, NAMED, 0, review={"reader": "r1", "random": False})], "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert (found["interactions"], found["not_random"], found["failed_lines"]) == (70, 1, 0)
    empathy = found["behaviours"]["empathy"]
    assert (empathy["verdict"], empathy["reasons"]) == ("trust", [])  # never wrong here, and as sure of it
    whole = empathy["groups"][0]
    assert (whole["n"], whole["graded"], whole["met"]) == (70, 70, 40)
    assert whole["sensitivity"]["estimate"] == whole["specificity"]["estimate"] == 1
    assert [one.split("@")[0] for one in found["instruments"][0].split()] == ["benchmarks", "scorer", "model", "speech"]


def test_a_table_with_verdicts_and_their_rules(run):
    second = [review(n, NAMED, 1, review={"reader": "b"}) for n in range(10, 40)]
    second += [review(n, IGNORED, 0, review={"reader": "b"}) for n in range(40, 50)]
    result = run([*REVIEWS, *second, review(80, IGNORED, None)])
    assert result.exit_code == 0
    said = result.stdout
    assert "71 randomly chosen interactions" in said
    assert "empathy: trust" in said
    assert "1.00 (1.00 to 1.00); 1.00 (1.00 to 1.00), 40 by two" in said
    assert "By these rules:" in said
    assert "0.99 (0.94 to 1.00)" in said  # 70 of 71 agree on N/A


def test_broken_lines_are_named_and_the_others_go_on(run):
    wrong = review(80, NAMED, 2)
    result = run([*REVIEWS, wrong, "{", review(1, NAMED, 1)], "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["interactions"] == 70
    assert json.loads(result.stdout)["failed_lines"] == 3
    said = [line.split("reviews.jsonl: ")[1] for line in result.stderr.splitlines()]
    assert said[0] == "line 71: labels.empathy: 2 is no number from 0 to 1"
    assert said[1].startswith("line 72: is no")
    assert said[2].startswith("line 73: review.reader: the same reader")


@pytest.mark.parametrize("lines", [[], [review(1, NAMED, 1, review={"random": False})], ["{"]])
def test_nothing_random_is_said(run, lines):
    result = run(lines)
    assert isinstance(result.exception, BadInput)
    assert "holds no reviews of randomly chosen interactions" in str(result.exception)


def test_a_file_that_is_not_there(tmp_path):
    result = CliRunner().invoke(cli, ["pilot", str(tmp_path / "none.jsonl")])
    assert isinstance(result.exception, BadInput)
    assert "No such file" in str(result.exception)
