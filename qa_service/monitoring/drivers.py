"""What goes with a behaviour's score in what happened to the customer: associations, never causes."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from scipy.stats import t as student

from qa_service.monitoring.groups import Codes, Flags, Floats, Rows, summed
from qa_service.monitoring.results import Driver, Interval

LEAST_ROWS, LEAST_AGENTS = 50, 5  # with both, and agents with two each, under which nothing is said
ROUNDS, CLOSE = 200, 1e-10
# In the order in which one is taken for the gain of training: its name, its range, and where more of it is worse.
OUTCOMES = {"csat": 4.0, "resolved": 1.0, "nps": 10.0, "returned": 1.0, "spend": 0.0}
WORSE = frozenset({"returned"})
PRECISE = 0.1  # of the outcome's range: an association is known to this half-width, or when it is surely not zero


class Every(Struct, frozen=True, kw_only=True):
    """How many scores of a behaviour there are, answered or not, and their sum."""

    n: float
    total: float


def drivers(rows: Rows, outcomes: Mapping[str, Floats], every: Mapping[str, Every] | None = None) -> tuple[Driver, ...]:
    """Associate every behaviour with every outcome; an outcome is a column beside `rows`, NaN where nobody answered.

    `every` counts the scores by behaviour where `rows` hold only those of contacts that somebody answered for.
    """
    found: list[Driver] = []
    for code, name in enumerate(rows.labels.behaviours):
        here = rows.behaviour == code
        all_of_it = every[name] if every else Every(n=float(here.sum()), total=float(rows.score[here].sum()))
        for outcome, values in outcomes.items():
            one = _driver(rows, here & ~np.isnan(values), (name, outcome), values, all_of_it)
            if one is not None:
                found.append(one)
    return tuple(found)


def known(found: tuple[Driver, ...]) -> tuple[str | None, dict[str, float]]:
    """The outcome that training is expected to move, and what a whole point of each behaviour goes with in it.

    One outcome for all behaviours, the first of OUTCOMES that some behaviour is known to go with; behaviours whose
    association is not known are left out. What would make things worse counts 0.
    """
    for outcome, span in OUTCOMES.items():
        sign = -1.0 if outcome in WORSE else 1.0
        told = {
            one.behaviour: max(sign * one.within.estimate, 0.0)
            for one in found
            if one.outcome == outcome and _told(one.within, span)
        }
        if told:
            return outcome, told
    return None, {}


def _told(within: Interval, span: float) -> bool:
    return within.low > 0 or within.high < 0 or within.high - within.low <= 2 * PRECISE * span


def _driver(rows: Rows, given: Flags, names: tuple[str, str], values: Floats, every: Every) -> Driver | None:
    """Slopes of the outcome on the score (Neuhaus & Kalbfleisch 1998: within and between agents apart).

    `within`: agents and the levels of every case-mix factor as fixed effects, errors clustered by agent with the small
    sample's correction and t of agents - 1 (Cameron & Miller 2015, eq. 11 and VI.D). `between`: agents' means, weighed
    by their rows, errors HC3. Both in units of the outcome for a whole point, 0 to 1, of the score.
    """
    n = int(given.sum())
    if n < LEAST_ROWS:
        return None
    agents, agent = np.unique(rows.agent[given], return_inverse=True)
    count = np.bincount(agent)
    if (count > 1).sum() < LEAST_AGENTS:
        return None
    score, answer = rows.score[given], values[given]
    levels = rows.labels.cells[rows.cell[given]]
    effects = [agent, *(np.unique(levels[:, f], return_inverse=True)[1] for f in range(levels.shape[1]))]
    effects = [codes for i, codes in enumerate(effects) if i == 0 or codes.max() > 0]
    within = _within(swept(score, effects), swept(answer, effects), agent, sum(int(e.max()) for e in effects) + 2)
    if within is None:
        return None
    silent = every.n - n
    return Driver(
        behaviour=names[0],
        outcome=names[1],
        within=within,
        between=_between(summed(agent, score, len(agents)) / count, summed(agent, answer, len(agents)) / count, count),
        n=n,
        agents=len(agents),
        answered=n / every.n,
        score_answered=float(score.mean()),
        score_silent=(every.total - float(score.sum())) / silent if silent >= 1 else None,
    )


def swept(values: Floats, effects: list[Codes]) -> Floats:
    """Residuals of the values on additive fixed effects, by alternating projections (Guimaraes & Portugal 2010)."""
    left = values - values.mean()
    sizes = [np.bincount(codes) for codes in effects]
    for _ in range(ROUNDS):
        before = left
        for codes, size in zip(effects, sizes, strict=True):
            left = left - (summed(codes, left, len(size)) / np.maximum(size, 1))[codes]
        if len(effects) == 1 or float(np.abs(left - before).max()) < CLOSE:
            break
    return left


def _within(score: Floats, answer: Floats, agent: Codes, parameters: int) -> Interval | None:
    n, clusters = len(score), int(agent.max()) + 1
    information = float(score @ score)
    if information < 1e-9 * n or n <= parameters:
        return None
    slope = float(score @ answer) / information
    held = summed(agent, score * (answer - slope * score), clusters)
    # The agents' own effects are nested in the clusters and cost no degrees of freedom there.
    own = parameters - clusters
    correction = clusters / (clusters - 1) * (n - 1) / (n - own)
    return _interval(slope, np.sqrt(correction * float(held @ held)) / information, clusters - 1)


def _between(score: Floats, answer: Floats, weight: Codes) -> Interval | None:
    share = weight / weight.sum()
    apart, away = score - share @ score, answer - share @ answer
    information = float(share @ apart**2)
    if information < 1e-9 or len(score) < LEAST_AGENTS:
        return None
    slope = float(share @ (apart * away)) / information
    leverage = (share + share * apart**2 / information).clip(None, 0.99)
    error = share * apart * (away - slope * apart) / (1 - leverage)
    return _interval(slope, float(np.sqrt(error @ error)) / information, len(score) - 2)


def _interval(estimate: float, error: float | np.float64, freedom: int) -> Interval:
    half = float(student.ppf(0.95, freedom)) * float(error)
    return Interval(estimate=estimate, low=estimate - half, high=estimate + half)
