"""Scores with the evidence they come from. Always 'higher is better'; None is N/A, never 0 or 1."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

Cause = Literal["same_leg", "hand_off", "bot", "required", "bad_line", "habit", "unprompted"]


class Evidence(Struct, frozen=True, kw_only=True):
    """`text` stands at `turns[turn].text[start:end]` (code points, half open)."""

    turn: int
    start: int
    end: int
    text: str


class Judgement(Struct, frozen=True, kw_only=True):
    """One opportunity: where it arose (`turn`, `start`, `end`), its grade 0..1, and the words that decided it.

    `probability` is P(a qualified reviewer marks it met), None where nothing was calibrated. A miss's evidence is the
    opportunity, and `searched` the turns that were looked through (half open). `responsible` is the leg that answers
    for it, or 'system', for behaviours that are scored per interaction. `called_by` names the sign that made a miss an
    opportunity, where a benchmark has several. `step` is the rung of a ladder, whose grade is the mean of it and what
    the outline of the contact makes readers expect (the sum of `factors`, kept within 0..1), or, where `probability` is
    known, of the rung, the outline twice and the probability. `unsure` is a miss that too few readers would confirm to
    hold it against anybody: half met, 0.5.
    `chance` is P(a reader sees an opportunity there), where that is known; its `factors` are the heaviest, in log odds,
    and `words`, where these are among them, the words that weighed most.
    `decided_by` are the heaviest of what tells how likely readers call it met, in log odds; of a ladder `words` are of
    these.
    """

    turn: int
    start: int
    end: int
    grade: float
    probability: float | None
    indicator: str
    evidence: tuple[Evidence, ...]
    searched: tuple[int, int] | UnsetType = UNSET
    responsible: int | Literal["system"] | UnsetType = UNSET
    cause: Cause | UnsetType = UNSET
    called_by: str | UnsetType = UNSET
    step: float | UnsetType = UNSET
    factors: dict[str, float] | UnsetType = UNSET
    words: tuple[str, ...] | UnsetType = UNSET
    chance: float | UnsetType = UNSET
    decided_by: dict[str, float] | UnsetType = UNSET
    unsure: Literal[True] | UnsetType = UNSET


class BehaviourScore(Struct, frozen=True, kw_only=True):
    """Mean grade over the opportunities; `met` counts grades of at least 0.5. No opportunity: `score` is None."""

    score: float | None
    probability: float | None
    opportunities: int
    met: int
    judgements: tuple[Judgement, ...] = ()
    source: Literal["model"] | UnsetType = UNSET


class LegScore(Struct, frozen=True, kw_only=True):
    """The behaviours of one leg; `turns` is half open. `agent` is added by who asked, never seen by the scorer."""

    leg: int
    turns: tuple[int, int]
    behaviours: dict[str, BehaviourScore]
    agent: str | None = None


class Scorecard(Struct, frozen=True, kw_only=True):
    """All behaviour scores of one interaction under one instrument."""

    language: str | None
    instrument: str
    behaviours: dict[str, BehaviourScore]
    legs: tuple[LegScore, ...]
