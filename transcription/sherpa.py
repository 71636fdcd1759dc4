"""Speakers of a single channel by sherpa-onnx: a Diariser, with the extra `diariser` (`agent-quality[diariser]`)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEGMENTATION, EMBEDDING = "segmentation.onnx", "embedding.onnx"
_SPEAKERS = 2  # a call has two sides
_LOUDEST = 32768.0


class DiariserError(ValueError):
    """Models that are not there, or the extra that is not installed."""


class Sherpa:
    """pyannote's segmentation and a speaker embedding, as ONNX models in one folder."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds `segmentation.onnx` and `embedding.onnx`. Raises DiariserError."""
        for name in (SEGMENTATION, EMBEDDING):
            if not (folder / name).is_file():
                raise DiariserError(f"{folder}: holds no {name}")
        self._found = _open(folder)

    def voices(self, pcm: NDArray[np.int16], ranges: Sequence[tuple[float, float]]) -> Sequence[tuple[int, float]]:
        """(number of the voice from 0, its share of what is spoken there) for each range of seconds, at 16 kHz.

        Where nobody was heard, the voice is 0 and its probability that of a guess.
        """
        said = self._found.process(pcm.astype(np.float32) / _LOUDEST).sort_by_start_time()
        stretches = [(float(one.start), float(one.end), int(one.speaker)) for one in said]
        return [_whose(stretches, first, end) for first, end in ranges]


def _whose(stretches: Iterable[tuple[float, float, int]], first: float, end: float) -> tuple[int, float]:
    spoken: dict[int, float] = defaultdict(float)
    for start, stop, speaker in stretches:
        if min(end, stop) > max(first, start):
            spoken[speaker] += min(end, stop) - max(first, start)
    if not spoken:
        return 0, 1 / _SPEAKERS
    voice = max(spoken, key=lambda speaker: spoken[speaker])
    return voice, spoken[voice] / sum(spoken.values())


def _open(folder: Path) -> Any:
    try:
        import sherpa_onnx as sherpa  # noqa: PLC0415 # pyright: ignore[reportMissingImports]
    except ImportError:
        raise DiariserError("sherpa-onnx is not installed; it comes with agent-quality[diariser]") from None
    library: Any = sherpa
    return library.OfflineSpeakerDiarization(
        library.OfflineSpeakerDiarizationConfig(
            segmentation=library.OfflineSpeakerSegmentationModelConfig(
                pyannote=library.OfflineSpeakerSegmentationPyannoteModelConfig(model=str(folder / SEGMENTATION))
            ),
            embedding=library.SpeakerEmbeddingExtractorConfig(model=str(folder / EMBEDDING)),
            clustering=library.FastClusteringConfig(num_clusters=_SPEAKERS),
        )
    )
