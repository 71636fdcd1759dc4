"""The recordings hold two parties who take turns where the scripts say so, each in their own channel."""

import itertools

import numpy as np
import pytest

from qa_service.embedded.sample_centre.calls import recordings, script
from qa_service.embedded.sample_centre.centre import SOURCE, period
from transcription.audio import RATE, decode

FILES = [audio for audio, _ in recordings()]


def test_enough_recordings_and_small():
    assert len(FILES) >= 6
    assert all(file.stat().st_size < 120_000 for file in FILES)


def test_what_is_known_before_listening_holds_no_turns():
    first, last = period()
    for audio, interaction in recordings():
        assert interaction.turns is None
        assert (interaction.recording, interaction.source) == (audio.name, SOURCE)
        assert first <= interaction.started_at.date() <= last
        assert script(audio).id == interaction.id


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_party_speaks_in_its_channel_when_the_script_says(file):
    audio = decode(file)
    turns = script(file).turns
    assert 20 < audio.seconds < 35
    assert len(audio.channels) == 2
    for channel, party in enumerate(("agent", "customer")):
        samples = audio.channels[channel].astype(float)
        speaking = np.zeros(len(samples), dtype=bool)
        for turn in turns:
            if turn.speaker == party:
                speaking[int((turn.start - 0.1) * RATE) : int((turn.end + 0.1) * RATE)] = True
        assert samples[speaking].std() > 300 * samples[~speaking].std()
    assert all(earlier.end <= later.start for earlier, later in itertools.pairwise(turns))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("call-01", "five one zero five, one zero five one, zero five one zero, five one zero zero"),
        ("call-02", "I told you already"),
        ("call-03", "zero seven seven zero zero"),
    ],
    ids=["card", "repetition", "phone"],
)
def test_what_later_steps_need_is_said(call, said):
    turns = next(script(file) for file in FILES if file.stem == call).turns
    assert any(said in turn.text for turn in turns if turn.speaker == "customer")
