"""The library beside readers who saw no rule, and on cases of repetition by cause."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, permutations
from math import isnan
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from msgspec import Struct

from qa_service.errors import BadInput
from qa_service.evaluation.accuracy_figures import Asked, Row, Where, binary_f1, column, row
from qa_service.evaluation.agreement import MACHINE, MET, NOBODYS, Item, Reading, matched
from qa_service.evaluation.sets.lines import read_lines
from scoring.agreement import Floats, Measure, averaged, f1, mean, share
from scoring.scorecard import BehaviourScore
from scoring.scorer import Scorer
from transcription.chat import transcript
from transcription.interaction import Interaction

BEHAVIOURS = ("empathy", "resolution", "repetition")
# What the readers' labels call the causes of a scorecard.
CAUSES = {
    "same_leg": "asked_again",
    "hand_off": "lost_at_handoff",
    "bot": "bot",
    "required": "required_identification",
    "bad_line": "bad_line",
    "habit": "customer_habit",
    "unprompted": "unprompted",
}
NONE = "none"


class Counts(NamedTuple):
    """Of one interaction, seen by two: opportunities that both see or each sees; of the matched ones those met and
    missed; opportunities that the first calls missed where the second sees it met, or no opportunity.
    """

    both: int
    one: int
    other: int
    met_both: int
    met_one: int
    met_other: int
    missed_both: int
    missed_one: int
    missed_other: int
    false_misses: int


Given = Literal["asked_again", "lost_at_handoff", "bot", "required_identification", "bad_line", "customer_habit"]


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """`cause` as in the readers' labels, None where nothing is given again; `kind` says what is given, or not."""

    cause: Given | None
    kind: str
    interaction: Interaction


def blind(items: Sequence[Item], name: str, language: str) -> Iterator[Row]:
    """Opportunities, judgements and false misses of each behaviour: means over the readers."""
    readers = sorted({name for item in items for name in item.readings} - {MACHINE})
    for behaviour in BEHAVIOURS:
        machine = [_counts(items, behaviour, (MACHINE, reader)) for reader in readers]
        if not machine or any(not len(counts) for counts in machine):
            continue
        people = [_counts(items, behaviour, pair) for pair in combinations(readers, 2)]
        both_ways = [_counts(items, behaviour, pair) for pair in permutations(readers, 2)]
        where, n = Where(name, behaviour, language), len(items)
        for figure, measure, asked in FIGURES:
            beside = both_ways if measure is _false_misses else people
            human = averaged([measure(counts) for counts in beside]).value() if beside else None
            yield row(where, figure, n, averaged([measure(counts) for counts in machine]), asked=asked,
                      human=None if human is None or isnan(human) else human)  # fmt: skip
        told = _confirmed(items, behaviour, readers)
        moments = int(told[:, 1].sum())
        if moments:
            figure = f"{moments} quotable moments, confirmed by every reader"
            yield row(where, figure, n, share(*told.T), asked=Asked(">=", 0.90))


def counted(one: dict[int, float], other: dict[int, float]) -> Counts:
    """Grades by the turn of each opportunity, of two who saw the same interaction."""
    pairs = matched(one, other)
    met = [(one[a] >= MET, other[b] >= MET) for a, b in pairs]
    agreed_misses = sum(not a and not b for a, b in met)
    return Counts(
        len(pairs), len(one), len(other),
        sum(a and b for a, b in met), sum(a for a, _ in met), sum(b for _, b in met),
        agreed_misses, sum(not a for a, _ in met), sum(not b for _, b in met),
        sum(grade < MET for grade in one.values()) - agreed_misses,
    )  # fmt: skip


def _confirmed(items: Sequence[Item], behaviour: str, readers: Sequence[str]) -> Floats:
    """(interactions, 2): quotable judgements that every reader of the interaction shares, and all quotable ones."""
    rows: list[tuple[int, int]] = []
    for item in items:
        machine = item.readings[MACHINE]
        grades = _grades(machine, behaviour)
        quotable = [turn for name, turn in machine.quotable if name == behaviour and turn in grades]
        seen = [_grades(item.readings[name], behaviour) for name in readers if name in item.readings]
        agreed = [{a for a, b in matched(grades, other) if (grades[a] >= MET) == (other[b] >= MET)} for other in seen]
        rows.append((sum(all(turn in known for known in agreed) for turn in quotable), len(quotable)))
    return np.array(rows, dtype=np.float64)


def cases(path: Path) -> list[Case]:
    found = list(read_lines(path, Case))
    if not found:
        raise BadInput(f"{path}: holds no case")
    return found


def by_cause(given: Sequence[Case], scorer: Scorer, title: str) -> Iterator[Row]:
    """'repeated': something that somebody else than the customer or the law made them give again."""
    name = f"{len(given)} {title}"
    true = [case.cause or NONE for case in given]
    found = [cause(_score(scorer, case.interaction)) for case in given]
    languages = [case.interaction.language or "" for case in given]
    repeated = [(_repeated(a), _repeated(b)) for a, b in zip(true, found, strict=True)]
    floor = Asked(">=", 0.80)
    for language in ("all", *dict.fromkeys(languages)):
        at = np.array([language in {"all", one} for one in languages])
        a, b = (column([pair[side] for pair in repeated])[at] for side in (0, 1))
        yield row(Where(name, "repetition", language), "repeated, F1", int(at.sum()), binary_f1(a, b), asked=floor)
    where = Where(name, "repetition", "all")
    for one in (*dict.fromkeys(true), "macro"):
        kinds = [kind for kind in dict.fromkeys(true) if one in {kind, "macro"}]
        measures = [binary_f1(column([x == kind for x in true]), column([x == kind for x in found])) for kind in kinds]
        n = sum(x in kinds for x in true)
        figure = "cause, macro F1" if one == "macro" else f"cause {one}, F1"
        yield row(where, figure, n, averaged(measures), asked=floor)


def cause(found: BehaviourScore) -> str:
    """What the labels call the cause of what the customer gave again; 'none' where nothing was."""
    told = [str(one.cause) for one in found.judgements if one.grade < 1]
    told.sort(key=lambda one: one in NOBODYS)
    return CAUSES[told[0]] if told else NONE


def _repeated(name: str) -> bool:
    return name not in {NONE, "required_identification", "customer_habit"}


def _score(scorer: Scorer, told: Interaction) -> BehaviourScore:
    return scorer.score(transcript(told)).behaviours["repetition"]


def _counts(items: Sequence[Item], behaviour: str, pair: tuple[str, str]) -> Floats:
    """(interactions, Counts) of those that both have judged; none where that is nothing."""
    rows: list[Counts] = []
    seen = False
    for item in items:
        one, other = (item.readings.get(name) for name in pair)
        if one is None or other is None or behaviour not in one.behaviours & other.behaviours:
            rows.append(Counts(*(0,) * len(Counts._fields)))
        else:
            seen = True
            rows.append(counted(_grades(one, behaviour), _grades(other, behaviour)))
    return np.array(rows if seen else [], dtype=np.float64)


def _grades(reading: Reading, behaviour: str) -> dict[int, float]:
    """An interaction is one opportunity for what is judged as a whole."""
    if behaviour == "empathy":
        return reading.empathy
    grade = reading.resolution if behaviour == "resolution" else reading.repetition
    return {} if grade is None else {0: grade}


def _opportunities(counts: Floats) -> Measure:
    return f1(*counts.T[:3])


def _met(counts: Floats) -> Measure:
    return f1(*counts.T[3:6])


def _missed(counts: Floats) -> Measure:
    return f1(*counts.T[6:9])


def _judgements(counts: Floats) -> Measure:
    return averaged([_met(counts), _missed(counts)])


def _false_misses(counts: Floats) -> Measure:
    return mean(100 * counts[:, 9])


FIGURES: tuple[tuple[str, Callable[[Floats], Measure], Asked | None], ...] = (
    ("opportunity F1", _opportunities, Asked(">=", 0.75)),
    ("judgement macro F1", _judgements, Asked(">=", 0.80)),
    ("judgement F1 of the met", _met, None),
    ("judgement F1 of the missed", _missed, None),
    ("false misses per 100", _false_misses, Asked("<=", 5)),
)
