"""Which training is proposed: at most three, and nobody who cannot be told apart from the rest."""

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from qa_service.monitoring.results import Analysis
from qa_service.monitoring.results import Priority as Ranked
from qa_service.reports import words
from qa_service.reports.report import AgentLevel, Moment, Priority, Standing

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


def unranked(analysis: Analysis, rows: Sequence[AgentLevel], chosen: Collection[Priority]) -> tuple[str, ...]:
    """Who is surely below target, where agents can be told apart, and not among the chosen: by name, in no order."""
    named = {(one.agent, one.behaviour) for one in chosen}
    return tuple(
        f"{row.agent} ({words.behaviour(row.behaviour)})"
        for row in sorted(rows, key=lambda row: (row.agent, row.behaviour))
        if row.status == "enough"
        and row.p_below_target >= SURE
        and analysis.behaviours[row.behaviour].verdict == "train_agents"
        and (row.agent, row.behaviour) not in named
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
    """Take up to `most` different quotes, of different interactions first; calibrated ones where P agrees."""
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
    for one in fitting:
        if one.quote in said:
            continue
        (again if one.interaction in seen else first).append(one)
        seen.add(one.interaction)
        said.add(one.quote)
    return tuple((first + again)[:most])


def of_agent(
    one: Ranked, row: AgentLevel, total: int, moments: Collection[Moment], exercises: Mapping[str, str]
) -> Priority:
    """State one ranked pair as a proposal."""
    name = words.behaviour(one.behaviour)
    volume = one.factors.volume
    worth = (
        "each counted as one, as what it brings customers is not known yet"
        if one.factors.driver == 1
        else f"each weighted {one.factors.driver:.2f} by what goes with it in the outcomes"
    )
    spread_words = words.below(row.below) if row.below is not None else "spread not known yet"
    good = moments_of(moments, one.behaviour, one.agent, met=True)
    missed = moments_of(moments, one.behaviour, one.agent, met=False)
    return Priority(
        agent=one.agent,
        behaviour=one.behaviour,
        who=one.agent,
        what=name,
        why=(
            f"Level {words.level(row.level)} against a target of {words.percent(row.target)}, from"
            f" {words.counted(row.n, 'contact')}; below target with probability"
            f" {words.probability(row.p_below_target)}."
        ),
        gain=one.gain,
        gain_words=(
            f"{words.quantity(one.gain)} more contacts up to standard in {name} among the next {volume:,.0f}, if"
            f" training brings {one.agent} to the target; {worth}."
        ),
        rank_low=one.rank_low,
        rank_high=one.rank_high,
        rank_words=words.rank(one.rank_low, one.rank_high, total),
        spread_words=spread_words,
        good=good,
        missed=missed,
        exercise=exercises.get(one.behaviour),
        to_do=_to_do(one.agent, name, good=bool(good), missed=bool(missed), exercise=one.behaviour in exercises),
    )


def of_team(one: Standing, team: str, moments: Collection[Moment], exercises: Mapping[str, str]) -> Priority:
    """State a behaviour that the whole team should train; nobody in it is named."""
    assert one.level is not None
    name = words.behaviour(one.behaviour)
    good = moments_of(moments, one.behaviour, None, met=True)
    missed = moments_of(moments, one.behaviour, None, met=False)
    return Priority(
        agent=None,
        behaviour=one.behaviour,
        who=f"the whole team {team}",
        what=name,
        why=(
            f"The agents cannot be told apart, and the team's level is {words.level(one.level)} against a target of"
            f" {words.percent(one.target)}, from {words.counted(one.n, 'contact')}."
        ),
        gain=None,
        gain_words=(
            f"{(one.target - one.level.estimate) * 100:.0f} more of every 100 contacts up to standard in {name}, if"
            " training brings the team to the target."
        ),
        rank_low=None,
        rank_high=None,
        rank_words="not ranked: this is for everybody",
        spread_words=words.below(one.below) if one.below is not None else "spread not known yet",
        good=good,
        missed=missed,
        exercise=exercises.get(one.behaviour),
        to_do=_to_do("the team", name, good=bool(good), missed=bool(missed), exercise=one.behaviour in exercises),
    )


def _to_do(who: str, name: str, *, good: bool, missed: bool, exercise: bool) -> str:
    """One sentence for Monday, of the parts that are there."""
    steps: list[str] = []
    if missed:
        steps.append(f"look at the missed moments with {who}")
    if good:
        steps.append("ask what was different in the good ones")
    steps.append("do the exercise below" if exercise else f"agree on one sentence that would show {name} there")
    sentence = ", then ".join(steps)
    return f"{sentence[0].upper()}{sentence[1:]}."


def order(chosen: Sequence[Priority]) -> str:
    """What can be said about the order of the proposals shown."""
    ranked = [(one.rank_low, one.rank_high) for one in chosen if one.rank_low is not None and one.rank_high is not None]
    if len(ranked) < 2:
        return ""
    if all(before[1] < after[0] for before, after in pairwise(ranked)):
        return "The order is sure: each comes before the next with its whole rank interval."
    return "Their order is not sure: their rank intervals overlap, so start with whichever is easiest to arrange."
