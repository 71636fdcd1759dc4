"""Two voices on one channel told apart by pitch and timbre: a diariser of numpy alone.

Good for a pair of clearly different voices and honest about the rest: its probabilities fall to a half where the two
groups lie as close as one voice's own stretches do.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from transcription.limits import RATE

WINDOW, HOP = 512, 160
BANDS, COEFFICIENTS = 26, 13
LOWEST, HIGHEST = 70.0, 350.0  # pitch of people's voices, Hz
SHORTEST = 0.3  # seconds of a range that say something about a voice
PITCH_WEIGHT = 2.0  # pitch tells more than one coefficient of timbre
# Two means part one voice too: a normal's halves by 2.6 of what is left of its spread, along the widest of several
# directions by more. Only what is beyond this is two voices.
ONE_VOICE = 3.2

Features = NDArray[np.float64]


class TwoVoices(Struct, frozen=True):
    """A Diariser for calls between two people."""

    def voices(self, pcm: NDArray[np.int16], ranges: Sequence[tuple[float, float]]) -> Sequence[tuple[int, float]]:
        """Group the ranges in two; each range's probability follows from its distance to both groups."""
        cut = [pcm[int(start * RATE) : int(end * RATE)].astype(np.float64) / 32768 for start, end in ranges]
        known = [n for n, samples in enumerate(cut) if len(samples) >= SHORTEST * RATE]
        if len(known) < 2:
            return [(0, 0.5) for _ in ranges]
        features = np.array([_features(cut[n]) for n in known])
        lengths = np.sqrt([len(cut[n]) / RATE for n in known])
        scaled = (features - features.mean(axis=0)) / np.maximum(features.std(axis=0), 1e-6)
        scaled[:, -1] *= PITCH_WEIGHT
        sure = dict(zip(known, _posteriors(scaled, lengths), strict=True))
        found = [sure.get(n, 0.5) for n in range(len(ranges))]
        return [(0, 1 - second) if second < 0.5 else (1, second) for second in found]


def _posteriors(scaled: Features, lengths: Features) -> list[float]:
    """Probability of the second group for each row: two Gaussians with one spread, along the line between them."""
    second = _two_means(scaled, lengths)
    if second.all() or not second.any():
        return [0.5] * len(scaled)
    line = scaled[second].mean(axis=0) - scaled[~second].mean(axis=0)
    place = scaled @ line / np.linalg.norm(line)
    low, high = (float(np.average(place[group], weights=lengths[group])) for group in (~second, second))
    within: Features = place - np.where(second, high, low)
    spread = max(float(np.sqrt(np.average(np.square(within), weights=lengths))), 1e-3)
    apart = max((high - low) / spread - ONE_VOICE, 0.0)
    odds = apart * (place - (low + high) / 2) / spread
    return [float(value) for value in 1 / (1 + np.exp(-np.clip(odds, -8, 8)))]


def _two_means(scaled: Features, lengths: Features) -> NDArray[np.bool_]:
    """Whether each row is of the second group; begins at both ends of the direction of most variation."""
    centred = scaled - np.average(scaled, axis=0, weights=lengths)
    _, _, directions = np.linalg.svd(centred * lengths[:, None], full_matrices=False)
    second = centred @ directions[0] > 0
    for _ in range(50):
        if second.all() or not second.any():
            break
        near, far = (np.average(scaled[group], axis=0, weights=lengths[group]) for group in (~second, second))
        moved = np.linalg.norm(scaled - far, axis=1) < np.linalg.norm(scaled - near, axis=1)
        if np.array_equal(moved, second):
            break
        second = moved
    return second


def _features(samples: Features) -> Features:
    """Means of the cepstral coefficients but the first (loudness), and the logarithm of the pitch."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    power = np.square(frames).mean(axis=1)
    loud = frames[power > 0.1 * power.max()] if power.max() > 0 else frames
    spectrum = np.square(np.abs(np.fft.rfft(loud * np.hanning(WINDOW), axis=1)))
    bands = np.log(spectrum @ _FILTERS.T + 1e-8)
    return np.append((bands @ _COSINES.T).mean(axis=0)[1:], _pitch(loud))


def _pitch(frames: Features) -> float:
    """Median of the frames' strongest period, as a logarithm of Hz; autocorrelation."""
    centred = frames - frames.mean(axis=1, keepdims=True)
    size = 2 * WINDOW
    correlation = np.fft.irfft(np.square(np.abs(np.fft.rfft(centred, size, axis=1))), size, axis=1)
    first, last = int(RATE / HIGHEST), int(RATE / LOWEST)
    searched = correlation[:, first:last] / np.maximum(correlation[:, :1], 1e-12)
    voiced = searched.max(axis=1) > 0.3
    periods = first + searched[voiced if voiced.any() else slice(None)].argmax(axis=1)
    return float(np.log(RATE / np.median(periods)))


def _filters() -> Features:
    """Triangles on the mel scale, 100 to 3,700 Hz: what a telephone lets through."""
    lowest, highest = (2595 * float(np.log10(1 + edge / 700)) for edge in (100, 3700))
    edges = 700 * (10 ** (np.linspace(lowest, highest, BANDS + 2) / 2595) - 1)
    hertz = np.fft.rfftfreq(WINDOW, 1 / RATE)
    rising = (hertz - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - hertz) / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(rising, falling))


_FILTERS = _filters()
_COSINES = np.cos(np.pi / BANDS * (np.arange(BANDS) + 0.5) * np.arange(COEFFICIENTS)[:, None])
