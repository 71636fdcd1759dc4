"""What makes readers find that an answer meets an opportunity, for the library's `calibration.toml`.

A ridge logistic regression on the factors of scoring/meeting.py: of each opportunity that a reader sees, whether that
reader finds it met, over the texts of all languages together. Who sees none says nothing here: callings.py.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.calibration import Odds
from qa_service.evaluation.callings import CALLED
from qa_service.evaluation.labels import Labelled
from qa_service.evaluation.regression import log_odds
from scoring.judging import MET
from scoring.scorer import Scorer
from transcription.chat import transcript

# What the prior weighs that a factor says nothing; 10 and 30 give like figures.
_PRIOR = 15.0
# Fewer opportunities than these say nothing.
_LEAST = 200


class Answered(NamedTuple):
    """One opportunity: the factors of what answers it, and the share of those who see it that find it met."""

    factors: dict[str, float]
    met: float


def answered(one: Labelled, scorer: Scorer) -> Iterator[Answered]:
    """Every opportunity that a reader sees and somebody answers for. `scorer` goes by signs and cues alone."""
    for run, factors in scorer.answered(transcript(one.interaction), CALLED):
        grades = [
            entry.grade
            for labels in one.labels.values()
            for entry in labels.empathy
            if run.first <= entry.turn < run.end
        ]
        if grades:
            yield Answered(factors, sum(grade >= MET for grade in grades) / len(grades))


def fitted(known: Sequence[Answered], least: int = _LEAST) -> Odds | None:
    """The odds that these teach; None of too few, or where all are alike."""
    met = np.array([one.met for one in known])
    if len(known) < least or not met.std():
        return None
    names = sorted({name for one in known for name in one.factors})
    factors = np.array([[one.factors.get(name, 0.0) for name in names] for one in known])
    base, weights = log_odds(factors, met, np.ones(len(known)), prior=_PRIOR)
    return Odds(
        base=round(base, 3),
        weights={name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)},
    )
