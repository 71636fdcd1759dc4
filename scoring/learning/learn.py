"""Reviews -> a learned scorer, and what it is worth beside the one in use."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from scoring.learned import About, Figures, InUse
from scoring.learning import stored
from scoring.learning.features import Blocks, of_interaction, of_turn, side_of
from scoring.learning.part import MET, Part
from scoring.learning.reviews import Review
from scoring.learning.validate import choose, folds, held_out
from scoring.learning.worth import Figure, calibrate, calibrated, calibration_error, difference, figures, measures
from scoring.scorer import Scorer
from transcription.chat import transcript
from transcription.transcript import Transcript

Floats = NDArray[np.float64]
LEAST = 50
_CALIBRATED_ON = 50  # random reviews that a calibration needs


class LearnError(ValueError):
    """Reviews that nothing can be learned from; says why."""


class Learnt(Struct, frozen=True, kw_only=True):
    """What `learn` found.

    `figures` and `in_use` are on reviews that the model had not seen; `difference` is of the first measure.
    `better`: its interval lies above 0. `kind`: labels of many values are regressed on, of a few graded, of 0 and 1
    classified.
    """

    behaviour: str
    unit: Literal["interaction", "turn"]
    kind: Literal["regressed", "graded", "classified"]
    n: int
    interactions: int
    left_out: int
    grades: tuple[float, ...] | None
    measure: str
    figures: dict[str, Figure]
    calibration_error: float | None
    calibrated_on: int
    in_use: InUse
    difference: Figure | None
    better: bool
    data: str
    model: str


class _Example(Struct, frozen=True):
    """One label: of which line of the reviews, and of which interaction (its reviews fall into one fold)."""

    line: int
    group: int
    blocks: Blocks
    label: float
    in_use: float
    random: bool


def learn(reviews: Sequence[Review], behaviour: str, scorer: Scorer, benchmarks: str) -> tuple[Learnt, bytes]:
    """Fit, validate and calibrate; the model as bytes. Raises LearnError.

    `scorer` is what is in use: the library, or the library with the model that serves now.
    """
    by_turn = any(behaviour in labels for review in reviews for _, labels in review.turns)
    side, examples, places = _by_turn(reviews, behaviour, scorer) if by_turn else _whole(reviews, behaviour, scorer)
    interactions = len({example.group for example in examples})
    if len(examples) < LEAST:
        raise LearnError(f"{len(examples)} labels of '{behaviour}' are too few; {LEAST} are the least to learn from")
    labels = np.array([example.label for example in examples])
    if len(np.unique(labels)) == 1:
        raise LearnError(f"every label of '{behaviour}' is {labels[0]:g}: there is nothing to tell apart")
    texts, groups = [example.blocks for example in examples], [example.group for example in examples]
    scores, raw = held_out(texts, labels, groups)
    part = choose(texts, labels, groups)
    kinds = measures(labels, part.grades)
    measure = next(iter(kinds))
    now = np.array([example.in_use for example in examples])
    judged = ~np.isnan(now)
    now = np.where(judged, now, labels.mean())  # N/A says nothing: the mean is the fairest stand-in
    random = np.array([example.random for example in examples])
    calibration, error = _calibration(raw, labels, groups, random)
    apart = difference(labels, scores, now, groups, kinds[measure]) if judged.any() else None
    found = figures(labels, scores, groups, kinds)
    figured = Figures(
        measure=measure,
        held_out=found,
        in_use=InUse(
            model=scorer.model_of(behaviour),
            judged=int(judged.sum()),
            figures=figures(labels, now, groups, kinds) if judged.any() else {},
        ),
        difference=apart,
        better=(apart or found[measure]).above_zero,
    )
    data = sha256(b"\n".join(msgspec.json.encode(review) for review in reviews)).hexdigest()
    about = About(
        format=stored.FORMAT,
        behaviour=behaviour,
        unit="turn" if by_turn else "interaction",
        side=side,
        calibration=calibration,
        benchmarks=benchmarks,
        data=data,
        learned_at=datetime.now(UTC).replace(microsecond=0),
        n=len(examples),
        figures=figured,
    )
    model = stored.to_bytes(about, part, _called(places))
    return Learnt(
        behaviour=behaviour,
        unit=about.unit,
        kind=_kind(part),
        n=len(examples),
        interactions=interactions,
        left_out=len(reviews) - len({example.line for example in examples}),
        grades=part.grades,
        measure=measure,
        figures=found,
        calibration_error=error,
        calibrated_on=int(random.sum()) if calibration else 0,
        in_use=figured.in_use,
        difference=apart,
        better=figured.better,
        data=data,
        model=sha256(model).hexdigest()[:8],
    ), model


def _kind(part: Part) -> Literal["regressed", "graded", "classified"]:
    if part.grades is None:
        return "regressed"
    return "classified" if part.grades == (0.0, 1.0) else "graded"


def _calibration(
    raw: Floats, labels: Floats, groups: Sequence[int], random: NDArray[np.bool_]
) -> tuple[tuple[float, float] | None, float | None]:
    """The curve on all random reviews, and its error on those that each of five curves had not seen."""
    met = (labels >= MET).astype(float)
    if random.sum() < _CALIBRATED_ON or len(np.unique(met[random])) == 1:
        return None, None
    fold = folds([group for group, drawn in zip(groups, random, strict=True) if drawn], 5, 2)
    error = calibration_error(met[random], calibrated(raw[random], met[random], fold))
    return calibrate(raw[random], met[random]), error


def _whole(
    reviews: Sequence[Review], behaviour: str, scorer: Scorer
) -> tuple[Literal["agent"], list[_Example], list[_Example]]:
    examples: list[_Example] = []
    groups = _groups(reviews)
    for line, review in enumerate(reviews):
        label = review.labels.get(behaviour)
        read = transcript(review.interaction)
        if label is None or not any(turn.text.strip() for turn in read.turns):
            continue
        card = scorer.library(read)
        now = scorer.score(read, assume_opportunity=scorer.known(behaviour)).behaviours.get(behaviour)
        blocks = of_interaction(read, card, scorer.signs(read))
        score = None if now is None else now.score
        in_use = float("nan") if score is None else score
        examples.append(_Example(line, groups[line], blocks, label, in_use, review.random))
    return "agent", examples, []


def _groups(reviews: Sequence[Review]) -> list[int]:
    """The number of each review's interaction: several people may have reviewed one."""
    known: dict[tuple[str, str], int] = {}
    return [known.setdefault((one.interaction.source, one.interaction.id), len(known)) for one in reviews]


def _by_turn(
    reviews: Sequence[Review], behaviour: str, scorer: Scorer
) -> tuple[Literal["agent", "customer"], list[_Example], list[_Example]]:
    """Labelled turns; and every turn of their side in those interactions, labelled 1 where it was."""
    groups = _groups(reviews)
    labelled = [
        (line, review, transcript(review.interaction), _of(review, behaviour)) for line, review in enumerate(reviews)
    ]
    sides = [side_of(read.turns[turn]) for _, _, read, labels in labelled for turn in labels]
    side: Literal["agent", "customer"] = max(("agent", "customer"), key=sides.count)
    examples: list[_Example] = []
    places: list[_Example] = []
    for line, review, read, labels in labelled:
        if not labels:
            continue
        signs = scorer.signs(read)
        now = _in_use(scorer, read, behaviour)
        for number, turn in enumerate(read.turns):
            if side_of(turn) != side or turn.speaker in {"system", "unknown"}:
                continue
            blocks = of_turn(read, number, signs)
            known = labels.get(number)
            about = (line, groups[line], blocks)
            places.append(_Example(*about, float(known is not None), float("nan"), review.random))
            if known is not None:
                examples.append(_Example(*about, known, now.get(number, float("nan")), review.random))
    return side, examples, places


def _of(review: Review, behaviour: str) -> dict[int, float]:
    return {turn: labels[behaviour] for turn, labels in review.turns if behaviour in labels}


def _in_use(scorer: Scorer, read: Transcript, behaviour: str) -> Mapping[int, float]:
    """The grade of each turn that what is in use judges, by the turn where it arose or that decided it."""
    found: dict[int, float] = {}
    card = scorer.score(read)
    if behaviour in card.behaviours:
        for judgement in card.behaviours[behaviour].judgements:
            found[judgement.turn] = judgement.grade
            found.update(dict.fromkeys((evidence.turn for evidence in judgement.evidence), judgement.grade))
    return found


def _called(places: Sequence[_Example]) -> Part | None:
    """Which turns are judged at all, learned where some were and others were not."""
    labels = np.array([place.label for place in places])
    if len(np.unique(labels)) < 2:
        return None
    return choose([place.blocks for place in places], labels, [place.group for place in places])
