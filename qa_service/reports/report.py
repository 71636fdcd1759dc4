"""The coaching report as frozen Structs: numbers beside the words that state them, so that every form says the same.

Levels, shares and budgets are 0..1; intervals are 90%. Texts are plain: whoever writes markup escapes them.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from qa_service.monitoring.results import Interval


class Period(Struct, frozen=True, kw_only=True):
    """Days from `start` to `end`, both included, in the centre's time zone."""

    start: date
    end: date


class Moment(Struct, frozen=True, kw_only=True):
    """One quoted opportunity.

    `quote` is what the agent said (met) or said instead (missed), `opportunity` what called for it; `grade` 0..1, of
    which half or more is `met`: the clearest come first. `probability` is P(a qualified reviewer marks it met), None
    where nothing was calibrated; `seconds` from the interaction's start; `link` leads to the turn; `language` is a
    primary subtag; `contact` is the interaction's row and `asked` the turn that called for the behaviour, by which
    reviews are found again.
    """

    interaction: str
    agent: str
    behaviour: str
    met: bool
    quote: str
    opportunity: str
    turn: int
    when: datetime | None = None
    seconds: float | None = None
    link: str | None = None
    language: str | None = None
    probability: float | None = None
    contact: UUID | None = None
    asked: int | None = None
    grade: float = 0.5


class Verdict(Struct, frozen=True, kw_only=True):
    """What to do about one behaviour in the whole centre, and where its variation comes from."""

    behaviour: str
    verdict: str
    heading: str
    sentence: str
    n: int
    budget: dict[str, float]
    icc: Interval | None


class Standing(Struct, frozen=True, kw_only=True):
    """How one team does one behaviour; `level` None where none of its agents has a level."""

    behaviour: str
    n: int
    target: float
    level: Interval | None
    below: Interval | None
    reading: str


class AgentLevel(Struct, frozen=True, kw_only=True):
    """One agent's figures on one behaviour, as the charts draw them."""

    agent: str
    behaviour: str
    n: int
    target: float
    level: Interval
    spread: Interval | None
    below: Interval | None
    p_below_target: float
    status: str


class Priority(Struct, frozen=True, kw_only=True):
    """One training proposal. `agent` None means the whole team, where its agents cannot be told apart."""

    agent: str | None
    behaviour: str
    who: str
    what: str
    why: str
    gain: Interval | None
    gain_words: str
    rank_low: int | None
    rank_high: int | None
    rank_words: str
    spread_words: str
    good: tuple[Moment, ...]
    missed: tuple[Moment, ...]
    exercise: str | None
    to_do: str


Lack = Literal["new", "alike", "more", "so_far"]


class NotEnough(Struct, frozen=True, kw_only=True):
    """An agent nothing can be said about yet on this behaviour: new, too like the others, or of few contacts."""

    agent: str
    behaviour: str
    n: int
    needed: int
    kind: Lack = "more"
    words: str


class Session(Struct, frozen=True, kw_only=True):
    """A coaching session held: whether the level moved since; `change` in points of the level, 0..1, if known."""

    agent: str
    behaviour: str
    held_on: date
    showed: Literal["better", "worse", "same", "soon"]
    change: Interval | None = None


class Confirmed(Struct, frozen=True):
    """Of the moments that the last report quoted: how many people have reviewed, and agreed with."""

    quoted: int
    read: int
    agreed: int


class Then(Struct, frozen=True, kw_only=True):
    """The team's figures of two spans of days, to compare: behaviour -> its agents' levels."""

    before: Period
    now: Period
    levels_before: tuple[AgentLevel, ...]
    levels_now: tuple[AgentLevel, ...]


class Term(Struct, frozen=True, kw_only=True):
    term: str
    meaning: str


class Report(Struct, frozen=True, kw_only=True):
    """The coaching report of one team for one period."""

    team: str
    period: Period
    timezone: str
    instrument: str
    generated_at: datetime
    summary: str
    verdicts: tuple[Verdict, ...]
    standings: tuple[Standing, ...]
    levels: tuple[AgentLevel, ...]
    priorities: tuple[Priority, ...]
    order: str
    also: tuple[str, ...]
    went_well: tuple[str, ...]
    changes: tuple[str, ...]
    not_enough: tuple[NotEnough, ...]
    cautions: tuple[str, ...]
    glossary: tuple[Term, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    language: str = "en"
    named: bool = True
    since: tuple[str, ...] = ()
    since_lead: str = ""
    sessions: tuple[str, ...] = ()
    confirmed: str = ""


def without_moments(report: Report) -> Report:
    """The report without what anybody said."""
    bare = tuple(msgspec.structs.replace(one, good=(), missed=()) for one in report.priorities)
    return msgspec.structs.replace(report, priorities=bare)


def with_moments(report: Report, other: Report) -> Report:
    """The report with the moments that `other`, the same one in another language, quotes."""
    quoting = tuple(
        msgspec.structs.replace(one, good=its.good, missed=its.missed)
        for one, its in zip(report.priorities, other.priorities, strict=True)
    )
    return msgspec.structs.replace(report, priorities=quoting)


def quoted(report: Report) -> tuple[Moment, ...]:
    """Every moment that the report quotes."""
    return tuple(moment for one in report.priorities for moment in one.good + one.missed)
