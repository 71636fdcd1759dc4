"""Children are started again when they die, given up when they cannot live, and end with their block."""

import os
import sys
import time

import pytest

from qa_service.cli import processes
from qa_service.cli.processes import Child, running
from qa_service.errors import Unavailable


def child(code, log=None):
    return Child("one", [sys.executable, "-c", code], dict(os.environ), log)


def wait_for(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_killed_child_is_started_again_and_stopped_at_the_end():
    one = child("import time; time.sleep(600)")
    with running([one]) as alive:
        first = one.pid
        os.kill(first, 9)
        wait_for(lambda: one.pid != first)
        alive()
    assert one.dead()


def test_a_child_that_cannot_live_is_named_with_its_last_words(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "PAUSE", 0.1)
    log = tmp_path / "one.log"
    one = child("raise SystemExit('no such module')", log)

    def given_up() -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            one.check()
            time.sleep(0.1)

    with running([one]), pytest.raises(Unavailable) as raised:
        given_up()
    assert "'one'" in str(raised.value)
    assert "no such module" in str(raised.value)
