import numpy as np
import pytest

from tests.unit.transcription.sounds import tone, wav
from transcription.audio import RATE, Audio, decode
from transcription.interaction import Interaction
from transcription.silencing import channel_ranges, silence


def loudness(samples, start, end):
    return float(np.sqrt(np.mean(np.square(samples[int(start * RATE) : int(end * RATE)].astype(float)))))


@pytest.mark.parametrize("suffix", [".flac", ".opus", ".ogg"])
def test_only_the_passages_are_silent(tmp_path, suffix):
    source = wav(tmp_path / "a.wav", tone(25.0), tone(25.0))
    out = tmp_path / f"copy{suffix}"
    silence(source, [[(9.5, 11.0)], [(0.0, 1.0), (24.0, 30.0)]], out)
    copy = decode(out)
    assert copy.seconds == pytest.approx(25.0, abs=0.05)
    agent, customer = copy.channels
    quiet, loud = 20, 3000
    assert loudness(agent, 9.6, 10.9) < quiet < loud < loudness(customer, 9.6, 10.9)
    assert loudness(customer, 0.05, 0.9) < quiet < loud < loudness(agent, 0.05, 0.9)
    assert loudness(customer, 24.1, 24.9) < quiet
    assert loudness(agent, 11.2, 24.9) > 3000 < loudness(customer, 1.2, 23.8)


def test_flac_keeps_every_sample_outside(tmp_path):
    sound = tone(2.0)
    silence(Audio((sound,)), [[(0.5, 1.0)]], tmp_path / "a.flac")
    expected = sound.copy()
    expected[8000:16000] = 0
    assert np.array_equal(decode(tmp_path / "a.flac").channels[0], expected)
    assert sound[9000:9100].any()  # the source is not written to


@pytest.mark.parametrize(
    ("name", "ranges", "message"),
    [("a.mp3", [[]], "one of .opus"), ("a.flac", [[], []], "for 2 channels, the recording has 1")],
)
def test_what_cannot_be_written(tmp_path, name, ranges, message):
    with pytest.raises(ValueError, match=message):
        silence(Audio((tone(1.0),)), ranges, tmp_path / name)


@pytest.mark.parametrize(
    ("extra", "channels", "expected"),
    [
        ({}, 1, [[(1, 2), (5, 6), (8, 9)]]),
        ({}, 2, [[(1, 2), (5, 6), (8, 9)]] * 2),  # nobody says who is where
        ({"channels_decided": {"speakers": ["customer", "agent"]}}, 2, [[(5, 6), (8, 9)], [(1, 2), (8, 9)]]),
        (
            {
                "channels_decided": {"speakers": ["agent", "customer"]},
                "removed": [{"speaker": "agent", "start": 5.1, "end": 6.1, "reason": "echo of the other party"}],
            },
            2,
            [[(1, 2), (5, 7), (8, 9), (8, 10)], [(5, 6), (8, 9)]],
        ),
        (
            {
                "channels_decided": {"speakers": ["agent", "customer"]},
                "clock": {"corrected": "customer", "drift_ms_per_hour": 3_600_000},
            },
            2,
            [[(1, 2), (8, 9)], [(10, 12), (16, 18)]],
        ),
    ],
)
def test_which_seconds_of_which_channel(extra, channels, expected):
    call = Interaction(id="1", channel="voice", recording="a", extra=extra)
    ranges = {"agent": ((1.0, 2.0),), "customer": ((5.0, 6.0),), "unknown": ((8.0, 9.0),)}
    assert [list(parts) for parts in channel_ranges(call, ranges, channels)] == expected
