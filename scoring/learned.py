"""A scorer trained on reviews, applied to transcripts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from scoring.judging import MET, NOT_APPLICABLE, behaviour_score
from scoring.learning.features import Blocks, grams, of_interaction, of_turn, side_of
from scoring.learning.part import Floats, Part, curve
from scoring.learning.worth import Figure
from scoring.reading import Said
from scoring.scorecard import BehaviourScore, Evidence, Judgement, Scorecard
from transcription.transcript import Transcript

_CALLED = 0.5


class InUse(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What scored the behaviour when the model was learned: another model, by its hash, or with None the library."""

    model: str | None
    judged: int
    figures: dict[str, Figure]


class Figures(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the model is worth on reviews that it had not seen, beside what was in use.

    `difference` is of `measure`, None where what was in use judged nothing; `better`: its interval lies above 0.
    """

    measure: str
    held_out: dict[str, Figure]
    in_use: InUse
    difference: Figure | None
    better: bool


class About(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model says of itself.

    `unit`: whole interactions were labelled, or single turns of `side`. `calibration` is (slope, offset) of the
    logistic curve from the raw output to P(met), None where no review was drawn at random. `data` is the SHA-256 of the
    reviews with their labels, `benchmarks` the hash of the benchmarks whose signs it reads, `figures` what
    cross-validation found.
    """

    format: int
    behaviour: str
    unit: Literal["interaction", "turn"]
    side: Literal["agent", "customer"]
    calibration: tuple[float, float] | None
    benchmarks: str
    data: str
    learned_at: Annotated[datetime, Meta(tz=True)]
    n: int
    figures: Figures


class Model(Struct, frozen=True):
    """A learned scorer of one behaviour: `grade` says how well, `called` (turns only) whether it was called for."""

    about: About
    grade: Part
    called: Part | None
    hash: str

    @property
    def behaviour(self) -> str:
        return self.about.behaviour

    def score(self, transcript: Transcript, card: Scorecard, signs: Sequence[frozenset[str]]) -> BehaviourScore:
        """What replaces the library's score: `card` is the library's; its evidence stays beside.

        Labels of whole interactions give a score without spans, and no evidence.
        """
        library = card.behaviours.get(self.behaviour, NOT_APPLICABLE)
        if not any(turn.text.strip() for turn in transcript.turns):
            return _nothing(library)
        if self.about.unit == "interaction":
            return self._whole(of_interaction(transcript, card, signs), library)
        return self._turns(transcript, library, signs)

    def _whole(self, blocks: Blocks, library: BehaviourScore) -> BehaviourScore:
        scores, raw = self.grade.apply([blocks])
        score = float(scores[0])
        return BehaviourScore(
            score=score,
            probability=self._probability(raw, 0),
            opportunities=1,
            met=int(score >= MET),
            judgements=library.judgements,
            source="model",
        )

    def _turns(
        self, transcript: Transcript, library: BehaviourScore, signs: Sequence[frozenset[str]]
    ) -> BehaviourScore:
        numbers = [
            number
            for number, turn in enumerate(transcript.turns)
            if turn.speaker not in {"system", "unknown"} and side_of(turn) == self.about.side and turn.text.strip()
        ]
        texts = [of_turn(transcript, number, signs) for number in numbers]
        if texts and self.called is not None:
            called = curve(self.called.apply(texts)[1], 1, 0) >= _CALLED
            numbers = [number for number, needed in zip(numbers, called, strict=True) if needed]
            texts = [text for text, needed in zip(texts, called, strict=True) if needed]
        if not texts:
            return _nothing(library)
        scores, raw = self.grade.apply(texts)
        found = behaviour_score(
            self._judgement(transcript, number, float(scores[at]), self._probability(raw, at))
            for at, number in enumerate(numbers)
        )
        return BehaviourScore(
            score=found.score,
            probability=None if self.about.calibration is None else float(curve(raw, *self.about.calibration).mean()),
            opportunities=found.opportunities,
            met=found.met,
            judgements=found.judgements + library.judgements,
            source="model",
        )

    def _probability(self, raw: Floats, at: int) -> float | None:
        return None if self.about.calibration is None else float(curve(raw, *self.about.calibration)[at])

    def _judgement(self, transcript: Transcript, number: int, grade: float, probability: float | None) -> Judgement:
        turn = transcript.turns[number]
        return Judgement(
            turn=number,
            start=0,
            end=len(turn.text),
            grade=grade,
            probability=probability,
            indicator=f"{self.behaviour}.learned",
            evidence=(self._weightiest(Said(number, turn)),),
        )

    def _weightiest(self, said: Said) -> Evidence:
        """The sentence whose words speak most for a high grade."""
        words = self.grade.reply_weights
        if not said.sentences:
            return said.whole()

        def weight(sentence: tuple[int, int]) -> float:
            first, end = sentence
            text = said.turn.text[said.spans[first][0] : said.spans[end - 1][1]]
            return sum(words.get(gram, 0.0) for gram in grams(text))

        return said.evidence(*max(said.sentences, key=weight))


def _nothing(library: BehaviourScore) -> BehaviourScore:
    """N/A by the model; what the library found stays beside."""
    return replace(NOT_APPLICABLE, judgements=library.judgements, source="model")
