"""What the statistics say, as frozen Structs that serialise to what `qa analyse --json` prints. Needs no numpy."""

import datetime as dt
from typing import Literal

from msgspec import Struct

Status = Literal["enough", "not_enough", "new"]
Verdict = Literal["train_agents", "train_team", "fix_process", "leave", "not_enough"]
SignalKind = Literal["level_down", "level_up", "spread_up", "spread_down"]


class Interval(Struct, frozen=True, kw_only=True):
    """An estimate and its 90% interval."""

    estimate: float
    low: float
    high: float


class Signal(Struct, frozen=True, kw_only=True):
    """A shift against the agent's base period, first seen at `since`; `low` and `high` bound the day it began."""

    kind: SignalKind
    since: dt.date
    low: dt.date
    high: dt.date


class AgentResult(Struct, frozen=True, kw_only=True):
    """One agent's figures on one behaviour; scores and shares are 0..1, `n` counts scored interactions.

    `detectable` is the smallest lasting change, by kind of signal, that would have been signalled in nine of ten: of
    the level in points of the score, of the spread as a ratio to the base period's SD; None where there was no base.
    """

    agent: str
    n: int
    mean: float
    level: Interval
    spread: Interval
    day_spread: Interval | None
    below: Interval | None
    p_below_target: float
    reliability: float
    status: Status
    needed: int
    signals: tuple[Signal, ...] = ()
    detectable: dict[SignalKind, float] | None = None


class FunnelPoint(Struct, frozen=True, kw_only=True):
    """An agent among a team: the mean as scored, case mix taken out, and its 95% and 99.8% (`far`) limits, 0..1."""

    agent: str
    n: int
    value: float
    low: float
    high: float
    far_low: float
    far_high: float


class TeamResult(Struct, frozen=True, kw_only=True):
    """A team: `level` of the agents who are there most, and where each of them lies in the team's funnel.

    `excess` is by how much the agents' variance exceeds chance, over all teams, and `between` the SD between agents of
    one team that this makes; the limits hold it.
    """

    team: str
    n: int
    level: Interval
    centre: float
    excess: float
    between: float
    agents: tuple[FunnelPoint, ...]


class ReviewedMean(Struct, frozen=True, kw_only=True):
    """What reviewers would give on average, from all machine scores and a random part reviewed; by stratum, too.

    A stratum is 'language/channel', for calls 'language/channel/high' or '…/low' by how well they were heard.
    """

    reviews: int
    mean: Interval
    strata: dict[str, Interval]


class BehaviourResult(Struct, frozen=True, kw_only=True):
    """`reviewed` is None where too few contacts of the period were reviewed at random."""

    target: float
    n: int
    budget: dict[str, float]
    icc: Interval | None
    verdict: Verdict
    agents: tuple[AgentResult, ...]
    teams: tuple[TeamResult, ...] = ()
    reviewed: ReviewedMean | None = None


class Factors(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`driver` is what a whole point goes with in the `outcome`; where that is None it is unknown and taken as 1."""

    gap: float
    volume: float
    driver: float
    outcome: str | None = None


class Halving(Struct, frozen=True, kw_only=True):
    """What half the spread at the same level would bring: `gain` in the unit of the priority's own.

    `below` and `below_halved` are the shares of single contacts under the target, now and then.
    """

    gain: float
    below: float
    below_halved: float


class Priority(Struct, frozen=True, kw_only=True):
    """`halving` is None for pass/fail behaviours: their spread is that of their level."""

    agent: str
    behaviour: str
    rank: int
    rank_low: int
    rank_high: int
    gain: Interval
    factors: Factors
    halving: Halving | None = None


class Driver(Struct, frozen=True, kw_only=True):
    """A behaviour's score associated with an outcome, in its units for a whole point of the score; not its cause.

    `within` compares an agent's contacts with one another, `between` agents. `answered` is the share of the behaviour's
    `n / answered` contacts of which the outcome is known; `score_answered` and `score_silent` the mean scores of those
    and of the others.
    """

    behaviour: str
    outcome: str
    within: Interval
    between: Interval | None = None
    n: int
    agents: int
    answered: float
    score_answered: float
    score_silent: float | None


class Analysis(Struct, frozen=True, kw_only=True):
    behaviours: dict[str, BehaviourResult]
    priorities: tuple[Priority, ...]
    drivers: tuple[Driver, ...] = ()
