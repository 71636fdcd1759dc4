"""What the statistics say, as frozen Structs that serialise to what `qa analyse --json` prints. Needs no numpy."""

import datetime as dt
from typing import Literal

from msgspec import Struct

Status = Literal["enough", "not_enough", "new"]
Verdict = Literal["train_agents", "train_team", "fix_process", "leave", "not_enough"]


class Interval(Struct, frozen=True, kw_only=True):
    """An estimate and its 90% interval."""

    estimate: float
    low: float
    high: float


class Signal(Struct, frozen=True, kw_only=True):
    """A shift against the agent's base period, first seen at `since`; `low` and `high` bound the day it began."""

    kind: Literal["level_down", "level_up", "spread_up", "spread_down"]
    since: dt.date
    low: dt.date
    high: dt.date


class AgentResult(Struct, frozen=True, kw_only=True):
    """One agent's figures on one behaviour; scores and shares are 0..1, `n` counts scored interactions."""

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


class BehaviourResult(Struct, frozen=True, kw_only=True):
    target: float
    n: int
    budget: dict[str, float]
    icc: Interval | None
    verdict: Verdict
    agents: tuple[AgentResult, ...]


class Factors(Struct, frozen=True, kw_only=True):
    gap: float
    volume: float
    driver: float


class Priority(Struct, frozen=True, kw_only=True):
    agent: str
    behaviour: str
    rank: int
    rank_low: int
    rank_high: int
    gain: Interval
    factors: Factors


class Driver(Struct, frozen=True, kw_only=True):
    """The association of a behaviour with an outcome."""

    behaviour: str
    outcome: str
    within: Interval


class Analysis(Struct, frozen=True, kw_only=True):
    behaviours: dict[str, BehaviourResult]
    priorities: tuple[Priority, ...]
    drivers: tuple[Driver, ...] = ()
