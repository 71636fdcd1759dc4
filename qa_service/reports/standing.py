"""How a team stands on each behaviour and how sure that is, from its agents' figures."""

import math
from collections.abc import Collection, Iterable, Sequence

from qa_service.monitoring.results import AgentResult, Analysis, Interval
from qa_service.reports.report import AgentLevel, Lack, NotEnough, Standing
from qa_service.reports.words import ENGLISH, Words

# Half the width of a 90% interval of a normal, in standard errors.
NINETY = 1.6449
# Among many agents some interval lies just above the middle by chance: a tenth more is asked before anybody is named.
MATERIAL = 1.1
# Where ten times the contacts there are would still be too few, it is not contacts that are lacking.
ALIKE = 10


def levels(analysis: Analysis, agents: Collection[str]) -> tuple[AgentLevel, ...]:
    """The figures of `agents` that have any, by behaviour and then by name: an order that ranks nobody."""
    return tuple(
        AgentLevel(
            agent=one.agent,
            behaviour=name,
            n=one.n,
            target=result.target,
            level=one.level,
            spread=one.spread,
            below=one.below,
            p_below_target=one.p_below_target,
            status=one.status,
        )
        for name, result in sorted(analysis.behaviours.items())
        for one in sorted(result.agents, key=lambda one: one.agent)
        if one.agent in agents
    )


def standings(analysis: Analysis, rows: Sequence[AgentLevel], say: Words = ENGLISH) -> tuple[Standing, ...]:
    """The team's level on each behaviour: its agents' levels weighted by their contacts."""
    found: list[Standing] = []
    for name, result in sorted(analysis.behaviours.items()):
        mine = [row for row in rows if row.behaviour == name]
        level = pooled((row.level, row.n, row.spread.estimate**2 if row.spread else 0.0) for row in mine)
        below = pooled(
            (row.below, row.n, row.below.estimate * (1 - row.below.estimate)) for row in mine if row.below is not None
        )
        found.append(
            Standing(
                behaviour=name,
                n=sum(row.n for row in mine),
                target=result.target,
                level=level,
                below=below,
                reading=reading(level, result.target, say),
            )
        )
    return tuple(found)


def pooled(parts: Iterable[tuple[Interval, int, float]]) -> Interval | None:
    """Weigh the agents' intervals by contacts: (interval, contacts, variance of one contact) each; 0..1 in and out.

    se^2 = sum (w_i se_i)^2 with w_i = n_i / N, but no less than that of the contacts' plain mean, sum w_i^2 v_i / n_i:
    shrunk levels share the error of what they are shrunk to. None without contacts; the ends stay within 0..1.
    """
    known = [part for part in parts if part[1] > 0]
    total = sum(n for _, n, _ in known)
    if not total:
        return None
    estimate = sum(interval.estimate * n for interval, n, _ in known) / total
    own = sum(((interval.high - interval.low) / (2 * NINETY) * n / total) ** 2 for interval, n, _ in known)
    plain = sum(variance * n for _, n, variance in known) / total**2
    half = NINETY * math.sqrt(max(own, plain))
    return Interval(estimate=estimate, low=max(0.0, estimate - half), high=min(1.0, estimate + half))


def reading(level: Interval | None, target: float, say: Words = ENGLISH) -> str:
    """What the interval allows to be said against the target, and no more."""
    if level is None:
        return say("reading.none")
    if level.high < target:
        return say("reading.below")
    return say("reading.at") if level.low >= target else say("reading.untold")


def went_well(
    standings: Sequence[Standing], rows: Sequence[AgentLevel], say: Words = ENGLISH, *, named: bool = True
) -> tuple[str, ...]:
    """What is surely good: the team's behaviours at target, agents at target, agents steadier than most."""
    good = [one for one in standings if one.level is not None and one.level.low >= one.target]
    found = [say("well.team", names=say.listed([say.behaviour(one.behaviour) for one in good]))] if good else []
    for standing in standings if named else ():
        mine = [row for row in rows if row.behaviour == standing.behaviour and row.status == "enough"]
        behaviour = say.behaviour(standing.behaviour)
        at_target = [row.agent for row in mine if row.level.low >= row.target]
        if at_target:
            found.append(say("well.at_target", behaviour=behaviour, names=say.listed(at_target)))
        below = {row.agent for row in mine if row.level.high < row.target}  # steadily bad is not good
        steady = [agent for agent in steadier(mine) if agent not in below]
        if steady:
            found.append(say("well.steadier", behaviour=behaviour, names=say.listed(steady)))
    return tuple(found)


def steadier(rows: Sequence[AgentLevel]) -> list[str]:
    """Agents whose whole spread interval lies under the middle spread of these rows."""
    middle = middle_spread(rows)
    return [row.agent for row in rows if middle is not None and row.spread is not None and row.spread.high < middle]


def unsteady(rows: Sequence[AgentLevel]) -> list[AgentLevel]:
    """Rows whose whole spread interval lies above the middle spread of these rows, by a tenth of it or more."""
    middle = middle_spread(rows)
    return [row for row in rows if middle is not None and row.spread is not None and row.spread.low > MATERIAL * middle]


def middle_spread(rows: Sequence[AgentLevel]) -> float | None:
    """The median spread of those with enough contacts; None where there are none."""
    spreads = sorted(row.spread.estimate for row in rows if row.spread is not None and row.status == "enough")
    if not spreads:
        return None
    half = len(spreads) // 2
    return spreads[half] if len(spreads) % 2 else (spreads[half - 1] + spreads[half]) / 2


def not_enough(analysis: Analysis, agents: Collection[str], say: Words = ENGLISH) -> tuple[NotEnough, ...]:
    """Agents of the team about whom nothing can be said yet, with how many contacts more are needed."""
    return tuple(
        NotEnough(
            agent=one.agent,
            behaviour=name,
            n=one.n,
            needed=one.needed,
            kind=(kind := _lack(one)),
            words=lacking(kind, one.n, one.needed, say),
        )
        for name, result in sorted(analysis.behaviours.items())
        for one in sorted(result.agents, key=lambda one: one.agent)
        if one.agent in agents and one.status != "enough"
    )


def _lack(one: AgentResult) -> Lack:
    if one.status == "new":
        return "new"
    if one.needed > ALIKE * one.n:
        return "alike"
    return "more" if one.needed else "so_far"


def lacking(kind: Lack, n: int, needed: int, say: Words) -> str:
    """Say what is not enough yet, of one or of several together."""
    contacts = say.counted("figure.contacts", n)
    if kind in {"alike", "so_far"}:
        return say(f"lacking.{kind}", contacts=contacts)
    more = say("lacking.more", contacts=contacts, needed=say.number(needed))
    found = more if needed else say("lacking.so_far", contacts=contacts)
    return say("lacking.new", rest=found) if kind == "new" else found


def changes(analysis: Analysis, agents: Collection[str], say: Words = ENGLISH) -> tuple[str, ...]:
    """Signals in words: what moved by more than noise would, since when."""
    return tuple(
        say(
            "signal.on" if signal.low == signal.high else "signal.line",
            agent=one.agent,
            behaviour=say.behaviour(name),
            what=say(f"signal.{signal.kind}"),
            since=say.day(signal.since),
            low=say.day(signal.low),
            high=say.day(signal.high),
        )
        for name, result in sorted(analysis.behaviours.items())
        for one in sorted(result.agents, key=lambda one: one.agent)
        if one.agent in agents
        for signal in one.signals
    )
