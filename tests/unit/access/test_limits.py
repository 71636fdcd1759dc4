"""A caller who asks too fast waits; nobody else does."""

import pytest

from qa_service.access.limits import MOST_CALLERS, Limits
from qa_service.errors import TooMany


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_tokens_run_out_and_come_back_evenly():
    clock = Clock()
    limits = Limits(60, clock)
    for _ in range(60):
        limits.take("a")
    with pytest.raises(TooMany, match="more than 60 requests a minute; try again in 1 s") as raised:
        limits.take("a")
    assert raised.value.seconds == 1
    limits.take("b")
    clock.now = 2.0
    limits.take("a")
    limits.take("a")
    with pytest.raises(TooMany):
        limits.check("a")
    limits.check("b")


def test_no_limit():
    limits = Limits(0)
    for _ in range(1000):
        limits.take("a")
    limits.check("a")


def test_who_came_long_ago_is_forgotten_first():
    clock = Clock()
    limits = Limits(60, clock)
    for number in range(MOST_CALLERS - 1):
        limits.take(str(number))
    clock.now = 30.0
    for _ in range(60):
        limits.take("busy")
    limits.take("new")
    with pytest.raises(TooMany):
        limits.check("busy")
