"""Which seconds of a recording to silence: where a redacted transcript's items were said."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from transcription.interaction import Interaction, SpokenTurn
from transcription.transcript import Speaker, Word

# Word times of speech engines are some hundredths of a second off.
_MARGIN = 0.08


def ranges(interaction: Interaction) -> dict[Speaker, tuple[tuple[float, float], ...]]:
    """Seconds to silence per party of a redacted interaction, merged, in order; 'unknown' may be on any channel.

    A redacted turn without words at its items goes whole: too much rather than too little.
    """
    found: dict[Speaker, list[tuple[float, float]]] = {}
    for turn in interaction.turns or ():
        if turn.redactions:
            found.setdefault(turn.speaker, []).extend(_of_turn(turn))
    return {speaker: _merged(seconds) for speaker, seconds in found.items() if seconds}


def _of_turn(turn: SpokenTurn) -> Iterable[tuple[float, float]]:
    places = {f"[{item.type}]" for item in turn.redactions}
    said = _spans(turn.words, places)
    if len(said) < len(turn.redactions) and turn.start is not None and turn.end is not None:
        return [(turn.start, turn.end)]
    return said


def _spans(words: Sequence[Word], places: AbstractSet[str]) -> list[tuple[float, float]]:
    """From the first to the last word of each item: what lies between its digits goes with them."""
    spans: list[tuple[float, float]] = []
    before = ""
    for word in words:
        if word.text in places:
            start = spans.pop()[0] if word.text == before else word.start
            spans.append((start, word.end))
        before = word.text
    return spans


def _merged(seconds: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted((max(0.0, start - _MARGIN), end + _MARGIN) for start, end in seconds):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
