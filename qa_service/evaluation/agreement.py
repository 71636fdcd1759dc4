"""`qa evaluate agreement`: reader beside reader, and the machine beside each reader, beyond chance.

Data: a folder of labelled interactions, in the format of qa_service/evaluation/labels.py.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import isnan
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from benchmarks.benchmark_set import BenchmarkSet
from benchmarks.loader import LIBRARY, BenchmarkError, load
from qa_service import config
from qa_service.errors import Configuration
from qa_service.evaluation.labels import EMPATHY, LADDER, Labelled, Labels, read
from qa_service.evaluation.table import Table
from scoring.agreement import Floats, Measure, alpha, averaged, f1, gathered, gwet, interval, kappa
from scoring.scorecard import BehaviourScore, Judgement
from scoring.scorer import Scorer
from transcription.chat import transcript
from transcription.interaction import Interaction

COLUMNS = (
    *("behaviour", "language", "channel", "asr", "beside", "n"),
    *("kappa", "kappa low", "kappa high", "alpha", "alpha low", "alpha high", "AC", "AC low", "AC high"),
    *("F1", "F1 low", "F1 high"),
)
MET = 0.5
FEWEST = 20  # units of a row; with fewer nothing can be said
SURE = 0.8  # mean confidence of the words from which hearing counts as good
QUOTABLE = 0.9
MACHINE = "machine"
NOBODYS = frozenset({"required", "habit"})
Band = Literal["none", "low", "high"]
Row = tuple[str | float | int | None, ...]


class Reading(NamedTuple):
    """What one reader or the machine says: grade by turn of each opportunity; None is N/A.

    `behaviours` are those that were looked at. `quotable`: (behaviour, turn, 0 of a whole interaction) of judgements so
    sure that a report may quote them.
    """

    empathy: dict[int, float]
    resolution: float | None
    repetition: float | None
    behaviours: frozenset[str] = frozenset({"empathy", "resolution", "repetition"})
    quotable: frozenset[tuple[str, int]] = frozenset()


class Item(NamedTuple):
    """One interaction with its readings by name, the machine's among them."""

    language: str
    channel: str
    band: Band
    customer: frozenset[int]
    readings: dict[str, Reading]


class Kind(NamedTuple):
    """What is compared: `units` gives both grades of each unit of an interaction, out of `values`."""

    name: str
    behaviour: str
    values: tuple[float, ...]
    units: Callable[[Reading, Reading, Item], list[tuple[float, float]]]


def run(data: Path | None) -> Table:
    if data is None:
        raise Configuration(
            "evaluate agreement: needs --data FOLDER; qa_service/evaluation/labels.py says what is in it"
        )
    settings = config.read()
    folder = read(data, settings.eval_data)
    try:
        benchmarks = load(settings.benchmarks or LIBRARY)
    except BenchmarkError as error:
        raise Configuration(str(error)) from None
    scorer = Scorer(benchmarks)
    items = [item(one, scorer, benchmarks) for one in folder.labelled]
    made = table(items)
    notes = [f"{name}: left out: {why}." for name, why in folder.skipped.items()]
    if folder.skipped and settings.eval_data is None:
        notes.append("Texts of public sets are looked up in the folder that QA_EVAL_DATA names.")
    for language, readers in folder.readers.items():
        said = ", ".join(f"{name} is {what}" for name, what in sorted(readers.items()))
        notes.append(
            f"{language}: readers: {said}." if said else f"{language}: readers.json does not say what they are."
        )
        missing = sorted(
            {"empathy", "resolution", "repetition"}.difference(
                *(item.readings[MACHINE].behaviours for item in items if item.language == language)
            )
        )
        if missing:
            notes.append(
                f"{language}: the machine is not measured on {', '.join(missing)}: there are no tables for it."
            )
    return Table(title=made.title, columns=made.columns, rows=made.rows, notes=(*made.notes, *notes))


def table(items: Sequence[Item]) -> Table:
    """The whole table of interactions that are read and scored."""
    rows, few = [], 0
    for kind in KINDS:
        for (language, channel, band), group in _groups(items):
            for beside, pairs in _pairs(group):
                row = compared(kind, group, pairs)
                if row is not None and row[0] >= FEWEST:
                    rows.append((kind.name, language, channel, band, beside, *row))
                else:
                    few += row is not None
    return Table(
        title="Agreement beyond chance",
        columns=COLUMNS,
        rows=tuple(rows),
        notes=(
            "kappa: Cohen's, linear weights for grades. alpha: Krippendorff's, ordinal for grades. AC: Gwet's AC1, for",
            "grades AC2 with linear weights. low, high: 90%, interactions drawn anew. All are means over pairs: of two",
            "readers, or of the machine with each reader. n: units of a pair, on average.",
            "empathy opportunity: each turn of a customer, at the very turn; F1 takes the turn beside for the same.",
            "empathy met, grade: opportunities that both see. applies: N/A or not; grades only where both give one.",
            "repetition: what the law or the customer's habit makes them give again leaves grade 1, as in the labels.",
            f"asr: mean confidence of a call's words, high from {SURE}; none where there are no words with confidence.",
            f"{few} rows with fewer than {FEWEST} units are left out.",
        ),
    )


def compared(kind: Kind, items: Sequence[Item], pairs: Sequence[tuple[str, str]]) -> tuple[int, *Row] | None:
    """How many units, each measure with its interval, as means over the pairs; None where no pair has a unit."""
    found = [one for one in (_of_pair(kind, items, *pair) for pair in pairs) if one is not None]
    if not found:
        return None
    n = round(sum(units for units, _ in found) / len(found))
    figures: list[float | None] = []
    for measures in zip(*(measures for _, measures in found), strict=True):
        measure = averaged(measures)
        figures += [None if isnan(one) else one for one in (measure.value(), *interval(measure))]
    return n, *figures, *(None,) * (len(COLUMNS) - 6 - len(figures))


def _of_pair(kind: Kind, items: Sequence[Item], one: str, other: str) -> tuple[int, list[Measure]] | None:
    units: list[tuple[int, float, float]] = []
    counts = np.zeros((len(items), 3))
    for number, item in enumerate(items):
        a, b = item.readings.get(one), item.readings.get(other)
        if a is None or b is None or kind.behaviour not in a.behaviours & b.behaviours:
            continue
        units += [(number, *grades) for grades in kind.units(a, b, item)]
        counts[number] = len(matched(a.empathy, b.empathy)), len(a.empathy), len(b.empathy)
    if not units:
        return None
    rows = np.array(units)
    scale = np.array(kind.values)
    ratings: Floats = np.abs(rows[:, 1:, None] - scale).argmin(2).astype(np.float64)
    graded = len(scale) > 2
    weights = "linear" if graded else "identity"
    measures = [
        kappa(ratings[:, 0], ratings[:, 1], len(scale), weights),
        alpha(ratings, kind.values, "ordinal" if graded else "nominal"),
        gwet(ratings, len(scale), weights),
    ]
    together = [gathered(measure, rows[:, 0].astype(np.intp), len(items)) for measure in measures]
    return len(units), [*together, f1(*counts.T)] if kind.name == "empathy opportunity" else together


def matched(one: dict[int, float], other: dict[int, float]) -> list[tuple[int, int]]:
    """Opportunities that both see: at the same turn, or at the turn beside where that is still free; one to one."""
    found = [(turn, turn) for turn in sorted(one.keys() & other.keys())]
    left = sorted(other.keys() - one.keys())
    for turn in sorted(one.keys() - other.keys()):
        near = next((place for place in left if abs(place - turn) == 1), None)
        if near is not None:
            left.remove(near)
            found.append((turn, near))
    return found


def asr_band(interaction: Interaction) -> Band:
    """How well a call was heard: 'high' from a mean confidence of SURE; 'none' for chats and calls without words."""
    sure = [word.confidence for turn in interaction.turns or () for word in turn.words]
    if interaction.channel != "voice" or not sure:
        return "none"
    return "high" if sum(sure) / len(sure) >= SURE else "low"


def _opportunities(a: Reading, b: Reading, item: Item) -> list[tuple[float, float]]:
    turns = sorted(item.customer | a.empathy.keys() | b.empathy.keys())
    return [(float(turn in a.empathy), float(turn in b.empathy)) for turn in turns]


def _grades(a: Reading, b: Reading, _item: Item) -> list[tuple[float, float]]:
    return [(a.empathy[turn], b.empathy[other]) for turn, other in matched(a.empathy, b.empathy)]


def _met(a: Reading, b: Reading, item: Item) -> list[tuple[float, float]]:
    return [(float(one >= MET), float(other >= MET)) for one, other in _grades(a, b, item)]


def _applies(a: float | None, b: float | None) -> list[tuple[float, float]]:
    return [(float(a is not None), float(b is not None))]


def _both(a: float | None, b: float | None) -> list[tuple[float, float]]:
    return [] if a is None or b is None else [(a, b)]


KINDS = (
    Kind("empathy opportunity", "empathy", (0, 1), _opportunities),
    Kind("empathy met", "empathy", (0, 1), _met),
    Kind("empathy grade", "empathy", EMPATHY, _grades),
    Kind("resolution applies", "resolution", (0, 1), lambda a, b, _: _applies(a.resolution, b.resolution)),
    Kind("resolution grade", "resolution", LADDER, lambda a, b, _: _both(a.resolution, b.resolution)),
    Kind("repetition applies", "repetition", (0, 1), lambda a, b, _: _applies(a.repetition, b.repetition)),
    Kind("repetition grade", "repetition", (0, 1), lambda a, b, _: _both(a.repetition, b.repetition)),
)


def _groups(items: Sequence[Item]) -> Iterator[tuple[tuple[str, str, str], list[Item]]]:
    """All, each language, and in each its channels and bands of hearing, where there is more than one."""
    languages = sorted({item.language for item in items})
    for language in ["all", *languages] if len(languages) > 1 else languages:
        group = [item for item in items if language in {"all", item.language}]
        yield (language, "all", "all"), group
        channels = sorted({item.channel for item in group})
        for channel in channels if len(channels) > 1 else ():
            yield (language, channel, "all"), [item for item in group if item.channel == channel]
        for band in ("low", "high"):
            heard = [item for item in group if item.band == band]
            if heard:
                yield (language, "voice", band), heard


def _pairs(items: Sequence[Item]) -> list[tuple[str, list[tuple[str, str]]]]:
    names = sorted({name for item in items for name in item.readings} - {MACHINE})
    return [
        ("reader - reader", list(combinations(names, 2))),
        ("machine - reader", [(MACHINE, name) for name in names]),
    ]


def item(one: Labelled, scorer: Scorer, benchmarks: BenchmarkSet) -> Item:
    """The interaction with its readers' readings and the machine's."""
    readings = {name: _reading(labels) for name, labels in one.labels.items()}
    heard = transcript(one.interaction)
    found = scorer.score(heard).behaviours
    known = {
        name
        for name, benchmark in benchmarks.benchmarks.items()
        if heard.language in benchmarks.languages
        and heard.language in benchmark.languages
        and heard.channel in benchmark.channels
    }
    readings[MACHINE] = Reading(
        {judgement.turn: judgement.grade for judgement in found["empathy"].judgements} if "empathy" in known else {},
        found["resolution"].score if "resolution" in known else None,
        repetition_grade(found["repetition"]) if "repetition" in known else None,
        frozenset(known),
        frozenset(
            (name, judgement.turn if name == "empathy" else 0)
            for name in known & found.keys()
            for judgement in found[name].judgements
            if _quotable(judgement)
        ),
    )
    turns = one.interaction.turns or ()
    said = frozenset(number for number, turn in enumerate(turns) if turn.speaker in {"customer", "unknown"})
    return Item(one.language, one.interaction.channel, asr_band(one.interaction), said, readings)


def _quotable(judgement: Judgement) -> bool:
    sure = judgement.probability
    return sure is not None and (sure if judgement.grade >= MET else 1 - sure) >= QUOTABLE


def repetition_grade(found: BehaviourScore) -> float | None:
    """The mean grade, 1 for causes that no agent answers for: readers' labels keep grade 1 there, scores are 0."""
    grades = [1.0 if one.cause in NOBODYS else one.grade for one in found.judgements]
    return sum(grades) / len(grades) if grades else None


def _reading(labels: Labels) -> Reading:
    return Reading(
        {entry.turn: entry.grade for entry in labels.empathy},
        labels.resolution,
        None if labels.repetition is None else float(labels.repetition.grade),
    )
