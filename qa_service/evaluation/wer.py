"""`qa evaluate wer`: word error rate per channel and engine, and how long hearing takes.

Sets: the sample centre's synthesised calls, and with `--data` a folder in HarperValleyBank's layout (`audio/agent`,
`audio/caller`, `transcript`), whose human transcripts are the reference.
"""

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import NamedTuple

import msgspec
from msgspec import Struct

from qa_service import config
from qa_service.embedded.sample_centre import centre
from qa_service.errors import BadInput
from qa_service.evaluation.table import Table
from transcription.audio import decode
from transcription.engine import Engine, NoWeightsError, load
from transcription.interaction import Interaction
from transcription.recording import Party, one_party, parties, transcribe
from transcription.transcript import Speaker

COLUMNS = ("set", "channel", "engine", "calls", "words", "WER", "low", "high", "real-time factor")
RESAMPLES = 1000
SPEAKERS: tuple[Speaker, Speaker] = ("agent", "customer")


class Call(NamedTuple):
    """One recording with what is known to be said in it, per speaker."""

    parties: tuple[Party, ...]
    said: dict[Speaker, str]


class _Line(Struct):
    speaker_role: str
    human_transcript: str
    start_ms: int


class Heard(NamedTuple):
    """Of one speaker in one call: wrong words, words of the reference; seconds heard and seconds it took."""

    errors: int
    words: int
    audio: float
    took: float


def run(data: Path | None) -> Table:
    """Hear every set with every engine that is at hand; what is not is said to be not measured."""
    model = config.read().model
    engines: dict[str, Engine | None] = {"sphinx": load("sphinx")}
    notes = ["Intervals are 90%, resampled over calls. The real-time factor counts one channel's seconds once."]
    try:
        engines[f"whisper-{model}"] = load("whisper", model)
    except NoWeightsError as error:
        engines[f"whisper-{model}"] = None
        notes.append(f"Whisper is not measured: {error}.")
    if data is None:
        notes.append("Only synthesised speech was measured; --data names a folder of real calls.")
    sets = {"sample centre": list(_sample_calls()), **({data.name: list(_labelled_calls(data))} if data else {})}
    rows = [
        row
        for name, calls in sets.items()
        for title, engine in engines.items()
        for row in _rows(name, calls, title, engine)
    ]
    return Table(title="Word error rate", columns=COLUMNS, rows=tuple(rows), notes=tuple(notes))


def _rows(
    name: str, calls: Sequence[Call], title: str, engine: Engine | None
) -> Iterator[tuple[str | float | int | None, ...]]:
    if engine is None:
        for speaker in SPEAKERS:
            yield (name, speaker, title, len(calls), None, "not measured", None, None, None)
        return
    found = [_hear(call, engine) for call in calls]
    for speaker in SPEAKERS:
        heard = [call[speaker] for call in found]
        low, high = _interval(heard)
        took, audio = sum(one.took for one in heard), sum(one.audio for one in heard)
        count = sum(one.words for one in heard)
        yield (name, speaker, title, len(heard), count, _rate(heard), low, high, round(took / audio, 3))


def _hear(call: Call, engine: Engine) -> dict[Speaker, Heard]:
    """Each party alone, so that each has its own time; roles are told, not measured here."""
    heard: dict[Speaker, Heard] = {}
    for party in call.parties:
        begun = time.perf_counter()
        alone = Interaction(id="call", channel="voice", recording="call", language="en")
        result = transcribe(alone, [party._replace(known="told")], engine)
        took = time.perf_counter() - begun
        said = words(" ".join(turn.text for turn in result.turns or ()))
        reference = words(call.said[party.speaker])
        heard[party.speaker] = Heard(errors(reference, said), len(reference), len(party.pcm) / 16_000, took)
    return heard


def _sample_calls() -> Iterator[Call]:
    for path in sorted((Path(centre.__file__).parent / "recordings").glob("*.opus")):
        script = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=Interaction)
        said: dict[Speaker, str] = {
            name: " ".join(turn.text for turn in script.turns or () if turn.speaker == name) for name in SPEAKERS
        }
        yield Call(parties(script, decode(path)), said)


def _labelled_calls(data: Path) -> Iterator[Call]:
    sides: tuple[tuple[Speaker, str], ...] = (("agent", "agent"), ("customer", "caller"))
    scripts = sorted((data / "transcript").glob("*.json"))
    if not scripts:
        raise BadInput(f"{data}: holds no transcript/*.json; the layout of HarperValleyBank is needed")
    for path in scripts:
        lines = sorted(msgspec.json.decode(path.read_bytes(), type=list[_Line]), key=lambda line: line.start_ms)
        yield Call(
            tuple(one_party(name, decode(data / "audio" / folder / f"{path.stem}.wav")) for name, folder in sides),
            {
                name: " ".join(line.human_transcript for line in lines if line.speaker_role == role)
                for name, role in sides
            },
        )


def words(text: str) -> list[str]:
    """Lower case without punctuation; marks of noise in brackets are no words."""
    spoken = re.sub(r"\[[^\]]*\]|<[^>]*>", " ", text.lower().replace("’", "'").replace("'", ""))
    return re.findall(r"[^\W_]+", spoken)


def errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Words to change, add or take away (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for place, word in enumerate(reference, 1):
        diagonal, row[0] = row[0], place
        for column, other in enumerate(heard, 1):
            diagonal, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, diagonal + (word != other)),
            )
    return row[-1]


def _rate(heard: Sequence[Heard]) -> float:
    return sum(one.errors for one in heard) / max(1, sum(one.words for one in heard))


def _interval(heard: Sequence[Heard]) -> tuple[float | None, float | None]:
    """90% of the rates of calls drawn anew; None where one call says nothing of others."""
    if len(heard) < 2:
        return None, None
    rng = Random(0)
    cuts = quantiles((_rate(rng.choices(heard, k=len(heard))) for _ in range(RESAMPLES)), n=20)
    return cuts[0], cuts[-1]
