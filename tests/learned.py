"""Learned models for tests, without learning one."""

from datetime import UTC, datetime

import numpy as np

from scoring.learned import About, Figures, InUse
from scoring.learning import stored
from scoring.learning.fit import Linear
from scoring.learning.part import Decision, Part
from scoring.learning.vectors import Vectors
from scoring.learning.worth import Figure


def figures(*, better=True, model=None, held_out=(0.8, 0.7, 0.9), difference=None) -> Figures:
    return Figures(
        measure="weighted_kappa",
        held_out={"weighted_kappa": Figure(*held_out)},
        in_use=InUse(model=model, judged=0, figures={}),
        difference=Figure(*difference) if difference else None,
        better=better,
    )


def about(**more) -> About:
    told = {
        "format": stored.FORMAT,
        "behaviour": "warmth",
        "unit": "interaction",
        "side": "agent",
        "calibration": None,
        "benchmarks": "3f2a",
        "data": "d" * 64,
        "learned_at": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "n": 80,
        "figures": figures(),
    }
    return About(**{**told, **more})


def part(**weights: float) -> Part:
    """Classifies by the agent's words: met where their weights add up to more than nothing."""
    names = sorted(weights) or ["sorry"]
    return Part(
        Vectors({"agent": names}, np.ones(len(names))),
        Linear("ordinal", np.array([[weights.get(name, 4.0)] for name in names]), np.array([-1.0])),
        0.1,
        (0.0, 1.0),
        Decision("matched", (0.5,)),
    )


def model_bytes(told: About, grade: Part | None = None, called: Part | None = None) -> bytes:
    return stored.to_bytes(told, grade or part(), called)
