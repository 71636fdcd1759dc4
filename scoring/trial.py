"""What benchmarks would hit in given interactions: how often, where, and what they never hit."""

from collections import Counter

from msgspec import Struct

from benchmarks.benchmark_set import BenchmarkSet
from benchmarks.model import AnyIndicator, Benchmark
from benchmarks.tokens import is_stop
from scoring.judging import MET
from scoring.lexicon import SIDES, Lexicon
from scoring.reading import Said
from scoring.scorecard import BehaviourScore, Evidence
from scoring.scorer import Scorer
from transcription.transcript import Transcript

MOST_EXAMPLES = 10
_AROUND = 60  # characters shown before and after what was found


class Example(Struct, frozen=True):
    """`text` is the turn around the words, which stand between « and »."""

    id: str
    turn: int
    text: str


class Signs(Struct):
    """In how many places an indicator was found, how many judgements it decided, and some of the places."""

    role: str
    found: int = 0
    decided: int = 0
    examples: list[Example] = []


class Tried(Struct):
    """One benchmark over all interactions. `not_applicable` counts interactions without a score, by why."""

    interactions: int = 0
    opportunities: int = 0
    met: int = 0
    missed: int = 0
    not_applicable: dict[str, int] = {}
    indicators: dict[str, Signs] = {}
    never: list[str] = []
    examples_missed: list[Example] = []


class Trial:
    """Benchmarks on trial: `add` interactions, then look at `result`."""

    def __init__(self, benchmarks: BenchmarkSet) -> None:
        self._set = benchmarks
        self._scorer = Scorer(benchmarks)
        self._lexicons: dict[str, Lexicon] = {}
        self._tried = {
            name: Tried(indicators={one.name: Signs(role=one.role, examples=[]) for one in benchmark.indicators})
            for name, benchmark in benchmarks.benchmarks.items()
        }
        self._why = {name: Counter[str]() for name in benchmarks.benchmarks}

    def add(self, name: str, transcript: Transcript) -> None:
        """Count what is found in one interaction, called `name` in examples."""
        card = self._scorer.score(transcript)
        for behaviour, score in card.behaviours.items():
            self._count(behaviour, score, name, transcript)
        language = transcript.language
        served = [
            benchmark
            for benchmark in self._set.benchmarks.values()
            if language in benchmark.languages and transcript.channel in benchmark.channels
        ]
        if not served or language is None:
            return
        lexicon = self._lexicons.get(language) or self._lexicon(language)
        for number, turn in enumerate(transcript.turns):
            said = lexicon.read(number, turn)
            if SIDES.get(turn.speaker) == "agent":
                lexicon.read_answer(said)
            for benchmark in served:
                for indicator in benchmark.indicators:
                    self._found(benchmark, indicator, lexicon, said, name)

    def result(self) -> dict[str, Tried]:
        for name, tried in self._tried.items():
            tried.not_applicable = dict(self._why[name].most_common())
            tried.never = [one for one, signs in tried.indicators.items() if not signs.found]
        return self._tried

    def _lexicon(self, language: str) -> Lexicon:
        spoken = [one for one in self._set.benchmarks.values() if language in one.languages]
        return self._lexicons.setdefault(language, Lexicon(self._set.languages[language], spoken))

    def _count(self, behaviour: str, score: BehaviourScore, name: str, transcript: Transcript) -> None:
        tried = self._tried[behaviour]
        tried.interactions += 1
        tried.opportunities += score.opportunities
        tried.met += score.met
        tried.missed += score.opportunities - score.met
        if score.score is None:
            self._why[behaviour][_why_not(self._set.benchmarks[behaviour], transcript)] += 1
        for judgement in score.judgements:
            signs = tried.indicators.get(judgement.indicator.partition(".")[2])
            if signs is not None:
                signs.decided += 1
            if judgement.grade < MET and len(tried.examples_missed) < MOST_EXAMPLES:
                tried.examples_missed.append(_example(name, judgement.evidence[0], transcript))

    def _found(self, benchmark: Benchmark, indicator: AnyIndicator, lexicon: Lexicon, said: Said, name: str) -> None:
        signs = self._tried[benchmark.name].indicators[indicator.name]
        after = 0
        for match in sorted(
            said.matches.get(lexicon.key(benchmark, indicator), ()), key=lambda one: (one.first, -one.end)
        ):
            if match.first < after:
                continue
            after = match.end
            signs.found += 1
            end = match.end
            while end - 1 > match.first and is_stop(said.words[end - 1]):
                end -= 1
            if len(signs.examples) < MOST_EXAMPLES:
                signs.examples.append(_marked(name, said.evidence(match.first, end), said.turn.text))


def _why_not(benchmark: Benchmark, transcript: Transcript) -> str:
    if transcript.language not in benchmark.languages:
        return f"language {transcript.language or 'unknown'}"
    if transcript.channel not in benchmark.channels:
        return f"channel {transcript.channel}"
    if transcript.legs and not any(leg.kind in benchmark.agents for leg in transcript.legs):
        return "no agent of this kind"
    return "nothing called for it"


def _example(name: str, where: Evidence, transcript: Transcript) -> Example:
    return _marked(name, where, transcript.turns[where.turn].text)


def _marked(name: str, where: Evidence, text: str) -> Example:
    before, after = text[max(0, where.start - _AROUND) : where.start], text[where.end : where.end + _AROUND]
    before = f"…{before}" if where.start > _AROUND else before
    after = f"{after}…" if where.end + _AROUND < len(text) else after
    return Example(name, where.turn, " ".join(f"{before}«{where.text}»{after}".split()))
