"""The rule 'repetition': what the customer gave, nobody may make them give again; else why, and who answers for it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from benchmarks.model import Benchmark
from benchmarks.tokens import asks, is_stop
from scoring.answered import Answered
from scoring.conversation import Conversation, Hit, Responsible, Run, Signs
from scoring.given import Given, GivenReader
from scoring.indicators.items import Dictated
from scoring.known import Heard, Known, Words
from scoring.lexicon import Lexicon
from scoring.scorecard import Cause, Evidence, Judgement

# Which cause decides where several came together: first what an agent answers for.
GRAVEST: tuple[Cause, ...] = ("same_leg", "hand_off", "bot", "unprompted", "bad_line", "required", "habit")
# Nobody asked: then a figure that may be anything is not taken for a datum given again.
UNASKED: frozenset[Cause] = frozenset({"unprompted", "habit"})


class _Incident(Struct, frozen=True):
    """Something had to be given again: what it was, where that shows, and whose leg it was in."""

    cause: Cause
    indicator: str
    given: Evidence
    shown: Evidence
    leg: int | None


class Repetition:
    """A benchmark of the rule 'repetition', compiled for one language."""

    def __init__(self, benchmark: Benchmark, lexicon: Lexicon, dictated: Dictated) -> None:
        self._benchmark = benchmark
        self._signs = Signs(benchmark, lexicon)
        self._vocabulary = lexicon.vocabulary
        self._reader = GivenReader(benchmark, self._signs, lexicon.vocabulary, dictated)
        self._dictated = dictated

    def judge(self, conversation: Conversation, *, assume: bool = False) -> Judgement | None:
        """None where nothing was given that could be asked or given again."""
        legs = conversation.transcript.legs
        if legs and not any(leg.kind in self._benchmark.agents for leg in legs):
            return None
        known = Known()
        heard = Heard(self._dictated)
        answered = Answered(self._vocabulary)
        incidents: list[_Incident] = []
        spoken_to = set[int | None]()
        before: Run | None = None
        for number, run in enumerate(conversation.runs):
            if run.side == "agent":
                incidents += self._asked(run, known, heard.add(run), conversation, number)
                answered.hear(run)
                before = run
            else:
                now = self._reader.given(run, before)
                back = any((had := known.same(one)) and heard.mentioned(had, run) for one in now)
                again = [] if back else self._answered(run, before, answered, conversation)
                if not (back or again):
                    again = self._retold(run, before, answered, conversation, new=run.leg not in spoken_to)
                spoken_to.add(run.leg)
                # an answer is no story told again
                new = [one for one in now if not one.terms] if again else now
                incidents += [*again, *self._told(run, before, new, known, heard, conversation)]
                known.add(now)
                answered.tell(run, before)
        if incidents:
            return self._missed(min(incidents, key=lambda incident: GRAVEST.index(incident.cause)))
        if known.first is not None:
            return self._met(known.first.where, _last_leg(conversation))
        if assume and conversation.runs:
            return self._met(conversation.runs[0].said[0].whole(), _last_leg(conversation))
        return None

    def _asked(
        self, run: Run, known: Known, words: Words, conversation: Conversation, number: int
    ) -> Iterable[_Incident]:
        """Data asked for that are there already, and 'say that again'."""
        asks = self._signs.hits(run.said, "asks")
        required = bool(asks) and self._signs.any(run.said, "required")
        others = {hit.said.number for hit in self._signs.hits(run.said, "other_one")} if asks else set[int]()
        for hit in asks:
            had = known.by_slot.get(hit.indicator.slot or "")
            if had is None or hit.said.number in others or words.mention(had):
                continue
            cause = "required" if required else _lost(had, run, conversation) or "same_leg"
            yield _Incident(cause, hit.indicator.name, had.where, _of(hit), run.leg)
        last = conversation.runs[number - 1] if number else None
        if last is not None and last.side == "customer":
            for hit in self._signs.hits(run.said, "repeat_please")[:1]:
                yield _Incident("bad_line", hit.indicator.name, last.said[-1].whole(), _of(hit), run.leg)

    def _told(
        self, run: Run, before: Run | None, now: Sequence[Given], known: Known, heard: Heard, conversation: Conversation
    ) -> Iterable[_Incident]:
        """What the customer gives or tells a second time."""
        said_before = self._roles(before, conversation)
        # nobody here was told anything, nor asked for it: they speak of another contact, or of what they did
        elsewhere = known.first is None and not run.leg and said_before <= {"greeting"}
        for hit in () if elsewhere else self._signs.hits(run.said, "again"):
            first = known.first.where if known.first else hit.said.whole()
            cause = self._cause(run, said_before, known.first, conversation)
            # 'as I said': whoever says so was not heard, whether it was asked for or not
            yield _Incident("same_leg" if cause == "habit" else cause, hit.indicator.name, first, _of(hit), run.leg)
        if self._signs.any(run.said, "corrects"):
            return
        for one in now:
            had = known.same(one)
            if had is None or heard.mentioned(had, run):
                continue
            cause = self._cause(run, said_before, had, conversation)
            if cause not in UNASKED or had.slots or had.terms:
                yield _Incident(cause, "given_again" if one.value else "told_again", had.where, one.where, run.leg)

    def _answered(
        self, run: Run, before: Run | None, answered: Answered, conversation: Conversation
    ) -> list[_Incident]:
        """What the customer answers in words they have said before, to whatever was asked."""
        roles = self._roles(before, conversation)
        if not roles or self._signs.any(run.said, "corrects"):
            return []
        had = answered.before(run, before) if before is not None else None
        if had is None or (had.leg == run.leg and not roles - {"greeting"}):
            return []
        cause = self._cause(run, roles, had, conversation)
        return [_Incident(cause, "answered_again", had.where, run.said[0].whole(), run.leg)]

    def _retold(
        self, run: Run, before: Run | None, answered: Answered, conversation: Conversation, *, new: bool
    ) -> list[_Incident]:
        """What the customer says first to somebody new, who greeted or asked; or to a greeting after they told it."""
        roles = self._roles(before, conversation)
        if before is None or not roles or self._signs.any(run.said, "corrects"):
            return []
        had = answered.told(run) if new else None
        if had is None and "greeting" in roles:
            had = answered.told_here(run)
        if had is None:
            return []
        cause = self._cause(run, roles - {"required"}, had, conversation)
        return [_Incident(cause, "told_again", had.where, run.said[0].whole(), run.leg)]

    def _roles(self, before: Run | None, conversation: Conversation) -> frozenset[str]:
        """What the agent said just before, as far as it explains why something is given again."""
        if before is None:
            return frozenset()
        roles = ("required", "repeat_please", "asks", "greeting")
        hits = self._signs.hits(before.said, *roles)
        found = {hit.indicator.role for hit in hits if hit.indicator.role != "greeting" or self._ends(hit, before)}
        if self._signs.any(before.said, "offers"):
            return frozenset(found - {"greeting"})  # what is said to 'anything else?' is another matter
        about = self._asks_about(before) if "greeting" in found else 0
        if about > 1:
            found.discard("greeting")
        leg = conversation.leg(before.leg)
        asked = before.asks or (leg is not None and leg.kind == "bot")
        return frozenset(found | {"asks"} if about or (asked and "greeting" not in found) else found)

    def _asks_about(self, run: Run) -> float:
        """How many words its last question has of its own: 'Hi! Which device is it?' is no bare greeting."""
        said = next((said for said in reversed(run.said) if said.asks), None)
        if said is None:
            return 0
        first, end = next(place for place in reversed(said.sentences) if any(map(asks, said.words[slice(*place)])))
        greeted = {
            at
            for hit in self._signs.hits([said], "greeting")
            for at in range(max(first, hit.match.first), min(end, hit.match.end))
        }
        own = [word for at, word in enumerate(said.words[first:end], first) if at not in greeted]
        return len(self._vocabulary.terms(own)) / self._vocabulary.length(1)

    def _ends(self, hit: Hit, run: Run) -> bool:
        """Whether a greeting is what the agent left it at: no other sentence stands behind it."""
        if run.asks:
            return True
        rest = hit.said.words[hit.match.end :]
        stop = next((at for at, word in enumerate(rest) if is_stop(word)), len(rest))
        return hit.said is run.said[-1] and not self._vocabulary.terms(rest[stop:])

    @staticmethod
    def _cause(run: Run, before: frozenset[str], had: Given | None, conversation: Conversation) -> Cause:
        """Why it was given again, from what the agent said just before."""
        if "required" in before and had is not None and not had.terms:
            return "required"
        if "repeat_please" in before:
            return "bad_line"
        first = run.leg == 0 and "asks" in before  # told to this very agent, or in the form that came with it
        lost = _lost(had, run, conversation) if had else None if first else "hand_off"
        if lost:
            return lost
        if "asks" in before:
            return "same_leg"
        return "unprompted" if "greeting" in before else "habit"

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
    """Given in another leg: lost on the way to this one. What a bot asks again is the bot's."""
    leg = conversation.leg(had.leg)
    if leg is not None and leg.kind == "bot":
        return "bot"
    return None if had.leg == run.leg else "hand_off"
