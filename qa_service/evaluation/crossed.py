"""The library with outlines that have not seen the labels they are measured on.

What is shipped is learned from the very labels that `qa evaluate accuracy` scores: beside them it would look better
than it is. So each fold is scored with what the others taught; how sure judgements are, calibration.py learns likewise.
"""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from benchmarks.benchmark_set import BenchmarkSet
from qa_service.evaluation import callings, endings, meetings, outlines, wordings
from qa_service.evaluation.labels import Labelled
from qa_service.evaluation.learnable import FOLDS, fold, is_licensed

BLIND = Path(__file__).parents[2] / "tests" / "evaluation" / "blind"


def outlined(labelled: Sequence[Labelled], benchmarks: BenchmarkSet) -> list[BenchmarkSet]:
    """One a fold, without calibrations, which would leave out the very misses that are to be counted."""
    trace = outlines.tracer(benchmarks)
    texts = [(fold(one.interaction.id), one) for one in labelled if is_licensed(one)]
    drawn = [(at, outlines.drawn(one, trace)) for at, one in texts if benchmarks.outlines]
    heard = [(at, run) for at, one in texts if benchmarks.callings for run in callings.heard(one, trace)]
    answers = [(at, answer) for at, one in texts if benchmarks.meetings for answer in meetings.answered(one, trace)]
    taught = [one for text in endings.written(BLIND) if benchmarks.outlines and (one := outlines.drawn(text, trace))]
    single = callings.alone(BLIND, trace) if benchmarks.callings else []
    found: list[BenchmarkSet] = []
    for left_out in range(FOLDS):
        runs = [one for at, one in heard if at != left_out] + single
        contacts = [one for at, one in drawn if one and at != left_out]
        outline = outlines.fitted(contacts)
        ends = outlines.worded([*contacts, *taught], outline) if benchmarks.wordings else {}
        words = wordings.by_language(runs, "the other folds") if benchmarks.wordings else {}
        calling = callings.fitted(runs)
        meeting = meetings.fitted([one for at, one in answers if at != left_out])
        found.append(
            replace(
                benchmarks,
                calibrations={},
                wordings=outlines.with_endings(words, ends, "the other folds"),
                outlines={outlines.OUTLINED: outline} if outline else {},
                callings={callings.CALLED: calling} if calling else {},
                meetings={callings.CALLED: meeting} if meeting else {},
            )
        )
    return found
