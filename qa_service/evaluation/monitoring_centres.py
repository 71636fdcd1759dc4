"""Simulated contact centres of known truth, as the rows that `qa analyse` reads."""

import datetime as dt

import numpy as np
from msgspec import Struct
from numpy.random import Generator
from scipy.stats import norm

from qa_service.monitoring.groups import Codes, Flags, Floats, Labels, Rows

BEHAVIOUR = "clarity"
AGENTS = 60
FEWEST, MOST = 5, 400  # rows of an agent
DAYS = tuple(dt.date(2026, 1, 1) + dt.timedelta(days=i) for i in range(70))
CENTRE, BETWEEN = 0.7, 0.08  # mean and SD of the agents' levels, as a share
USUAL, UNLIKE = 0.16, 0.25  # median SD of an agent's scores; SD of its logarithm between agents
LOWEST, HIGHEST = 0.3, 0.9  # of the levels
FULLEST = 0.8  # an SD is at most this part of the largest one that its level leaves room for
HARD = 0.08  # what a hard queue takes from a score


class Truth(Struct, frozen=True, kw_only=True, eq=False):
    """Per agent: rows, level (0..1, at the centre's case mix) and SD of single scores within a cell."""

    n: Codes
    level: Floats
    spread: Floats


def possible(level: Floats, spread: Floats) -> Flags:
    """Whether a pair of level and SD is of the prior's region; both may be grids."""
    inside = (level >= LOWEST) & (level <= HIGHEST)
    room = np.sqrt(np.clip(level * (1 - level), 0.0, None))
    return inside & (spread <= FULLEST * room)


def density(level: Floats, log_spread: Floats) -> Floats:
    """Prior density of level and log SD, up to a constant."""
    return np.where(
        possible(level, np.exp(log_spread)),
        norm.pdf(level, CENTRE, BETWEEN) * norm.pdf(log_spread, np.log(USUAL), UNLIKE),
        0.0,
    )


def volumes(rng: Generator, agents: int = AGENTS) -> Codes:
    """Rows per agent, log-uniform over FEWEST..MOST."""
    return np.round(np.exp(rng.uniform(np.log(FEWEST), np.log(MOST), agents))).astype(np.int64)


def truth(rng: Generator, agents: int = AGENTS) -> Truth:
    """Draw levels and spreads from the prior by rejection."""
    level, spread = np.zeros(agents), np.ones(agents)
    while not (good := possible(level, spread)).all():
        bad = ~good
        level[bad] = rng.normal(CENTRE, BETWEEN, int(bad.sum()))
        spread[bad] = USUAL * np.exp(rng.normal(0, UNLIKE, int(bad.sum())))
    return Truth(n=volumes(rng, agents), level=level, spread=spread)


def equals(rng: Generator, agents: int = AGENTS, level: float = CENTRE) -> Truth:
    """Agents who differ in volume and spread alone."""
    return Truth(n=volumes(rng, agents), level=np.full(agents, level), spread=truth(rng, agents).spread.clip(0.05, 0.3))


def beta_scores(rng: Generator, level: Floats, spread: Floats) -> Floats:
    size = level * (1 - level) / spread**2 - 1
    return rng.beta(level * size, (1 - level) * size)


def hard_queues(rng: Generator, agent: Codes) -> Codes:
    """1 where the queue is hard: seven in ten contacts of three agents in ten, one in ten of the others'."""
    often = np.where(rng.random(int(agent.max()) + 1) < 0.3, 0.7, 0.1)
    return (rng.random(len(agent)) < often[agent]).astype(np.int64)


def rows(
    agent: Codes,
    score: Floats,
    *,
    team: Codes | None = None,
    reason: Codes | None = None,
    day: Codes | None = None,
    days: tuple[dt.date, ...] = DAYS,
    met: Floats | None = None,
    opportunities: Floats | None = None,
) -> Rows:
    """Lay a centre out as rows of one behaviour; without `day` they go round the calendar."""
    count = len(score)
    reasons = 0 if reason is None else int(reason.max()) + 1
    zero = np.zeros(count, dtype=np.int64)
    return Rows(
        labels=Labels(
            agents=tuple(f"a{i:03}" for i in range(int(agent.max()) + 1)),
            teams=tuple(f"t{i}" for i in range(1 if team is None else int(team.max()) + 1)),
            behaviours=(BEHAVIOUR,),
            factors=("reason",) if reasons else (),
            levels=(tuple(f"r{i}" for i in range(reasons)),) if reasons else (),
            cells=np.arange(reasons)[:, None] if reasons else np.zeros((1, 0), dtype=np.int64),
            days=days,
        ),
        agent=agent,
        team=zero if team is None else team,
        behaviour=zero,
        cell=zero if reason is None else reason,
        day=np.arange(count) % len(days) if day is None else day,
        score=score.astype(np.float64),
        met=np.zeros(count) if met is None else met.astype(np.float64),
        opportunities=np.zeros(count) if opportunities is None else opportunities.astype(np.float64),
    )
