"""What readers make of a contact by its outline alone, for the library's `calibration.toml`.

callings.py and meetings.py are beside it.

A ridge regression of readers' grades on the factors of scoring/outline.py. What it expects is stretched to the spread
of the grades: it stands beside the rung of a ladder as its equal, and a regression alone expects what lies between.
How likely readers call a contact met is a ridge logistic regression on these and on scoring/ending.py; what that leaves
open, the words after the request tell in part, in languages with enough contacts (those of endings.py among them).
`python -m qa_service.evaluation.outlines FOLDER LIBRARY` writes it.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

import numpy as np
from msgspec.structs import replace

from benchmarks.benchmark_set import BenchmarkSet
from benchmarks.calibration import Calling, CommonCalibration, Odds, Outline, Wording, Wordings
from benchmarks.loader import CALIBRATION, LIBRARY, WORDING, load
from benchmarks.traits import Factor
from qa_service import config
from qa_service.evaluation import callings, endings, meetings, wordings
from qa_service.evaluation.labels import Labelled, read
from qa_service.evaluation.learnable import OURS, OURS_TOO, is_licensed
from qa_service.evaluation.regression import LEAST_SPREAD, log_odds
from scoring.agreement import Floats
from scoring.judging import MET
from scoring.scorer import Scorer
from scoring.wording import Spoken
from transcription.chat import transcript

OUTLINED = "resolution"
FACTORS: tuple[Factor, ...] = get_args(Factor)
# As many texts as these weigh the prior that a factor says nothing: readers are followed alike from 50 to 3000,
# annotators of other texts better from 1000 on.
_PRIOR = 1000.0
# The same of whether a contact is met; 30 and 120 give like figures.
_PRIOR_OF_MET = 60.0
# Fewer texts than these say nothing.
_LEAST = 100


# Fewer contacts of a language than these teach no words of how one ends.
_LEAST_WORDED = 250
# Written in so many dialects that 300 contacts teach few of its words: with them log loss is 0.32 instead of 0.31.
_UNWORDED = frozenset({"ar"})
# An agent's words say more of what they sell than a customer's: half as far.
_OF_AGENT = 0.5
# Of the words' weights; 0.4 and 1.2 give like figures.
_PRIOR_OF_WORDS = 0.7


class Drawn(NamedTuple):
    """The factors of one contact, its ending among them, the mean grade of its readers, and how many call it met."""

    factors: dict[str, float]
    grade: float
    met: float
    language: str = ""
    contact: str = ""
    spoken: Spoken = Spoken(frozenset(), frozenset())


def tracer(benchmarks: BenchmarkSet) -> Scorer:
    """A scorer that shows what there is to weigh, by the rungs and signs alone."""
    return Scorer(replace(benchmarks, calibrations={}, outlines={}, callings={}, meetings={}, wordings={}))


def drawn(one: Labelled, scorer: Scorer) -> Drawn | None:
    """None where the library or every reader sees no request."""
    grades = [labels.resolution for labels in one.labels.values() if labels.resolution is not None]
    told = transcript(one.interaction)
    found, spoken = scorer.outline(told, OUTLINED), scorer.ended(told, OUTLINED)
    if not grades or found is None or spoken is None:
        return None
    met = sum(grade >= MET for grade in grades) / len(grades)
    return Drawn(found, sum(grades) / len(grades), met, one.language, one.interaction.id, spoken)


def fitted(known: Sequence[Drawn], least: int = _LEAST) -> Outline | None:
    """The outline that these contacts teach; None of too few, or where all are alike."""
    if len(known) < least:
        return None
    factors = _table(known, FACTORS)
    grades = np.array([one.grade for one in known])
    spread = np.maximum(factors.std(axis=0), LEAST_SPREAD)
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
        met=_odds(known),
    )


def _odds(known: Sequence[Drawn]) -> Odds:
    names = sorted({name for one in known for name in one.factors})
    met = np.array([one.met for one in known])
    base, weights = log_odds(_table(known, names), met, np.ones(len(known)), prior=_PRIOR_OF_MET)
    return Odds(
        base=round(base, 3),
        weights={name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)},
    )


def worded(known: Sequence[Drawn], outline: Outline | None, least: int = _LEAST_WORDED) -> dict[str, Wording]:
    """By language of enough contacts, what their last words add to the odds of being met."""
    if outline is None or outline.met is None:
        return {}
    odds = outline.met
    taught: dict[str, list[wordings.Taught]] = defaultdict(list)
    for one in known:
        before = odds.base + sum(weight * one.factors.get(name, 0.0) for name, weight in odds.weights.items())
        taught[one.language].append(wordings.Taught(one.spoken, one.contact, one.met, 1.0, before))
    return {
        name: wordings.learned(some, name, _OF_AGENT, _PRIOR_OF_WORDS)
        for name, some in sorted(taught.items())
        if len(some) >= least and name not in _UNWORDED
    }


def with_endings(known: Mapping[str, Wordings], ends: Mapping[str, Wording], texts: str) -> dict[str, Wordings]:
    """The words of every behaviour, by language."""
    none = {language: Wordings(language=language, texts=texts, behaviours={}) for language in ends}
    return {
        language: replace(one, behaviours=one.behaviours | ({OUTLINED: ends[language]} if language in ends else {}))
        for language, one in sorted((none | dict(known)).items())
    }


def _table(known: Sequence[Drawn], names: Sequence[str]) -> Floats:
    return np.array([[one.factors.get(name, 0.0) for name in names] for one in known])


def written(known: CommonCalibration) -> str:
    """The text of calibration.toml."""
    lines = [f'texts = "{known.texts}"']
    for name, outline in known.outlines.items():
        lines += ["", f"[outlines.{name}]", f"base = {outline.base}", f"n = {outline.n}"]
        lines += _weights(f"outlines.{name}", outline)
        if outline.met:
            lines += ["", f"[outlines.{name}.met]", f"base = {outline.met.base}"]
            lines += _weights(f"outlines.{name}.met", outline.met)
    for name, calling in known.callings.items():
        lines += ["", f"[callings.{name}]", f"base = {calling.base}", f"n = {calling.n}"]
        lines += [f"called_from = {calling.called_from}", f"again_from = {calling.again_from}"]
        lines += _weights(f"callings.{name}", calling)
    for name, odds in known.meetings.items():
        lines += ["", f"[meetings.{name}]", f"base = {odds.base}"]
        lines += _weights(f"meetings.{name}", odds)
    return "\n".join(lines) + "\n"


def _weights(name: str, of: Outline | Odds | Calling) -> list[str]:
    return ["", f"[{name}.weights]", *(f"{factor} = {weight}" for factor, weight in of.weights.items())]


def main(data: Path, library: Path = LIBRARY) -> None:
    benchmarks = load(library)
    scorer = tracer(benchmarks)
    texts = [one for one in read(data, config.read().eval_data).labelled if is_licensed(one)]
    contacts = [known for one in texts if (known := drawn(one, scorer))]
    outline = fitted(contacts)
    ends = worded([*contacts, *(known for one in endings.written(data) if (known := drawn(one, scorer)))], outline)
    runs = [*(run for one in texts for run in callings.heard(one, scorer)), *callings.alone(data, scorer)]
    calling = callings.fitted(runs)
    meeting = meetings.fitted([answer for one in texts for answer in meetings.answered(one, scorer)])
    known = CommonCalibration(
        texts=OURS,
        outlines={OUTLINED: outline} if outline else {},
        callings={callings.CALLED: calling} if calling else {},
        meetings={callings.CALLED: meeting} if meeting else {},
    )
    (library / CALIBRATION).write_text(written(known), encoding="utf-8")
    for language, wording in with_endings(wordings.by_language(runs, OURS), ends, OURS_TOO).items():
        (library / language / WORDING).write_text(wordings.written(wording), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
