"""Several parties -> what each of them said, by one engine in one language, a few minutes at a time.

Blocks bound the memory: of a recording of hours only one block of one party stands as floats.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from transcription.engine import Engine, Heard, Removed, Speech
from transcription.guards import guard
from transcription.limits import RATE
from transcription.transcript import Word
from transcription.voice import sounding

# A block is cut at its quietest moment in its last seconds, so that no word is.
BLOCK = 600
SEARCHED = 60
_STEP = RATE // 50

Pcm = NDArray[np.int16]


def hear(parties: Sequence[Pcm], engine: Engine, language: str | None) -> tuple[tuple[Heard, ...], str | None]:
    """What each party said, guarded, and the language: `language`, else the one that most of the speech is in.

    Each party's language is detected where it first speaks; whoever was heard in another one is heard again.
    """
    cuts = [blocks(pcm) for pcm in parties]
    heard: list[list[Heard]] = [[] for _ in parties]
    if language is None:
        for pcm, parts, found in zip(parties, cuts, heard, strict=True):
            while len(found) < len(parts) and not any(block.speech for block in found):
                found.append(_block(pcm, parts[len(found)], engine, None))
        language = _agreed([block for found in heard for block in found])
        for found in heard:
            if any(block.language not in {None, language} for block in found):
                found.clear()
    for pcm, parts, found in zip(parties, cuts, heard, strict=True):
        found += [_block(pcm, part, engine, language) for part in parts[len(found) :]]
    return tuple(_joined(found) for found in heard), language


def blocks(pcm: Pcm) -> tuple[tuple[int, int], ...]:
    """Half-open sample ranges of at most `BLOCK` seconds that cover all of it."""
    cuts = [0]
    while len(pcm) - cuts[-1] > BLOCK * RATE:
        end = cuts[-1] + BLOCK * RATE
        searched = pcm[end - SEARCHED * RATE : end].reshape(-1, _STEP).astype(np.float32)
        loudness = np.convolve(np.mean(np.square(searched), axis=1), np.ones(9), "same")
        cuts.append(end - SEARCHED * RATE + int(np.argmin(loudness)) * _STEP)
    return tuple(pairwise([*cuts, len(pcm)]))


def _block(pcm: Pcm, part: tuple[int, int], engine: Engine, language: str | None) -> Heard:
    first, end = part
    samples = pcm[first:end].astype(np.float32) / 32768.0
    heard = guard(engine.transcribe(samples, language))
    if heard.voiced is not None:
        loud = [Removed(start, stop, "sound without speech") for start, stop in sounding(samples, heard.voiced)]
        heard = replace(heard, removed=(*heard.removed, *loud))
    return _later(heard, first / RATE)


def _later(heard: Heard, by: float) -> Heard:
    if not by:
        return heard
    return replace(
        heard,
        speech=tuple(
            Speech(
                stretch.start + by,
                stretch.end + by,
                tuple(Word(word.text, word.start + by, word.end + by, word.confidence) for word in stretch.words),
                stretch.confidence,
                stretch.no_speech,
            )
            for stretch in heard.speech
        ),
        removed=tuple(Removed(gone.start + by, gone.end + by, gone.reason) for gone in heard.removed),
        voiced=heard.voiced and tuple((start + by, end + by) for start, end in heard.voiced),
    )


def _joined(found: Sequence[Heard]) -> Heard:
    spoken = next((block.language for block in found if block.speech), None)
    looked = [block.voiced for block in found if block.voiced is not None]
    return Heard(
        tuple(stretch for block in found for stretch in block.speech),
        spoken,
        tuple(sorted((gone for block in found for gone in block.removed), key=lambda gone: gone.start)),
        min((block.sure for block in found if block.speech), default=1.0),
        tuple(stretch for voiced in looked for stretch in voiced) if looked else None,
    )


def _agreed(found: Sequence[Heard]) -> str | None:
    """The language in which most seconds were spoken, surely; None where nothing was said."""
    seconds: dict[str, float] = {}
    for block in found:
        if block.language is not None:
            spoken = sum(stretch.end - stretch.start for stretch in block.speech) * block.sure
            seconds[block.language] = seconds.get(block.language, 0.0) + spoken
    return max(seconds, key=lambda name: seconds[name]) if seconds else None
