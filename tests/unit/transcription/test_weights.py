import hashlib
import time

import pytest

from transcription import weights
from transcription.engine import EngineError, NoWeightsError


def test_an_interrupted_download_is_no_model(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    assert weights._cached(lambda: str(tmp_path)) is None


def test_a_lookup_that_never_answers_ends():
    begun = time.monotonic()
    with pytest.raises(NoWeightsError, match=r"no answer within 0\.2 s"):
        weights.within(0.2, lambda: time.sleep(20), what="weights")
    assert time.monotonic() - begun < 15


def test_damaged_weights_are_removed(tmp_path):
    blob = tmp_path / "blob"
    blob.write_bytes(b"weights")
    (tmp_path / "model.bin").symlink_to(blob)
    right = hashlib.sha256(b"weights").hexdigest()
    weights.verify(tmp_path, {"model.bin": right, "absent.bin": "0"})
    blob.write_bytes(b"wrights")
    with pytest.raises(EngineError, match=r"model\.bin of the downloaded weights is damaged"):
        weights.verify(tmp_path, {"model.bin": right})
    assert not blob.exists()


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """A hub that has one model, whose weights it says are `sums`."""
    sums = {}
    (tmp_path / "hub").mkdir()

    def fetch(model):
        for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.json"):
            (tmp_path / "hub" / name).write_text(model)
        return tmp_path / "hub"

    monkeypatch.setattr(weights, "_cached", lambda get: None)
    monkeypatch.setattr(weights, "_look_up", lambda model: sums)
    monkeypatch.setattr(weights, "_download", fetch)
    return sums


def test_what_is_downloaded_is_verified(hub):
    hub["model.bin"] = hashlib.sha256(b"small").hexdigest()
    assert (weights.find("small") / "model.bin").read_text() == "small"
    hub["model.bin"] = hashlib.sha256(b"other").hexdigest()
    with pytest.raises(EngineError, match="is damaged"):
        weights.find("small")


def test_a_download_that_breaks_off(hub, monkeypatch):
    def breaks(model):
        raise ConnectionError("gone")

    monkeypatch.setattr(weights, "_download", breaks)
    with pytest.raises(NoWeightsError, match=r"could not be downloaded \(ConnectionError\)"):
        weights.find("small")
