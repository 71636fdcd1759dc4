import numpy as np
import pytest

from scoring.learning.features import WEIGHTS
from scoring.learning.fit import Linear
from scoring.learning.part import Decision, Part, curve
from scoring.learning.vectors import Vectors
from tests.unit.scoring.learning.test_vectors import blocks

GRADES = np.array([0.0, 0.5, 1.0])
SHARES = np.array([[0.8, 0.1, 0.1], [0.3, 0.4, 0.3], [0.05, 0.05, 0.9]])


@pytest.mark.parametrize(
    ("decision", "chosen"),
    [
        (Decision("matched", (0.2, 0.6)), [0, 1, 2]),
        (Decision("matched", (0.15, 0.5)), [1, 2, 2]),  # expected 0.15, 0.5, 0.925: on a cut is above it
        (Decision("matched", (0.95, 0.99)), [0, 0, 0]),
        (Decision("balanced", (1.0, 1.0, 1.0)), [0, 1, 2]),
        (Decision("balanced", (1.0, 1.0, 0.1)), [2, 2, 2]),
    ],
)
def test_decisions(decision, chosen):
    assert decision.choose(SHARES, GRADES).tolist() == chosen


def test_grades_and_what_they_are_calibrated_from():
    linear = Linear("softmax", np.array([[-1.0, 0.0, 1.0]]), np.zeros(3))
    part = Part(
        Vectors({"agent": ["a"]}, np.ones(1)), linear, 0.1, (0.0, 0.5, 1.0), Decision("balanced", (1.0, 1.0, 1.0))
    )
    scores, raw = part.apply([blocks(agent=["a"]), blocks(reply=["a"])])
    weight = WEIGHTS["agent"]
    shares = np.exp([-weight, 0, weight]) / np.exp([-weight, 0, weight]).sum()
    assert scores.tolist() == [1.0, 0.0]  # nothing known: all alike, the first of them
    assert raw == pytest.approx([np.log(shares[1:].sum() / shares[0]), np.log(2)])
    assert part.word_weights("agent") == {"a": 2.0}
    assert part.word_weights("reply") == part.reply_weights == {}


def test_regression_is_clipped_and_its_output_is_not():
    linear = Linear("squared", np.array([[3.0]]), np.array([0.4]))
    part = Part(Vectors({"reply": ["a"]}, np.ones(1)), linear, 0.1, None, None)
    scores, raw = part.apply([blocks(reply=["a"]), blocks()])
    assert (scores.tolist(), raw.tolist()) == ([1.0, 0.4], [3.4, 0.4])
    assert part.reply_weights == {"a": 3.0}


@pytest.mark.parametrize(("raw", "share"), [(0.0, 0.5), (1e9, 1.0), (-1e9, 0.0), (np.log(3), 0.75)])
def test_the_curve(raw, share):
    assert curve(np.array([raw]), 1, 0)[0] == pytest.approx(share)
