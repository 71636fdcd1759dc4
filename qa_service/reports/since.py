"""What moved in a team between two spans of days, and whether its coaching sessions showed, in words."""

import math
from collections.abc import Sequence

from qa_service.monitoring.results import Interval
from qa_service.reports.report import AgentLevel, Confirmed, Session, Then
from qa_service.reports.standing import NINETY, pooled
from qa_service.reports.words import Words


def heading(then: Then | None, say: Words) -> str:
    """Which days are compared."""
    if then is None:
        return say("since.nothing")
    now, before = (say.days(span.start, span.end) for span in (then.now, then.before))
    return say("since.lead", now=now, before=before)


def moved(then: Then | None, say: Words) -> tuple[str, ...]:
    """A line per behaviour of both spans that moved beyond its 90% interval; one for all the rest."""
    if then is None:
        return ()
    found, same = _lines(then, say)
    return (*found, say("since.unmoved", names=say.listed(same))) if same else tuple(found)


def _lines(then: Then, say: Words) -> tuple[list[str], list[str]]:
    """What is said of those that moved, and the names of the others."""
    found: list[str] = []
    same: list[str] = []
    for name in sorted({row.behaviour for row in then.levels_before} & {row.behaviour for row in then.levels_now}):
        before, now = ([row for row in rows if row.behaviour == name] for rows in (then.levels_before, then.levels_now))
        spread_before, spread_now, level_before, level_now = spread(before), spread(now), _level(before), _level(now)
        if spread_before is None or spread_now is None or level_before is None or level_now is None:
            continue
        steady, better = ratio(spread_before, spread_now), shift(level_before, level_now)
        if not steady and not better:
            same.append(say.behaviour(name))
            continue
        found.append(
            say(
                "since.line",
                behaviour=say.title(name),
                steady=say(f"since.{({-1: 'steadier', 0: 'same_spread', 1: 'less_steady'})[steady]}"),
                spread_before=say.spread(spread_before),
                spread_now=say.spread(spread_now),
                level=say(f"since.{({-1: 'lower', 0: 'same_level', 1: 'higher'})[better]}"),
                level_before=say.level(level_before),
                level_now=say.level(level_now),
            )
        )
    return found, same


def _level(rows: Sequence[AgentLevel]) -> Interval | None:
    return pooled((row.level, row.n, row.spread.estimate**2 if row.spread else 0.0) for row in rows)


def spread(rows: Sequence[AgentLevel]) -> Interval | None:
    """The SD within agents, pooled by contacts: sqrt(sum n s^2 / sum n), its interval from theirs on the log scale."""
    known = [(row.n, row.spread) for row in rows if row.spread is not None and row.n and row.spread.low > 0]
    total = sum(n for n, _ in known)
    if not total:
        return None
    variance = sum(n * one.estimate**2 for n, one in known) / total
    error = sum((n / total * one.estimate**2 * math.log(one.high / one.low) / NINETY) ** 2 for n, one in known)
    half = NINETY * math.sqrt(error) / (2 * variance)
    sd = math.sqrt(variance)
    return Interval(estimate=sd, low=sd * math.exp(-half), high=sd * math.exp(half))


def ratio(before: Interval, now: Interval) -> int:
    """-1 where the spread surely fell, 1 where it surely rose, 0 where the 90% interval of the ratio holds 1."""
    change = math.log(now.estimate / before.estimate)
    half = math.hypot(*(math.log(one.high / one.low) / 2 for one in (before, now)))
    return _sign(change, half)


def shift(before: Interval, now: Interval) -> int:
    """-1, 0 or 1 as `ratio`, of the difference of two levels."""
    half = math.hypot(*((one.high - one.low) / 2 for one in (before, now)))
    return _sign(now.estimate - before.estimate, half)


def _sign(change: float, half: float) -> int:
    return 0 if abs(change) <= half else int(math.copysign(1, change))


def held(sessions: Sequence[Session], say: Words) -> tuple[str, ...]:
    """Coaching sessions by day, and whether they showed."""
    if not sessions:
        return (say("session.none"),)
    ordered = sorted(sessions, key=lambda one: (one.held_on, one.agent, one.behaviour))
    return tuple(
        say(
            "session.line",
            agent=one.agent,
            behaviour=say.behaviour(one.behaviour),
            day=say.day(one.held_on),
            showed=say(f"session.{one.showed}", change=_points(one.change, say) if one.change else ""),
        )
        for one in ordered
    )


def _points(change: Interval, say: Words) -> str:
    """A difference of levels in percentage points, with its sign: '+6 (+1 to +11)'."""
    estimate, low, high = (f"{value * 100:+.0f}" for value in (change.estimate, change.low, change.high))
    return say("share.points", estimate=estimate, low=low, high=high)


def confirmed(found: Confirmed | None, say: Words) -> str:
    """How many of the moments quoted last time people have confirmed."""
    if found is None or not found.quoted:
        return say("confirmed.none")
    if not found.read:
        return say("confirmed.unread", quoted=say.number(found.quoted))
    return say(
        "confirmed.line",
        quoted=say.number(found.quoted),
        read=say.number(found.read),
        agreed=say.number(found.agreed),
        share=say.percent(found.agreed / found.read),
    )
