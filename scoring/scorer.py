"""Score transcripts against benchmarks: compile once, score many. Who the agent is never comes here."""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256

from benchmarks.benchmark_set import BenchmarkSet
from benchmarks.model import Benchmark, Language
from scoring import conversation
from scoring.calibration import calibrated, charged
from scoring.calling import Called
from scoring.hand_off import HandOff
from scoring.heard import Hearing
from scoring.indicators.items import Dictated
from scoring.instrument import benchmarks_hash, instrument
from scoring.judging import NOT_APPLICABLE, behaviour_score
from scoring.ladder import Ladder
from scoring.lexicon import Lexicon
from scoring.presence import Presence
from scoring.repetition import Repetition
from scoring.replacing import Learned, with_models
from scoring.response import Response
from scoring.scorecard import BehaviourScore, Judgement, LegScore, Scorecard
from scoring.timing import Timing
from scoring.wording import Spoken
from transcription.transcript import Transcript

OfLegs = Timing | Presence | HandOff
Rule = OfLegs | Response | Ladder | Repetition
Rules = dict[str, Rule]
Judged = list[tuple[int | None, Judgement]]
Weighed = tuple[conversation.Run, dict[str, float]]


_OF_LEGS: dict[str, type[OfLegs]] = {
    "timing": Timing,
    "presence": Presence,
    "hand_off": HandOff,
}


class Scorer:
    """All benchmarks of a set; a language's tables are compiled when its first transcript comes."""

    def __init__(self, benchmarks: BenchmarkSet, models: Sequence[Learned] = ()) -> None:
        """`models` replace the library's score of their behaviour."""
        self._set = benchmarks
        self._models = models
        self._hash = benchmarks_hash(benchmarks)
        self._compiled: dict[str, tuple[Lexicon, Rules]] = {}

    def instrument(self, speech: str | None = None) -> str:
        """What scorecards of transcripts by this speech engine are made with."""
        return instrument(self._hash, model=_hash_of(self._models), speech=speech)

    def signs(self, transcript: Transcript) -> list[frozenset[str]]:
        """The indicators that fired in each turn, as `benchmark.indicator`; none in a language without tables."""
        language = transcript.language
        if language is None or language not in self._set.languages:
            return [frozenset() for _ in transcript.turns]
        lexicon, _ = self._compiled.get(language) or self._compile(language)
        return [lexicon.signs(number, turn) for number, turn in enumerate(transcript.turns)]

    def runs(self, transcript: Transcript, behaviour: str) -> list[Called]:
        """Of a behaviour of the rule 'response': each run of the customer with what a Calling weighs."""
        read = self._read(transcript, behaviour)
        return read[0].runs(read[1]) if read and isinstance(read[0], Response) else []

    def answered(self, transcript: Transcript, behaviour: str) -> list[Weighed]:
        """Of a behaviour of the rule 'response': each run of the customer with what tells whether it is met."""
        read = self._read(transcript, behaviour)
        return read[0].answered(read[1]) if read and isinstance(read[0], Response) else []

    def outline(self, transcript: Transcript, behaviour: str) -> dict[str, float] | None:
        """Of a behaviour of the rule 'ladder': what an Outline and its Odds weigh; None where nothing was asked for."""
        read = self._read(transcript, behaviour)
        return read[0].factors(read[1]) if read and isinstance(read[0], Ladder) else None

    def ended(self, transcript: Transcript, behaviour: str) -> Spoken | None:
        """Of a behaviour of the rule 'ladder': the words of the ending; None where nothing was asked for."""
        read = self._read(transcript, behaviour)
        return read[0].spoken(read[1]) if read and isinstance(read[0], Ladder) else None

    def _read(self, transcript: Transcript, behaviour: str) -> tuple[Rule, conversation.Conversation] | None:
        """The rule of a behaviour, and the conversation as it reads it; None in a language without tables."""
        language = transcript.language
        if language is None or language not in self._set.languages:
            return None
        lexicon, rules = self._compiled.get(language) or self._compile(language)
        return (rules[behaviour], conversation.read(transcript, lexicon)) if behaviour in rules else None

    def model_of(self, behaviour: str) -> str | None:
        """The hash of the model that scores the behaviour; None where the library does."""
        return next((model.hash for model in self._models if model.behaviour == behaviour), None)

    def known(self, behaviour: str) -> tuple[str, ...]:
        """The behaviour where the set has it, to be assumed; else nothing."""
        return (behaviour,) if behaviour in self._set.benchmarks else ()

    def score(self, transcript: Transcript, *, assume_opportunity: Collection[str] = ()) -> Scorecard:
        """Every behaviour of the set, N/A where it does not apply; `assume_opportunity` names behaviours to assume."""
        card = self.library(transcript, assume_opportunity=assume_opportunity)
        return with_models(card, transcript, self.signs(transcript), self._models) if self._models else card

    def library(self, transcript: Transcript, *, assume_opportunity: Collection[str] = ()) -> Scorecard:
        """The scorecard by the benchmarks alone, without the learned models."""
        unknown = set(assume_opportunity) - set(self._set.benchmarks)
        if unknown:
            raise ValueError(f"no benchmark is called {', '.join(sorted(unknown))}")
        judged = self._judged(transcript, assume_opportunity)
        return Scorecard(
            language=transcript.language,
            instrument=self.instrument(transcript.speech),
            behaviours={name: behaviour_score(one for _, one in judged[name]) for name in self._set.benchmarks},
            legs=tuple(
                LegScore(leg=number, turns=(leg.first, leg.end), behaviours=self._of_leg(judged, number))
                for number, leg in enumerate(transcript.legs)
            ),
        )

    def _of_leg(self, judged: dict[str, Judged], number: int) -> dict[str, BehaviourScore]:
        return {
            name: behaviour_score(one for leg, one in judged[name] if leg == number) if judged[name] else NOT_APPLICABLE
            for name, benchmark in self._set.benchmarks.items()
            if benchmark.unit == "leg"
        }

    def _judged(self, transcript: Transcript, assumed: Collection[str]) -> dict[str, Judged]:
        judged: dict[str, Judged] = {name: [] for name in self._set.benchmarks}
        language = transcript.language
        if language is None or language not in self._set.languages:
            return judged
        lexicon, rules = self._compiled.get(language) or self._compile(language)
        talk = conversation.read(transcript, lexicon)
        hearing = Hearing(transcript)
        for name, rule in rules.items():
            benchmark = self._set.benchmarks[name]
            if transcript.channel in benchmark.channels:
                sure = self._set.calibrations.get(language)
                judged[name] = [
                    (leg, calibrated(judgement, sure, name))
                    for leg, judgement in _judge(rule, talk, assume=name in assumed)
                    if charged(judgement, sure, name) and hearing.counts(judgement, benchmark.rule)
                ]
        return judged

    def _compile(self, language: str) -> tuple[Lexicon, Rules]:
        spoken = [benchmark for benchmark in self._set.benchmarks.values() if language in benchmark.languages]
        tables = self._set.languages[language]
        lexicon = Lexicon(tables, spoken)
        rules = {one.name: _rule(one, lexicon, tables, self._set) for one in spoken}
        self._compiled[language] = (lexicon, rules)
        return lexicon, rules


def _hash_of(models: Sequence[Learned]) -> str | None:
    """Eight hexadecimal digits that name the models, in whatever order; None without any."""
    if len(models) <= 1:
        return models[0].hash if models else None
    return sha256(" ".join(sorted(model.hash for model in models)).encode()).hexdigest()[:8]


def _rule(benchmark: Benchmark, lexicon: Lexicon, tables: Language, known: BenchmarkSet) -> Rule:
    name = benchmark.name
    said = known.wordings.get(tables.language)
    wording = said.behaviours.get(name) if said else None
    if benchmark.rule == "ladder":
        return Ladder(benchmark, lexicon, tables.digits, known.outlines.get(name), wording)
    if benchmark.rule == "response":
        calling = known.callings.get(name)
        if calling and wording and wording.calling:
            calling = wording.calling
        return Response(benchmark, lexicon, calling, known.meetings.get(name), wording)
    if benchmark.rule == "repetition":
        return Repetition(benchmark, lexicon, Dictated(tables.digits, tables.multiples))
    return _OF_LEGS[benchmark.rule](benchmark, lexicon)


def _judge(rule: Rule, talk: conversation.Conversation, *, assume: bool) -> Iterable[tuple[int | None, Judgement]]:
    if isinstance(rule, Response):
        return rule.judge(talk, assume=assume)
    if isinstance(rule, Timing | Presence | HandOff):
        return rule.judge(talk)
    judgement = rule.judge(talk, assume=assume)
    return [] if judgement is None else [(None, judgement)]
