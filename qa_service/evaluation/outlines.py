"""What readers make of a contact by its outline alone, for the library's `calibration.toml`; callings.py is beside it.

A ridge regression of readers' grades on the factors of scoring/outline.py, on the texts that calibration.py learns
from. What it expects is stretched to the spread of the grades: it stands beside the rung of a ladder as its equal, and
a regression alone expects only what lies between. `python -m qa_service.evaluation.outlines FOLDER LIBRARY` writes it.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, get_args

import numpy as np
from msgspec.structs import replace

from benchmarks.loader import CALIBRATION, LIBRARY, load
from benchmarks.model import BenchmarkSet, Calling, CommonCalibration, Factor, Outline
from qa_service import config
from qa_service.evaluation import callings
from qa_service.evaluation.labels import Labelled, read
from qa_service.evaluation.learnable import TEXTS, is_licensed, usable
from scoring.scorer import Scorer
from transcription.chat import transcript

OUTLINED = "resolution"
FACTORS: tuple[Factor, ...] = get_args(Factor)
# As many texts as these weigh the prior that a factor says nothing; the figures hardly move between 50 and 400.
_PRIOR = 200.0
# A factor that is nearly always there, or never, is taken to vary by so much at least.
_LEAST_SPREAD = 0.1
# Fewer texts than these say nothing.
_LEAST = 100


class Drawn(NamedTuple):
    """The factors of one contact in the order of FACTORS, and the mean grade of its readers."""

    factors: tuple[float, ...]
    grade: float


def tracer(benchmarks: BenchmarkSet) -> Scorer:
    """A scorer whose judgements name the factors themselves: each weighs 1."""
    plain = Outline(base=0.0, n=0, weights=dict.fromkeys(FACTORS, 1.0))
    return Scorer(replace(benchmarks, calibrations={}, outlines={OUTLINED: plain}))


def drawn(one: Labelled, scorer: Scorer) -> Drawn | None:
    """None where the library or every reader sees no request. `scorer` is a tracer."""
    grades = [labels.resolution for labels in one.labels.values() if labels.resolution is not None]
    judgements = scorer.score(transcript(one.interaction)).behaviours[OUTLINED].judgements
    if not grades or not judgements:
        return None
    told = judgements[0].factors or {}
    return Drawn(tuple(told.get(name, 0.0) for name in FACTORS), sum(grades) / len(grades))


def fitted(known: Sequence[Drawn], least: int = _LEAST) -> Outline | None:
    """The outline that these contacts teach; None of too few, or where all are alike."""
    if len(known) < least:
        return None
    factors = np.array([one.factors for one in known])
    grades = np.array([one.grade for one in known])
    spread = np.maximum(factors.std(axis=0), _LEAST_SPREAD)
    scaled = (factors - factors.mean(axis=0)) / spread
    ridge = scaled.T @ scaled + _PRIOR * np.eye(len(FACTORS))
    weights = np.linalg.solve(ridge, scaled.T @ (grades - grades.mean())) / spread
    expected = float((factors @ weights).std())
    if not expected:
        return None
    weights *= grades.std() / expected
    return Outline(
        base=round(float(grades.mean() - factors.mean(axis=0) @ weights), 3),
        n=len(known),
        weights={name: round(float(weight), 3) for name, weight in zip(FACTORS, weights, strict=True)},
    )


def written(known: CommonCalibration) -> str:
    """The text of calibration.toml."""
    lines = [f'texts = "{known.texts}"']
    for name, outline in known.outlines.items():
        lines += ["", f"[outlines.{name}]", f"base = {outline.base}", f"n = {outline.n}"]
        lines += _weights(f"outlines.{name}", outline)
    for name, calling in known.callings.items():
        lines += ["", f"[callings.{name}]", f"base = {calling.base}", f"n = {calling.n}"]
        lines += [f"called_from = {calling.called_from}", f"again_from = {calling.again_from}"]
        lines += _weights(f"callings.{name}", calling)
    return "\n".join(lines) + "\n"


def _weights(name: str, of: Outline | Calling) -> list[str]:
    return ["", f"[{name}.weights]", *(f"{factor} = {weight}" for factor, weight in of.weights.items())]


def main(data: Path, library: Path = LIBRARY) -> None:
    benchmarks = load(library)
    scorer = tracer(benchmarks)
    outline = fitted([known for one in usable(data) if (known := drawn(one, scorer))])
    texts = [one for one in read(data, config.read().eval_data).labelled if is_licensed(one)]
    runs = [run for one in texts for run in callings.heard(one, scorer)]
    calling = callings.fitted([*runs, *callings.alone(data, scorer)])
    known = CommonCalibration(
        texts=f"{TEXTS}; of callings of all of ours",
        outlines={OUTLINED: outline} if outline else {},
        callings={callings.CALLED: calling} if calling else {},
    )
    (library / CALIBRATION).write_text(written(known), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
