"""`qa models` and `qa rescore` on a real database."""

import asyncio
import json

import pytest
from click.testing import CliRunner

from benchmarks.loader import load
from qa_service.cli.main import cli
from qa_service.errors import BadInput, Conflict, NotFound
from qa_service.pipeline.score import score
from qa_service.store.database import connect
from scoring.instrument import benchmarks_hash
from scoring.scorer import Scorer
from tests.factories import CALLS_FOR_EMPATHY, NAMED
from tests.learned import about, figures, model_bytes

pytestmark = pytest.mark.integration


@pytest.fixture
def run(url, home, monkeypatch):
    monkeypatch.setenv("QA_DATABASE_URL", url)
    monkeypatch.setenv("QA_HOME", str(home))

    def running(*arguments):
        return CliRunner().invoke(cli, [str(part) for part in arguments])

    return running


@pytest.fixture
def file(tmp_path):
    written = tmp_path / "warmth.qam"
    written.write_bytes(model_bytes(about(benchmarks=benchmarks_hash(load()))))
    return written


def test_promote_list_fetch_and_take_back(run, file, tmp_path):
    assert "scores 'warmth' from now on" in run("models", "promote", file, "--by", "lena").stdout
    (row,) = json.loads(run("models", "list", "--json").stdout)
    assert (row["behaviour"], row["promoted_by"], row["data_hash"], row["retired_at"]) == (
        "warmth",
        "lena",
        "d" * 64,
        None,
    )
    shown = run("models", "list").stdout
    assert "weighted_kappa  0.800     0.700 to 0.900" in shown
    assert "lena  serves" in shown
    assert run("models", "fetch", "warmth", tmp_path / "back.qam").exit_code == 0
    assert (tmp_path / "back.qam").read_bytes() == file.read_bytes()
    assert (
        "the library scores 'warmth'"
        in run("models", "retire", "warmth", "--reason", "too kind", "--by", "otto").stdout
    )
    assert "by otto: too kind" in run("models", "list").stdout
    assert isinstance(run("models", "retire", "warmth", "--reason", "again").exception, NotFound)
    assert run("models", "retire", "warmth").exit_code == 2  # a reason is due


def test_what_cannot_be_promoted(run, file, tmp_path):
    worse = tmp_path / "worse.qam"
    worse.write_bytes(model_bytes(about(benchmarks=benchmarks_hash(load()), figures=figures(better=False))))
    error = run("models", "promote", worse).exception
    assert isinstance(error, Conflict)
    assert "worse.qam: it is not better than chance" in str(error)
    assert isinstance(run("models", "promote", __file__).exception, BadInput)
    assert "No such file" in str(run("models", "promote", tmp_path / "none.qam").exception)
    assert json.loads(run("models", "list", "--json").stdout) == []


def test_history_is_brought_up_by_one_command(run, file, tmp_path, url):
    chats = tmp_path / "chats.jsonl"
    turns = [{"speaker": "customer", "text": CALLS_FOR_EMPATHY}, {"speaker": "agent", "text": NAMED}]
    told = [
        {"id": f"c-{n}", "channel": "chat", "language": "en", "agent": {"id": "ag"}, "turns": turns,
         "started_at": f"2026-03-0{1 + n}T09:00:00Z"}
        for n in range(4)
    ]  # fmt: skip
    chats.write_text("\n".join(json.dumps(one) for one in told), encoding="utf-8")
    assert run("import", chats).exit_code == 0
    # What waits is no history: it is scored for the first time, by workers.
    assert run("rescore").stdout.startswith("0 interactions to score again")
    asyncio.run(scored(url))
    assert "No interactions stand under two instruments." in run("rescore", "--bridge").stdout
    assert run("models", "promote", file).exit_code == 0
    first = json.loads(run("rescore", "--json", "--to", "2026-03-03", "--sample", "1").stdout)
    assert (first["rescored"]["marked"], first["rescored"]["left"]) == (2, 0)
    (bridge,) = first["bridges"]
    assert bridge["interactions"] == 1
    assert bridge["behaviours"]["empathy"]["difference"]["estimate"] == 0
    assert bridge["behaviours"]["warmth"]["difference"] is None  # before there was no such score
    assert bridge["behaviours"]["warmth"]["not_applicable"] == {"n": 1, "before": 1.0, "after": 0.0}
    rest = run("rescore", "--sample", "0")
    assert rest.stdout.startswith(f"2 interactions to score again under '{bridge['after'].rpartition(' ')[0]}")
    shown = run("rescore", "--bridge").stdout
    assert "The same interactions under two instruments" in shown
    assert "warmth" in shown
    assert json.loads(run("rescore", "--bridge", "--json").stdout) == {"rescored": None, "bridges": first["bridges"]}


async def scored(url):
    """What a worker does."""
    benchmarks = load()
    database = await connect(url, largest=2)
    try:
        while await score(database, Scorer(benchmarks), {}, lease=30):
            pass
    finally:
        await database.close()


def test_days_in_the_wrong_order(run):
    result = run("rescore", "--from", "2026-03-02", "--to", "2026-03-02")
    assert result.exit_code == 2
    assert "is not before --to" in result.stderr
