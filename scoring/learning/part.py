"""One linear model with its vocabulary and the way from its outputs to a grade."""

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from scoring.learning.features import WEIGHTS, Blocks
from scoring.learning.fit import Linear
from scoring.learning.vectors import Vectors

Floats = NDArray[np.float64]
MET = 0.5


class Decision(Struct, frozen=True, forbid_unknown_fields=True):
    """How shares of grades become one grade.

    'matched': the expected grade, cut at `cuts` so that grades are given as often as reviewers give them.
    'balanced': the grade whose share is the largest, each divided by the root of how often it is given (`cuts`).
    """

    kind: Literal["matched", "balanced"]
    cuts: tuple[float, ...]

    def choose(self, shares: Floats, grades: Floats) -> NDArray[np.intp]:
        """The number of the grade that each text gets; `shares` of shape (texts, grades)."""
        if self.kind == "balanced":
            return (shares / np.array(self.cuts)).argmax(1)
        return np.searchsorted(np.array(self.cuts), shares @ grades, side="right")


class Part(Struct, frozen=True, dict=True):
    """`grades` are the labels' values in order, None where labels are continuous and regressed on."""

    vectors: Vectors
    linear: Linear
    penalty: float
    grades: tuple[float, ...] | None
    decision: Decision | None

    def apply(self, texts: Sequence[Blocks]) -> tuple[Floats, Floats]:
        """(score 0..1, raw output that P(met) is calibrated from) of each text, both of shape (texts,)."""
        rows = self.vectors.rows(texts)
        if self.grades is None or self.decision is None:
            values = self.linear.outputs(rows)[:, 0]
            return np.clip(values, 0, 1), values
        shares = self.linear.shares(rows)
        grades = np.array(self.grades)
        met = np.clip(shares[:, grades >= MET].sum(1), 1e-6, 1 - 1e-6)
        return grades[self.decision.choose(shares, grades)], np.log(met / (1 - met))

    @cached_property
    def reply_weights(self) -> dict[str, float]:
        return self.word_weights("reply")

    def word_weights(self, block: str) -> dict[str, float]:
        """What each feature of a block adds towards a high grade."""
        before = list(WEIGHTS)[: list(WEIGHTS).index(block)]
        first = sum(len(self.vectors.features.get(name, ())) for name in before)
        names = self.vectors.features.get(block, [])
        here = slice(first, first + len(names))
        outputs = self.linear.weights[here] * self.vectors.rarity[here, None]
        towards = outputs[:, -1] - outputs[:, 0] if self.linear.loss == "softmax" else outputs.sum(1)
        return dict(zip(names, (float(value) for value in towards), strict=True))


def curve(raw: Floats, slope: float, offset: float) -> Floats:
    """The logistic curve, from a raw output to a probability."""
    return 1 / (1 + np.exp(-np.clip(slope * raw + offset, -40, 40)))
