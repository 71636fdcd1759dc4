"""Where somebody speaks, by energy alone: enough for clean audio, and for engines that bring no detector."""

import numpy as np
from numpy.typing import NDArray

FRAME = 0.02
# Levels in dB below full scale, speech over the floor, and the pauses and margins of utterances in seconds.
QUIET = -55.0
OVER_FLOOR = 9.0
PAUSE = 0.5
MARGIN = 0.2
SHORTEST = 0.1
LONGEST = 20.0


def utterances(samples: NDArray[np.float32], rate: int) -> tuple[tuple[int, int], ...]:
    """Half-open sample ranges of speech, in order, at most about `LONGEST` seconds each. `samples` in -1..1."""
    levels = _levels(samples, int(FRAME * rate))
    if not len(levels):
        return ()
    floor, top = float(np.percentile(levels, 10)), float(np.percentile(levels, 98))
    if top < QUIET:
        return ()
    loud = levels > max(QUIET, min(max(floor + OVER_FLOOR, top - 40), top - 12))
    ranges = _join(_runs(loud), round(PAUSE / FRAME))
    margin = round(MARGIN / FRAME)
    frames: list[tuple[int, int]] = []
    for first, end in ranges:
        if end - first >= SHORTEST / FRAME:
            wide = (max(first - margin, 0), min(end + margin, len(levels)))
            frames += _split(levels, *wide)
    step = int(FRAME * rate)
    return tuple((first * step, min(end * step, len(samples))) for first, end in frames)


def _levels(samples: NDArray[np.float32], step: int) -> NDArray[np.float64]:
    whole = samples[: len(samples) // step * step].reshape(-1, step)
    power = np.mean(np.square(whole, dtype=np.float64), axis=1)
    return 10 * np.log10(np.maximum(power, 1e-10))


def _runs(loud: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(np.int8)))
    return [(int(first), int(end)) for first, end in edges.reshape(-1, 2)]


def _join(runs: list[tuple[int, int]], pause: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, end in runs:
        if joined and first - joined[-1][1] < pause:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


def _split(levels: NDArray[np.float64], first: int, end: int) -> list[tuple[int, int]]:
    """Cut where it is quietest in the middle half, until no part is longer than `LONGEST`."""
    length = end - first
    if length * FRAME <= LONGEST:
        return [(first, end)]
    quarter = length // 4
    middle = first + quarter + int(np.argmin(levels[first + quarter : end - quarter]))
    return [*_split(levels, first, middle), *_split(levels, middle, end)]
