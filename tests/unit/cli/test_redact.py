import json

import pytest
from click.testing import CliRunner

from qa_service.cli.redact import command

CHAT = '{"id":"%s","channel":"chat","customer":{"ref":"c-%s"},"turns":[{"speaker":"customer","text":"card 4111 1111 1111 1111"}]}'


def run(content, *, key="k"):
    result = CliRunner().invoke(command, ["-", "--json"], input=content, env={"QA_HASH_KEY": key})
    return result, [json.loads(line) for line in result.stdout.splitlines()]


def hash_of(printed):
    return printed["turns"][0]["redactions"][0]["hash"]


def test_what_is_printed():
    result, (printed,) = run(CHAT % (1, 1))
    assert result.exit_code == 0
    assert result.stderr == ""
    digest = hash_of(printed)
    redactions = [{"start": 5, "end": 11, "type": "card", "hash": digest}]
    assert printed["turns"] == [{"speaker": "customer", "text": "card [card]", "redactions": redactions}]
    assert len(bytes.fromhex(digest)) == 16


def test_hashes_follow_customer_and_key():
    _, (one, same, other) = run("\n".join([CHAT % (1, 1), CHAT % (2, 1), CHAT % (3, 2)]))
    assert hash_of(one) == hash_of(same) != hash_of(other)
    assert hash_of(run(CHAT % (1, 1))[1][0]) == hash_of(one)
    assert hash_of(run(CHAT % (1, 1), key="another")[1][0]) != hash_of(one)
    unset = {hash_of(run(CHAT % (1, 1), key="")[1][0]) for _ in range(2)}
    assert len(unset) == 2  # a random key per run


def test_what_is_redacted_stays():
    _, (once,) = run(CHAT % (1, 1))
    _, (twice,) = run(json.dumps(once), key="another")
    assert twice == once


def test_a_bad_line_is_named_and_the_others_are_printed():
    result, printed = run(f'{CHAT % (1, 1)}\n{{"id": "2"}}\nnonsense\n{CHAT % (4, 1)}')
    assert result.exit_code == 1
    assert [interaction["id"] for interaction in printed] == ["1", "4"]
    assert [line.split(":")[1].strip() for line in result.stderr.splitlines()] == ["line 2", "line 3"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("empty", b"", "the file is empty"), ("absent", None, "cannot be opened"), ("binary", b"\xff\xfe", "not JSON")],
)
def test_bad_files(tmp_path, name, content, message):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    result = CliRunner().invoke(command, [str(path)])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert str(path) in result.stderr
    assert message in result.stderr
