import json

import numpy as np
import pytest

from tests.unit.transcription.sounds import CALL, tone
from transcription.audio import RATE, decode
from transcription.voices import TwoVoices

SCRIPT = json.loads(CALL.with_suffix(".json").read_text())


def test_two_voices_are_told_apart():
    agent, customer = decode(CALL).channels
    found = TwoVoices().voices(agent + customer, [(line["start"], line["end"]) for line in SCRIPT])
    sides = [voice for voice, _ in found]
    assert sides in ([0, 1, 0, 1, 0], [1, 0, 1, 0, 1])
    assert all(sure > 0.9 for _, sure in found)


def test_one_voice_is_not_made_two():
    agent = decode(CALL).channels[0]
    ranges = [(6.4 + n * 0.6, 7.0 + n * 0.6) for n in range(6)] + [(19.5 + n * 0.6, 20.1 + n * 0.6) for n in range(5)]
    assert np.mean([sure for _, sure in TwoVoices().voices(agent, ranges)]) < 0.8


@pytest.mark.parametrize(
    ("pcm", "ranges"),
    [
        (np.zeros(5 * RATE, np.int16), [(0.0, 1.0), (1.0, 2.0), (3.0, 4.0)]),
        (tone(5.0), [(0.0, 1.0), (2.0, 3.0)]),
        (tone(1.0), [(0.0, 1.0)]),
        (tone(1.0), [(0.0, 0.1), (0.2, 0.3)]),
        (tone(1.0), []),
    ],
)
def test_nothing_to_tell_apart(pcm, ranges):
    found = TwoVoices().voices(pcm, ranges)
    assert len(found) == len(ranges)
    assert all(sure == pytest.approx(0.5, abs=0.05) for _, sure in found)
