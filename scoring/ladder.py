"""The rule 'ladder': how far the customer's main request got, from denied (0) to confirmed by the customer (1)."""

import itertools
from collections.abc import Collection, Sequence

from msgspec import UNSET, Struct
from msgspec.structs import replace

from benchmarks.calibration import Outline, Wording
from benchmarks.model import Benchmark
from benchmarks.tokens import asks
from scoring.answers import Answers
from scoring.conversation import Conversation, Hit, Responsible, Run, Signs
from scoring.ending import ending
from scoring.lexicon import Lexicon
from scoring.outline import STATED, after, beside_outline, closing, factors
from scoring.scorecard import Evidence, Judgement
from scoring.wording import Spoken, heard
from scoring.wording import ended as last_words

CONFIRMED = 1.0
_REQUEST_WORDS = 2  # content words that make a customer's turn a request without a phrase that says so
_SHORT_REPLY = 12  # tokens
_LONG_REPLY = 6  # content words
_NOT_WORDED = frozenset({"social"})  # where people end otherwise than on the channels that taught the words of endings


class _Request(Struct, frozen=True):
    """The customer's main request: where it stands, in which run, whether words alone can answer it, its content."""

    run: int
    where: Evidence
    question: bool
    terms: frozenset[str]


class _Rung(Struct, frozen=True):
    """How far the request has got, who got it there, and the words that say so.

    `offer`: the agent said something that may help. `asked`: and asked whether it did. `asking`: or asked for more.
    `open`: the customer has come back to it since, and has not taken it.
    """

    grade: float
    indicator: str
    evidence: Evidence | None = None
    leg: int | None = None
    offer: bool = False
    asked: bool = False
    asking: bool = False
    open: bool = False


_NOTHING = _Rung(0.0, "nothing")


class Ladder:
    """A benchmark of the rule 'ladder', compiled for one language."""

    def __init__(
        self,
        benchmark: Benchmark,
        lexicon: Lexicon,
        digits: Collection[str],
        outline: Outline | None = None,
        wording: Wording | None = None,
    ) -> None:
        """`outline`: what readers make of the outlines of contacts; without it the grade is the rung's.

        `wording`: what single words of the ending add to how likely they call a contact met.
        """
        self._benchmark = benchmark
        self._outline = outline
        self._wording = wording
        self._signs = Signs(benchmark, lexicon)
        self._answers = Answers(self._signs, lexicon.vocabulary, digits)

    def judge(self, conversation: Conversation, *, assume: bool = False) -> Judgement | None:
        """None where the customer brought no request, or where no service of this kind was there."""
        judgement = self._by_rungs(conversation, assume=assume)
        if judgement is None or self._outline is None:
            return judgement
        parts = after(conversation, judgement.turn, self._signs)
        found = factors(conversation, parts, self._signs)
        ended = ending(conversation, parts, judgement.grade, self._signs, self._answers) if self._outline.met else {}
        worded = self._wording if conversation.transcript.channel not in _NOT_WORDED else None
        words = heard(worded, last_words(parts.replies, parts.agent)) if worded else None
        return beside_outline(judgement, self._outline, found, ended, words)

    def factors(self, conversation: Conversation) -> dict[str, float] | None:
        """All that there is of the outline and the ending, whatever they weigh; None without a request."""
        judgement = self._by_rungs(conversation, assume=False)
        if judgement is None:
            return None
        parts = after(conversation, judgement.turn, self._signs)
        ended = ending(conversation, parts, judgement.grade, self._signs, self._answers)
        return {**factors(conversation, parts, self._signs), **ended}

    def spoken(self, conversation: Conversation) -> Spoken | None:
        """The words of the ending; None without a request."""
        judgement = self._by_rungs(conversation, assume=False)
        if judgement is None:
            return None
        parts = after(conversation, judgement.turn, self._signs)
        return last_words(parts.replies, parts.agent)

    def _by_rungs(self, conversation: Conversation, *, assume: bool) -> Judgement | None:
        legs = conversation.transcript.legs
        if legs and not any(leg.kind in self._benchmark.agents for leg in legs):
            return None
        request = self._request(conversation) or (_assumed(conversation) if assume else None)
        if request is None:
            return None
        rung = _NOTHING
        for before, run in itertools.pairwise(conversation.runs[request.run :]):
            if run.side == "customer":
                rung = self._heard(rung, run, before, request, conversation)
            else:
                rung = self._offered(rung, run, request, conversation)
        return self._judgement(conversation, request, rung)

    def _request(self, conversation: Conversation) -> _Request | None:
        """The first thing the customer asks for; in outbound contacts only what is plainly a request."""
        outbound = conversation.transcript.direction == "outbound"
        vocabulary = conversation.lexicon.vocabulary
        for number, run in enumerate(conversation.runs):
            if run.side != "customer":
                continue
            hits = self._signs.hits(run.said, "request", "fault", "question")
            if self._signs.any(run.said, "no_request") and not self._complains(hits):
                continue
            if hits:
                where = hits[0].said.evidence(*hits[0].said.sentence_at(hits[0].match.first))
                return _Request(number, where, _is_question(hits), run.terms(vocabulary))
            if outbound:
                continue
            for said in run.said:
                worded = said.asks and any(word[-1].isalnum() for word in said.words)
                if worded or len(said.terms(vocabulary)) >= vocabulary.length(_REQUEST_WORDS):
                    return _Request(number, said.whole(), said.asks, run.terms(vocabulary))
        return None

    @staticmethod
    def _complains(hits: Sequence[Hit]) -> bool:
        """Whether something is wrong, or asked, in spite of thanks and praise."""
        return any(hit.indicator.role == "fault" or hit.said.asks for hit in hits)

    def _heard(self, rung: _Rung, run: Run, before: Run, request: _Request, conversation: Conversation) -> _Rung:
        """What the customer's reply does to it. The last word of a reply counts."""
        if rung.asked:
            for hit in self._signs.hits(run.said, "affirmed", "refuted")[:1]:
                rung = _confirmed(rung, hit) if hit.indicator.role == "affirmed" else _denied(rung, hit)
        for hit in self._signs.hits(run.said, "confirmed", "denied"):
            if hit.indicator.role == "confirmed":
                rung = rung if _in_question(hit) else _confirmed(rung, hit)
            elif rung.grade > 0:
                rung = _denied(rung, hit)
        if rung.indicator == _NOTHING.indicator:
            return self._taken(run, before, request)
        if rung.grade == STATED:
            return self._received(rung, run, request, conversation)
        return self._put_up_with(rung, run, conversation) if 0 < rung.grade < STATED else rung

    def _taken(self, run: Run, before: Run, request: _Request) -> _Rung:
        """Thanks for what the agent has just said tell that it was an answer, in whatever words."""
        acknowledged = closing(self._signs, run, "contested", "fault", "denied")
        if before.side != "agent" or not acknowledged or self._signs.any(run.said, "request", "question"):
            return _NOTHING
        answer = self._answers.any(before)
        if answer is None:
            return _NOTHING
        stated = _Rung(STATED, "answered", answer, before.leg)
        return _confirmed(stated, acknowledged) if request.question else stated

    def _received(self, rung: _Rung, run: Run, request: _Request, conversation: Conversation) -> _Rung:
        """How a solution is taken: thanks confirm an answer, never a deed; who goes on unheard was not helped."""
        contested = self._signs.hits(run.said, "contested", "request", "fault", "question")
        acknowledged = closing(self._signs, run, "contested", "request", "question")
        if acknowledged or (not contested and self._signs.any(run.said, "acknowledged")):
            return _confirmed(rung, acknowledged) if request.question and acknowledged else rung
        if not rung.offer:
            return replace(rung, open=True)
        if run is conversation.runs[-1] and contested:
            return _denied(rung, contested[0], "went_on")
        if run is conversation.runs[-1] and self._long(run, conversation):
            return _Rung(0.0, "went_on", run.said[0].whole(), rung.leg)
        again = self._told_again(run, request, conversation)
        return _Rung(0.0, "told_again", again, rung.leg) if again and not rung.asking else replace(rung, open=True)

    @staticmethod
    def _long(run: Run, conversation: Conversation) -> bool:
        """More than a few words: who only has to thank needs no more."""
        vocabulary = conversation.lexicon.vocabulary
        return len(run.terms(vocabulary)) >= vocabulary.length(_LONG_REPLY)

    def _put_up_with(self, rung: _Rung, run: Run, conversation: Conversation) -> _Rung:
        """A matter put off is denied where the customer's last words protest."""
        protest = self._signs.hits(run.said, "contested", "question")
        if not protest or run is not conversation.runs[-1] or closing(self._signs, run, "contested", "question"):
            return rung
        return _denied(rung, protest[0], "went_on")

    def _told_again(self, run: Run, request: _Request, conversation: Conversation) -> Evidence | None:
        """A short reply with the words of the request and no thanks: the matter still stands as it was told."""
        vocabulary = conversation.lexicon.vocabulary
        told = run.terms(vocabulary) & request.terms
        length = sum(len(said.words) for said in run.said)
        plain = length <= vocabulary.length(_SHORT_REPLY) and not run.asks and not self._signs.any(run.said, "question")
        return run.said[0].whole() if told and plain and not request.question else None

    def _offered(self, rung: _Rung, run: Run, request: _Request, conversation: Conversation) -> _Rung:
        """What the agent's turns add; a solution that was not taken is lost when the agent puts the matter off."""
        hits = self._signs.standing(run.said, "level")
        put_off = rung.open and hits and all(hit.indicator.grade < STATED for hit in hits)
        best = _NOTHING if put_off else rung
        for hit in hits:
            if hit.indicator.grade > best.grade:
                evidence = hit.said.evidence(hit.match.first, hit.match.end)
                best = _Rung(hit.indicator.grade, hit.indicator.name, evidence, run.leg, offer=True)
        if best.grade < STATED and (request.question or not hits):
            answer = self._answers.about(run, conversation.told(run.first))
            if answer:
                best = _Rung(STATED, "answered", answer, run.leg, offer=True)
        return _Rung(
            best.grade,
            best.indicator,
            best.evidence,
            best.leg,
            best.offer,
            asked=best.grade > 0 and self._signs.any(run.said, "check"),
            asking=run.asks,
        )

    def _judgement(self, conversation: Conversation, request: _Request, rung: _Rung) -> Judgement:
        where = request.where
        runs = conversation.runs
        return Judgement(
            turn=where.turn,
            start=where.start,
            end=where.end,
            grade=rung.grade,
            probability=None,
            indicator=f"{self._benchmark.name}.{rung.indicator}",
            evidence=(where, rung.evidence) if rung.evidence and not rung.grade else (rung.evidence or where,),
            searched=UNSET if rung.grade else (where.turn, runs[-1].end),
            responsible=_responsible(conversation, rung),
        )


def _responsible(conversation: Conversation, rung: _Rung) -> Responsible:
    """Who took it furthest; where nobody did, who had it last."""
    if rung.leg is not None:
        return rung.leg
    legs = [run.leg for run in conversation.runs if run.side == "agent" and run.leg is not None]
    return legs[-1] if legs else "system"


def _confirmed(rung: _Rung, hit: Hit) -> _Rung:
    evidence = hit.said.evidence(hit.match.first, hit.match.end)
    return _Rung(CONFIRMED, hit.indicator.name, evidence, rung.leg)


def _denied(rung: _Rung, hit: Hit, indicator: str | None = None) -> _Rung:
    evidence = hit.said.evidence(hit.match.first, hit.match.end)
    return _Rung(0.0, indicator or hit.indicator.name, evidence, rung.leg)


def _in_question(hit: Hit) -> bool:
    """Whether its sentence is asked: 'is it working now?' confirms nothing."""
    _, end = hit.said.sentence_at(hit.match.first)
    return asks(hit.said.words[end - 1])


def _is_question(hits: Sequence[Hit]) -> bool:
    """Asked for words, not for a deed: no request to do something stands in the same message."""
    roles = {hit.indicator.role for hit in hits}
    return "question" in roles and "request" not in roles


def _assumed(conversation: Conversation) -> _Request | None:
    """The customer's first words, else the agent's, taken for a request."""
    if not conversation.runs:
        return None
    first = next((number for number, run in enumerate(conversation.runs) if run.side == "customer"), 0)
    return _Request(first, conversation.runs[first].said[0].whole(), question=True, terms=frozenset())
