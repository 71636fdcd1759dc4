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


HELD = {"helped": 0.31, "asks_last": -0.4, "done": 0.6, "put_off": -0.8, "steps": 0.2, "fault_last": -0.25}


@pytest.mark.parametrize(
    ("grade", "unsure", "weighed", "kind", "decided_by", "too_little"),
    [
        (1.0, UNSET, HELD, "met", ["done", "helped"], False),
        (0.0, UNSET, HELD, "missed", ["put_off", "asks_last"], False),
        (0.5, True, HELD, "unsure", ["put_off", "asks_last"], False),
        (0.0, UNSET, {"told_back": -0.26, "length": 0.1}, "missed", [], True),
        (0.0, UNSET, {"told_back": -0.26, "length": 1.1}, "missed", [], True),
        (1.0, UNSET, {"told_back": 0.26, "length": -1.1}, "met", [], False),
        (0.0, UNSET, UNSET, "missed", [], False),
        (0.0, UNSET, {"first_blames": -0.9, "blames": -0.8, "first_sign": -0.4}, "missed", ["first_blames", "first_sign"], False),
    ],
)  # fmt: skip
def test_what_decided_by_what_came_of_it(grade, unsure, weighed, kind, decided_by, too_little):
    judgement = Judgement(
        turn=0, start=0, end=4, grade=grade, probability=0.4, indicator="resolution.done", evidence=(),
        decided_by=weighed, unsure=unsure,
    )  # fmt: skip
    shown = Verdict(judgement=judgement, turn=0, met=grade >= 0.5, quote="", at=None)
    assert (shown.kind, shown.decided_by, shown.too_little) == (kind, decided_by, too_little)
