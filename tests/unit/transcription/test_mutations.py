import time

import pytest

from tests.unit.transcription.mutations import mutated, sources
from transcription.audio import AudioError, Limits, decode

FILES = 300
LIMITS = Limits(seconds=600, wait=20)


@pytest.fixture(scope="module")
def contents(tmp_path_factory):
    return sources(tmp_path_factory.mktemp("sources"))


def outcome(path):
    """(sound, error) of a file: one of them."""
    try:
        return decode(path, limits=LIMITS), None
    except AudioError as error:
        return None, str(error)


@pytest.mark.parametrize("part", range(10))
def test_damaged_files_end_in_sound_or_in_a_clear_error(contents, tmp_path, part):
    for number in range(part, FILES, 10):
        path = tmp_path / f"{number}.wav"
        path.write_bytes(mutated(contents, number))
        begun = time.monotonic()
        audio, error = outcome(path)
        assert time.monotonic() - begun < LIMITS.wait + 5, number
        if error is not None:
            assert len(error) > 10, number
            assert "the decoder" not in error, (number, error)  # it never dies of a file
        else:
            assert number % 8 != 7, f"{number}: a script named another file and was followed"
            assert 1 <= len(audio.channels) <= 2, number
            assert 0 < audio.seconds <= LIMITS.seconds, number
