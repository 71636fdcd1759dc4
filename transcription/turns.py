"""Words of each side -> turns in order: cut at pauses, and where somebody else begins to speak. Pure."""

from bisect import bisect_right
from collections.abc import Sequence

from transcription.interaction import SpokenTurn
from transcription.transcript import Speaker, Word

# A turn ends at a pause this long; at a shorter one where somebody else begins to speak in it. Seconds.
PAUSE = 1.0
BREATH = 0.25
# On a single channel anybody may go on after so short a pause: the parts are joined again once it is known who spoke.
GAP = 0.35


def turns(sides: Sequence[tuple[Speaker, Sequence[Word]]]) -> tuple[SpokenTurn, ...]:
    """Turns of all sides on one clock, by their start."""
    starts = [sorted(word.start for word in words) for _, words in sides]
    found: list[SpokenTurn] = []
    for number, (speaker, words) in enumerate(sides):
        others = sorted(start for other, begun in enumerate(starts) if other != number for start in begun)
        found += [turn(speaker, part) for part in _parts(words, others)]
    return tuple(sorted(found, key=lambda turn: (turn.start or 0.0, turn.end or 0.0)))


def pieces(words: Sequence[Word]) -> list[list[Word]]:
    """What one of several voices on a channel may have said without another between."""
    return _parts(words, (), pause=GAP)


def turn(speaker: Speaker, words: Sequence[Word]) -> SpokenTurn:
    """One turn of these words, which carry the spaces before them."""
    return SpokenTurn(
        speaker=speaker,
        text=text(words),
        start=round(words[0].start, 3),
        end=round(words[-1].end, 3),
        words=tuple(
            Word(word.text.strip(), round(word.start, 3), round(word.end, 3), round(word.confidence, 3))
            for word in words
        ),
    )


def text(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words).strip()


def _parts(words: Sequence[Word], others: Sequence[float], *, pause: float = PAUSE) -> list[list[Word]]:
    """Cut one side's words; `others` are the sorted starts of everybody else's words."""
    parts: list[list[Word]] = []
    for word in words:
        if not parts or _ends(parts[-1][-1].end, word.start, others, pause):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _ends(end: float, start: float, others: Sequence[float], pause: float) -> bool:
    interrupted = bisect_right(others, start) > bisect_right(others, end)
    return start - end >= pause or (interrupted and start - end >= BREATH)
