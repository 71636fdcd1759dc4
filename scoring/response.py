"""The rule 'response': a customer's opportunity, met or missed within the agent's next turns of the same leg."""

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from operator import itemgetter

from msgspec import UNSET, Struct

from benchmarks.model import Benchmark
from scoring.conversation import Conversation, Hit, Run, Signs
from scoring.cues import Cues, CueSum, Place
from scoring.lexicon import Lexicon
from scoring.reading import Said
from scoring.scorecard import Evidence, Judgement

# The indicator of judgements that no single sign but several cues of one sentence decided.
TOGETHER = "cues"
# What calls for the behaviour where the opportunity was assumed.
ASSUMED = "assumed"
# Cues spread over the sentences of a message call for the behaviour where they add up to so many times what is enough
# in one; each sentence that counts then holds at least so much.
_SPREAD = 1.2
_WEAKEST = 1.0


class _Sign(Struct, frozen=True):
    """Something that calls for the behaviour; `opens` an episode of its own where it is new."""

    name: str
    opens: bool
    where: Evidence


class _Episode(Struct, frozen=True):
    """An opportunity of one leg: where it arose, by which sign, and the runs of the agent that may meet it."""

    leg: int
    opportunity: Evidence
    called_by: str
    answers: tuple[Run, ...]


class _Answer(Struct, frozen=True):
    grade: float
    indicator: str
    evidence: Evidence


class Response:
    """A benchmark of the rule 'response', compiled for one language."""

    def __init__(self, benchmark: Benchmark, lexicon: Lexicon) -> None:
        self._benchmark = benchmark
        self._signs = Signs(benchmark, lexicon)
        self._called_cues = Cues(self._signs, "opportunity_cue")
        self._met_cues = Cues(self._signs, "met_cue")

    def judge(self, conversation: Conversation, *, assume: bool = False) -> list[tuple[int, Judgement]]:
        """(leg, judgement) in the order of the opportunities; legs of other kinds of agent are left out."""
        episodes = [episode for episode in self._episodes(conversation) if self._applies(conversation, episode.leg)]
        if assume:
            have = {episode.leg for episode in episodes}
            episodes += [
                episode
                for episode in _assumed(conversation)
                if episode.leg not in have and self._applies(conversation, episode.leg)
            ]
        return [(episode.leg, self._judgement(conversation, episode)) for episode in episodes]

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
        for number, run in enumerate(conversation.runs):
            if run.side != "customer":
                continue
            signs = self._called_for(run)
            leg = _answering_leg(conversation, number) if signs else None
            if leg is None:
                continue
            known = seen.get(leg)
            answered = run.first > due.get(leg, -1)
            new = [sign for sign in signs if answered and sign.opens and sign.name not in (known or ())]
            if known is None or new:
                first = (new if known is not None else signs)[0]
                episode = self._episode(conversation, number, leg, first)
                found.append(episode)
                due[leg] = episode.answers[-1].first
            seen.setdefault(leg, set()).update(sign.name for sign in signs)
        return found

    def _called_for(self, run: Run) -> list[_Sign]:
        """What calls for the behaviour in a run of the customer; cues together only where no sign does."""
        enough = self._benchmark.enough
        hits = self._signs.hits(run.said, "opportunity")
        if enough is None:
            return [_sign(hit) for hit in hits]
        sums = {said.number: self._called_cues.sums(said) for said in run.said}
        signs = [_sign(hit) for hit in hits if not _doubted(hit, sums[hit.said.number], enough.doubt)]
        if signs:
            return signs
        spread = sum(max(0, summed.total) for found in sums.values() for summed in found.values())
        least = enough.opportunity if spread < _SPREAD * enough.opportunity else _WEAKEST
        return [
            _Sign(TOGETHER, opens=False, where=said.evidence(*summed.place))
            for said in run.said
            for summed in sums[said.number].values()
            if summed.place and summed.total >= least
        ]

    def _episode(self, conversation: Conversation, number: int, leg: int, sign: _Sign) -> _Episode:
        later = itertools.islice(conversation.runs, number + 1, None)
        here = itertools.takewhile(lambda run: run.leg is None or run.leg <= leg, later)
        answers = (run for run in here if run.side == "agent" and run.leg == leg)
        return _Episode(leg, sign.where, sign.name, tuple(itertools.islice(answers, self._benchmark.within_turns)))

    def _judgement(self, conversation: Conversation, episode: _Episode) -> Judgement:
        answers = [answer for run in episode.answers for answer in self._answers(conversation, run)]
        best = max(answers, key=lambda answer: answer.grade, default=None)
        where = episode.opportunity
        searched = (episode.answers[0].first, episode.answers[-1].end)
        return Judgement(
            turn=where.turn,
            start=where.start,
            end=where.end,
            grade=best.grade if best else 0.0,
            probability=None,
            indicator=f"{self._benchmark.name}.{best.indicator if best else 'missed'}",
            evidence=(best.evidence if best else where,),
            searched=UNSET if best else searched,
            called_by=UNSET if best else episode.called_by,
        )

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
                echoed = _echo(conversation.lexicon, hit.said, sentence, (first, last), told)
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
                echoed = _echo(conversation.lexicon, said, sentence, (0, 0), told).values()
                at = sorted(echoed)[: enough.most_echoes]
                if summed.total + enough.echo * len(at) >= enough.met:
                    first, end = summed.place
                    where = said.evidence(min([first, *at]), max([end, *(one + 1 for one in at)]))
                    yield _Answer(1.0, TOGETHER, where)


def _answering_leg(conversation: Conversation, number: int) -> int | None:
    """Who is next to speak answers for what the customer said; None where nobody speaks any more."""
    answer = conversation.next_run(number, "agent")
    return None if answer is None else conversation.runs[answer].leg


def _sign(hit: Hit) -> _Sign:
    return _Sign(hit.indicator.name, hit.indicator.opens, hit.said.evidence(hit.match.first, hit.match.end))


def _doubted(hit: Hit, sums: Mapping[Place, CueSum], doubt: float) -> bool:
    """Whether its sentence speaks against it: a calm question, a remark that all is well."""
    summed = sums.get(hit.said.sentence_at(hit.match.first))
    return summed is not None and summed.total < -doubt


def _echo(lexicon: Lexicon, said: Said, sentence: Place, beside: Place, told: AbstractSet[str]) -> dict[str, int]:
    """The customer's content words that come back in a sentence, but `beside` some tokens: word -> its token."""
    found: dict[str, int] = {}
    first, end = sentence
    placed = said.placed(lexicon.vocabulary)
    for number in range(bisect_left(placed, first, key=itemgetter(1)), len(placed)):
        term, at = placed[number]
        if at >= end:
            break
        if term in told and not beside[0] <= at < beside[1]:
            found.setdefault(term, at)
    return found


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
        yield _Episode(number, first.said[0].whole(), ASSUMED, runs)
