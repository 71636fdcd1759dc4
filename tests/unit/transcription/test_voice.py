import numpy as np
import pytest

from tests.unit.transcription.sounds import RATE, tone
from transcription.voice import LONGEST, MARGIN, utterances


def sound(*parts):
    """(seconds, level) each, level 0 for digital silence -> float32."""
    return np.concatenate([tone(seconds, level=level) for seconds, level in parts]).astype(np.float32) / 32768


@pytest.mark.parametrize(
    ("parts", "spoken"),
    [
        ([(1, 0), (2, 0.3), (1, 0)], [(1, 3)]),
        ([(1, 0), (2, 0.3), (0.3, 0), (1, 0.3), (1, 0)], [(1, 4.3)]),  # a breath is no pause
        ([(1, 0), (2, 0.3), (1, 0), (1, 0.3), (1, 0)], [(1, 3), (4, 5)]),
        ([(1, 0.003), (2, 0.3), (1, 0.003)], [(1, 3)]),  # over a line's hum
        ([(1, 0), (0.05, 0.3), (1, 0)], []),  # a click
        ([(5, 0)], []),
        ([(5, 0.0005)], []),
        ([(0, 0)], []),
    ],
)
def test_utterances(parts, spoken):
    found = [(first / RATE, end / RATE) for first, end in utterances(sound(*parts), RATE)]
    assert found == [
        (pytest.approx(first - MARGIN, abs=0.05), pytest.approx(end + MARGIN, abs=0.05)) for first, end in spoken
    ]


def test_long_speech_is_cut_where_it_is_quietest():
    found = utterances(sound((12, 0.3), (0.2, 0.01), (18, 0.3)), RATE)
    assert found[0][0] == 0
    assert found[0][1] == found[1][0]  # nothing is lost
    assert all(end - first <= LONGEST * RATE for first, end in found)
    assert 12 * RATE <= found[0][1] <= 12.2 * RATE
