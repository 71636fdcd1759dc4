"""The library with calibrations that have not seen the labels they are measured on.

The shipped calibration is learned from the very labels that `qa evaluate accuracy` scores: beside them it would look
surer than it is, and leave out misses that it knows to be denied. So each fold is scored with one made of the others.
"""

from collections.abc import Sequence
from hashlib import sha256

from msgspec.structs import replace

from benchmarks.model import BenchmarkSet
from qa_service.evaluation.calibration import bare, judged_in, made, may_learn_from, sure
from qa_service.evaluation.labels import Labelled
from qa_service.evaluation.outlines import OUTLINED, drawn, fitted, tracer
from scoring.scorer import Scorer

FOLDS = 5


def fold(name: str) -> int:
    """Of an id; by other digits than those that split 'dev' from 'test'."""
    return int(sha256(name.encode()).hexdigest()[-8:], 16) % FOLDS


def scorers(labelled: Sequence[Labelled], split: Sequence[str], benchmarks: BenchmarkSet) -> list[Scorer]:
    """One a fold, calibrated without it, in the languages that are shipped with a calibration."""
    usable = [one for one in labelled if may_learn_from(one, split)]
    trace = tracer(benchmarks)
    outlined = bool(benchmarks.outlines)
    outlines = [(fold(one.interaction.id), drawn(one, trace)) for one in usable] if outlined else []
    found: list[Scorer] = []
    for left_out in range(FOLDS):
        outline = fitted([one for at, one in outlines if one and at != left_out])
        known = replace(benchmarks, outlines={OUTLINED: outline} if outline else {})
        without = bare(known)
        others = [one for one in usable if benchmarks.calibrations and fold(one.interaction.id) != left_out]
        seen = [judged for one in others for judged in judged_in(one, without)]
        learned = made(sure(seen), "the other folds")
        shipped = {language: one for language, one in learned.items() if language in benchmarks.calibrations}
        found.append(Scorer(replace(known, calibrations=shipped)))
    return found
