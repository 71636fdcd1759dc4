"""How a call went by the clock: who talked how much, silences, holds, overlaps. Pure; every figure has its seconds.

Seconds are from the start of the recording. Times of words are some hundredths of a second off, so shorter overlaps
and gaps than the limits below are not counted.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct

from transcription.interaction import Event, SpokenTurn
from transcription.transcript import Speaker

DEAD_AIR = 3.0  # seconds of silence, outside holds, that a caller notices
OVERLAP = 0.2
INTERRUPTION = 0.5  # seconds that both go on; whoever began last interrupted
MOST_GAP = 10.0  # a longer silence is dead air, not a slow answer


class Span(Struct, frozen=True):
    """Seconds from `start` to `end`; `by` is whose it is, where it is somebody's."""

    start: float
    end: float
    by: Speaker | None = None


class Party(Struct, frozen=True, kw_only=True):
    """Of one speaker: seconds spoken, the share of everybody's, words per minute of speech, and response gaps.

    A response gap is the silence after somebody else's turn until this one begins.
    """

    seconds: float
    share: float
    words: int
    words_per_minute: float | None
    longest: Span | None
    gaps: int
    gap_median: float | None
    gap_longest: Span | None
    interruptions: int


class Measures(Struct, frozen=True, kw_only=True):
    """`dead_air` lies between turns and outside holds; `overlaps` are where two spoke at once."""

    seconds: float
    speech: float
    parties: dict[str, Party]
    dead_air: tuple[Span, ...]
    dead_air_seconds: float
    holds: tuple[Span, ...]
    hold_seconds: float
    overlaps: tuple[Span, ...]
    interruptions: tuple[Span, ...]


def measures(turns: Sequence[SpokenTurn], seconds: float, events: Sequence[Event] = ()) -> Measures:
    """Measure turns that have times, of a recording of so many `seconds`; holds are those of the events."""
    timed = sorted((turn for turn in turns if turn.start is not None and turn.end is not None), key=_start)
    holds = tuple(
        Span(round(event.at, 3), round(min(event.end, seconds) if event.end is not None else seconds, 3))
        for event in events
        if event.kind == "hold" and event.at < seconds
    )
    overlaps, interruptions = _overlaps(timed)
    gaps = _gaps(timed, holds)
    spoken = {
        name: [turn for turn in timed if turn.speaker == name] for name in dict.fromkeys(t.speaker for t in timed)
    }
    speech = sum(_length(turn) for turn in timed)
    dead = _dead_air(timed, seconds, holds)
    return Measures(
        seconds=round(seconds, 3),
        speech=round(speech, 3),
        parties={own[0].speaker: _party(own, speech, gaps, interruptions) for own in spoken.values()},
        dead_air=dead,
        dead_air_seconds=_total(dead),
        holds=holds,
        hold_seconds=_total(holds),
        overlaps=overlaps,
        interruptions=interruptions,
    )


def _party(own: Sequence[SpokenTurn], speech: float, gaps: Sequence[Span], interruptions: Sequence[Span]) -> Party:
    name = own[0].speaker
    spoken = sum(_length(turn) for turn in own)
    words = sum(len(turn.words) or len(turn.text.split()) for turn in own)
    mine = [gap for gap in gaps if gap.by == name]
    longest = max(own, key=_length)
    return Party(
        seconds=round(spoken, 3),
        share=round(spoken / speech, 3) if speech else 0.0,
        words=words,
        words_per_minute=round(60 * words / spoken, 1) if spoken else None,
        longest=Span(_start(longest), _end(longest)),
        gaps=len(mine),
        gap_median=round(median(gap.end - gap.start for gap in mine), 3) if mine else None,
        gap_longest=max(mine, key=lambda gap: gap.end - gap.start, default=None),
        interruptions=sum(span.by == name for span in interruptions),
    )


def _gaps(timed: Sequence[SpokenTurn], holds: Sequence[Span]) -> list[Span]:
    """Silences between one speaker's turn and the next one's, named after whoever answers."""
    found: list[Span] = []
    for before, after in pairwise(timed):
        start, end = _end(before), _start(after)
        held = any(hold.start < end and start < hold.end for hold in holds)
        if before.speaker != after.speaker and 0 <= end - start <= MOST_GAP and not held:
            found.append(Span(start, end, after.speaker))
    return found


def _overlaps(timed: Sequence[SpokenTurn]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Where two spoke at once, by whoever began last; of them the interruptions: the other one had to stop for it.

    Whoever goes on past the end of what was said into it was answered, not interrupted.
    """
    overlaps: list[Span] = []
    interruptions: list[Span] = []
    for number, turn in enumerate(timed):
        for other in timed[:number]:
            start, end = _start(turn), min(_end(turn), _end(other))
            if other.speaker == turn.speaker or end - start < OVERLAP:
                continue
            overlaps.append(Span(start, end, turn.speaker))
            if end - start >= INTERRUPTION and _end(turn) > _end(other):
                interruptions.append(overlaps[-1])
    return tuple(overlaps), tuple(interruptions)


def _dead_air(timed: Sequence[SpokenTurn], seconds: float, holds: Sequence[Span]) -> tuple[Span, ...]:
    busy = sorted([(_start(turn), _end(turn)) for turn in timed] + [(hold.start, hold.end) for hold in holds])
    quiet: list[Span] = []
    clock = 0.0
    for start, end in [*busy, (seconds, seconds)]:
        if start - clock >= DEAD_AIR:
            quiet.append(Span(round(clock, 3), round(start, 3)))
        clock = max(clock, end)
    return tuple(quiet)


def _total(spans: Sequence[Span]) -> float:
    return round(sum(span.end - span.start for span in spans), 3)


def _length(turn: SpokenTurn) -> float:
    return _end(turn) - _start(turn)


def _start(turn: SpokenTurn) -> float:
    assert turn.start is not None
    return turn.start


def _end(turn: SpokenTurn) -> float:
    assert turn.end is not None
    return turn.end
