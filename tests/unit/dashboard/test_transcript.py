"""What speaks for and against a judgement, as pages show it."""

import pytest
from msgspec import UNSET

from qa_service.dashboard.transcript import Verdict
from scoring.scorecard import Judgement


@pytest.mark.parametrize(
    ("factors", "chance", "speaks_for", "speaks_against"),
    [
        (UNSET, UNSET, [], []),
        (
            {"base": 0.3, "helped": 0.1, "thanks_last": 0.2, "put_off": -0.3},
            UNSET,
            ["thanks_last", "helped"],
            ["put_off"],
        ),
        ({"blame": 0.4, "calm": -1.0, "question": -0.2, "health": 0.0}, 0.93, ["blame"], ["calm", "question"]),
    ],
)
def test_the_heaviest_come_first(factors, chance, speaks_for, speaks_against):
    judgement = Judgement(
        turn=0,
        start=0,
        end=4,
        grade=0.0,
        probability=None,
        indicator="empathy.missed",
        evidence=(),
        factors=factors,
        chance=chance,
    )
    shown = Verdict(judgement=judgement, turn=0, met=False, quote="oh no", at=None)
    assert (shown.speaks_for, shown.speaks_against) == (speaks_for, speaks_against)
    assert shown.chance == (None if chance is UNSET else chance)


@pytest.mark.parametrize(
    ("grade", "unsure", "kind", "decided_by"),
    [
        (1.0, UNSET, "met", ["done", "helped"]),
        (0.0, UNSET, "missed", ["put_off", "asks_last"]),
        (0.5, True, "unsure", ["put_off", "asks_last"]),
    ],
)
def test_what_decided_by_what_came_of_it(grade, unsure, kind, decided_by):
    weighed = {"helped": 0.3, "asks_last": -0.4, "done": 0.6, "put_off": -0.8}
    judgement = Judgement(
        turn=0, start=0, end=4, grade=grade, probability=0.4, indicator="resolution.done", evidence=(),
        decided_by=weighed, unsure=unsure,
    )  # fmt: skip
    shown = Verdict(judgement=judgement, turn=0, met=grade >= 0.5, quote="", at=None)
    assert (shown.kind, shown.decided_by) == (kind, decided_by)
