"""The rule 'timing': where the customer waits for this agent, an answer within the channel's limit or a word before."""

from collections.abc import Iterable

from benchmarks.model import Benchmark
from scoring.conversation import Conversation, Run, Signs
from scoring.judging import judgement
from scoring.lexicon import Lexicon
from scoring.scorecard import Judgement


class Timing:
    """A benchmark of the rule 'timing', compiled for one language."""

    def __init__(self, benchmark: Benchmark, lexicon: Lexicon) -> None:
        self._benchmark = benchmark
        self._signs = Signs(benchmark, lexicon)

    def judge(self, conversation: Conversation) -> Iterable[tuple[int, Judgement]]:
        """(leg, judgement) of each wait whose seconds are known.

        Waiting to be answered at all is the centre's figure: an agent's first words in a leg are no opportunity.
        """
        limit = self._benchmark.limits.get(conversation.transcript.channel)
        if limit is None:
            return
        last: dict[int, Run] = {}
        asked: Run | None = None
        for run in conversation.runs:
            if run.side == "customer":
                asked = run
                continue
            leg = conversation.leg(run.leg)
            if run.leg is None or leg is None:
                continue
            before, waited = last.get(run.leg), _waited(asked, run) if asked else None
            if asked and before and waited is not None and leg.kind in self._benchmark.agents:
                yield run.leg, self._judgement(asked, run, before, waited, limit)
            last[run.leg], asked = run, None

    def _judgement(self, asked: Run, answer: Run, before: Run, waited: float, limit: float) -> Judgement:
        announced = self._signs.hits(before.said, "announces")
        where = asked.said[-1].whole()
        if waited <= limit:
            grade, indicator, evidence = 1.0, "in_time", answer.said[0].whole()
        elif announced:
            hit = announced[-1]
            grade, indicator = 1.0, hit.indicator.name
            evidence = hit.said.evidence(hit.match.first, hit.match.end)
        else:
            grade, indicator, evidence = 0.0, "late", answer.said[0].whole()
        found = (evidence,) if grade else (where, evidence)
        name = f"{self._benchmark.name}.{indicator}"
        return judgement(where, grade, name, found, (before.first, answer.end))


def _waited(asked: Run, answer: Run) -> float | None:
    """Seconds from the customer's last word to the agent's first; None where a time is missing or runs backwards."""
    said, answered = asked.said[-1].turn, answer.said[0].turn
    since = said.start if said.end is None else said.end
    if since is None or answered.start is None:
        return None
    return max(0.0, answered.start - since)
