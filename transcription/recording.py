"""One call's audio -> its interaction with turns: each party heard by itself, merged on one clock."""

import os
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple, cast, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from transcription.audio import Audio, AudioError, decode
from transcription.chat import spoken_language
from transcription.engine import Engine, Heard
from transcription.hearing import hear
from transcription.interaction import Interaction, InteractionError, SpokenTurn
from transcription.transcript import Speaker, Word

# A turn ends at a pause this long; at a shorter one where somebody else begins to speak in it. Seconds.
PAUSE = 1.0
BREATH = 0.25
DEFAULT_CHANNELS: tuple[Speaker, Speaker] = ("agent", "customer")


class Party(NamedTuple):
    """Who speaks in `pcm`, int16 at 16 kHz, with what could not be decoded of it."""

    speaker: Speaker
    pcm: NDArray[np.int16]
    left_out: tuple[str, ...] = ()


def transcribe_file(
    interaction: Interaction, path: str | os.PathLike[str], engine: Engine, *, language: str | None = None
) -> Interaction:
    """Decode one file and transcribe it; raises AudioError, InteractionError or EngineError. NOT redacted yet."""
    return transcribe(interaction, parties(interaction, decode(path)), engine, language=language)


def transcribe(
    interaction: Interaction, parties: Sequence[Party], engine: Engine, *, language: str | None = None
) -> Interaction:
    """Put what the engine hears in place of the turns. NOT redacted yet: that comes before it is kept anywhere.

    `extra.engine` says what heard it, `extra.removed` which passages were left out, `extra.language_detected` whether
    nobody told the language.
    """
    told, _ = spoken_language(msgspec.structs.replace(interaction, turns=None), language)
    hearings, agreed = hear([_pcm(party) for party in parties], engine, told)
    heard = list(zip(parties, hearings, strict=True))
    extra: dict[str, Any] = {
        **interaction.extra,
        "engine": {"name": engine.name, "model": engine.model, "note": engine.note},
        "removed": [passage for party, hearing in heard for passage in _removed(party, hearing)],
        "language_detected": told is None,
    }
    kept = language or (interaction.language if told else None) or agreed
    return msgspec.structs.replace(interaction, turns=_turns(heard), language=kept, extra=extra)


def parties(interaction: Interaction, audio: Audio) -> tuple[Party, ...]:
    """Who is on which channel: by `extra.channels`, else agent and customer; on one channel nobody can say."""
    count = len(audio.channels)
    given: object = interaction.extra.get("channels")
    speakers: Sequence[object] = DEFAULT_CHANNELS if count == 2 else ("unknown",)
    if given is not None:
        speakers = cast("Sequence[object]", given) if isinstance(given, list | tuple) else (given,)
        known = get_args(Speaker)
        if len(speakers) != count or any(speaker not in known for speaker in speakers):
            raise InteractionError(
                f"extra.channels: {list(speakers)} names no speaker for each of {count} channels, "
                f"out of {', '.join(known)}"
            )
    return tuple(
        Party(cast("Speaker", speaker), pcm, audio.left_out)
        for speaker, pcm in zip(speakers, audio.channels, strict=True)
    )


def one_party(speaker: Speaker, audio: Audio) -> Party:
    """The party of a file of its own; two channels of it are one voice, averaged."""
    if len(audio.channels) == 1:
        return Party(speaker, audio.channels[0], audio.left_out)
    left, right = (channel.astype(np.int32) for channel in audio.channels)
    return Party(speaker, ((left + right) // 2).astype(np.int16), audio.left_out)


def _pcm(party: Party) -> NDArray[np.int16]:
    if not len(party.pcm):
        raise AudioError(f"holds no audio of {party.speaker}")
    return party.pcm


def _removed(party: Party, hearing: Heard) -> list[dict[str, object]]:
    passages: list[dict[str, object]] = [
        {"speaker": party.speaker, "start": round(gone.start, 3), "end": round(gone.end, 3), "reason": gone.reason}
        for gone in hearing.removed
    ]
    return passages + [{"speaker": party.speaker, "reason": reason} for reason in party.left_out]


def _turns(heard: Sequence[tuple[Party, Heard]]) -> tuple[SpokenTurn, ...]:
    spoken = [[word for stretch in hearing.speech for word in stretch.words] for _, hearing in heard]
    starts = [sorted(word.start for word in words) for words in spoken]
    turns: list[SpokenTurn] = []
    for number, ((party, _), words) in enumerate(zip(heard, spoken, strict=True)):
        others = sorted(start for other, begun in enumerate(starts) if other != number for start in begun)
        turns += [_turn(party.speaker, part) for part in _parts(words, others)]
    return tuple(sorted(turns, key=lambda turn: (turn.start or 0.0, turn.end or 0.0)))


def _parts(words: Sequence[Word], others: Sequence[float]) -> list[list[Word]]:
    """Cut one party's words into turns; `others` are the sorted starts of everybody else's words."""
    parts: list[list[Word]] = []
    for word in words:
        if not parts or _turn_ends(parts[-1][-1].end, word.start, others):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _turn_ends(end: float, start: float, others: Sequence[float]) -> bool:
    interrupted = bisect_right(others, start) > bisect_right(others, end)
    return start - end >= PAUSE or (interrupted and start - end >= BREATH)


def _turn(speaker: Speaker, words: Sequence[Word]) -> SpokenTurn:
    return SpokenTurn(
        speaker=speaker,
        text="".join(word.text for word in words).strip(),
        start=round(words[0].start, 3),
        end=round(words[-1].end, 3),
        words=tuple(
            Word(word.text.strip(), round(word.start, 3), round(word.end, 3), round(word.confidence, 3))
            for word in words
        ),
    )
