"""The rule 'presence': what belongs to the start and the end of a leg is there, or is not."""

from collections.abc import Iterable, Sequence

from benchmarks.model import Benchmark
from scoring.conversation import Conversation, Hit, Run, Signs
from scoring.judging import judgement
from scoring.lexicon import Lexicon
from scoring.scorecard import Judgement

_HALF = 0.5


class Presence:
    """A benchmark of the rule 'presence', compiled for one language."""

    def __init__(self, benchmark: Benchmark, lexicon: Lexicon) -> None:
        self._benchmark = benchmark
        self._signs = Signs(benchmark, lexicon)

    def judge(self, conversation: Conversation) -> Iterable[tuple[int, Judgement]]:
        """(leg, judgement) of the agent's first words in each leg, and of the last where the leg came to an end.

        No end: the leg was handed on, or the customer spoke last and nobody could say goodbye.
        """
        legs = conversation.transcript.legs
        of_legs = conversation.of_legs()
        for number, leg in enumerate(legs):
            own = [run for run in of_legs.get(number, []) if run.side == "agent" and _speaks(run)]
            if leg.kind not in self._benchmark.agents or not own:
                continue
            yield number, self._start(own[0])
            last = conversation.runs[-1]
            if number == len(legs) - 1 and len(own) > 1 and last.side == "agent":
                yield number, self._end(own[-1])

    def _start(self, run: Run) -> Judgement:
        """A greeting and a name are met, one of them is half of it."""
        greeting = self._signs.hits(run.said, "greets")[:1]
        name = self._signs.hits(run.said, "introduces")[:1]
        return self._judgement(run, [*greeting, *name], "no_start", _HALF * (len(greeting) + len(name)))

    def _end(self, run: Run) -> Judgement:
        closing = self._signs.hits(run.said, "closes")[:1]
        return self._judgement(run, closing, "no_end", float(bool(closing)))

    def _judgement(self, run: Run, hits: Sequence[Hit], missing: str, grade: float) -> Judgement:
        where = run.said[0].whole()
        found = tuple(hit.said.evidence(hit.match.first, hit.match.end) for hit in hits)
        indicator = hits[0].indicator.name if hits else missing
        return judgement(where, grade, f"{self._benchmark.name}.{indicator}", found or (where,), (run.first, run.end))


def _speaks(run: Run) -> bool:
    """Marks and pictures alone are no words: neither a start nor an end."""
    return any(word[0].isalnum() for said in run.said for word in said.words)
