"""The real engines: faster-whisper with a scripted model, pocketsphinx on a committed clip."""

import json

import numpy as np
import pytest

from tests.scripted_whisper import build
from tests.unit.transcription.sounds import CALL
from transcription.audio import decode
from transcription.engine import EngineError, NoWeightsError, load
from transcription.interaction import Interaction
from transcription.recording import transcribe_file
from transcription.redaction.redactor import redact
from transcription.whisper import Whisper

RECORDING = Interaction(id="call", channel="voice", recording=str(CALL))


@pytest.fixture(scope="module")
def scripted(tmp_path_factory):
    return str(build(tmp_path_factory.mktemp("whisper") / "scripted"))


@pytest.fixture
def offline(monkeypatch, tmp_path):
    """A machine without weights and without a network."""
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    load.cache_clear()
    yield
    load.cache_clear()


def errors(reference, heard):
    """Word edit distance over the reference's length."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(reference, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1] / len(reference)


def test_pocketsphinx_hears_clean_speech():
    heard = transcribe_file(RECORDING, CALL, load("sphinx"))
    script = json.loads(CALL.with_suffix(".json").read_text())
    assert [turn.speaker for turn in heard.turns] == [line["speaker"] for line in script]
    for turn, line in zip(heard.turns, script, strict=True):
        assert turn.start == pytest.approx(line["start"], abs=0.4)
        assert turn.end == pytest.approx(line["end"], abs=0.4)
        assert turn.text == " ".join(word.text for word in turn.words)
        assert all(0 <= word.confidence <= 1 and word.start < word.end for word in turn.words)
    said = " ".join(line["text"] for line in script).split()
    assert errors(said, " ".join(turn.text for turn in heard.turns).split()) < 0.10
    assert heard.language == "en"
    assert heard.extra["engine"]["name"] == "sphinx"
    assert "poor on telephone audio" in heard.extra["engine"]["note"]
    redacted = redact(heard, b"k").turns[3]
    assert redacted.text.endswith("is [card]")
    assert redacted.words[-1].text == "[card]"


def test_pocketsphinx_forgets_the_last_recording():
    engine = load("sphinx")
    agent, customer = (decode(CALL).samples(channel)[: 7 * 16000] for channel in (0, 1))
    first = engine.transcribe(agent, "en")
    engine.transcribe(customer, "en")
    assert engine.transcribe(agent, "en") == first


def test_pocketsphinx_speaks_english_only():
    with pytest.raises(EngineError, match="English only, not 'pl'"):
        load("sphinx").transcribe(np.zeros(16000, np.float32), "pl")


@pytest.mark.parametrize("engine", ["sphinx", "whisper"])
def test_silence_says_nothing(engine, scripted):
    loaded = load(engine, scripted if engine == "whisper" else None)
    heard = loaded.transcribe(np.zeros(32000, np.float32), None)
    assert (heard.speech, heard.language) == ((), None)


def test_whisper_from_a_folder(scripted):
    heard = transcribe_file(RECORDING, CALL, load("whisper", scripted))
    assert heard.extra["engine"] == {"name": "whisper", "model": "scripted", "note": None}
    assert (heard.language, heard.extra["language_detected"]) == ("en", True)
    for speaker in ("agent", "customer"):
        words = " ".join(turn.text for turn in heard.turns if turn.speaker == speaker)
        assert words.startswith("Thank you for calling Acme bank.")
    assert all(type(word.start) is float for turn in heard.turns for word in turn.words)
    assert [turn.start for turn in heard.turns] == sorted(turn.start for turn in heard.turns)


def test_whisper_takes_the_language_it_is_told(scripted):
    engine = load("whisper", scripted)
    assert engine.transcribe(decode(CALL).samples(0), "pl").language == "pl"
    with pytest.raises(EngineError, match="does not speak 'xx'"):
        engine.transcribe(decode(CALL).samples(0), "xx")


def test_one_load_per_process(scripted):
    assert load("whisper", scripted) is load("whisper", scripted)


def test_auto_takes_whisper_where_it_can(scripted):
    assert load("auto", scripted).name == "whisper"


@pytest.mark.parametrize(
    ("engine", "model", "message"),
    [
        ("whisper", "nope", "'nope' is no folder and none of tiny"),
        ("auto", "nope", "'nope' is no folder and none of tiny"),  # a slip is no reason to fall back
        ("auto", "./nope", "is no folder"),
        ("auto", "/nowhere/model", "is no folder"),
        ("sphinx", "small", "brings its own model"),
        ("kaldi", None, "none of auto, whisper, sphinx"),
    ],
)
def test_engines_that_cannot_be(engine, model, message):
    with pytest.raises(EngineError, match=message):
        load(engine, model)


def test_a_folder_that_lacks_files(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EngineError, match=r"lacks model\.bin, tokenizer\.json, vocabulary\.json"):
        load("auto", str(tmp_path))


def test_a_broken_model(tmp_path):
    for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(EngineError, match="cannot be loaded"):
        load("whisper", str(tmp_path))


def test_without_weights_auto_falls_back_aloud(offline, caplog):
    engine = load("auto", "small")
    assert engine.name == "sphinx"
    assert "weights of Whisper 'small': not here" in engine.note
    assert "falling back to pocketsphinx" in caplog.text


def test_without_weights_whisper_is_an_error(offline):
    with pytest.raises(NoWeightsError, match="weights of Whisper 'small': not here"):
        load("whisper", "small")


def test_words_of_the_domain_are_for_whisper(scripted):
    heard = load("whisper", scripted, ("Acme", "Beacon card")).transcribe(decode(CALL).samples(0), "en")
    assert heard.speech  # the prompt moves the script's words; that they were taken is all that it can show
    with pytest.raises(EngineError, match="takes no words of the domain"):
        load("sphinx", None, ("Acme",))


def test_a_model_that_is_loaded_already(scripted):
    loaded = load("whisper", scripted)._loaded
    heard = transcribe_file(RECORDING, CALL, Whisper.around(loaded, "ours"))
    assert heard.extra["engine"]["model"] == "ours"
    assert heard.turns
