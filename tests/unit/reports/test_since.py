"""What is said of two spans of days: what moved, each on a line, and all the rest on one."""

from datetime import date

import msgspec

from qa_service.reports import since
from qa_service.reports.report import AgentLevel, Period, Then
from qa_service.reports.words import ENGLISH


def row(behaviour, level, spread):
    return msgspec.convert(
        {
            "agent": "ag-1", "behaviour": behaviour, "status": "enough", "n": 200, "target": 0.75, "p_below_target": 0.5,
            "level": {"estimate": level, "low": level - 0.02, "high": level + 0.02},
            "spread": {"estimate": spread, "low": spread * 0.95, "high": spread * 1.05}, "below": None,
        },
        AgentLevel,
    )  # fmt: skip


def test_what_moved_has_a_line_and_the_rest_one():
    days = Period(start=date(2026, 3, 2), end=date(2026, 4, 5)), Period(start=date(2026, 4, 6), end=date(2026, 5, 10))
    before = (
        row("empathy", 0.6, 0.4),
        row("resolution", 0.6, 0.3),
        row("repetition", 0.9, 0.2),
        row("courtesy", 0.7, 0.2),
    )
    now = (
        row("empathy", 0.7, 0.4),
        row("resolution", 0.6, 0.2),
        row("repetition", 0.9, 0.2),
        row("courtesy", 0.7, 0.2),
    )
    lines = since.moved(Then(before=days[0], now=days[1], levels_before=before, levels_now=now), ENGLISH)
    assert [line.split(":")[0] for line in lines] == [
        "Empathy",
        "First-contact resolution",
        "No different in steadiness or level",
    ]
    assert "level higher (level 60% (55–65%) before, 70% (65–75%) now)" in lines[0]
    assert "steadier (spread 0.30" in lines[1]
    assert lines[2].endswith(": courtesy and repetition of information.")


def test_nothing_before_says_nothing():
    assert since.moved(None, ENGLISH) == ()
