"""What a speech engine does, and which one is at hand. Engines import their library only when they are loaded."""

import logging
from functools import cache
from typing import Literal, Protocol, get_args

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from transcription.transcript import Word

EngineName = Literal["auto", "whisper", "sphinx"]
DEFAULT_MODEL = "small"
_log = logging.getLogger(__name__)


class EngineError(ValueError):
    """An engine that cannot be loaded, or cannot do what is asked of it."""


class NoWeightsError(EngineError):
    """The model is well named, but its weights are neither here nor to be had now."""


class Speech(Struct, frozen=True):
    """One stretch of speech: seconds from the start of the samples, confidence 0..1.

    A word's text carries the space before it where its language writes one. `no_speech` is how probable the engine
    finds it that nobody spoke.
    """

    start: float
    end: float
    words: tuple[Word, ...]
    confidence: float
    no_speech: float = 0.0


class Removed(Struct, frozen=True):
    """A passage whose text was not kept, in seconds, and why."""

    start: float
    end: float
    reason: str


class Heard(Struct, frozen=True):
    """What an engine made of one channel; `language` is a primary subtag, None where nothing was said.

    `sure` is how probable that language is, `voiced` the seconds in which a voice was found (None: nobody looked).
    """

    speech: tuple[Speech, ...]
    language: str | None
    removed: tuple[Removed, ...] = ()
    sure: float = 1.0
    voiced: tuple[tuple[float, float], ...] | None = None


class Engine(Protocol):
    """`note` says what a reader of its transcripts must know, None for nothing."""

    @property
    def name(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def note(self) -> str | None: ...

    def transcribe(self, samples: NDArray[np.float32], language: str | None) -> Heard:
        """Hear one party at 16 kHz in -1..1, unguarded. `language` None: detected where the engine can."""
        ...


@cache
def load(engine: EngineName = "auto", model: str | None = None, words: tuple[str, ...] = ()) -> Engine:
    """Load one engine, once per process. `auto` takes pocketsphinx only where Whisper's weights cannot be had.

    `words` of the domain (names of products, places) are ones that Whisper should expect; pocketsphinx cannot.
    """
    if engine not in get_args(EngineName):
        raise EngineError(f"engine {engine!r} is none of {', '.join(get_args(EngineName))}")
    if engine == "sphinx":
        if model is not None:
            raise EngineError(f"pocketsphinx brings its own model; {model!r} cannot be loaded with it")
        if words:
            raise EngineError("pocketsphinx takes no words of the domain; Whisper does")
        return _sphinx(None)
    from transcription.whisper import Whisper  # noqa: PLC0415

    try:
        return Whisper.load(model or DEFAULT_MODEL, words)
    except NoWeightsError as error:
        if engine != "auto":
            raise
        _log.warning("%s; falling back to pocketsphinx, which understands telephone audio poorly", error)
        return _sphinx(str(error))


def _sphinx(reason: str | None) -> Engine:
    from transcription.sphinx import Sphinx  # noqa: PLC0415

    return Sphinx.load(reason)
