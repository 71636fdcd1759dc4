"""faster-whisper behind the Engine protocol."""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false

import math
import os
from pathlib import Path
from typing import Any, cast

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from transcription.engine import EngineError, Heard, Speech
from transcription.limits import RATE
from transcription.transcript import Word
from transcription.voice import SHORTEST, SPEECH, STILL_SPEECH
from transcription.weights import find

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


def _speech(segment: Any) -> Speech:
    words = tuple(
        Word(str(word.word), float(word.start), float(word.end), float(word.probability)) for word in segment.words
    )
    confidence = min(1.0, math.exp(segment.avg_logprob))
    return Speech(words[0].start, words[-1].end, words, confidence, float(segment.no_speech_prob))
