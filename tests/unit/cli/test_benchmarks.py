import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.loader import load
from qa_service.cli.benchmarks import command

PAGE = (Path(__file__).parents[3] / "docs" / "benchmarks.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
FILE, FINE, HYPHEN, CHATS, SHOWN = [text for _, text in BLOCKS[:5]]
SLOT, TOKENS = [text for _, text in BLOCKS[5:]]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "callback.toml").write_text(FILE, encoding="utf-8")
    (tmp_path / "chats.jsonl").write_text(CHATS, encoding="utf-8")
    return tmp_path


def run(*arguments, **options):
    return CliRunner().invoke(command, arguments, **options)


def test_the_page_is_right(here):
    checked = run("check", "callback.toml")
    assert (checked.exit_code, checked.stdout, checked.stderr) == (0, FINE, "")
    tried = run("try", "callback.toml", "chats.jsonl")
    assert (tried.exit_code, tried.stdout.strip(), tried.stderr) == (0, SHOWN.strip(), "")
    (here / "callback.toml").write_text(FILE.replace("noone", "no-one"), encoding="utf-8")
    wrong = run("check", "callback.toml")
    assert (wrong.exit_code, wrong.stdout, wrong.stderr) == (1, "", HYPHEN)


def test_the_other_examples_of_the_page_can_be_used(here):
    (here / "callback.toml").write_text(FILE + TOKENS + SLOT, encoding="utf-8")
    checked = run("check", "callback.toml")
    assert (checked.exit_code, checked.stderr) == (0, "")


@pytest.mark.parametrize("language", ["en"])
def test_the_page_names_every_field_and_guard(language):
    from benchmarks.loader import load
    from benchmarks.model import ROLES, Benchmark, Phrases, Slot, TokenPatterns

    fields = {name for kind in (Benchmark, Phrases, Slot, TokenPatterns) for name in kind.__struct_encode_fields__}
    roles = {role for named in ROLES.values() for role in named}
    for name in fields | roles | set(ROLES) | set(load().languages[language].guards):
        assert re.search(rf"[`\[\".]{name}[`\]\"=. ]", PAGE), name


def test_every_error_of_every_file_is_named(here):
    (here / "callback.toml").write_text(
        FILE.replace('"negation"', '"irony"', 1).replace('"no time"', '"no-time"'),
        encoding="utf-8",
    )
    (here / "other.toml").write_text("name = 1", encoding="utf-8")
    result = run("check", "callback.toml", "other.toml", "missing.toml")
    assert (result.exit_code, result.stdout) == (1, "")
    said = result.stderr.splitlines()
    assert [line.split(":")[0:2] for line in said[:2]] == [["callback.toml", " line 15"], ["callback.toml", " line 17"]]
    assert said[2].startswith("other.toml: line 1: name: expected `str`")
    assert said[3] == "missing.toml: is not a folder of benchmarks, nor a file"


def test_errors_as_json(here):
    (here / "callback.toml").write_text(
        FILE.replace("0.8", "8").replace('"callback"]', '"callback", "callback"]'), encoding="utf-8"
    )
    result = run("check", "--json", "callback.toml")
    assert result.exit_code == 1
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"kind": "error", "file": "callback.toml", "line": 6, "field": "target", "message": "expected `float` <= 1.0"}
    ]


def test_warnings_stand_apart(here):
    (here / "callback.toml").write_text(FILE.replace("0.8", "1"), encoding="utf-8")
    result = run("check", "callback.toml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "warning: callback.toml: line 6: target: a target of 1 is one that nobody keeps up\n" + FINE
    )


def test_a_folder_is_checked_whole(here):
    result = run("check", str(here))
    assert (result.exit_code, result.stdout) == (0, FINE.replace("callback.toml", str(here)))


def test_trying_as_json(here):
    tried = json.loads(run("try", "callback.toml", "chats.jsonl", "--json").stdout)["benchmarks"]["callback_offer"]
    assert (tried["interactions"], tried["opportunities"], tried["met"], tried["missed"]) == (5, 3, 2, 1)
    assert tried["not_applicable"] == {"nothing called for it": 1, "language pl": 1}
    assert tried["indicators"]["offered"] == {
        "role": "met",
        "found": 2,
        "decided": 1,
        "examples": [
            {"id": "A-1", "turn": 1, "text": "No problem, I will «call you back» tomorrow at ten."},
            {"id": "A-3", "turn": 1, "text": "Shall we «ring you later»?"},
        ],
    }
    assert tried["never"] == []


def test_trying_reads_standard_input_and_names_what_is_bad(here):
    result = run("try", "callback.toml", "-", "none.jsonl", "--json", input='{"id": "X"}\n' + CHATS.splitlines()[3])
    tried = json.loads(result.stdout)["benchmarks"]["callback_offer"]
    assert (result.exit_code, tried["interactions"]) == (1, 1)
    assert set(tried["never"]) == {"no_time", "no_way_through", "offered_with_a_time", "offered"}
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["stdin", "none.jsonl"]


def test_trying_in_another_language_and_ten_examples_at_most(here):
    result = json.loads(run("try", "callback.toml", "chats.jsonl", "--json", "--language", "pl").stdout)
    assert result["benchmarks"]["callback_offer"]["not_applicable"] == {"language pl": 5}
    (here / "chats.jsonl").write_text(CHATS * 10, encoding="utf-8")
    tried = json.loads(run("try", "callback.toml", "chats.jsonl", "--json").stdout)["benchmarks"]["callback_offer"]
    assert tried["indicators"]["offered"]["found"] == 20
    assert [len(tried["indicators"]["offered"]["examples"]), len(tried["examples_missed"])] == [10, 10]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("try", "missing.toml", "chats.jsonl"), "missing.toml: is not a folder of benchmarks, nor a file"),
        (("try", "callback.toml"), "Missing argument"),
        (("try", "callback.toml", "chats.jsonl", "--language", "!"), "--language !: is no language tag"),
        (("check",), "Missing argument"),
    ],
)
def test_usage_errors(here, arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_shipped_ones_are_listed():
    said = run("list").stdout
    listed = [json.loads(line) for line in run("list", "--json").stdout.splitlines()]
    assert [one["name"] for one in listed] == sorted(load().benchmarks)
    for one in listed:
        assert set(one) == {"name", "revision", "languages", "target", "definition"}
        assert (
            f"{one['name']}  revision {one['revision']}  target {one['target']:g}  {' '.join(one['languages'])}" in said
        )
