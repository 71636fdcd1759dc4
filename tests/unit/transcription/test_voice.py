from itertools import pairwise

import numpy as np
import pytest

from tests.unit.transcription.noises import NOISES, RATE, mixed
from tests.unit.transcription.sounds import CALL
from transcription.audio import decode
from transcription.voice import LONGEST, sounding, utterances


@pytest.fixture(scope="module")
def agent():
    return decode(CALL).samples(0)


def seconds(samples):
    return [(first / RATE, end / RATE) for first, end in utterances(samples)]


def test_utterances_are_where_somebody_speaks(agent):
    assert seconds(agent) == [
        (pytest.approx(first, abs=0.45), pytest.approx(end, abs=0.45))
        for first, end in ((0, 1.91), (6.33, 10.38), (19.44, 22.51))
    ]


@pytest.mark.parametrize("name", NOISES)
@pytest.mark.parametrize("seed", [1, 2])
def test_sounds_that_are_no_speech(name, seed):
    assert utterances(NOISES[name](60.0, np.random.default_rng(seed))) == ()


@pytest.mark.parametrize("name", NOISES)
def test_speech_over_a_sound_stays(agent, name):
    found = seconds(mixed(agent, NOISES[name](30.0, np.random.default_rng(3)), 5))
    covered = sum(min(end, 22.51) - first for first, end in found)
    spoken = [t for t in np.arange(0, 22.5, 0.01) if t < 1.9 or 6.4 < t < 10.3 or 19.5 < t < 22.4]
    kept = sum(any(first <= t <= end for first, end in found) for t in spoken) / len(spoken)
    assert kept > (0.8 if name == "band" else 0.97)
    assert covered < 14  # of the 9.3 s that are spoken, with margins


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.full(5, 0.1, np.float32)])
def test_nothing_to_hear(samples):
    assert utterances(samples) == ()


def test_long_speech_is_cut_and_nothing_is_lost(agent):
    found = utterances(np.tile(agent[int(6.4 * RATE) : int(10.2 * RATE)], 12))
    assert all(end - first <= LONGEST * RATE for first, end in found)
    assert found[0][0] < 0.5 * RATE
    assert all(one[1] == two[0] for one, two in pairwise(found))


def test_what_sounds_without_a_voice_is_told():
    sound = np.concatenate([NOISES["chords"](5.0, np.random.default_rng(0)), np.zeros(5 * RATE, np.float32)])
    assert sounding(sound, ()) == ((0.0, pytest.approx(5.0, abs=0.2)),)
    assert sounding(sound, ((0.0, 4.5),)) == ()
