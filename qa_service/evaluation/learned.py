"""`qa evaluate learned`: what `qa learn` makes of public sets, on folds that it has not seen. Takes minutes.

Data: the folder of public sets (qa_service/evaluation/sets). Nothing is kept of what is learned.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, get_args

import numpy as np

from benchmarks.loader import LIBRARY, BenchmarkError, load
from qa_service import config
from qa_service.errors import Configuration
from qa_service.evaluation.accuracy import collected
from qa_service.evaluation.accuracy_figures import COLUMNS, Asked, Estimate, Row, Where, column, row
from qa_service.evaluation.accuracy_public import ONE_ANNOTATOR
from qa_service.evaluation.sets import empathetic_personas, epitome, stc3
from qa_service.evaluation.table import Table
from scoring.agreement import Measure, kappa
from scoring.instrument import benchmarks_hash
from scoring.learning.features import of_interaction
from scoring.learning.learn import learn
from scoring.learning.reviews import Review
from scoring.learning.validate import held_out
from scoring.scorer import Scorer
from transcription.chat import transcript

PERSONAS = "0.51-0.64"  # pairs of annotators
CALIBRATED = Asked("<=", 0.05)
QUALITIES: dict[stc3.Quality, str] = {"A": "resolution", "S": "satisfaction", "E": "effectiveness"}
ASKED: dict[stc3.Quality, float] = {"A": 0.75, "S": 0.82, "E": 0.82}
BASELINES: dict[tuple[stc3.Language, stc3.Quality], float] = {
    ("en", "A"): 0.71, ("en", "S"): 0.79, ("en", "E"): 0.79, ("zh", "A"): 0.73, ("zh", "S"): 0.80, ("zh", "E"): 0.80,
}  # fmt: skip
FLOORS: dict[empathetic_personas.Language, float] = {"en": 0.66, "zh": 0.70}
PERSONAS_BASELINES: dict[empathetic_personas.Language, float] = {"en": 0.63, "zh": 0.67}
NOTES = (
    "Each interaction is scored by a model that was fitted, with all its choices, without its fold: five folds.",
    "low, high: 90%, interactions drawn anew. n: interactions. human: one annotator beside the mean of the others",
    "(stc3), pairs of annotators (personas); TF-IDF: a linear model, on other parts of the set: data/README.md.",
    "calibration error: expected, over ten bins of equal size, of P(grade >= 0.5), on the same folds.",
    "weighted kappa: linear weights, which `qa learn` uses; with quadratic weights beside it.",
)


class Library(NamedTuple):
    scorer: Scorer
    hash: str


class Wanted(NamedTuple):
    """A figure: `name` as `learn` calls it."""

    name: str
    figure: str
    asked: Asked | None
    human: str | None
    baseline: float


def run(data: Path | None) -> Table:
    if data is None:
        raise Configuration("evaluate learned: needs --data FOLDER with the sets of qa_service/evaluation/sets")
    try:
        benchmarks = load(config.read().benchmarks or LIBRARY)
    except BenchmarkError as error:
        raise Configuration(str(error)) from None
    library = Library(Scorer(benchmarks), benchmarks_hash(benchmarks))
    parts: list[Callable[[], Iterable[Row]]] = [
        *(
            partial(helpdesk, data, library, language, quality)
            for language in get_args(stc3.Language)
            for quality in get_args(stc3.Quality)
        ),
        partial(reactions, data, library),
        *(partial(sentences, data, library, language) for language in get_args(empathetic_personas.Language)),
    ]
    rows, notes = collected(parts)
    return Table(title="Accuracy after learning", columns=COLUMNS, rows=tuple(rows), notes=(*NOTES, *notes))


def helpdesk(data: Path, library: Library, language: stc3.Language, quality: stc3.Quality) -> Iterator[Row]:
    """The annotators' mean, -2 to 2, as a grade of 0 to 1: the correlation is the same."""
    behaviour = QUALITIES[quality]
    reviews = [
        Review(interaction=one.interaction, labels={behaviour: (one.mean(quality) + 2) / 4})
        for one in stc3.read(data, language)
    ]
    human = ONE_ANNOTATOR if quality == "A" else None
    floor, baseline = Asked(">=", ASKED[quality]), BASELINES[language, quality]
    wanted = [Wanted("pearson", f"Pearson with mean {quality}", floor, human, baseline)]
    yield from figures(reviews, behaviour, library, Where("stc3", behaviour, language), wanted)


def reactions(data: Path, library: Library) -> Iterator[Row]:
    reviews = [Review(interaction=one.interaction, labels={"empathy": one.level / 2}) for one in epitome.read(data)]
    wanted = [
        Wanted("macro_f1", "emotional reactions, macro F1", Asked(">=", 0.74), None, 0.71),
        Wanted("met_f1", "emotional reactions, F1 of level > 0", None, None, 0.68),
    ]
    yield from figures(reviews, "empathy", library, Where("epitome", "empathy", "en"), wanted)


def sentences(data: Path, library: Library, language: empathetic_personas.Language) -> Iterator[Row]:
    reviews = [
        Review(interaction=one.interaction, labels={"empathy": one.empathy / 2})
        for one in empathetic_personas.read(data, language)
    ]
    where = Where("personas", "empathy", language)
    asked, baseline = Asked(">=", FLOORS[language]), PERSONAS_BASELINES[language]
    wanted = [Wanted("weighted_kappa", "weighted kappa, linear", asked, PERSONAS, baseline)]
    yield from figures(reviews, "empathy", library, where, wanted)
    yield row(where, "weighted kappa, quadratic", len(reviews), quadratic(reviews, "empathy", library.scorer))


def figures(
    reviews: Sequence[Review], behaviour: str, library: Library, where: Where, wanted: Iterable[Wanted]
) -> Iterator[Row]:
    found, _ = learn(reviews, behaviour, library.scorer, library.hash)
    for one in wanted:
        told = found.figures[one.name]
        estimate = Estimate(*(_known(part) for part in (told.estimate, told.low, told.high)))
        yield row(where, one.figure, found.n, estimate, asked=one.asked, human=one.human, baseline=one.baseline)
    error = Estimate(_known(found.calibration_error), _known(None), _known(None))
    yield row(where, "calibration error", found.calibrated_on, error, asked=CALIBRATED)


def _known(value: float | None) -> float:
    return float("nan") if value is None else value


def quadratic(reviews: Sequence[Review], behaviour: str, scorer: Scorer) -> Measure:
    """Kappa with quadratic weights of three grades, on the same folds as `learn`."""
    read = [transcript(review.interaction) for review in reviews]
    texts = [of_interaction(one, scorer.library(one), scorer.signs(one)) for one in read]
    labels = column([review.labels[behaviour] or 0.0 for review in reviews])
    scores, _ = held_out(texts, labels, range(len(reviews)))
    return kappa(np.rint(2 * labels), np.rint(2 * scores), 3, "quadratic")
