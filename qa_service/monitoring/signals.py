"""Shifts of an agent's level and spread against a frozen base period."""

import datetime as dt

import numpy as np
from msgspec import Struct, structs
from scipy.special import ndtri

from qa_service.monitoring.adjusted import adjusted
from qa_service.monitoring.case_mix import CaseMix
from qa_service.monitoring.charts import DOWN, UP, Chart, level, limits, reference, start, step
from qa_service.monitoring.groups import Codes, Flags, Floats, summed
from qa_service.monitoring.level import graded
from qa_service.monitoring.results import Signal
from qa_service.monitoring.results import SignalKind as Kind
from qa_service.monitoring.sample import Sample
from qa_service.monitoring.spread import common_variance, excess, spreads

LEAST_DAYS = 14  # of the base, and of what is watched
LEAST_ROWS = 10  # of the agent in the base
# False alarms a year of one agent in one behaviour, by chart: one in all. Pass/fail has no spread of its own, and a
# share near 1 strays downwards more often than a normal score.
ALARMS: dict[Chart, float] = {"level": 0.5, "spread_up": 0.35, "spread_down": 0.15}
OF_COUNTS: dict[Chart, float] = {"level": 0.8}
SEEN = float(ndtri(0.9))  # a change counts as detectable that is signalled in nine of ten


class Base(Struct, frozen=True, kw_only=True, eq=False):
    """The base period by agent (positions in the Sample): who has one, the mean, SD of a score of weight 1, and errors.

    `open_mean` is the variance of the mean in squared SDs, `open_log` that of the log SD; `scale` is of charts.step.
    """

    has: Flags
    mean: Floats
    deviation: Floats
    open_mean: Floats
    open_log: Floats
    scale: Floats
    day_share: float


class Watched(Struct, frozen=True, kw_only=True, eq=False):
    """Per agent: `signals`, and `detectable`, the smallest lasting change that nine times in ten would be signalled.

    Of the level in points of the score, of the spread as a ratio to the base's SD; a kind that no change would have
    raised is left out. None for agents without a base or without scores after it.
    """

    signals: tuple[tuple[Signal, ...], ...]
    detectable: tuple[dict[Kind, float] | None, ...]


class Days(Struct, frozen=True, kw_only=True, eq=False):
    """Standardised scores after the base, (agents, days with scores): count (weight), sum, sum of squares."""

    days: Codes
    n: Floats
    total: Floats
    square: Floats


def watched(sample: Sample, mix: CaseMix, days: tuple[dt.date, ...], base_until: dt.date | None = None) -> Watched:
    """Chart every agent's days after `base_until` (default: the middle of the days) against those before."""
    day = np.array([one.toordinal() for one in days], dtype=np.int64)[sample.day]
    first, last = int(day.min()), int(day.max())
    until = first + (last - first + 1) // 2 if base_until is None else base_until.toordinal()
    if until - first < LEAST_DAYS or last - until + 1 < LEAST_DAYS:
        return nothing(len(sample.agents))
    since = np.full(len(sample.agents), until)
    return charted(sample, mix, day, before=day < until, since=since)


def nothing(agents: int) -> Watched:
    return Watched(signals=((),) * agents, detectable=(None,) * agents)


def charted(sample: Sample, mix: CaseMix, day: Codes, *, before: Flags, since: Codes) -> Watched:
    """Chart each agent's days (ordinals, by group) from `since` (by agent) on against the groups of the base, `before`.

    Case mix is taken out first. Together the charts of an agent in a behaviour raise one false alarm a year (ALARMS),
    at the pace of the agent's own scores. A chart's first signal stands; `since` of a signal is the likeliest day of a
    step change up to the alarm (Hinkley 1970), `low` and `high` hold nine tenths of its likelihood.
    """
    base = _base(sample, mix, before)
    if base is None:
        return nothing(len(sample.agents))
    seen = _days(sample, mix, base, day, day >= since[sample.agent])
    pace = seen.n.sum(axis=1) / np.maximum(int(day.max()) - since + 1, 1) * 365.25
    return _charted(base, seen, np.maximum(pace, 1e-9), pass_fail=sample.pass_fail)


def _base(sample: Sample, mix: CaseMix, before: Flags) -> Base | None:
    agents = len(sample.agents)
    rows = summed(sample.agent[before], sample.n[before], agents)
    here = np.flatnonzero(rows > 0)
    if not len(here):
        return None
    position = np.cumsum(rows > 0) - 1
    part = structs.replace(
        sample,
        agent=position[sample.agent[before]],
        agents=sample.agents[here],
        team=np.unique(sample.team[here], return_inverse=True)[1].astype(np.int64),
        rows=rows[here],
        below=np.zeros(len(here)),
        **{
            name: getattr(sample, name)[before]
            for name in (
                *("cell", "day", "n", "weight", "total", "square", "cube", "fourth"),
                *("log_score", "log_rest", "zeros", "ones"),
            )
        },
    )
    means = adjusted(part, structs.replace(mix, shift=mix.shift[before], variance=mix.variance[here]))
    levels = graded(means, np.full(len(here), common_variance(means)), mix.variance[here], part.team)
    spread = spreads(means, levels.posterior.mean)
    levels = graded(means, spread.variance, mix.variance[here], part.team)
    deviation = np.exp(spread.log_sd)
    kurtosis = np.zeros(len(here))
    if part.pass_fail:
        share = levels.posterior.mean.clip(0.01, 0.99)
        due = share * (1 - share)
        deviation = np.sqrt(due * max(1.0, float(means.squares.sum()) / float(due @ np.maximum(means.freedom, 0.1))))
    else:
        kurtosis = excess(levels.posterior.mean.clip(0.02, 0.98), spread.variance, means).clip(-1.2, 6.0)

    def every(values: Floats) -> Floats:
        whole = np.ones(agents)
        whole[here] = values
        return whole

    return Base(
        has=rows >= LEAST_ROWS,
        mean=every(levels.posterior.mean),
        deviation=every(deviation),
        open_mean=every(levels.posterior.variance / deviation**2),
        open_log=every(spread.error**2),
        scale=every(np.sqrt(2 / (2 + kurtosis))),
        day_share=means.day_share or 0.0,
    )


def _days(sample: Sample, mix: CaseMix, base: Base, day: Codes, after: Flags) -> Days:
    """Sums by agent and day of (score - cell's effect - base's mean) / base's SD; opportunities weigh pass/fail."""
    days, at = np.unique(day[after], return_inverse=True)
    agent = sample.agent[after]
    shape = (len(sample.agents), len(days))
    key = agent * shape[1] + at
    centre, deviation = mix.shift[after] + base.mean[agent], base.deviation[agent]
    weight, total = sample.weight[after], sample.total[after]
    square = sample.square[after] - 2 * centre * total + weight * centre**2

    def table(values: Floats) -> Floats:
        return summed(key, values, shape[0] * shape[1]).reshape(shape)

    return Days(
        days=days,
        n=table(weight),
        total=table((total - weight * centre) / deviation),
        square=table(square.clip(0.0) / deviation**2),
    )


def _charted(base: Base, seen: Days, pace: Floats, *, pass_fail: bool) -> Watched:
    share = OF_COUNTS if pass_fail else ALARMS
    level_worth = 1 / np.maximum(base.open_mean, 1e-9)
    spread_worth = 1 / np.maximum(2 * base.open_log, 1e-9)
    at = limits("level", level_worth, share["level"] / pace)
    up = limits("spread_up", spread_worth, ALARMS["spread_up"] / pace)
    down = limits("spread_down", spread_worth, ALARMS["spread_down"] / pace)
    never = len(seen.days)
    alarm: dict[Kind, Codes] = {kind: np.full(len(pace), never) for kind in _kinds(pass_fail=pass_fail)}
    state = start(pace.shape)
    for i in range(never):
        n = seen.n[:, i]
        state = step(
            state, n, seen.total[:, i], seen.square[:, i],
            open_base=base.open_mean, scale=base.scale, day_share=base.day_share,
        )  # fmt: skip
        moved = level(state, base.open_mean)
        crossed = {"level_down": moved < -at, "level_up": moved > at, "spread_up": state.up > up}
        crossed["spread_down"] = state.down > down
        for kind, first in alarm.items():
            first[crossed[kind] & (n > 0) & (first == never)] = i
    counted = seen.n.sum(axis=1)
    usable = base.has & (counted > 0)
    signals = [
        tuple(
            _signal(kind, seen, base, agent, int(first[agent])) for kind, first in alarm.items() if first[agent] < never
        )
        if usable[agent]
        else ()
        for agent in range(len(pace))
    ]
    smallest = _detectable(base, counted, state.variance, state.kept, (at, up, down), pass_fail=pass_fail)
    return Watched(
        signals=tuple(signals),
        detectable=tuple(
            {kind: float(values[agent]) for kind, values in smallest.items() if np.isfinite(values[agent])}
            if usable[agent]
            else None
            for agent in range(len(pace))
        ),
    )


def _kinds(*, pass_fail: bool) -> tuple[Kind, ...]:
    return ("level_down", "level_up") if pass_fail else ("level_down", "level_up", "spread_up", "spread_down")


def _signal(kind: Kind, seen: Days, base: Base, agent: int, alarm: int) -> Signal:
    """The step change up to the alarm's day that explains most, by normal likelihood ratios."""
    some = np.flatnonzero(seen.n[agent, : alarm + 1] > 0)
    n = seen.n[agent, some][::-1].cumsum()[::-1]
    total = seen.total[agent, some][::-1].cumsum()[::-1]
    if kind.startswith("level"):
        mean = total / n
        right = mean < 0 if kind == "level_down" else mean > 0
        ratio = 0.5 * mean**2 / (1 / n + base.open_mean[agent])
    else:
        mean = total / n
        square = seen.square[agent, some][::-1].cumsum()[::-1] / n - np.minimum(mean**2, 1.0)
        square = square.clip(1e-4)
        right = square > 1 if kind == "spread_up" else square < 1
        ratio = 0.5 * n * (square - 1 - np.log(square))
    ratio = np.where(right, ratio, -np.inf)
    if not right.any():
        ratio = np.zeros(len(some))
    mass = np.exp(ratio - ratio.max()).cumsum()
    low, high = (int((mass < part * mass[-1]).sum()) for part in (0.05, 0.95))
    best = int(ratio.argmax())
    dates = [dt.date.fromordinal(int(seen.days[some[i]])) for i in (best, min(low, best), max(high, best))]
    return Signal(kind=kind, since=dates[0], low=dates[1], high=dates[2])


def _detectable(
    base: Base, n: Floats, variance: Floats, kept: Floats, at: tuple[Floats, Floats, Floats], *, pass_fail: bool
) -> dict[Kind, Floats]:
    """Changes that last all of the watched scores and reach the limit in nine of ten; by each chart's mean and SD."""
    weight = np.maximum(1 - kept, 1e-9)
    error = np.sqrt(variance + weight**2 * base.open_mean)
    shift = (at[0] + SEEN) * error / weight * base.deviation
    found: dict[Kind, Floats] = {"level_down": shift, "level_up": shift}
    if pass_fail:
        return found
    scaled, chance = n * base.scale, SEEN * np.sqrt(2 * np.maximum(n, 1.0))
    more = (at[1] + n * (reference(UP) - 1 + base.scale)) / np.where(scaled > chance, scaled - chance, np.nan)
    less = (n * (reference(DOWN) - 1 + base.scale) - at[2]) / np.maximum(scaled + chance, 1e-9)
    found["spread_up"] = np.sqrt(more)
    found["spread_down"] = np.sqrt(np.where(less > 0, less, np.nan))
    return found
