import sys
from types import SimpleNamespace

import numpy as np
import pytest

from transcription.sherpa import DiariserError, Sherpa


class Script:
    """sherpa-onnx as far as it is called, with what it says of who spoke when."""

    def __init__(self, said):
        self.heard = None
        self.said = said
        self.config = None
        for name in (
            "OfflineSpeakerDiarizationConfig",
            "OfflineSpeakerSegmentationModelConfig",
            "OfflineSpeakerSegmentationPyannoteModelConfig",
            "SpeakerEmbeddingExtractorConfig",
            "FastClusteringConfig",
        ):
            setattr(self, name, SimpleNamespace)

    def OfflineSpeakerDiarization(self, config):  # noqa: N802 - the library's name
        self.config = config
        return self

    def process(self, samples):
        self.heard = samples
        return self

    def sort_by_start_time(self):
        return [SimpleNamespace(start=start, end=end, speaker=speaker) for start, end, speaker in self.said]


@pytest.fixture
def models(tmp_path):
    for name in ("segmentation.onnx", "embedding.onnx"):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def test_each_range_is_the_voice_that_speaks_most_in_it(models, monkeypatch):
    script = Script([(0.0, 2.0, 0), (2.0, 5.0, 1), (4.0, 6.0, 0)])
    monkeypatch.setitem(sys.modules, "sherpa_onnx", script)
    pcm = np.array([0, 16384, -32768], np.int16)
    found = Sherpa(models).voices(pcm, [(0.0, 2.0), (2.0, 4.0), (4.0, 5.5), (1.0, 4.0), (9.0, 10.0)])
    assert found == [(0, 1.0), (1, 1.0), (0, pytest.approx(0.6)), (1, pytest.approx(2 / 3)), (0, 0.5)]
    assert script.heard.tolist() == [0.0, 0.5, -1.0]
    assert script.config.segmentation.pyannote.model == str(models / "segmentation.onnx")
    assert script.config.clustering.num_clusters == 2


def test_what_is_missing_is_named(models, monkeypatch):
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(DiariserError, match=r"agent-quality\[diariser\]"):
        Sherpa(models)
    (models / "embedding.onnx").unlink()
    with pytest.raises(DiariserError, match=r"holds no embedding\.onnx"):
        Sherpa(models)
