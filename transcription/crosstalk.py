"""One party's voice on the other's channel: echo is dropped, and what it says of the two clocks is used.

An echo is the same sound at about the same time, weaker; where its delay grows over the call, the channels' clocks
differ, and the second is put on the first one's.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from transcription.engine import Heard, Removed, Speech
from transcription.limits import RATE
from transcription.transcript import Word

ECHO = "echo of the other party"

PAUSE = 0.25  # seconds that end a run of words; somebody else may begin then
FARTHEST = 1.0  # seconds between a sound and its echo, drift included
WEAKER = 10 ** (-6 / 20)  # an echo's amplitude over its source's
_STEP = 0.02
_SKIPPED = 4
_COARSE = RATE // _SKIPPED  # samples a second that are enough to compare
LONGEST = 10.0  # seconds of a run that are compared

# Correlation of two sounds at their best delay: surely the same, for runs as short as that, and the same words' sound.
SAME, SAME_SHORT, SHORT, LIKE = 0.5, 0.8, 0.6, 0.2
SAME_WORDS = 0.5

# Clocks: from so many echoes over so many seconds, that agree to so many seconds; so much in all is worth mending.
LEAST_ECHOES, LEAST_SPAN, SPREAD, WORTH = 6, 300.0, 0.01, 0.02
MOST_DRIFT = 500e-6  # crystals differ by less

Pcm = NDArray[np.int16]


class Match(NamedTuple):
    """A run of `channel` found on the other one `delay` seconds later; `ratio` is the amplitude there over here."""

    channel: int
    start: float
    end: float
    delay: float
    likeness: float
    ratio: float


class Untangled(NamedTuple):
    """Both parties without each other's echo, on the first channel's clock; `drift` of the second in s per s."""

    heard: tuple[Heard, Heard]
    drift: float


def untangle(pcm: tuple[Pcm, Pcm], heard: tuple[Heard, Heard]) -> Untangled:
    """Drop echoes, listing them as removed, and mend the second channel's times."""
    loudness = tuple(map(_loudness, pcm))
    runs = tuple(
        _runs([word for part in side.speech for word in part.words], loudness[channel], loudness[1 - channel])
        for channel, side in enumerate(heard)
    )
    matches = [
        match
        for channel in (0, 1)
        for run in runs[channel]
        if (match := _match(pcm, channel, run[0].start, run[-1].end)) is not None
    ]
    clean = [_without_echo(channel, heard, runs, matches) for channel in (0, 1)]
    drift = _drift([match for match in matches if match.likeness >= SAME], len(pcm[0]) / RATE)
    return Untangled((clean[0], _on_clock(clean[1], 1 + drift) if drift else clean[1]), drift)


def same_sound(one: Pcm, two: Pcm) -> bool:
    """Whether both channels hold one and the same mix: mono, written twice."""
    size = min(len(one), len(two))
    if not size or abs(len(one) - len(two)) > RATE:
        return False
    a, b = (pcm[: size : max(1, size // 500_000)].astype(np.float64) for pcm in (one, two))
    loud = float(np.sqrt(np.mean(a * a) * np.mean(b * b)))
    return loud > 1 and float(np.mean(np.square(a - b))) < 0.01 * loud


def _runs(words: Sequence[Word], own: NDArray[np.float32], other: NDArray[np.float32]) -> list[list[Word]]:
    """Words without a pause that are all louder here, or all louder on the other channel about then."""
    runs: list[list[Word]] = []
    before = False
    for word in words:
        first, end = int(word.start / _STEP), int(word.end / _STEP) + 1
        around = other[max(0, first - int(FARTHEST / _STEP)) : end]
        here = own[first:end]
        weak = bool(here.size and around.size) and float(here.max()) < WEAKER * float(around.max())
        if runs and word.start - runs[-1][-1].end < PAUSE and weak == before:
            runs[-1].append(word)
        else:
            runs.append([word])
        before = weak
    return runs


def _loudness(pcm: Pcm) -> NDArray[np.float32]:
    """Amplitude (RMS) of every 20 ms."""
    step = int(_STEP * RATE)
    parts = pcm[: len(pcm) // step * step].reshape(-1, step)
    sums = np.einsum("ij,ij->i", parts, parts, dtype=np.float32)
    return np.sqrt(sums / step)


def _match(pcm: tuple[Pcm, Pcm], channel: int, start: float, end: float) -> Match | None:
    """Where the sound of this run is on the other channel, at its likeliest delay; None where either is silent."""
    end = min(end, start + LONGEST)
    here = _sound(pcm[channel], start, end)
    there = _sound(pcm[1 - channel], start - FARTHEST, end + FARTHEST)
    if not 0.1 * _COARSE <= len(here) <= len(there) or not here.any() or not there.any():
        return None
    size = 1 << (len(here) + len(there) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(there, size) * np.conj(np.fft.rfft(here, size)), size)
    product = product[: len(there) - len(here) + 1]
    sums = np.concatenate(([0.0], np.cumsum(np.square(there))))
    energy = sums[len(here) :] - sums[: -len(here)]
    own = float(here @ here)
    likeness = product / np.sqrt(np.maximum(energy, 1e-3 * float(energy.max())) * own)
    best = int(np.argmax(np.abs(likeness)))
    begun = max(start - FARTHEST, 0.0)  # the other channel's part cannot begin before the recording
    delay = begun + best / _COARSE - max(start, 0.0)
    ratio = float(np.sqrt(max(float(energy[best]), 0.0) / own))
    return Match(channel, start, end, delay, abs(float(likeness[best])), ratio)


def _sound(pcm: Pcm, start: float, end: float) -> NDArray[np.float64]:
    """A piece at `_COARSE` with its high tones raised: hum and the pitch that voices share would look alike."""
    first, last = (max(0, round(at * _COARSE)) * _SKIPPED for at in (start, end))
    part = pcm[first:last]
    coarse = part[: len(part) // _SKIPPED * _SKIPPED].reshape(-1, _SKIPPED).mean(axis=1)
    return np.diff(coarse, prepend=coarse[:1])


def _without_echo(
    channel: int, heard: tuple[Heard, Heard], runs: tuple[list[list[Word]], ...], matches: Sequence[Match]
) -> Heard:
    found = {(match.start, match.end): match for match in matches if match.channel == channel}
    others = [word for run in runs[1 - channel] for word in run]
    gone: set[int] = set()
    removed: list[Removed] = []
    for run in runs[channel]:
        match = found.get((run[0].start, min(run[-1].end, run[0].start + LONGEST)))
        if match and _is_echo(match, run, others):
            gone |= {id(word) for word in run}
            removed.append(Removed(run[0].start, run[-1].end, ECHO))
    if not removed:
        return heard[channel]
    speech = (_with(part, tuple(w for w in part.words if id(w) not in gone)) for part in heard[channel].speech)
    both = sorted((*heard[channel].removed, *removed), key=lambda passage: passage.start)
    return replace(heard[channel], speech=tuple(part for part in speech if part.words), removed=tuple(both))


def _with(part: Speech, words: tuple[Word, ...]) -> Speech:
    return replace(part, start=words[0].start, end=words[-1].end, words=words) if words else replace(part, words=())


def _is_echo(match: Match, run: Sequence[Word], others: Sequence[Word]) -> bool:
    if match.ratio < 1 / WEAKER:
        return False
    if match.likeness >= (SAME if match.end - match.start >= SHORT else SAME_SHORT):
        return True
    near = [other for other in others if run[0].start - FARTHEST <= other.start <= run[-1].end + FARTHEST]
    same = sum(any(_same(word, other) for other in near) for word in run)
    return match.likeness >= LIKE and same >= 2 and same >= SAME_WORDS * len(run)


def _same(one: Word, two: Word) -> bool:
    return abs(one.start - two.start) <= FARTHEST and one.text.strip(" .,?!").lower() == two.text.strip(" .,?!").lower()


def _drift(matches: Sequence[Match], seconds: float) -> float:
    """How much the second channel's clock gains, in s per s: the median slope of echoes' delays (Theil, Sen)."""
    # whichever channel the echo is on, what grows is the second channel's time less the first one's
    offsets = [
        [(match.start, match.delay if match.channel == 0 else -match.delay) for match in side]
        for side in (
            [match for match in matches if (match.channel == 0) == (match.ratio < 1)],
            [match for match in matches if (match.channel == 0) != (match.ratio < 1)],
        )
    ]
    pairs = [pair for side in offsets for pair in combinations(side[:: max(1, len(side) // 400)], 2)]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairs if abs(b[0] - a[0]) >= LEAST_SPAN / 5]
    times = [time for side in offsets for time, _ in side]
    if len(times) < LEAST_ECHOES or max(times) - min(times) < LEAST_SPAN or not slopes:
        return 0.0
    slope = float(np.median(slopes))
    rest = [
        offset - slope * time - float(np.median([o - slope * t for t, o in side]))
        for side in offsets
        for time, offset in side
    ]
    agreed = float(np.median(np.abs(rest))) <= SPREAD
    return slope if agreed and abs(slope) <= MOST_DRIFT and abs(slope) * seconds >= WORTH else 0.0


def _on_clock(heard: Heard, rate: float) -> Heard:
    def word(said: Word) -> Word:
        return Word(said.text, said.start / rate, said.end / rate, said.confidence)

    return replace(
        heard,
        speech=tuple(
            replace(part, start=part.start / rate, end=part.end / rate, words=tuple(map(word, part.words)))
            for part in heard.speech
        ),
        removed=tuple(Removed(gone.start / rate, gone.end / rate, gone.reason) for gone in heard.removed),
        voiced=heard.voiced and tuple((start / rate, end / rate) for start, end in heard.voiced),
    )
