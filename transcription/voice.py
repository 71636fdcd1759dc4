"""Where somebody speaks: the Silero detector that comes with faster-whisper, which music, tones and noise do not fool.

It costs about 3 ms for a second of sound.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

FRAME = 512  # samples at 16 kHz that one probability stands for
RATE = 16_000
SPEECH = 0.4  # a stretch begins at this probability
STILL_SPEECH = 0.1  # and goes on down to this one: music under it lowers what speech alone would get
# Pauses that end a stretch, what is kept around it, and its least and greatest length, in seconds.
PAUSE = 0.8
MARGIN = 0.3
SHORTEST = 0.2
LONGEST = 20.0
# A passage that sounds, in dB below full scale, for this many seconds without speech is told of.
SOUNDING = -45.0
TOLD_FROM = 1.0

Range = tuple[float, float]


def probabilities(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probability of speech in every frame of 32 ms; `samples` at 16 kHz in -1..1."""
    from faster_whisper.vad import get_vad_model  # noqa: PLC0415  (brings the runtime that detects)

    if not len(samples):
        return np.zeros(0, np.float32)
    detect = cast("Any", get_vad_model())
    return np.asarray(detect(np.pad(samples, (0, -len(samples) % FRAME))), np.float32).ravel()


def utterances(samples: NDArray[np.float32]) -> tuple[tuple[int, int], ...]:
    """Half-open sample ranges of speech with their margins, in order, at most about `LONGEST` seconds each."""
    likely = probabilities(samples)
    margin, shortest = round(MARGIN * RATE / FRAME), SHORTEST * RATE / FRAME
    stretches = [part for part in _join(_stretches(likely), PAUSE * RATE / FRAME) if part[1] - part[0] >= shortest]
    wide = _join([(max(first - margin, 0), min(end + margin, len(likely))) for first, end in stretches], 1)
    frames = [part for first, end in wide for part in _split(likely, first, end)]
    return tuple((first * FRAME, min(end * FRAME, len(samples))) for first, end in frames)


def sounding(samples: NDArray[np.float32], voiced: tuple[Range, ...]) -> tuple[Range, ...]:
    """Seconds that are loud enough to hear and hold no voice: music, tones, noise."""
    step = RATE // 10
    whole = samples[: len(samples) // step * step].reshape(-1, step)
    power = np.mean(np.square(whole), axis=1)
    loud = power > 10 ** (SOUNDING / 10)
    for first, end in voiced:
        loud[int(first * 10) : int(np.ceil(end * 10))] = False
    runs = [(first / 10, end / 10) for first, end in _join(_runs(loud), 10 * TOLD_FROM)]
    return tuple(run for run in runs if run[1] - run[0] >= TOLD_FROM)


def _stretches(likely: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Runs of frames that may be speech and hold at least one that is."""
    return [(first, end) for first, end in _runs(likely > STILL_SPEECH) if likely[first:end].max() >= SPEECH]


def _runs(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], on, [False])).astype(np.int8)))
    return [(int(first), int(end)) for first, end in edges.reshape(-1, 2)]


def _join(runs: list[tuple[int, int]], pause: float) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, end in runs:
        if joined and first - joined[-1][1] < pause:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


def _split(likely: NDArray[np.float32], first: int, end: int) -> list[tuple[int, int]]:
    """Cut where speech is least likely in the middle half, until no part is longer than `LONGEST`."""
    length = end - first
    if length * FRAME / RATE <= LONGEST:
        return [(first, end)]
    quarter = length // 4
    middle = first + quarter + int(np.argmin(likely[first + quarter : end - quarter]))
    return [*_split(likely, first, middle), *_split(likely, middle, end)]
