"""The rule 'repetition': what the customer gave, nobody may make them give again; else why, and who answers for it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from benchmarks.model import Benchmark
from scoring.conversation import Conversation, Hit, Responsible, Run, Signs
from scoring.given import Given, GivenReader
from scoring.indicators.items import normal
from scoring.lexicon import Lexicon
from scoring.scorecard import Cause, Evidence, Judgement

# Which cause decides where several came together: first what an agent answers for.
GRAVEST: tuple[Cause, ...] = ("same_leg", "hand_off", "bot", "unprompted", "bad_line", "required", "habit")
# Nobody asked: then a figure that may be anything is not taken for a datum given again.
UNASKED: frozenset[Cause] = frozenset({"unprompted", "habit"})
_RETOLD_TERMS = 4
_RETOLD_SHARE = 0.7  # of the shorter telling
_RETOLD_OF_LONGER = 0.45


class _Incident(Struct, frozen=True):
    """Something had to be given again: what it was, where that shows, and whose leg it was in."""

    cause: Cause
    indicator: str
    given: Evidence
    shown: Evidence
    leg: int | None


class Repetition:
    """A benchmark of the rule 'repetition', compiled for one language."""

    def __init__(self, benchmark: Benchmark, lexicon: Lexicon, digits: dict[str, str]) -> None:
        self._benchmark = benchmark
        self._signs = Signs(benchmark, lexicon)
        self._reader = GivenReader(benchmark, self._signs, lexicon.vocabulary, digits)

    def judge(self, conversation: Conversation, *, assume: bool = False) -> Judgement | None:
        """None where nothing was given that could be asked or given again."""
        legs = conversation.transcript.legs
        if legs and not any(leg.kind in self._benchmark.agents for leg in legs):
            return None
        given: list[Given] = []
        incidents: list[_Incident] = []
        before: Run | None = None
        for number, run in enumerate(conversation.runs):
            if run.side == "agent":
                incidents += self._asked(run, given, conversation, number)
                before = run
            else:
                now = self._reader.given(run, before)
                incidents += self._told(run, before, now, given, conversation)
                given += now
        if incidents:
            return self._missed(min(incidents, key=lambda incident: GRAVEST.index(incident.cause)))
        if given:
            return self._met(given[0].where, _last_leg(conversation))
        if assume and conversation.runs:
            return self._met(conversation.runs[0].said[0].whole(), _last_leg(conversation))
        return None

    def _asked(self, run: Run, given: Sequence[Given], conversation: Conversation, number: int) -> Iterable[_Incident]:
        """Data asked for that are there already, and 'say that again'."""
        for hit in self._signs.hits(run.said, "asks"):
            had = next((one for one in given if hit.indicator.slot in one.slots), None)
            if had is None or self._signs.any([hit.said], "other_one") or _mentions(run, had):
                continue
            cause = "required" if self._signs.any(run.said, "required") else _lost(had, run, conversation) or "same_leg"
            yield _Incident(cause, hit.indicator.name, had.where, _of(hit), run.leg)
        last = conversation.runs[number - 1] if number else None
        if last is not None and last.side == "customer":
            for hit in self._signs.hits(run.said, "repeat_please")[:1]:
                yield _Incident("bad_line", hit.indicator.name, last.said[-1].whole(), _of(hit), run.leg)

    def _told(
        self, run: Run, before: Run | None, now: Sequence[Given], given: Sequence[Given], conversation: Conversation
    ) -> Iterable[_Incident]:
        """What the customer gives or tells a second time."""
        for hit in self._signs.hits(run.said, "again"):
            first = given[0].where if given else hit.said.whole()
            cause = self._cause(run, before, given[0] if given else None, conversation)
            yield _Incident(cause, hit.indicator.name, first, _of(hit), run.leg)
        if self._signs.any(run.said, "corrects"):
            return
        for one in now:
            had = next((other for other in given if _same(one, other)), None)
            if had is None or self._used(had, run, conversation):
                continue
            cause = self._cause(run, before, had, conversation)
            if cause not in UNASKED or had.slots or had.terms:
                yield _Incident(cause, "given_again" if one.value else "told_again", had.where, one.where, run.leg)

    def _cause(self, run: Run, before: Run | None, had: Given | None, conversation: Conversation) -> Cause:
        """Why it was given again, from what the agent said just before."""
        if before is not None:
            if self._signs.any(before.said, "required") and had is not None and not had.terms:
                return "required"
            if self._signs.any(before.said, "repeat_please"):
                return "bad_line"
        lost = _lost(had, run, conversation) if had else "hand_off"
        if lost:
            return lost
        if before is not None and self._signs.any(before.said, "asks"):
            return "same_leg"
        return "unprompted" if before is not None and self._signs.any(before.said, "greeting") else "habit"

    @staticmethod
    def _used(had: Given, run: Run, conversation: Conversation) -> bool:
        """Whether an agent of this leg has said it since: then the customer confirms it or refers to it."""
        return any(
            had.where.turn < between.first < run.first and between.leg == run.leg and _mentions(between, had)
            for between in conversation.runs
            if between.side == "agent"
        )

    def _met(self, where: Evidence, leg: Responsible) -> Judgement:
        return Judgement(
            turn=where.turn,
            start=where.start,
            end=where.end,
            grade=1.0,
            probability=None,
            indicator=f"{self._benchmark.name}.given_once",
            evidence=(where,),
            responsible=leg,
        )

    def _missed(self, incident: _Incident) -> Judgement:
        leg: Responsible = "system"
        if incident.cause in {"same_leg", "unprompted"} and incident.leg is not None:
            leg = incident.leg
        return Judgement(
            turn=incident.given.turn,
            start=incident.given.start,
            end=incident.given.end,
            grade=0.0,
            probability=None,
            indicator=f"{self._benchmark.name}.{incident.indicator}",
            evidence=(incident.given, incident.shown),
            searched=(incident.given.turn, incident.shown.turn + 1),
            responsible=leg,
            cause=incident.cause,
        )


def _last_leg(conversation: Conversation) -> Responsible:
    """Who is credited where nothing was repeated: the last to speak for the firm could still have asked again."""
    for run in reversed(conversation.runs):
        if run.side == "agent" and run.leg is not None:
            return run.leg
    return "system"


def _of(hit: Hit) -> Evidence:
    return hit.said.evidence(hit.match.first, hit.match.end)


def _lost(had: Given, run: Run, conversation: Conversation) -> Cause | None:
    """Given in another leg: lost on the way to this one."""
    if had.leg == run.leg:
        return None
    leg = conversation.leg(had.leg)
    return "bot" if leg is not None and leg.kind == "bot" else "hand_off"


def _mentions(run: Run, had: Given) -> bool:
    """Whether the agent says the datum itself: reading back is not asking."""
    if had.value is None or had.value.startswith("#"):
        marks = {redaction.hash for said in run.said for redaction in said.turn.redactions}
        return had.value is not None and had.value[1:] in marks
    return any(had.value in normal(said.turn.text) for said in run.said)


def _same(one: Given, other: Given) -> bool:
    """The same datum, or the same story told in much the same words."""
    if one.value is not None or other.value is not None:
        return one.value == other.value
    shared = len(one.terms & other.terms)
    short, long = sorted((len(one.terms), len(other.terms)))
    return shared >= max(_RETOLD_TERMS, _RETOLD_SHARE * short, _RETOLD_OF_LONGER * long)
