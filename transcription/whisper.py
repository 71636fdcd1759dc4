"""faster-whisper behind the Engine protocol; the only importer of its library and of the model hub's."""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false

import math
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from transcription.engine import EngineError, Heard, NoWeightsError, Speech
from transcription.limits import RATE
from transcription.transcript import Word
from transcription.voice import SHORTEST, SPEECH, STILL_SPEECH

# Looking for weights must end within 10 s in all, name resolution included; importing the libraries takes its part.
LOOKUP_SECONDS = 5.0
REQUIRED = ("config.json", "model.bin", "tokenizer.json")
DETECTION = {
    "threshold": SPEECH,
    "neg_threshold": STILL_SPEECH,
    "min_speech_duration_ms": round(1000 * SHORTEST),
    "min_silence_duration_ms": 160,  # faster-whisper's own for batches
}
BATCH = 8  # chunks of 30 s that are decoded together


class Whisper(Struct, frozen=True):
    """`_loaded` is faster-whisper's WhisperModel; `_words` of the domain are told to it before each chunk."""

    model: str
    _loaded: Any
    _words: str | None = None
    name: str = "whisper"
    note: str | None = None

    @classmethod
    def load(cls, model: str, words: tuple[str, ...] = ()) -> "Whisper":
        """Load by name (`small`), hub id (`owner/name`) or local folder; int8 on the CPU, CUDA where there is one."""
        folder = find(model)
        import ctranslate2  # noqa: PLC0415
        from faster_whisper import WhisperModel  # noqa: PLC0415

        cuda = cast("Any", ctranslate2).get_cuda_device_count() > 0
        threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        try:
            loaded = WhisperModel(
                str(folder),
                device="cuda" if cuda else "cpu",
                compute_type="int8_float16" if cuda else "int8",
                cpu_threads=threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"Whisper model {model!r} in {folder} cannot be loaded: {error}") from error
        return cls.around(loaded, Path(model).name if Path(model).is_dir() else model, words)

    @classmethod
    def around(cls, loaded: object, name: str, words: tuple[str, ...] = ()) -> "Whisper":
        """Take a WhisperModel that is loaded already; `name` says in transcripts which it is."""
        return cls(model=name, _loaded=loaded, _words=", ".join(words) or None)

    def transcribe(self, samples: NDArray[np.float32], language: str | None) -> Heard:
        if language is not None and language not in self._loaded.supported_languages:
            raise EngineError(f"Whisper model {self.model!r} does not speak {language!r}")
        from faster_whisper import BatchedInferencePipeline  # noqa: PLC0415

        if not len(samples):
            return Heard((), language)
        segments, info = cast("Any", BatchedInferencePipeline(self._loaded)).transcribe(
            samples,
            language=language,
            word_timestamps=True,
            vad_filter=True,
            vad_parameters={**DETECTION},  # it changes what it is given
            batch_size=BATCH,
            hotwords=self._words,
        )
        speech = tuple(_speech(segment) for segment in segments if segment.words)
        chunks: list[dict[str, int]] = info.transcription_options.clip_timestamps
        return Heard(
            speech,
            str(info.language) if speech or language else None,
            sure=float(info.language_probability),
            voiced=tuple((chunk["start"] / RATE, chunk["end"] / RATE) for chunk in chunks),
        )


def find(model: str) -> Path:
    """The folder with the model's files: itself, from the cache, or downloaded.

    Raises EngineError for a name or folder that is none, NoWeightsError where the weights cannot be had.
    """
    if Path(model).is_dir():
        missing = _missing(Path(model))
        if missing:
            raise EngineError(f"Whisper model {model!r}: the folder lacks {', '.join(missing)}")
        return Path(model)
    if model.startswith((".", "~", os.sep)) or Path(model).exists():
        raise EngineError(f"Whisper model {model!r} is no folder")
    from faster_whisper.utils import available_models, download_model  # noqa: PLC0415

    if model not in available_models() and model.count("/") != 1:
        raise EngineError(f"Whisper model {model!r} is no folder and none of {', '.join(available_models())}")
    download: Callable[..., str] = download_model
    cached = _cached(lambda: download(model, local_files_only=True))
    if cached is not None:
        return cached
    within(LOOKUP_SECONDS, lambda: _look_up(model), what=f"weights of Whisper {model!r}")
    try:
        return Path(download(model))
    except (OSError, ValueError, RuntimeError) as error:
        raise NoWeightsError(
            f"weights of Whisper {model!r} could not be downloaded ({type(error).__name__})"
        ) from error


def within(seconds: float, call: Callable[[], object], *, what: str) -> None:
    """Wait for `call` at most so long: a thread left behind ends with the process, sockets' own limits miss DNS."""
    failures: list[Exception] = []

    def run() -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001  (raised again below, in the caller's thread)
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True, name="weights-lookup")
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise NoWeightsError(f"{what}: not here, and no answer within {seconds:g} s")
    if failures:
        raise NoWeightsError(f"{what}: not here, and not to be had ({type(failures[0]).__name__})") from failures[0]


def _look_up(model: str) -> None:
    from faster_whisper.utils import _MODELS  # noqa: PLC0415  # pyright: ignore[reportPrivateUsage]
    from huggingface_hub import HfApi  # noqa: PLC0415

    HfApi().model_info(_MODELS.get(model, model), timeout=LOOKUP_SECONDS)


def _cached(get: Callable[[], str]) -> Path | None:
    try:
        folder = Path(get())
    except (OSError, ValueError):
        return None
    return None if _missing(folder) else folder  # an interrupted download leaves a folder without its weights


def _missing(folder: Path) -> list[str]:
    missing = [name for name in REQUIRED if not (folder / name).is_file()]
    return missing if any(folder.glob("vocabulary.*")) else [*missing, "vocabulary.json"]


def _speech(segment: Any) -> Speech:
    words = tuple(
        Word(str(word.word), float(word.start), float(word.end), float(word.probability)) for word in segment.words
    )
    confidence = min(1.0, math.exp(segment.avg_logprob))
    return Speech(words[0].start, words[-1].end, words, confidence, float(segment.no_speech_prob))
