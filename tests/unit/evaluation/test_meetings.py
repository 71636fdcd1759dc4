import numpy as np

from qa_service.evaluation.meetings import Answered, fitted


def answers(n=400):
    """Half take something up, at random; of those nine in ten are met, of the others one."""
    drawn = np.random.default_rng(3)
    return [
        Answered({"echoes": float(taken), "length": 1.0}, float(drawn.random() < (0.9 if taken else 0.1)))
        for taken in drawn.random(n) < 0.5
    ]


def test_what_readers_find_met_is_learned():
    odds = fitted(answers())
    assert odds.base < -1
    assert odds.base + odds.weights["echoes"] > 1
    assert odds.weights["length"] == 0


def test_few_opportunities_and_opportunities_all_alike_teach_nothing():
    assert fitted(answers(199)) is None
    assert fitted([Answered({"echoes": 1.0}, 1.0)] * 400) is None
