"""`qa learn` prints what a model is worth and writes it; `qa score --model` scores with it."""

import io
import json
import random
import zipfile

import pytest
from click.testing import CliRunner

from qa_service.cli.main import cli
from tests.unit.scoring.learning.conftest import FILLER, GOOD, POOR


def review(number, grade, generator, **more):
    turns = [
        {"speaker": "customer", "text": f"I am writing about {generator.choice(FILLER)}."},
        {"speaker": "agent", "text": f"I see {generator.choice(FILLER)} here. {GOOD if grade else POOR}"},
    ]
    return {
        "id": f"r-{number}",
        "channel": "chat",
        "language": "en",
        "turns": turns,
        "labels": {"warmth": grade},
        **more,
    }


def reviews(number=60, seed=1):
    generator = random.Random(seed)
    return [review(n, int(generator.random() < 0.5), generator) for n in range(number)]


def text(lines):
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)


@pytest.fixture
def run(tmp_path):
    def running(*arguments, **options):
        return CliRunner().invoke(cli, [str(part) for part in arguments], **options)

    return running


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    """(what `qa learn` printed, the model's file, the reviews' file)."""
    folder = tmp_path_factory.mktemp("learned")
    data, out = folder / "reviews.jsonl", folder / "warmth.qam"
    data.write_text(text(reviews()), encoding="utf-8")
    arguments = ["learn", "--data", str(data), "--behaviour", "warmth", "--out", str(out)]
    return CliRunner().invoke(cli, arguments), out, data


def test_figures_intervals_and_whether_it_is_better(learned):
    result, out, _ = learned
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert (found["behaviour"], found["unit"], found["kind"]) == ("warmth", "interaction", "classified")
    assert (found["n"], found["interactions"], found["left_out"], found["calibrated_on"]) == (60, 60, 0, 60)
    for figure in found["figures"].values():
        assert figure["low"] <= figure["estimate"] <= figure["high"]
    assert found["figures"]["weighted_kappa"]["estimate"] > 0.9
    assert found["measure"] == "weighted_kappa"
    assert found["in_use"] == {"model": None, "judged": 0, "figures": {}}
    assert (found["better"], found["difference"]) == (True, None)
    assert 0 <= found["calibration_error"] <= 1
    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as archive:
        assert {name.rpartition(".")[2] for name in archive.namelist()} == {"json", "npy"}
        about = json.loads(archive.read("about.json"))
    assert about["data"] == found["data"]
    assert about["figures"]["better"] is True


def test_a_model_scores(learned, run, tmp_path):
    found = json.loads(learned[0].stdout)
    file = tmp_path / "calls.jsonl"
    generator = random.Random(8)
    asked = [{k: v for k, v in review(n, n % 2, generator).items() if k != "labels"} for n in range(6)]
    file.write_text(text(asked), encoding="utf-8")
    result = run("score", file, "--model", learned[1])
    assert (result.exit_code, result.stderr) == (0, "")
    cards = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(f" model@{found['model']} " in card["instrument"] for card in cards)
    warmth = [card["behaviours"]["warmth"] for card in cards]
    assert [one["score"] for one in warmth] == [0.0, 1.0] * 3
    assert all(one["source"] == "model" and 0 <= one["probability"] <= 1 for one in warmth)
    assert [one["judgements"] for one in warmth] == [[]] * 6
    assert all("source" not in score for name, score in cards[0]["behaviours"].items() if name != "warmth")
    twice = run("score", file, "--model", learned[1], "--model", learned[1])
    assert twice.exit_code == 2
    assert "two models score 'warmth'" in twice.stderr


def test_the_model_in_use_is_what_must_be_beaten(learned, run, tmp_path):
    _, out, data = learned
    result = run("learn", "--data", data, "--behaviour", "warmth", "--out", tmp_path / "m.qam", "--in-use", out)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["in_use"]["model"] == json.loads(learned[0].stdout)["model"]
    assert found["in_use"]["judged"] == 60
    assert not found["better"]


def test_bad_lines_are_named_and_the_others_learned_from(run, tmp_path):
    wrong = review(99, 1, random.Random(1), review={"by": "me"})
    data = text([*reviews(), "{", review(98, 3, random.Random(1)), wrong])
    result = run("learn", "--data", "-", "--behaviour", "warmth", "--out", tmp_path / "m.qam", input=data)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["n"] == 60
    said = result.stderr.splitlines()
    assert said[0].startswith("-: line 61: is no JSON")
    assert said[1] == "-: line 62: labels.warmth: 3 is no number from 0 to 1"
    assert said[2].startswith("-: line 63: review.by: is not known")
    assert (tmp_path / "m.qam").exists()


@pytest.mark.parametrize(
    ("lines", "more", "message"),
    [
        (reviews(20), (), "20 labels of 'warmth' are too few; 50 are the least to learn from"),
        ([one | {"labels": {"warmth": 1}} for one in reviews()], (), "every label of 'warmth' is 1"),
        (reviews(), ("--in-use", __file__), "test_learn.py: is no learned model"),
        (reviews(), ("--benchmarks", "/nowhere/at/all"), "/nowhere/at/all: is not a folder"),
        (reviews(), ("--out", "/nowhere/m.qam"), "--out /nowhere/m.qam: No such file or directory"),
        (reviews(), ("--data", "/nowhere/r.jsonl"), "--data /nowhere/r.jsonl: No such file or directory"),
    ],
)
def test_usage_errors(run, tmp_path, lines, more, message):
    data = tmp_path / "reviews.jsonl"
    data.write_text(text(lines), encoding="utf-8")
    result = run("learn", "--data", data, "--behaviour", "warmth", "--out", tmp_path / "m.qam", *more)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "m.qam").exists()
