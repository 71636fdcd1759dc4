"""Out of the box on public sets: the library's scores beside what annotators said, trained on nothing of them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from qa_service.evaluation.accuracy_figures import (
    Asked,
    Row,
    Where,
    agreed,
    binary_f1,
    column,
    pearson,
    precision,
    recall,
    row,
)
from qa_service.evaluation.sets import epitome, harper, multidogo, stc3
from scoring.agreement import mean
from scoring.judging import MET
from scoring.scorecard import BehaviourScore
from scoring.scorer import Scorer
from transcription.chat import transcript
from transcription.interaction import Interaction

ONE_ANNOTATOR = "0.47-0.57"  # one against the mean of the others
PEARSON: dict[stc3.Language, tuple[float, float]] = {"en": (0.62, 0.71), "zh": (0.60, 0.73)}
KAPPA: dict[stc3.Language, float] = {"en": 0.53, "zh": 0.62}
# The calls in which somebody asks to hear it again.
REPEATED = ("01cefd6f", "03a17cc3", "a7ccc337")


def helpdesk(data: Path, scorer: Scorer, language: stc3.Language) -> Iterator[Row]:
    """Resolution beside 'problem solved' (A). N/A says that nothing is solved: it counts as 0."""
    dialogues = list(stc3.read(data, language))
    scores = [_score(scorer, one.interaction, "resolution").score for one in dialogues]
    found = column([score or 0.0 for score in scores])
    solved = column([one.mean("A") for one in dialogues])
    voted = column([2 * sum(grade > 0 for grade in one.quality["A"]) > len(one.quality["A"]) for one in dialogues])
    n, where = len(dialogues), Where("stc3", "resolution", language)
    floor, baseline = PEARSON[language]
    yield row(where, "Pearson with mean A", n, pearson(found, solved), asked=Asked(">=", floor), human=ONE_ANNOTATOR,
              baseline=baseline)  # fmt: skip
    yield row(where, "share N/A", n, mean(column([score is None for score in scores])))
    above = (solved > 0).astype(np.float64)
    met = (found >= MET).astype(np.float64)
    floor = Asked(">=", 0.45)
    yield row(where, "share resolved, score >= 0.5", n, mean(met), human=float(above.mean()))
    yield row(where, "its distance from mean A > 0", n, mean(met - above), asked=Asked("+-", 0.05))
    yield row(where, "kappa with mean A > 0", n, agreed(met, above), asked=floor, human=0.44,
              baseline=KAPPA[language])  # fmt: skip
    yield row(where, "kappa with most annotators' A > 0", n, agreed(met, voted), asked=floor)


def both_languages(data: Path, scorer: Scorer) -> Iterator[Row]:
    """The dialogues that stand in both: one score must be the other."""
    english = {one.id: one.interaction for one in stc3.read(data, "en")}
    pairs = [(english[one.id], one.interaction) for one in stc3.read(data, "zh") if one.id in english]
    en, zh = (column([_resolution(scorer, pair[side]) for pair in pairs]) for side in (0, 1))
    where = Where("stc3", "resolution", "en, zh")
    yield row(where, "Pearson of both scores", len(pairs), pearson(en, zh), asked=Asked(">=", 0.80), baseline=0.87)
    yield row(where, "mean shift, zh less en", len(pairs), mean(zh - en), asked=Asked("+-", 0.05))


def reactions(data: Path, scorer: Scorer) -> Iterator[Row]:
    """Empathy of a response to a post; every response is taken to be called upon."""
    responses = list(epitome.read(data))
    true = column([one.level > 0 for one in responses])
    scores = [_score(scorer, one.interaction, "empathy", assume=True).score for one in responses]
    found = column([score is not None and score >= 0.5 for score in scores])
    where, n = Where("epitome", "empathy", "en"), len(responses)
    yield row(where, "emotional reactions, F1 of level > 0", n, binary_f1(true, found), asked=Asked(">=", 0.66),
              baseline=0.68)  # fmt: skip
    yield row(where, "emotional reactions, precision", n, precision(true, found))
    yield row(where, "emotional reactions, recall", n, recall(true, found))


def given_twice(data: Path, scorer: Scorer) -> Iterator[Row]:
    """Silver: an equal id, number, name or contact in two turns; who made the customer give it is not known."""
    conversations = list(multidogo.read(data))
    true = column([one.twice for one in conversations])
    found = column([bool(_repeats(scorer, one.interaction)) for one in conversations])
    where, n = Where("multidogo", "repetition", "en"), len(conversations)
    for name, measure in (("F1", binary_f1), ("precision", precision), ("recall", recall)):
        yield row(where, f"given twice (silver, {int(true.sum())} are), {name}", n, measure(true, found))


def calls(data: Path, scorer: Scorer) -> Iterator[Row]:
    """Of eight calls, three hold a request to say it again."""
    heard = list(harper.read(data))
    true = column([one.id.removeprefix("harper/").startswith(REPEATED) for one in heard])
    found = column([bool(_repeats(scorer, one)) for one in heard])
    where = Where("harper", "repetition", "en")
    exact = Asked(">=", 1)
    yield row(where, "calls with a request to repeat, found", int(true.sum()), recall(true, found), asked=exact)
    yield row(where, "calls without, left alone", int((1 - true).sum()), recall(1 - true, 1 - found), asked=exact)


def _resolution(scorer: Scorer, told: Interaction) -> float:
    return _score(scorer, told, "resolution").score or 0.0


def _repeats(scorer: Scorer, told: Interaction) -> list[str]:
    """The causes of what was given again, whoever answers for it."""
    found = _score(scorer, told, "repetition")
    return [str(one.cause) for one in found.judgements if one.grade < 1]


def _score(scorer: Scorer, told: Interaction, behaviour: str, *, assume: bool = False) -> BehaviourScore:
    card = scorer.score(transcript(told), assume_opportunity=(behaviour,) if assume else ())
    return card.behaviours[behaviour]
