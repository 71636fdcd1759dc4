"""Exit codes: 0 all done, 1 some inputs failed, 2 usage or configuration."""

import subprocess
import sys

import pytest

QA = [sys.executable, "-m", "qa_service.cli.main"]
GOOD = '{"id": "a", "channel": "chat", "language": "en", "turns": [{"speaker": "customer", "text": "hello"}]}'
TABLE = "agent,at,behaviour,score\na1,2026-03-01,clarity,0.5\na2,2026-03-01,clarity,0.7\n"


@pytest.mark.parametrize(
    ("arguments", "given", "code", "says"),
    [
        (["--help"], "", 0, "Commands"),
        (["score", "-"], GOOD, 0, '"id":"a"'),
        (["score", "-"], GOOD + "\n{", 1, "line 2"),
        (["score", "/nowhere.jsonl"], "", 1, "/nowhere.jsonl"),
        (["score", "--nonsense", "-"], "", 2, "--nonsense"),
        (["analyse", "-", "--json"], TABLE, 0, '"priorities"'),
        (["analyse", "-"], TABLE.replace("0.7", "seven"), 1, "row 2"),
        (["analyse", "-", "--target", "clarity"], TABLE, 2, "--target"),
        (["redact", "-"], GOOD, 0, '"a"'),
        (["transcribe", "/nowhere.wav"], "", 1, "/nowhere.wav"),
        (["dance"], "", 2, "dance"),
        (["evaluate", "dance"], "", 2, "dance"),
    ],
)
def test_exit_codes(arguments, given, code, says):
    done = subprocess.run([*QA, *arguments], input=given, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code, done.stderr
    assert says in done.stdout + done.stderr


def test_a_wrong_setting_is_a_configuration_error(monkeypatch):
    monkeypatch.setenv("QA_PORT", "eighty")
    done = subprocess.run([*QA, "migrate"], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert "QA_PORT" in done.stderr
