"""One call's audio -> its interaction with turns: each party heard by itself, merged on one clock."""

import os
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, cast, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from transcription import turns as turning
from transcription.audio import RATE, Audio, AudioError, decode
from transcription.chat import spoken_language
from transcription.crosstalk import same_sound, untangle
from transcription.engine import Engine, Heard
from transcription.hearing import hear
from transcription.interaction import Interaction, InteractionError, SpokenTurn
from transcription.measures import measures
from transcription.speakers import Diariser, Turn, decide, roles
from transcription.transcript import Speaker, Word
from transcription.voices import TwoVoices

DEFAULT_CHANNELS: tuple[Speaker, Speaker] = ("agent", "customer")

# How it is known who a party is: told with the recording, by its place only, or not at all.
Known = Literal["told", "order", "nobody"]


class Party(NamedTuple):
    """Who speaks in `pcm`, int16 at 16 kHz, with what could not be decoded of it, and how that is known."""

    speaker: Speaker
    pcm: NDArray[np.int16]
    left_out: tuple[str, ...] = ()
    known: Known = "told"


class _Said(NamedTuple):
    """Turns, who each party is after all, and what `extra.channels_decided` says of it."""

    turns: tuple[SpokenTurn, ...]
    speakers: tuple[Speaker, ...]
    decided: dict[str, object]


def transcribe_file(
    interaction: Interaction,
    path: str | os.PathLike[str],
    engine: Engine,
    *,
    language: str | None = None,
    diariser: Diariser | None = None,
) -> Interaction:
    """Decode one file and transcribe it; raises AudioError, InteractionError or EngineError. NOT redacted yet."""
    heard = parties(interaction, decode(path))
    return transcribe(interaction, heard, engine, language=language, diariser=diariser)


def transcribe(
    interaction: Interaction,
    parties: Sequence[Party],
    engine: Engine,
    *,
    language: str | None = None,
    diariser: Diariser | None = None,
) -> Interaction:
    """Put what the engine hears in place of the turns. NOT redacted yet: that comes before it is kept anywhere.

    `extra.engine` says what heard it, `extra.removed` which passages were left out, `extra.language_detected` whether
    nobody told the language, `extra.channels_decided` who was taken for whom and how surely, `extra.clock` how far
    apart two clocks ran, `extra.measures` how the call went. `diariser` tells voices apart on a single channel.
    """
    told, _ = spoken_language(msgspec.structs.replace(interaction, turns=None), language)
    pcm = [_pcm(party) for party in parties]
    heard, agreed = hear(pcm, engine, told)
    drift = 0.0
    if len(pcm) == 2:
        heard, drift = untangle((pcm[0], pcm[1]), (heard[0], heard[1]))
    outbound = interaction.direction == "outbound"
    said = _who_said(parties, heard, agreed, outbound=outbound, diariser=diariser or TwoVoices())
    seconds = max(len(samples) for samples in pcm) / RATE
    extra: dict[str, Any] = {
        **interaction.extra,
        "engine": {"name": engine.name, "model": engine.model, "note": engine.note},
        "removed": [
            passage
            for speaker, party, hearing in zip(said.speakers, parties, heard, strict=True)
            for passage in _removed(speaker, party, hearing)
        ],
        "language_detected": told is None,
        "channels_decided": said.decided,
        "measures": msgspec.to_builtins(measures(said.turns, seconds, interaction.events)),
    }
    if drift:
        extra["clock"] = {"corrected": said.speakers[1], "drift_ms_per_hour": round(drift * 3_600_000, 1)}
    kept = language or (interaction.language if told else None) or agreed
    return msgspec.structs.replace(interaction, turns=said.turns, language=kept, extra=extra)


def parties(interaction: Interaction, audio: Audio) -> tuple[Party, ...]:
    """Who is on which channel: by `extra.channels`, else decided from what they say; agent first until then.

    Two channels of one and the same sound are one.
    """
    channels, given = audio.channels, interaction.extra.get("channels")
    if len(channels) == 2 and same_sound(*channels):
        return (Party("unknown", channels[0], audio.left_out, "nobody"),)
    speakers: Sequence[object] = DEFAULT_CHANNELS if len(channels) == 2 else ("unknown",)
    known: Known = "order" if len(channels) == 2 else "nobody"
    if given is not None:
        speakers = cast("Sequence[object]", given) if isinstance(given, list | tuple) else (given,)
        known = "told"
        names = get_args(Speaker)
        if len(speakers) != len(channels) or any(speaker not in names for speaker in speakers):
            raise InteractionError(
                f"extra.channels: {list(speakers)} names no speaker for each of {len(channels)} channels, "
                f"out of {', '.join(names)}"
            )
    return tuple(
        Party(cast("Speaker", speaker), pcm, audio.left_out, known)
        for speaker, pcm in zip(speakers, channels, strict=True)
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


def _who_said(
    parties: Sequence[Party], heard: Sequence[Heard], language: str | None, *, outbound: bool, diariser: Diariser
) -> _Said:
    """Put names to the sides: as told, else by what they say."""
    words = [[word for stretch in hearing.speech for word in stretch.words] for hearing in heard]
    speakers: tuple[Speaker, ...] = tuple(party.speaker for party in parties)
    if len(parties) == 1 and parties[0].known == "nobody":
        return _on_one_channel(parties[0].pcm, words[0], language, outbound=outbound, diariser=diariser)
    decided: dict[str, object] = {"speakers": list(speakers), "by": "metadata", "confidence": 1.0}
    if len(parties) == 2 and all(party.known == "order" for party in parties):
        sides = turning.turns([("agent", words[0]), ("customer", words[1])])
        found = decide(
            [Turn(0 if turn.speaker == "agent" else 1, turn.text, turn.start or 0.0) for turn in sides],
            language,
            outbound=outbound,
        )
        speakers = found.speakers
        decided = {"speakers": list(speakers), "by": "words", "confidence": found.confidence}
    return _Said(turning.turns(tuple(zip(speakers, words, strict=True))), speakers, decided)


def _on_one_channel(
    pcm: NDArray[np.int16], words: Sequence[Word], language: str | None, *, outbound: bool, diariser: Diariser
) -> _Said:
    """Turns of two voices on one channel, each with its own speaker, `unknown` where that is not clear enough."""
    pieces = turning.pieces(words)
    voices = diariser.voices(pcm, [(piece[0].start, piece[-1].end) for piece in pieces])
    said = [
        Turn(0 if voice == 0 else 1 if voice == 1 else None, turning.text(piece), piece[0].start, sure)
        for piece, (voice, sure) in zip(pieces, voices, strict=True)
    ]
    found = roles(said, language, outbound=outbound)
    turns: list[tuple[Speaker, int | None, list[Word]]] = []
    for piece, turn, (speaker, _) in zip(pieces, said, found, strict=True):
        before = turns[-1] if turns else None
        near = before is not None and piece[0].start - before[2][-1].end < turning.PAUSE
        if before and near and before[:2] == (speaker, turn.side):
            before[2].extend(piece)
        else:
            turns.append((speaker, turn.side, list(piece)))
    confidence = round(sum(sure for _, sure in found) / len(found), 3) if found else 0.0
    decided: dict[str, object] = {"speakers": ["unknown"], "by": "voices and words", "confidence": confidence}
    return _Said(tuple(turning.turn(speaker, part) for speaker, _, part in turns), ("unknown",), decided)


def _removed(speaker: Speaker, party: Party, hearing: Heard) -> list[dict[str, object]]:
    passages: list[dict[str, object]] = [
        {"speaker": speaker, "start": round(gone.start, 3), "end": round(gone.end, 3), "reason": gone.reason}
        for gone in hearing.removed
    ]
    return passages + [{"speaker": speaker, "reason": reason} for reason in party.left_out]
