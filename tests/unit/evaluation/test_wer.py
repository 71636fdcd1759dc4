import json

import numpy as np
import pytest

from qa_service.errors import BadInput
from qa_service.evaluation import wer
from qa_service.evaluation.table import written
from tests.unit.transcription.sounds import RATE, wav
from transcription.engine import Heard, NoWeightsError, Speech
from transcription.recording import Party
from transcription.transcript import Word


@pytest.mark.parametrize(
    ("reference", "heard", "count"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a x c", 1),
        ("a b c", "a c", 1),
        ("a b", "a x b y", 2),
        ("", "a", 1),
        ("a b", "", 2),
    ],
)
def test_errors(reference, heard, count):
    assert wer.errors(reference.split(), heard.split()) == count


def test_words():
    assert wer.words("[noise] It's <unk> Ten-Fifteen, please. [laughter]") == ["its", "ten", "fifteen", "please"]


class Hears:
    """An engine that hears 'yes please' from whoever begins loud, else 'no'."""

    name, model, note = "sphinx", "none", None

    def transcribe(self, samples, language):
        text = " yes please" if samples[0] > 0 else " no"
        words = tuple(Word(f" {word}", n * 0.1, n * 0.1 + 0.1, 0.9) for n, word in enumerate(text.split()))
        return Heard((Speech(0.0, 0.2, words, 0.9),), language)


def test_a_table_of_what_was_measured_and_what_was_not(tmp_path, monkeypatch):
    def load(engine, model=None):
        if engine == "whisper":
            raise NoWeightsError("weights of Whisper 'small': not here")
        return Hears()

    monkeypatch.setattr(wer, "load", load)
    loud = tuple(Party(speaker, np.full(RATE, 9000, np.int16)) for speaker in wer.SPEAKERS)
    spoken = wer.Call(loud, {"agent": "yes please", "customer": "yes"})
    monkeypatch.setattr(wer, "_sample_calls", lambda: iter([spoken]))
    for folder in ("audio/agent", "audio/caller", "transcript"):
        (tmp_path / "calls" / folder).mkdir(parents=True)
    for number in range(3):
        wav(tmp_path / f"calls/audio/agent/{number}.wav", np.full(RATE, 9000, np.int16))
        wav(tmp_path / f"calls/audio/caller/{number}.wav", np.full(RATE, -9000, np.int16))
        lines = [
            ("caller", "no [noise]", 900),
            ("agent", "please", 500),
            ("agent", "yes", 100),
            ("caller", "never", 950),
        ]
        (tmp_path / f"calls/transcript/{number}.json").write_text(
            json.dumps([{"speaker_role": who, "human_transcript": said, "start_ms": at} for who, said, at in lines])
        )
    table = wer.run(tmp_path / "calls")
    rows = {(row[0], row[1], row[2]): row for row in table.rows}
    assert rows["calls", "agent", "sphinx"][3:8] == (3, 6, 0.0, 0.0, 0.0)
    assert rows["calls", "customer", "sphinx"][3:8] == (3, 6, 0.5, 0.5, 0.5)
    assert rows["sample centre", "customer", "sphinx"][3:8] == (1, 1, 1.0, None, None)
    assert rows["calls", "agent", "whisper-small"][5] == "not measured"
    assert "weights of Whisper 'small': not here" in written(table)


def test_a_folder_without_calls(tmp_path):
    with pytest.raises(BadInput, match="holds no transcript"):
        list(wer._labelled_calls(tmp_path))
