"""Which training is proposed: at most three, and nobody who cannot be told apart from the rest."""

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from msgspec import structs

from qa_service.monitoring.results import Analysis, Interval
from qa_service.monitoring.results import Priority as Ranked
from qa_service.reports.report import AgentLevel, Moment, Priority, Standing
from qa_service.reports.words import ENGLISH, Words

MOST = 3
# Definitions: decisions by P(below target) >= 0.9, quoted moments calibrated to 0.9 or better.
SURE = 0.9


def candidates(analysis: Analysis, rows: Sequence[AgentLevel]) -> list[Ranked]:
    """The ranked agent x behaviour pairs of these rows that may be named, best first.

    Named is only who is below target with P >= 0.9, in a behaviour whose verdict is to train agents (elsewhere they
    cannot be told apart), and whose whole rank interval lies in the upper half: the rest cannot be told apart by rank.
    """
    known = {(row.agent, row.behaviour): row for row in rows}
    upper_half = math.ceil(len(analysis.priorities) / 2)
    found = [
        one
        for one in analysis.priorities
        if (row := known.get((one.agent, one.behaviour))) is not None
        and row.status == "enough"
        and row.p_below_target >= SURE
        and analysis.behaviours[one.behaviour].verdict == "train_agents"
        and one.rank_high <= upper_half
    ]
    return sorted(found, key=lambda one: (one.rank, one.agent, one.behaviour))


def unranked(
    analysis: Analysis, rows: Sequence[AgentLevel], chosen: Collection[Priority], say: Words = ENGLISH
) -> tuple[str, ...]:
    """Who is surely below target, where agents can be told apart, and not among the chosen: a line a behaviour."""
    named = {(one.agent, one.behaviour) for one in chosen}
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: (row.behaviour, row.agent)):
        apart = analysis.behaviours[row.behaviour].verdict == "train_agents"
        if (row.agent, row.behaviour) not in named and row.status == "enough" and row.p_below_target >= SURE and apart:
            found.setdefault(row.behaviour, []).append(row.agent)
    return tuple(
        say("sentence.verdict", names=say.title(behaviour), heading=say.listed(names))
        for behaviour, names in found.items()
    )


def team_candidates(analysis: Analysis, standings: Sequence[Standing]) -> list[Standing]:
    """Behaviours to train with the whole team: the verdict says so and this team's interval is below target."""
    return [
        one
        for one in standings
        if analysis.behaviours[one.behaviour].verdict == "train_team"
        and one.level is not None
        and one.level.high < one.target
    ]


def moments_of(
    moments: Collection[Moment], behaviour: str, agent: str | None, *, met: bool, most: int = 2
) -> tuple[Moment, ...]:
    """Take up to `most` different quotes, the clearest first, of different interactions before others.

    None that its calibration is not sure of; where nothing was calibrated, after those that were: the report says so.
    """
    fitting = [
        one
        for one in moments
        if one.behaviour == behaviour
        and one.met == met
        and (agent is None or one.agent == agent)
        and one.quote.strip()
        and (one.probability is None or (one.probability if met else 1 - one.probability) >= SURE)
    ]
    seen: set[str] = set()
    said: set[str] = set()
    first: list[Moment] = []
    again: list[Moment] = []
    for one in sorted(fitting, key=lambda one: (one.probability is None, -one.grade if met else one.grade)):
        if one.quote in said:
            continue
        (again if one.interaction in seen else first).append(one)
        seen.add(one.interaction)
        said.add(one.quote)
    return tuple((first + again)[:most])


def of_agent(
    one: Ranked,
    row: AgentLevel,
    total: int,
    moments: Collection[Moment],
    exercises: Mapping[str, str],
    say: Words = ENGLISH,
) -> Priority:
    """State one ranked pair as a proposal."""
    driver = one.factors.driver
    worth = say("priority.worth_one") if driver == 1 else say("priority.worth", driver=say.number(driver, 2))
    good = moments_of(moments, one.behaviour, one.agent, met=True)
    missed = moments_of(moments, one.behaviour, one.agent, met=False)
    return Priority(
        agent=one.agent,
        behaviour=one.behaviour,
        who=one.agent,
        what=say.behaviour(one.behaviour),
        why=say(
            "priority.why",
            level=say.level(row.level),
            target=say.percent(row.target),
            contacts=say.counted("figure.contacts", row.n),
            probability=say.probability(row.p_below_target),
        ),
        gain=one.gain,
        gain_words=say(
            "priority.gain",
            quantity=say.quantity(_in_contacts(one.gain, driver)),
            volume=say.number(one.factors.volume),
            worth=worth,
        ),
        rank_low=one.rank_low,
        rank_high=one.rank_high,
        rank_words=say.rank(one.rank_low, one.rank_high, total),
        spread_words=_met_by_customers(row.below, say),
        good=good,
        missed=missed,
        exercise=_exercise(one.behaviour, exercises, say),
        to_do=_to_do(one.agent, say, good=bool(good), missed=bool(missed), exercise=one.behaviour in exercises),
    )


def _in_contacts(gain: Interval, driver: float) -> Interval:
    """The gain without the weight that only ranks it."""
    if driver <= 0:
        return gain
    return Interval(estimate=gain.estimate / driver, low=gain.low / driver, high=gain.high / driver)


def of_team(
    one: Standing, team: str, moments: Collection[Moment], exercises: Mapping[str, str], say: Words = ENGLISH
) -> Priority:
    """State a behaviour that the whole team should train; nobody in it is named."""
    assert one.level is not None
    good = moments_of(moments, one.behaviour, None, met=True)
    missed = moments_of(moments, one.behaviour, None, met=False)
    return Priority(
        agent=None,
        behaviour=one.behaviour,
        who=say("priority.team", team=team),
        what=say.behaviour(one.behaviour),
        why=say(
            "priority.why_team",
            level=say.level(one.level),
            target=say.percent(one.target),
            contacts=say.counted("figure.contacts", one.n),
        ),
        gain=None,
        gain_words=say("priority.gain_team", more=say.number((one.target - one.level.estimate) * 100)),
        rank_low=None,
        rank_high=None,
        rank_words=say("rank.team"),
        spread_words=_met_by_customers(one.below, say),
        good=good,
        missed=missed,
        exercise=_exercise(one.behaviour, exercises, say),
        to_do=_to_do(
            say("priority.the_team"), say, good=bool(good), missed=bool(missed), exercise=one.behaviour in exercises
        ),
    )


def of_bot(one: Ranked, row: AgentLevel, total: int, moments: Collection[Moment], say: Words = ENGLISH) -> Priority:
    """The same for a bot, whose dialogue is changed: nobody trains it."""
    return structs.replace(
        of_agent(one, row, total, moments, {}, say), exercise=None, to_do=say("priority.bot", who=one.agent)
    )


def _met_by_customers(below: Interval | None, say: Words) -> str:
    return say("priority.no_spread") if below is None else say("priority.below", share=say.share(below))


def _exercise(behaviour: str, exercises: Mapping[str, str], say: Words) -> str | None:
    return say.exercise(behaviour, exercises[behaviour]) if behaviour in exercises else None


def _to_do(who: str, say: Words, *, good: bool, missed: bool, exercise: bool) -> str:
    """What to do on Monday, of the parts that are there."""
    steps = [say("priority.missed" if missed else "priority.choose", who=who)]
    if good:
        steps.append(say("priority.good"))
    steps.append(say("priority.do_exercise") if exercise else say("priority.agree"))
    return " ".join(steps)


def order(chosen: Sequence[Priority], say: Words = ENGLISH) -> str:
    """What can be said about the order of the proposals shown."""
    ranked = [(one.rank_low, one.rank_high) for one in chosen if one.rank_low is not None and one.rank_high is not None]
    if len(ranked) < 2:
        return ""
    if all(before[1] < after[0] for before, after in pairwise(ranked)):
        return say("priority.order_sure")
    if all(ranked[0][1] < after[0] for after in ranked[1:]):
        return say("priority.order_first", who=say("sentence.pair", who=chosen[0].who, what=chosen[0].what))
    return say("priority.order_unsure")
