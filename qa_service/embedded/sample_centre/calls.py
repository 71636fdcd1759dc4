"""The sample centre's recorded calls: two channels, agent left, customer right, 16 kHz, spoken by machine."""

from importlib.resources import files
from pathlib import Path

from msgspec.structs import replace

from transcription.interaction import Interaction, decode


def recordings() -> tuple[tuple[Path, Interaction], ...]:
    """Each call's audio file and what is known of it before anybody has listened: no turns."""
    return tuple((audio, replace(script(audio), turns=None)) for audio in _audio())


def script(audio: Path) -> Interaction:
    """What was said in one of `recordings()`, with seconds: the reference for its transcript."""
    return decode(audio.with_suffix(".json").read_bytes())


def _audio() -> list[Path]:
    folder = files("qa_service.embedded.sample_centre") / "recordings"
    if not isinstance(folder, Path):
        raise TypeError("the recordings of the sample centre need an installed package, not a zip file")
    return sorted(folder.glob("*.opus"))
