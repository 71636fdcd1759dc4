"""The rule 'hand_off': passed on to somebody else, with the context and in time."""

from collections.abc import Iterable

from benchmarks.model import Benchmark
from scoring.conversation import Conversation, Hit, Run, Signs
from scoring.judging import judgement
from scoring.lexicon import Lexicon
from scoring.scorecard import Evidence, Judgement

_HALF = 0.5


class HandOff:
    """A benchmark of the rule 'hand_off', compiled for one language."""

    def __init__(self, benchmark: Benchmark, lexicon: Lexicon) -> None:
        self._benchmark = benchmark
        self._signs = Signs(benchmark, lexicon)

    def judge(self, conversation: Conversation) -> Iterable[tuple[int, Judgement]]:
        """(leg that hands over, judgement): each transfer, and each bot's leg that should have been one and was not.

        Met where the next one shows what was said before; half where it was only announced; missed where the customer
        has to begin anew, or asked a bot for a person, or was not understood by it twice, and nobody came.
        """
        legs = conversation.transcript.legs
        of_legs = conversation.of_legs()
        for number, leg in enumerate(legs):
            own = of_legs.get(number, [])
            spoke = [run for run in own if run.side == "agent"]
            if leg.kind not in self._benchmark.agents or not spoke:
                continue
            after = [run for run in of_legs.get(number + 1, []) if run.side == "agent"]
            if after:
                yield number, self._transfer(spoke[-1], after)
            elif leg.kind == "bot" and (called := self._called(own)):
                yield number, self._stuck(called, own)

    def _transfer(self, last: Run, after: list[Run]) -> Judgement:
        taken_up = after[: self._benchmark.within_turns]
        for run in taken_up:
            begins_anew = self._signs.hits(run.said, "starts_over")
            context = self._signs.hits(run.said, "context")
            if context and not begins_anew:
                return self._judgement(last, context[0], 1.0)
            if begins_anew:
                return self._judgement(last, begins_anew[0], 0.0)
        announced = self._signs.hits(last.said, "hands_over")
        if announced:
            return self._judgement(last, announced[0], _HALF)
        return self._judged(last, 0.0, "unannounced", taken_up[-1].said[-1].whole(), taken_up[-1].end)

    def _called(self, runs: list[Run]) -> Hit | None:
        """Where the customer asked for a person, else where the bot did not understand for the second time."""
        said = [one for run in runs for one in run.said]
        asked = self._signs.hits(said, "asks_person")
        failed = self._signs.hits(said, "failed")
        turns = sorted({hit.said.number for hit in failed})
        second = next((hit for hit in failed if len(turns) > 1 and hit.said.number == turns[1]), None)
        return asked[0] if asked else second

    def _stuck(self, called: Hit, runs: list[Run]) -> Judgement:
        where = called.said.evidence(called.match.first, called.match.end)
        name = f"{self._benchmark.name}.nobody_came"
        return judgement(where, 0.0, name, (where,), (where.turn, runs[-1].end), called_by=called.indicator.name)

    def _judgement(self, last: Run, hit: Hit, grade: float) -> Judgement:
        evidence = hit.said.evidence(hit.match.first, hit.match.end)
        return self._judged(last, grade, hit.indicator.name, evidence, evidence.turn + 1)

    def _judged(self, last: Run, grade: float, indicator: str, evidence: Evidence, end: int) -> Judgement:
        where = last.said[-1].whole()
        found = (evidence,) if grade else (where, evidence)
        return judgement(where, grade, f"{self._benchmark.name}.{indicator}", found, (where.turn, end))
