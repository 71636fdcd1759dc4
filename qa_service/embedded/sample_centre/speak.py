"""Speak the calls of `calls.toml` with flite into `recordings/`: `python -m qa_service.embedded.sample_centre.speak`.

Only whoever changes the calls needs this: it wants the programs flite and ffmpeg. Agents speak left, customers right,
16 kHz, Opus.
"""

import subprocess
import sys
import tempfile
import tomllib
import wave
from datetime import datetime
from pathlib import Path
from random import Random

import msgspec
import numpy as np

from qa_service.embedded.sample_centre.centre import SOURCE
from qa_service.embedded.sample_centre.people import PEOPLE
from transcription.interaction import Agent, Customer, Event, Frozen, Interaction, SpokenTurn

HERE = Path(__file__).parent
RATE = 16000
BITS = 32_000


class Call(Frozen, frozen=True, kw_only=True):
    """`voices` are flite's: the agent's, then the customer's; `said` lines begin with 'A ' or 'C '."""

    id: str
    at: datetime
    agent: str
    customer: str
    voices: tuple[str, str]
    queue: str
    reason: str
    said: tuple[str, ...]


class _Calls(Frozen, frozen=True, kw_only=True):
    calls: tuple[Call, ...]


def main() -> None:
    read = tomllib.loads((HERE / "calls.toml").read_text(encoding="utf-8"))
    (HERE / "recordings").mkdir(exist_ok=True)
    for call in msgspec.convert(read, _Calls).calls:
        sound, turns = speak(call)
        file = HERE / "recordings" / f"{call.id}.opus"
        _encode(sound, file)
        script = msgspec.json.format(msgspec.json.encode(_script(call, turns, file.name)), indent=1)
        file.with_suffix(".json").write_bytes(script + b"\n")
        sys.stderr.write(f"{file.name}: {sound.shape[0] / RATE:.1f} s, {file.stat().st_size / 1000:.0f} kB\n")


def speak(call: Call) -> tuple[np.ndarray, tuple[SpokenTurn, ...]]:
    """Samples x 2 channels (int16), and the turns with the seconds of their speech."""
    rng = Random(call.id)
    parts: list[tuple[int, int, np.ndarray]] = []
    turns: list[SpokenTurn] = []
    clock = int(0.5 * RATE)
    for line in call.said:
        channel = "AC".index(line[0])
        spoken = _flite(line[2:], call.voices[channel])
        parts.append((clock, channel, spoken))
        speaker = "customer" if channel else "agent"
        end = clock + len(spoken)
        turns.append(SpokenTurn(speaker=speaker, text=line[2:], start=round(clock / RATE, 2), end=round(end / RATE, 2)))
        clock = end + int(rng.uniform(0.35, 0.9) * RATE)
    sound = np.zeros((clock, 2), np.int16)
    for start, channel, spoken in parts:
        sound[start : start + len(spoken), channel] = spoken
    return sound, tuple(turns)


def _flite(text: str, voice: str) -> np.ndarray:
    """Speak one turn; silence at its ends is cut off."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "turn.wav"
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(file)], check=True)  # noqa: S603, S607
        with wave.open(str(file)) as read:
            if read.getframerate() != RATE:
                raise ValueError(f"flite's voice {voice} speaks at {read.getframerate()} Hz, not {RATE}")
            samples = np.frombuffer(read.readframes(read.getnframes()), np.int16)
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 200)
    return samples[max(0, loud[0] - RATE // 20) : loud[-1] + RATE // 20]


def _encode(sound: np.ndarray, file: Path) -> None:
    """Opus in plain stereo, which browsers play; at 32 kbit/s one party leaks under -70 dB into the other's channel."""
    command = ["ffmpeg", "-loglevel", "error", "-y", "-f", "s16le", "-ar", str(RATE), "-ac", "2", "-i", "-"]
    command += ["-c:a", "libopus", "-b:a", str(BITS), "-fflags", "+bitexact"]
    command += ["-map_metadata", "-1", str(file)]
    subprocess.run(command, input=sound.tobytes(), check=True)  # noqa: S603


def _script(call: Call, turns: tuple[SpokenTurn, ...], name: str) -> Interaction:
    person = next(person for person in PEOPLE if person.id == call.agent)
    return Interaction(
        id=call.id,
        source=SOURCE,
        channel="voice",
        language="en",
        started_at=call.at,
        queue=call.queue,
        reason=call.reason,
        stage="support",
        case=f"{call.id}-case",
        agent=Agent(id=person.id, team=person.team, kind=person.kind),
        customer=Customer(ref=call.customer),
        turns=turns,
        events=(Event(kind="answer", at=0.0, agent=person.id),),
        recording=name,
    )


if __name__ == "__main__":
    main()
