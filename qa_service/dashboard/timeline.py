"""A call on a line of time: its legs, events, redacted passages and judgements as shares of its length. Pure."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from qa_service.dashboard.transcript import Judged, ShownTurn


class Mark(Struct, frozen=True, kw_only=True):
    """From `start` to `end` in percent of the length; `at` is its second, `words` what it is."""

    kind: str
    start: float
    end: float
    at: float
    name: str


class TimeLine(Struct, frozen=True, kw_only=True):
    seconds: float
    legs: tuple[Mark, ...]
    speech: tuple[Mark, ...]
    events: tuple[Mark, ...]
    redacted: tuple[Mark, ...]
    judged: tuple[Mark, ...]

    @property
    def unsure(self) -> bool:
        return any(one.kind == "unsure" for one in self.judged)


LEAST = 0.4
"""Percent: a mark narrower than this could not be seen."""


def time_line(turns: Sequence[ShownTurn], events: Sequence[dict[str, Any]], told: Sequence[Judged]) -> TimeLine | None:
    """None where nothing says when anything was said, or all of it at once."""
    timed = [turn for turn in turns if turn.start is not None]
    ends = [turn.end if turn.end is not None else turn.start for turn in timed]
    ends += [float(event.get("end") or event["at"]) for event in events]
    seconds = max((end for end in ends if end is not None), default=0.0)
    if not timed or seconds <= 0:
        return None

    def mark(kind: str, start: float, end: float | None, name: str) -> Mark:
        first = 100 * start / seconds
        last = max(100 * (end if end is not None else start) / seconds, first + LEAST)
        return Mark(kind=kind, start=first, end=min(last, 100.0), at=start, name=name)

    legs: dict[int, list[ShownTurn]] = {}
    for turn in timed:
        if turn.leg is not None:
            legs.setdefault(turn.leg, []).append(turn)
    return TimeLine(
        seconds=seconds,
        legs=tuple(
            mark("leg", of[0].start or 0.0, max((one.end or one.start or 0.0) for one in of), of[0].agent or str(leg))
            for leg, of in sorted(legs.items())
        ),
        speech=tuple(mark(turn.speaker, turn.start or 0.0, turn.end, turn.speaker) for turn in timed),
        events=tuple(mark("event", float(one["at"]), one.get("end"), str(one["kind"])) for one in events),
        redacted=tuple(
            mark("redacted", turn.start or 0.0, turn.end, piece.redacted)
            for turn in timed
            for piece in turn.pieces
            if piece.redacted
        ),
        judged=tuple(
            mark(one.kind, one.at, None, behaviour.behaviour)
            for behaviour in told
            for one in behaviour.verdicts
            if one.at is not None
        ),
    )
