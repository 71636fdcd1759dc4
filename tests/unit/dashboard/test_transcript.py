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
