import json
import re
import shutil

import pytest
from click.testing import CliRunner

from benchmarks.loader import LIBRARY
from qa_service.cli.score import command

CALL = {
    "id": "A-1001",
    "source": "genesys-eu",
    "channel": "chat",
    "language": "en-GB",
    "agent": {"id": "ag-7"},
    "turns": [
        {"speaker": "customer", "text": "Hello, my card was stolen"},
        {"speaker": "agent", "text": "I'm so sorry your card is gone"},
        {"speaker": "agent", "agent": "ag-9", "text": "Hi, I have blocked it."},
    ],
}
BAD = {"id": "A-2", "channel": "chat", "turns": [{"speaker": "agnet", "text": "x"}]}


def lines(*interactions):
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in interactions) + "\n"


@pytest.fixture
def run(tmp_path):
    def running(*arguments, content=None, **options):
        if content is not None:
            (tmp_path / "calls.jsonl").write_text(content, encoding="utf-8")
            arguments = (str(tmp_path / "calls.jsonl"), *arguments)
        return CliRunner().invoke(command, arguments, **options)

    return running


def test_one_interaction(run):
    result = run("--json", content=lines(CALL))
    assert result.exit_code == 0
    card = json.loads(result.stdout)
    assert list(card) == ["id", "source", "language", "instrument", "behaviours", "legs"]
    assert (card["id"], card["source"], card["language"]) == ("A-1001", "genesys-eu", "en")
    assert [(leg["leg"], leg["agent"], leg["turns"]) for leg in card["legs"]] == [
        (0, "ag-7", [0, 2]),
        (1, "ag-9", [2, 3]),
    ]
    sure = card["behaviours"]["empathy"]["probability"]
    assert 0.5 < sure < 1
    (judgement,) = card["behaviours"]["empathy"]["judgements"]
    chance, factors, decided = judgement["chance"], judgement["factors"], judgement["decided_by"]
    assert 0.5 < chance < 1
    assert len(factors) == 5
    assert decided["by_rule"] > 0
    assert card["behaviours"]["empathy"] == {
        "score": 1.0,
        "probability": sure,
        "opportunities": 1,
        "met": 1,
        "judgements": [
            {
                "turn": 0,
                "start": 15,
                "end": 25,
                "grade": 1.0,
                "probability": sure,
                "indicator": "empathy.situation_named",
                "evidence": [{"turn": 1, "start": 0, "end": 22, "text": "I'm so sorry your card"}],
                "chance": chance,
                "factors": factors,
                "decided_by": decided,
            }
        ],
    }
    assert card["legs"][0]["behaviours"]["empathy"] == card["behaviours"]["empathy"]
    assert card["legs"][1]["behaviours"]["empathy"]["score"] is None
    assert card["behaviours"]["resolution"]["judgements"][0]["responsible"] == 1


def test_bad_lines_are_named_and_the_others_scored(run, tmp_path):
    nobody = {key: value for key, value in CALL.items() if key != "agent"} | {"id": "A-3"}
    result = run(str(tmp_path / "none.jsonl"), content=lines(CALL, BAD, "not json", nobody))
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["A-1001", "A-3"]
    file = tmp_path / "calls.jsonl"
    said = result.stderr.splitlines()
    assert said[0] == f"{file}: line 2: turn 0: speaker 'agnet' is none of agent, customer, bot, system, unknown"
    assert said[1].startswith(f"{file}: line 3: not JSON")
    assert said[2] == f"{tmp_path / 'none.jsonl'}: No such file or directory"


def test_standard_input(run):
    result = run("-", input=json.dumps(CALL, indent=1))
    assert (result.exit_code, json.loads(result.stdout)["id"]) == (0, "A-1001")
    empty = run("-", input="")
    assert (empty.exit_code, empty.stdout, empty.stderr) == (1, "", "stdin: the file is empty\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing argument"),
        (("-", "--model", "m.npz"), "--model m.npz: No such file or directory"),
        (("-", "--assume-opportunity", "warmth"), "--assume-opportunity warmth: the benchmarks are"),
        (("-", "--language", "!"), "--language !: is no language tag"),
        (("-", "--benchmarks", "/nowhere/at/all"), "/nowhere/at/all: is not a folder"),
    ],
)
def test_usage_errors(run, arguments, message):
    result = run(*arguments, input=json.dumps(CALL))
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize(("language", "score"), [("pl", None), ("en", 1.0)])
def test_the_language_may_be_given(run, language, score):
    result = run("--language", language, content=lines(CALL))
    card = json.loads(result.stdout)
    assert (card["language"], card["behaviours"]["empathy"]["score"]) == (language, score)


def test_assumed_opportunities(run):
    alone = {**CALL, "turns": [{"speaker": "agent", "text": "That must be so frustrating."}]}
    assert json.loads(run(content=lines(alone)).stdout)["behaviours"]["empathy"]["score"] is None
    result = run("--assume-opportunity", "empathy", content=lines(alone))
    assert json.loads(result.stdout)["behaviours"]["empathy"]["score"] == 1.0


def test_own_benchmarks_are_another_instrument(run, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(LIBRARY, own)
    file = own / "empathy.toml"
    shipped = json.loads(run(content=lines(CALL)).stdout)["instrument"]
    same = json.loads(run("--benchmarks", str(own), content=lines(CALL)).stdout)["instrument"]
    file.write_text(re.sub(r"revision = \d+", "revision = 999", file.read_text(encoding="utf-8")), encoding="utf-8")
    changed = json.loads(run("--benchmarks", str(own), content=lines(CALL)).stdout)["instrument"]
    assert shipped == same != changed
    file.write_text("name = 1", encoding="utf-8")
    broken = run("--benchmarks", str(own), content=lines(CALL))
    assert broken.exit_code == 2
    assert "empathy.toml: line 1: name: expected `str`" in broken.stderr
