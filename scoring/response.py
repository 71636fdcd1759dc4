"""The rule 'response': a customer's opportunity, met or missed within the agent's next turns of the same leg."""

from collections.abc import Iterable, Sequence

from msgspec import UNSET, Struct

from benchmarks.model import Benchmark
from scoring.conversation import Conversation, Hit, Run, Signs
from scoring.lexicon import Lexicon
from scoring.reading import Said
from scoring.scorecard import Evidence, Judgement


class _Episode(Struct, frozen=True):
    """An opportunity of one leg: where it arose, and the runs of the agent that may meet it."""

    leg: int
    opportunity: Evidence
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
        """Later signs belong to the open episode of the leg, unless one that opens its own is new there."""
        found: list[_Episode] = []
        seen: dict[int, set[str]] = {}
        for number, run in enumerate(conversation.runs):
            if run.side != "customer":
                continue
            hits = self._signs.hits(run.said, "opportunity")
            leg = _answering_leg(conversation, number) if hits else None
            if leg is None:
                continue
            known = seen.get(leg)
            new = [hit for hit in hits if hit.indicator.opens and hit.indicator.name not in (known or ())]
            if known is None or new:
                first = (new if known is not None else hits)[0]
                found.append(self._episode(conversation, number, leg, first))
            seen.setdefault(leg, set()).update(hit.indicator.name for hit in hits)
        return found

    def _episode(self, conversation: Conversation, number: int, leg: int, hit: Hit) -> _Episode:
        later = conversation.runs[number + 1 :]
        answers = [run for run in later if run.side == "agent" and run.leg == leg]
        return _Episode(
            leg,
            hit.said.evidence(hit.match.first, hit.match.end),
            tuple(answers[: self._benchmark.within_turns]),
        )

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
        )

    def _answers(self, conversation: Conversation, run: Run) -> Iterable[_Answer]:
        hits = self._signs.hits(run.said, "met")
        told: frozenset[str] | None = None
        for hit in hits:
            first, last = hit.match.first, hit.match.end
            if hit.indicator.echoes:
                if told is None:
                    told = conversation.told(run.end)
                echoed = _echo(conversation.lexicon, hit, told)
                if len(echoed) < hit.indicator.echoes:
                    continue
                first = min(first, *(at for at, _ in echoed.values()))
                last = max(last, *(end for _, end in echoed.values()))
            yield _Answer(hit.indicator.grade, hit.indicator.name, hit.said.evidence(first, last))


def _answering_leg(conversation: Conversation, number: int) -> int | None:
    """Who is next to speak answers for what the customer said; None where nobody speaks any more."""
    answer = conversation.next_run(number, "agent")
    return None if answer is None else conversation.runs[answer].leg


def _echo(lexicon: Lexicon, hit: Hit, told: frozenset[str]) -> dict[str, tuple[int, int]]:
    """The customer's content words that come back beside the frame in its sentence: word -> its token, half open."""
    words: Sequence[str] = hit.said.words
    first, end = hit.said.sentence_at(hit.match.first)
    found: dict[str, tuple[int, int]] = {}
    for at in range(first, end):
        term = lexicon.vocabulary.term(words[at])
        if term in told and not hit.match.first <= at < hit.match.end:
            found.setdefault(term, (at, at + 1))
    return found


def _assumed(conversation: Conversation) -> Iterable[_Episode]:
    """One episode a leg: where its customer first speaks, else where its agent does."""
    for number, leg in enumerate(conversation.transcript.legs):
        answers = tuple(run for run in conversation.runs if run.side == "agent" and run.leg == number)
        if not answers:
            continue
        said: list[Said] = [
            one
            for run in conversation.runs
            if run.side == "customer" and leg.first <= run.first < answers[0].end
            for one in run.said
        ]
        yield _Episode(number, (said or answers[0].said)[0].whole(), answers)
