import subprocess
import sys

import pytest

from benchmarks.model import TokenPattern
from scoring.indicators.phrases import Match
from scoring.indicators.token_patterns import REACH, TokenPatternTable

COUNTED = TokenPattern(
    anchor=("visits",), tokens=({"LIKE_NUM": True}, {"IS_ALPHA": True, "OP": "?"}, {"LOWER": "visits"})
)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("after three visits", [(1, 3)]),
        ("after 3 missed visits and two visits", [(1, 4), (5, 7)]),
        ("one " * (3 * REACH) + "visits", [(3 * REACH - 2, 3 * REACH + 1)]),
        ("after many visits", []),
        ("three of them", []),
        ("", []),
    ],
)
def test_find(said, found):
    table = TokenPatternTable("en", [(4, COUNTED)])
    assert sorted(table.find(said.split())) == [Match(4, first, end) for first, end in found]


def test_spacy_is_not_imported_before_an_anchor_is_met():
    program = """
import sys
from benchmarks.loader import load
from scoring.scorer import Scorer
from transcription.transcript import Leg, Transcript, Turn
turns = (Turn(speaker="customer", text="I have waited for three weeks", leg=0), Turn(speaker="agent", text="ok", leg=0))
talk = Transcript(channel="chat", language="en", turns=turns, legs=(Leg(kind="human", first=0, end=2),))
assert Scorer(load()).score(talk).behaviours["empathy"].opportunities == 1
assert "spacy" not in sys.modules
"""
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
