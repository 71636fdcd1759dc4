"""Reviews of interactions beside what the machine scores: one value an interaction, whoever reviewed it how often."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from benchmarks.benchmark_set import BenchmarkSet
from qa_service.evaluation.agreement import Band, asr_band
from scoring.learning.reviews import Review
from scoring.scorer import Scorer
from transcription.chat import transcript
from transcription.interaction import InteractionError


class Machine(NamedTuple):
    """The machine's score 0..1, None for N/A; `probability` that a reviewer says met, None where uncalibrated."""

    score: float | None
    probability: float | None


class Reviewed(NamedTuple):
    """One interaction: each reader's labels, first come first, and the machine's scores, by behaviour."""

    language: str
    channel: str
    band: Band
    agent: str | None
    labels: tuple[Mapping[str, float | None], ...]
    machine: Mapping[str, Machine]
    instrument: str
    tables: bool


def together(
    reviews: Iterable[tuple[int, Review | InteractionError]],
) -> Iterator[list[Review] | InteractionError]:
    """The reviews of each interaction in the order they came, once all are read; before, what is wrong with others.

    An interaction is known by source and id. A line is refused that says nothing, holds nothing to score, reviews an
    interaction again for the same reader, or shows it differently.
    """
    found: dict[tuple[str, str], list[tuple[int, Review]]] = {}
    for number, review in reviews:
        if isinstance(review, InteractionError):
            yield review
            continue
        one = review.interaction
        before = found.setdefault((one.source, one.id), [])
        wrong = _wrong(review, before)
        if wrong:
            yield InteractionError(f"line {number}: {wrong}")
        else:
            before.append((number, review))
    yield from ([review for _, review in group] for group in found.values() if group)


def scored(reviews: list[Review], scorer: Scorer, benchmarks: BenchmarkSet) -> Reviewed:
    """Score an interaction once, beside all its reviews."""
    interaction = reviews[0].interaction
    seen = transcript(interaction)
    card = scorer.score(seen)
    return Reviewed(
        language=seen.language or "unknown",
        channel=interaction.channel,
        band=asr_band(interaction),
        agent=interaction.agent.id if interaction.agent else None,
        labels=tuple(review.labels for review in reviews),
        machine={name: Machine(one.score, one.probability) for name, one in card.behaviours.items()},
        instrument=card.instrument,
        tables=seen.language in benchmarks.languages,
    )


def _wrong(review: Review, before: list[tuple[int, Review]]) -> str | None:
    if not review.labels:
        return "labels: are required"
    if review.interaction.turns is None:
        return "turns: are required; what is only a recording is transcribed first (qa transcribe)"
    for number, other in before:
        if other.reader == review.reader:
            whose = f"'{review.reader}'" if review.reader else "the same reader (none is named)"
            return f"review.reader: {whose} reviewed {review.interaction.id} on line {number} already"
        if other.interaction != review.interaction:
            return f"id: {review.interaction.id} is another interaction on line {number}"
    return None
