"""What the statistics make of simulated centres of 60 agents: coverage, losses, flags and verdicts, as figures."""

from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.random import Generator

from qa_service.evaluation import monitoring_exact as exact
from qa_service.evaluation.monitoring_centres import (
    AGENTS,
    BEHAVIOUR,
    HARD,
    Truth,
    beta_scores,
    equals,
    hard_queues,
    rows,
    truth,
)
from qa_service.monitoring.analysis import analyse_rows
from qa_service.monitoring.correction import Reviews, corrected, of_scores
from qa_service.monitoring.estimate import estimate
from qa_service.monitoring.groups import Codes, Floats, Rows, grouped
from qa_service.monitoring.interval import shortfall
from qa_service.monitoring.results import Analysis, BehaviourResult

TOP, LISTED = 10, 20
ERROR, REVIEWS = 0.2, 200  # how often the wrong scorer is wrong; how many of a centre's scores were reviewed
Case = Literal["graded", "hard queues", "pass/fail", "20% scorer error"]
CASES: tuple[Case, ...] = ("graded", "hard queues", "pass/fail", "20% scorer error")


class Centre(Struct, frozen=True, kw_only=True, eq=False):
    """`levels` are at the centre's case mix; `raw` what an average says; `best` what exact Bayes says."""

    rows: Rows
    truth: Truth
    raw: Floats
    best: exact.Exact
    target: float
    reviews: dict[str, Reviews]


class Figures(Struct, frozen=True, kw_only=True):
    """Shares of agents covered; losses of the top ten and error of the log spread as parts of exact Bayes'.

    Spreads are of agents with ten rows or more; None for pass/fail, whose SD is that of the level. `ranked` is the
    share of centres that list LISTED agents or more.
    """

    levels: float
    spreads: float | None
    top_ten: float
    top_ten_raw: float
    log_spread: float | None
    ranked: float


def centre(rng: Generator, case: Case) -> Centre:
    true = truth(rng)
    agent = np.repeat(np.arange(AGENTS), true.n)
    if case in {"graded", "hard queues"}:
        return _graded(rng, true, agent, hard=case == "hard queues")
    return _counted(rng, true, agent, wrong=case != "pass/fail")


def _graded(rng: Generator, true: Truth, agent: Codes, *, hard: bool) -> Centre:
    reason = hard_queues(rng, agent) if hard else None
    shift: Floats = np.zeros(len(agent)) if reason is None else (-HARD * reason).astype(np.float64)
    score = beta_scores(rng, true.level[agent] + shift, true.spread[agent])
    level = true.level + float(shift.mean())
    target = float(level.mean())
    return Centre(
        rows=rows(agent, score, reason=reason),
        truth=Truth(n=true.n, level=level, spread=true.spread),
        raw=np.bincount(agent, score) / true.n,
        best=exact.of_scores(agent, score, shift, target - float(shift.mean())),
        target=target,
        reviews={},
    )


def _counted(rng: Generator, true: Truth, agent: Codes, *, wrong: bool) -> Centre:
    called = np.ones(len(agent)) if wrong else rng.integers(1, 4, len(agent)).astype(np.float64)
    met = rng.binomial(called.astype(np.int64), true.level[agent]).astype(np.float64)
    seen, reviews = met, {}
    if wrong:
        seen = np.where(rng.random(len(met)) < ERROR, 1 - met, met)
        review = np.full(len(met), np.nan)
        chosen = rng.choice(len(met), REVIEWS, replace=False)
        review[chosen] = met[chosen]
        reviews = {BEHAVIOUR: of_scores(seen, review)}
    target = float(true.level.mean())
    return Centre(
        rows=rows(agent, seen / called, met=seen, opportunities=called),
        truth=true,
        raw=np.bincount(agent, seen) / np.bincount(agent, called),
        best=exact.of_counts(agent, seen, called, target, right=1 - ERROR if wrong else 1.0),
        target=target,
        reviews=reviews,
    )


def figures(rng: Generator, case: Case, centres: int) -> Figures:
    hits: list[Floats] = []
    spread_hits: list[Floats] = []
    losses = np.zeros(3)
    errors = np.zeros(2)
    listed: list[int] = []
    for _ in range(centres):
        one = centre(rng, case)
        found = analyse_rows(one.rows, targets={BEHAVIOUR: one.target}, volume="equal", reviews=one.reviews)
        agents = found.behaviours[BEHAVIOUR].agents
        true = one.truth
        hits.append(_covered([(a.level.low, a.level.high) for a in agents], true.level))
        many = true.n >= TOP
        spread_hits.append(_covered([(a.spread.low, a.spread.high) for a in agents], true.spread)[many])
        log_spread = np.log(np.maximum([a.spread.estimate for a in agents], 1e-6))
        errors += [np.mean((each - np.log(true.spread))[many] ** 2) for each in (log_spread, one.best.log_spread)]
        lack = (one.target - true.level).clip(0.0)
        listed.append(len(found.priorities))
        orders = (_chosen(found, one), np.argsort(-one.best.gap)[:TOP], np.argsort(one.raw)[:TOP])
        most = np.sort(lack)[-TOP:].sum()
        losses += [most - lack[order].sum() for order in orders]
    graded = not np.isnan(errors[1])
    return Figures(
        levels=float(np.concatenate(hits).mean()),
        spreads=float(np.concatenate(spread_hits).mean()) if graded else None,
        top_ten=float(losses[0] / losses[1]),
        top_ten_raw=float(losses[2] / losses[1]),
        log_spread=float(np.sqrt(errors[0] / errors[1])) if graded else None,
        ranked=float(np.mean([n >= LISTED for n in listed])),
    )


def _chosen(found: Analysis, one: Centre) -> Codes:
    """The first ten of the list; where it is no choice, being shorter than LISTED, the ten largest expected gaps."""
    if len(found.priorities) >= LISTED:
        return np.array([int(p.agent[1:]) for p in found.priorities[:TOP]], dtype=np.int64)
    seen = estimate(grouped(one.rows, {BEHAVIOUR: one.target}), 0)
    if seen is None:
        raise ValueError("a centre without scores")
    posterior = corrected(seen, one.reviews.get(BEHAVIOUR))[0].levels.posterior
    return np.argsort(-shortfall(posterior.mean, posterior.variance, one.target))[:TOP].astype(np.int64)


def _covered(limits: list[tuple[float, float]], true: Floats) -> Floats:
    low, high = np.array(limits).T
    return ((low <= true) & (true <= high)).astype(np.float64)


Made = Callable[[Generator], tuple[Rows, dict[str, float]]]


def equal_agents(rng: Generator, *, hard: bool = False, pass_fail: bool = False) -> tuple[Rows, dict[str, float]]:
    """Nobody differs but in spread; the target is the mean of the levels found."""
    true = equals(rng)
    agent = np.repeat(np.arange(AGENTS), true.n)
    reason = hard_queues(rng, agent) if hard else None
    level = true.level[agent] - (0 if reason is None else HARD * reason)
    score = (rng.random(len(agent)) < level).astype(np.float64) if pass_fail else None
    return rows(agent, beta_scores(rng, level, true.spread[agent]) if score is None else score, reason=reason), {}


def one_low(rng: Generator) -> tuple[Rows, dict[str, float]]:
    """Agent 0 is 0.10 under all others, at n = 100."""
    true = equals(rng)
    n = np.r_[100, true.n[1:]]
    agent = np.repeat(np.arange(AGENTS), n)
    return rows(agent, beta_scores(rng, np.where(agent == 0, 0.6, 0.7), true.spread[agent])), {}


def slightly_apart(rng: Generator) -> tuple[Rows, dict[str, float]]:
    """Intraclass correlation 0.05: scores of SD 0.16 within agents."""
    within = 0.16
    level = rng.normal(0.7, within * np.sqrt(0.05 / 0.95), AGENTS).clip(0.4, 0.9)
    agent = np.repeat(np.arange(AGENTS), equals(rng).n)
    return rows(agent, beta_scores(rng, level[agent], np.full(len(agent), within))), {}


def low_team(rng: Generator) -> tuple[Rows, dict[str, float]]:
    """One team of three, alike within, is 0.10 under the target."""
    agent = np.repeat(np.arange(AGENTS), equals(rng).n)
    team = agent % 3
    score = beta_scores(rng, np.where(team == 1, 0.6, 0.7), np.full(len(agent), 0.16))
    return rows(agent, score, team=team), {BEHAVIOUR: 0.7}


def low_reason(rng: Generator) -> tuple[Rows, dict[str, float]]:
    """One reason of five is 0.15 under the others, whoever answers."""
    agent = np.repeat(np.arange(AGENTS), equals(rng).n)
    reason = rng.choice(5, len(agent), p=[0.3, 0.2, 0.2, 0.15, 0.15]).astype(np.int64)
    score = beta_scores(rng, 0.7 - 0.15 * (reason == 3), np.full(len(agent), 0.16))
    return rows(agent, score, reason=reason), {BEHAVIOUR: 0.7}


def share(rng: Generator, made: Made, centres: int, holds: Callable[[Analysis], bool]) -> float:
    """In which part of the centres it holds."""
    return sum(map(holds, _analyses(rng, made, centres))) / centres


def _analyses(rng: Generator, made: Made, centres: int) -> Iterator[Analysis]:
    for _ in range(centres):
        table, targets = made(rng)
        yield analyse_rows(table, targets=targets)


def flagged_or_ranked(found: Analysis) -> bool:
    """Someone is called under target with 90%, or has a 90% rank interval that lies in the list's upper half."""
    flagged = any(a.p_below_target >= 0.9 for b in found.behaviours.values() for a in b.agents)
    sure = any(p.rank_high < len(found.priorities) / 2 for p in found.priorities)
    return flagged or sure


def told_apart(found: Analysis) -> bool:
    """The agents' variance is distinguishable from zero."""
    return any(b.icc is not None and b.icc.low > 0 for b in found.behaviours.values())


def of_behaviour(found: Analysis) -> BehaviourResult:
    return found.behaviours[BEHAVIOUR]
