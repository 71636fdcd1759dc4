"""The rule 'response': a customer's opportunity, met or missed within the agent's next turns of the same leg."""

import itertools
from bisect import bisect_left
from collections.abc import Container, Iterable
from collections.abc import Set as AbstractSet

from msgspec import UNSET, Struct

from benchmarks.calibration import Calling, Odds, Wording
from benchmarks.model import Benchmark
from scoring.calling import AS_A_WHOLE, TOGETHER, Called, Calls, Sign
from scoring.conversation import Conversation, Run, Signs
from scoring.cues import Cues
from scoring.judging import MET
from scoring.lexicon import Lexicon
from scoring.meeting import Meets, echo
from scoring.scorecard import Evidence, Judgement

# What calls for the behaviour where the opportunity was assumed.
ASSUMED = "assumed"


class _Episode(Struct, frozen=True):
    """An opportunity of one leg: where it was called for, by what, and the runs of the agent that may meet it."""

    leg: int
    asked: Run
    sign: Sign
    answers: tuple[Run, ...]


class _Answer(Struct, frozen=True):
    grade: float
    indicator: str
    evidence: Evidence


class Response:
    """A benchmark of the rule 'response', compiled for one language."""

    def __init__(
        self,
        benchmark: Benchmark,
        lexicon: Lexicon,
        calling: Calling | None = None,
        meeting: Odds | None = None,
        wording: Wording | None = None,
    ) -> None:
        """`calling`: what makes readers see an opportunity, `meeting`: find it met; `wording`: what words say of it.

        Without them signs and cues alone decide.
        """
        self._benchmark = benchmark
        self._signs = Signs(benchmark, lexicon)
        self._calls = Calls(benchmark, self._signs, lexicon.vocabulary, calling, wording)
        self._met_cues = Cues(self._signs, "met_cue")
        self._meets = Meets(self._signs, self._met_cues, meeting)

    def judge(self, conversation: Conversation, *, assume: bool = False) -> list[tuple[int, Judgement]]:
        """(leg, judgement) in the order of the opportunities; legs of other kinds of agent are left out.

        `assume`: signs and cues alone say whether it is met.
        """
        episodes = [episode for episode in self._episodes(conversation) if self._applies(conversation, episode.leg)]
        if assume:
            have = {episode.leg for episode in episodes}
            episodes += [
                episode
                for episode in _assumed(conversation)
                if episode.leg not in have and self._applies(conversation, episode.leg)
            ]
        return [(episode.leg, self._judgement(conversation, episode, weigh=not assume)) for episode in episodes]

    def _applies(self, conversation: Conversation, number: int) -> bool:
        leg = conversation.leg(number)
        return leg is not None and leg.kind in self._benchmark.agents

    def _episodes(self, conversation: Conversation) -> list[_Episode]:
        """Later signs belong to the open episode of the leg, unless one that opens its own is new there.

        Nothing is new while the answers to the open episode are still to come.
        """
        found: list[_Episode] = []
        seen: dict[int, set[str]] = {}
        due: dict[int, int] = {}
        customer = (number for number, run in enumerate(conversation.runs) if run.side == "customer")
        for before, number in enumerate(customer):
            run = conversation.runs[number]
            leg = _answering_leg(conversation, number)
            signs = [] if leg is None else self._calls.of(conversation, number, before, is_open=leg in seen)
            if leg is None or not signs:
                continue
            known = seen.get(leg)
            answered = run.first > due.get(leg, -1)
            new = [sign for sign in signs if answered and sign.opens and _is_new(sign, known or ())]
            if known is None or new:
                first = (new if known is not None else signs)[0]
                episode = self._episode(conversation, number, leg, first)
                found.append(episode)
                due[leg] = episode.answers[-1].first
            seen.setdefault(leg, set()).update(sign.name for sign in signs)
        return found

    def runs(self, conversation: Conversation) -> list[Called]:
        """What a Calling weighs, of each run of the customer that somebody answers for."""
        customer = [number for number, run in enumerate(conversation.runs) if run.side == "customer"]
        found: list[Called] = []
        for before, number in enumerate(customer):
            leg = _answering_leg(conversation, number)
            if leg is not None and self._applies(conversation, leg):
                found.append(self._calls.called(conversation, number, before))
        return found

    def _episode(self, conversation: Conversation, number: int, leg: int, sign: Sign) -> _Episode:
        return _Episode(leg, conversation.runs[number], sign, self._next_answers(conversation, number, leg))

    def _next_answers(self, conversation: Conversation, number: int, leg: int) -> tuple[Run, ...]:
        later = itertools.islice(conversation.runs, number + 1, None)
        here = itertools.takewhile(lambda run: run.leg is None or run.leg <= leg, later)
        answers = (run for run in here if run.side == "agent" and run.leg == leg)
        return tuple(itertools.islice(answers, self._benchmark.within_turns))

    def _judgement(self, conversation: Conversation, episode: _Episode, *, weigh: bool) -> Judgement:
        best = self._best(conversation, episode.answers)
        chance, known = episode.sign.chance, None
        if weigh and chance is not UNSET:
            known = self._meets.likely(conversation, episode.asked, episode.answers, best.grade if best else 0.0)
        if known is not None and known.likely < MET:
            best = None
        elif known is not None and best is None:
            taken_up = self._meets.where(conversation, episode.asked, episode.answers)
            best = _Answer(1.0, AS_A_WHOLE, taken_up) if taken_up else None
        where = episode.sign.where
        searched = (episode.answers[0].first, episode.answers[-1].end)
        return Judgement(
            turn=where.turn,
            start=where.start,
            end=where.end,
            grade=best.grade if best else 0.0,
            probability=None if known is None or chance is UNSET else _probability(chance, known.likely),
            indicator=f"{self._benchmark.name}.{best.indicator if best else 'missed'}",
            evidence=(best.evidence if best else where,),
            searched=UNSET if best else searched,
            called_by=UNSET if best else episode.sign.name,
            factors=episode.sign.factors,
            words=episode.sign.words,
            decided_by=UNSET if known is None else known.by,
            chance=episode.sign.chance,
        )

    def answered(self, conversation: Conversation) -> list[tuple[Run, dict[str, float]]]:
        """What the odds of being met weigh, of each run of the customer that somebody answers for."""
        found: list[tuple[Run, dict[str, float]]] = []
        for number, run in enumerate(conversation.runs):
            leg = _answering_leg(conversation, number) if run.side == "customer" else None
            if leg is not None and self._applies(conversation, leg):
                answers = self._next_answers(conversation, number, leg)
                best = self._best(conversation, answers)
                grade = best.grade if best else 0.0
                found.append((run, self._meets.factors(conversation, run, answers, grade)))
        return found

    def _best(self, conversation: Conversation, runs: Iterable[Run]) -> _Answer | None:
        """By signs and cues."""
        answers = [answer for run in runs for answer in self._answers(conversation, run)]
        return max(answers, key=lambda answer: answer.grade, default=None)

    def _answers(self, conversation: Conversation, run: Run) -> Iterable[_Answer]:
        told: AbstractSet[str] | None = None
        for said in run.said:
            conversation.lexicon.read_answer(said)
        for hit in self._signs.hits(run.said, "met"):
            first, last = hit.match.first, hit.match.end
            if hit.indicator.echoes:
                if told is None:
                    told = conversation.told(run.end)
                sentence = hit.said.sentence_at(first)
                echoed = echo(conversation.lexicon, hit.said, sentence, (first, last), told)
                if len(echoed) < hit.indicator.echoes:
                    continue
                first, last = min(first, *echoed.values()), max(last, *(at + 1 for at in echoed.values()))
            yield _Answer(hit.indicator.grade, hit.indicator.name, hit.said.evidence(first, last))
        yield from self._together(conversation, run, told)

    def _together(self, conversation: Conversation, run: Run, told: AbstractSet[str] | None) -> Iterable[_Answer]:
        """Sentences whose cues, the customer's words that come back among them, add up to enough."""
        enough = self._benchmark.enough
        if enough is None:
            return
        told = conversation.told(run.end) if told is None else told
        for said in run.said:
            for sentence, summed in self._met_cues.sums(said).items():
                if summed.place is None:
                    continue
                echoed = echo(conversation.lexicon, said, sentence, (0, 0), told).values()
                at = sorted(echoed)[: enough.most_echoes]
                if summed.total + enough.echo * len(at) >= enough.met:
                    first, end = summed.place
                    where = said.evidence(min([first, *at]), max([end, *(one + 1 for one in at)]))
                    yield _Answer(1.0, TOGETHER, where)


def _probability(chance: float, met: float) -> float:
    """That a reviewer marks it met: of a miss, what is left when who sees it and finds it missed is taken away."""
    sure = chance * met if met >= MET else 1 - chance * (1 - met)
    return round(sure, 3)


def _answering_leg(conversation: Conversation, number: int) -> int | None:
    """Who is next to speak answers for what the customer said; None where nobody speaks any more."""
    answer = conversation.next_run(number, "agent")
    return None if answer is None else conversation.runs[answer].leg


def _is_new(sign: Sign, known: Container[str]) -> bool:
    """Whether no sign of its name has been seen in the leg; where all is weighed, what makes it open is enough."""
    return sign.chance is not UNSET or sign.name not in known


def _assumed(conversation: Conversation) -> Iterable[_Episode]:
    """One episode a leg: where its customer first speaks, else where its agent does."""
    answers: dict[int | None, list[Run]] = {}
    for run in conversation.runs:
        if run.side == "agent":
            answers.setdefault(run.leg, []).append(run)
    customer = [run for run in conversation.runs if run.side == "customer"]
    for number, leg in enumerate(conversation.transcript.legs):
        runs = tuple(answers.get(number, ()))
        if not runs:
            continue
        at = bisect_left(customer, leg.first, key=lambda run: run.first)
        first = customer[at] if at < len(customer) and customer[at].first < runs[0].end else runs[0]
        yield _Episode(number, first, Sign(ASSUMED, opens=False, where=first.said[0].whole()), runs)
