"""Centres with known levels and spreads, as rows."""

import datetime as dt

import numpy as np

from qa_service.monitoring.groups import Labels, Rows

DAYS = tuple(dt.date(2026, 1, 1) + dt.timedelta(days=i) for i in range(70))


def scores(rng, level, spread):
    """Beta scores of the given means and SDs."""
    size = level * (1 - level) / spread**2 - 1
    return rng.beta(level * size, (1 - level) * size)


def rows(agent, score, *, team=None, reason=None, day=None, met=None, opportunities=None):
    """Rows of the behaviour 'clarity'; without `day` the rows go round the calendar."""
    count = len(score)
    zero = np.zeros(count, dtype=np.int64)
    reasons = 0 if reason is None else int(reason.max()) + 1
    return Rows(
        labels=Labels(
            agents=tuple(f"a{i:03}" for i in range(int(agent.max()) + 1)),
            teams=tuple(f"t{i}" for i in range(1 if team is None else int(team.max()) + 1)),
            behaviours=("clarity",),
            factors=("reason",) if reasons else (),
            levels=(tuple(f"r{i}" for i in range(reasons)),) if reasons else (),
            cells=np.arange(reasons)[:, None] if reasons else np.zeros((1, 0), dtype=np.int64),
            days=DAYS,
        ),
        agent=np.asarray(agent, dtype=np.int64),
        team=zero if team is None else np.asarray(team, dtype=np.int64),
        behaviour=zero,
        cell=zero if reason is None else np.asarray(reason, dtype=np.int64),
        day=np.arange(count) % len(DAYS) if day is None else np.asarray(day, dtype=np.int64),
        score=np.asarray(score, dtype=np.float64),
        met=np.zeros(count) if met is None else np.asarray(met, dtype=np.float64),
        opportunities=np.zeros(count) if opportunities is None else np.asarray(opportunities, dtype=np.float64),
    )


def volumes(rng, agents=60):
    return np.round(np.exp(rng.uniform(np.log(5), np.log(400), agents))).astype(int)


def column(agents, field):
    """(3, agents) of an interval: estimate, low, high."""
    return np.array([[getattr(getattr(a, field), end) for a in agents] for end in ("estimate", "low", "high")])
