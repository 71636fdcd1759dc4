"""pocketsphinx behind the Engine protocol; the only importer of its library. English, from clean audio."""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false

import re
from typing import Any, cast

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from transcription.audio import RATE
from transcription.engine import EngineError, Heard, Speech
from transcription.transcript import Word
from transcription.voice import utterances

# A word's senses in the dictionary are told apart by a number: 'read(2)'.
_SENSE = re.compile(r"\(\d+\)$")
_WORD = re.compile(r"[^\W_]")
NOTE = "pocketsphinx: English only, and poor on telephone audio; install Whisper weights for real calls"


class Sphinx(Struct, frozen=True):
    model: str
    note: str
    _decoder: Any
    name: str = "sphinx"

    @classmethod
    def load(cls, reason: str | None) -> "Sphinx":
        """Load the English model of the wheel; `reason` says why Whisper is not used."""
        from pocketsphinx import Decoder  # noqa: PLC0415

        decoder = cast("Any", Decoder(loglevel="FATAL", samprate=RATE))
        note = NOTE if reason is None else f"{NOTE} ({reason})"
        return cls(model="en-us", note=note, _decoder=decoder)

    def transcribe(self, samples: NDArray[np.float32], language: str | None) -> Heard:
        if language not in {None, "en"}:
            raise EngineError(f"pocketsphinx speaks English only, not {language!r}; it needs Whisper weights")
        self._decoder.reinit_feat()  # it adapts to what it hears; a recording must not depend on the last one
        pcm = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
        spoken = utterances(samples)
        heard = (self._utterance(pcm[first:end], first / RATE) for first, end in spoken)
        speech = tuple(stretch for stretch in heard if stretch is not None)
        voiced = tuple((first / RATE, end / RATE) for first, end in spoken)
        return Heard(speech, "en" if speech or language else None, voiced=voiced)

    def _utterance(self, pcm: NDArray[np.int16], offset: float) -> Speech | None:
        decoder = self._decoder
        decoder.start_utt()
        decoder.process_raw(pcm.tobytes(), no_search=False, full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return None
        words = tuple(
            Word(
                " " + _SENSE.sub("", segment.word),
                offset + segment.start_frame / 100,  # the model's frames are 10 ms
                offset + (segment.end_frame + 1) / 100,
                min(1.0, float(segment.prob)),
            )
            for segment in decoder.seg()
            if _WORD.match(segment.word)  # fillers stand in brackets: <sil>, [NOISE]
        )
        if not words:
            return None
        return Speech(words[0].start, words[-1].end, words, float(np.mean([word.confidence for word in words])))
