"""The sample centre: chats of agents whose levels and spreads are known, and what is known of them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import sqrt
from random import Random
from typing import Literal

from qa_service.embedded.sample_centre.conversation import Opportunity, write
from qa_service.embedded.sample_centre.outcomes import outcome
from qa_service.embedded.sample_centre.people import (
    BAD_PROCESS,
    BEHAVIOURS,
    GRADES,
    PEOPLE,
    Behaviour,
    Person,
    chances,
    effects,
)
from qa_service.embedded.sample_centre.plan import LAST_DAY, REASONS, Chat, RepetitionCause, chats
from qa_service.embedded.sample_centre.wording import LANGUAGES, wording
from transcription.interaction import Agent, Customer, Frozen, Interaction, Workload

SOURCE = "sample"


class Intended(Frozen, frozen=True, kw_only=True):
    """What one chat was written to show: grades by definitions.md, and who answers for them.

    `agent` answers for resolution and repetition (the last leg); each opportunity names its own. `cause` of a low
    resolution is 'process' where the reason's process is broken; a repetition lost at a hand-off is no agent's own.
    `repetition` is None where nothing was given; `repeats` are the turns in which something was given again.
    """

    id: str
    language: str
    day: date
    agent: str
    reason: str
    opportunities: tuple[Opportunity, ...]
    resolution: float
    resolution_cause: Literal["agent", "process"]
    repetition: float | None
    repetition_cause: RepetitionCause | None
    given: int
    repeats: tuple[int, ...]

    @property
    def empathy(self) -> float | None:
        """Mean grade of the opportunities; None without one."""
        grades = [opportunity.grade for opportunity in self.opportunities]
        return sum(grades) / len(grades) if grades else None


class AgentTruth(Frozen, frozen=True, kw_only=True):
    """What is true of one agent on one behaviour over the ten weeks, before chance draws the single grades.

    `n` chats count: those the agent answers for, with an opportunity. `level` is the expected score in the agent's own
    case mix, `level_equal_mix` in the centre's. `spread` is the SD of single scores in the own mix (reasons and days
    included), `spread_equal_mix` the same with reasons taken out. `day_spread` is the SD of the expected score
    from day to day, reasons taken out.
    """

    agent: str
    team: str
    behaviour: Behaviour
    n: int
    level: float
    level_equal_mix: float
    spread: float
    spread_equal_mix: float
    day_spread: float


def generate(
    *, seed: int = 7, chats: int = 6000, per_language: int = 100, last_day: date = LAST_DAY
) -> Iterator[Interaction]:
    """Write `chats` English chats of the ten weeks to `last_day`, then `per_language` of each other language."""
    for interaction, _ in annotated(seed=seed, chats=chats, per_language=per_language, last_day=last_day):
        yield interaction


def annotated(
    *, seed: int = 7, chats: int = 6000, per_language: int = 100, last_day: date = LAST_DAY
) -> Iterator[tuple[Interaction, Intended]]:
    """The same chats, each beside what it was written to show."""
    for language in LANGUAGES:
        for chat in _planned(seed, chats if language == "en" else per_language, language, last_day):
            yield _told(chat, seed)


def _planned(seed: int, count: int, language: str, last_day: date) -> Iterator[Chat]:
    return chats(seed=seed, count=count, language=language, last_day=last_day)


def _told(chat: Chat, seed: int) -> tuple[Interaction, Intended]:
    rng = Random(f"{seed}:words:{chat.id}")
    words = wording(chat.language)
    written = write(chat, words, rng)
    buying = chat.reason == "product_question"
    interaction = Interaction(
        id=chat.id,
        source=SOURCE,
        channel="chat",
        language=chat.language,
        started_at=chat.at,
        case=chat.case,
        queue=words.reasons[chat.reason].queue,
        reason=chat.reason.replace("_", " "),
        stage="buy" if buying else "support",
        disposition="resolved" if chat.resolution >= 0.75 or rng.random() < 0.3 else "pending",
        agent=Agent(id=chat.person.id, team=chat.person.team, kind=chat.person.kind),
        customer=Customer(ref=chat.customer, segment=_segment(chat.customer)),
        known={"name": True, "address": rng.random() < 0.8},
        turns=written.turns,
        events=written.events,
        outcome=outcome(chat, rng),
        workload=Workload(concurrency=rng.choice((1, 1, 2, 2, 3))),
    )
    broken = chat.reason == BAD_PROCESS and chat.resolution < 0.75
    intended = Intended(
        id=chat.id,
        language=chat.language,
        day=chat.at.date(),
        agent=chat.person.id,
        reason=chat.reason,
        opportunities=written.opportunities,
        resolution=chat.resolution,
        resolution_cause="process" if broken else "agent",
        repetition=chat.repetition,
        repetition_cause=chat.repetition_cause,
        given=written.given,
        repeats=written.repeats,
    )
    return interaction, intended


def _segment(customer: str) -> dict[str, str]:
    generations = ("gen_z", "millennial", "gen_x", "boomer")
    return {"generation": generations[sum(map(ord, customer)) % 4]}


def truth(
    seed: int = 7, *, chats: int = 6000, language: str = "en", last_day: date = LAST_DAY
) -> tuple[AgentTruth, ...]:
    """Work out every agent's level and spread from the plan of `generate(seed=seed, chats=chats)`, one language."""
    planned = tuple(_planned(seed, chats, language, last_day))
    moving = effects(seed)
    found: list[AgentTruth] = []
    for person in PEOPLE:
        for behaviour in BEHAVIOURS:
            mine = [chat for chat in planned if _answers(person, chat, behaviour)]
            if mine:
                found.append(_truth(person, behaviour, mine, moving[person.id, behaviour]))
    return tuple(found)


def _answers(person: Person, chat: Chat, behaviour: Behaviour) -> bool:
    if behaviour == "empathy":
        return chat.first is person and bool(chat.empathy)
    if behaviour == "resolution":
        return chat.person is person
    lost = chat.repetition_cause in {"hand_off", "bot_handover"}
    return chat.person is person and chat.repetition is not None and not lost


def _moments(person: Person, behaviour: Behaviour, reason: str, effect: float) -> tuple[float, float]:
    """Mean and variance of one grade."""
    shares = chances(person, behaviour, reason, effect)
    grades = GRADES[behaviour]
    mean = sum(share * grade for share, grade in zip(shares, grades, strict=True))
    return mean, sum(share * (grade - mean) ** 2 for share, grade in zip(shares, grades, strict=True))


def _truth(person: Person, behaviour: Behaviour, mine: Sequence[Chat], days: Sequence[float]) -> AgentTruth:
    """Total variance = mean of the variances + variance of the means, over the own chats or the centre's mix."""
    own = [_moments(person, behaviour, chat.reason, days[chat.day]) for chat in mine]
    # a chat with two opportunities scores their mean: half the variance
    halves = [max(1, len(chat.empathy)) if behaviour == "empathy" else 1 for chat in mine]
    level = sum(mean for mean, _ in own) / len(own)
    spread = sum(var / k + (mean - level) ** 2 for (mean, var), k in zip(own, halves, strict=True)) / len(own)
    reasons = {reason: share * (calls if behaviour == "empathy" else 1) for reason, (share, calls) in REASONS.items()}
    total = sum(reasons.values())
    weights = {day: sum(chat.day == day for chat in mine) / len(mine) for day in {chat.day for chat in mine}}
    two = sum(1 / k for k in halves) / len(halves)
    equal = within = between = 0.0
    for reason, share in reasons.items():
        by_day = {day: _moments(person, behaviour, reason, days[day]) for day in sorted(weights)}
        mean = sum(weights[day] * moment[0] for day, moment in by_day.items())
        equal += share / total * mean
        within += share / total * sum(weights[day] * moment[1] for day, moment in by_day.items()) * two
        between += share / total * sum(weights[day] * (moment[0] - mean) ** 2 for day, moment in by_day.items())
    return AgentTruth(
        agent=person.id,
        team=person.team,
        behaviour=behaviour,
        n=len(mine),
        level=level,
        level_equal_mix=equal,
        spread=sqrt(spread),
        spread_equal_mix=sqrt(within + between),
        day_spread=sqrt(between),
    )


def period(last_day: date = LAST_DAY) -> tuple[date, date]:
    """First and last day, both inclusive."""
    return last_day - timedelta(days=69), last_day
