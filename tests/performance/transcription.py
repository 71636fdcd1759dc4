"""Speed and memory of transcription beside bare faster-whisper: `python -m tests.performance.transcription`.

Models of real size whose weights are random and whose text is scripted: every run does the same arithmetic as a real
model of that size with that much text. Each figure comes from a process of its own; times are the best of several,
runs taken in turn.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy as np

from tests.scripted_whisper import Size, build

RECORDINGS = Path(__file__).parents[2] / "qa_service" / "embedded" / "sample_centre" / "recordings"
SIZES = {"tiny": Size(384, 4, 6, 50_000), "base": Size(512, 6, 8, 50_000), "small": Size(768, 12, 12, 50_000)}
WORDS = (  # about what 30 s of a call hold
    " Thank you for calling, my name is Anna, how can I help you today? I ordered a lamp two weeks ago and it never came."
    " I am sorry that it has not reached you, let me look where it is. It left our house on Monday, and the driver"
    " could not find your door. He will come again tomorrow between nine and noon, and rings before he does."
    " That is fine, but please tell him to use the side entrance, since the front one is closed."
)
RATE = 16_000
MOST = {"time": 1.10, "memory": 1.15, "two channels": 2.1}


def main() -> None:
    """Print the tables; exits with 1 where a ratio is over its bound."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", nargs="*", default=list(SIZES), choices=SIZES)
    parser.add_argument("--one", nargs=3, metavar=("WHO", "MODEL", "AUDIO"), help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.one:
        print(json.dumps(_measure(*told.one)))
        return
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(_compare(Path(folder), told.minutes, told.rounds, told.sizes))


def _compare(folder: Path, minutes: float, rounds: int, sizes: list[str]) -> int:
    one, two = _audio(folder, minutes)
    base = build(folder / "base", script=WORDS, seconds=28.0, size=SIZES["base"])
    runs = {"bare": ("bare", one), "transcribe": ("transcribe", one), "transcribe, two channels": ("transcribe", two)}
    found: dict[str, list[dict[str, float]]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, (who, audio) in runs.items():
            found[name].append(_apart(who, base, audio))
    seconds = {name: min(run["seconds"] for run in measured) for name, measured in found.items()}
    cpu = {name: min(run["cpu"] for run in measured) for name, measured in found.items()}
    memory = {name: min(run["memory"] for run in measured) for name, measured in found.items()}
    print(f"{minutes:g} minutes of speech, {os.cpu_count()} cores, base size (d=512, 6 layers), int8\n")
    for name in runs:
        print(
            f"  {name:26} {seconds[name]:7.2f} s {cpu[name]:7.2f} s of cores {memory[name]:8.0f} MB {found[name][0]['words']:7.0f} words"
        )
    ratios = {
        "time": seconds["transcribe"] / seconds["bare"],
        "memory": memory["transcribe"] / memory["bare"],
        "two channels": seconds["transcribe, two channels"] / seconds["transcribe"],
    }
    for name, ratio in ratios.items():
        print(f"  {name:26} {ratio:7.2f}   at most {MOST[name]}: {'yes' if ratio <= MOST[name] else 'NO'}")
    for name, one_of, other in (
        ("time", "transcribe", "bare"),
        ("two channels", "transcribe, two channels", "transcribe"),
    ):
        print(f"  {name + ', of cores':26} {cpu[one_of] / cpu[other]:7.2f}   beside it, for a machine that is busy")
    print("\n  model    audio hours per core-hour   MB")
    for name in sizes:
        model = base if name == "base" else build(folder / name, script=WORDS, seconds=28.0, size=SIZES[name])
        run = _apart("transcribe", model, one)
        print(f"  {name:8} {minutes * 60 / run['cpu']:25.1f} {run['memory']:8.0f}")
    return int(any(ratio > MOST[name] for name, ratio in ratios.items()))


def _apart(who: str, model: Path, audio: Path) -> dict[str, float]:
    """Measure in a new process, whose memory is its own."""
    command = [sys.executable, "-m", "tests.performance.transcription", "--one", who, str(model), str(audio)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def _measure(who: str, model: str, audio: str) -> dict[str, float]:
    from transcription.engine import load

    engine = load("whisper", model)
    begun, cpu = time.perf_counter(), _cpu()
    count = _bare(engine, audio) if who == "bare" else _transcribe(engine, audio)
    return {
        "seconds": time.perf_counter() - begun,
        "cpu": _cpu() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "words": count,
    }


def _cpu() -> float:
    """Seconds of cores, the decoder's process counted."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _bare(engine, audio: str) -> int:
    from faster_whisper import BatchedInferencePipeline

    from transcription.whisper import BATCH, DETECTION

    segments, _ = BatchedInferencePipeline(engine._loaded).transcribe(
        audio, language="en", word_timestamps=True, vad_filter=True, vad_parameters=dict(DETECTION), batch_size=BATCH
    )
    return sum(len(segment.words) for segment in segments)


def _transcribe(engine, audio: str) -> int:
    from transcription.interaction import Interaction
    from transcription.recording import transcribe_file

    call = Interaction(id="call", channel="voice", recording=audio, language="en")
    return sum(len(turn.words) for turn in transcribe_file(call, audio, engine).turns or ())


def _audio(folder: Path, minutes: float) -> tuple[Path, Path]:
    """The sample centre's calls one after the other: both parties on one channel, and each as much on its own."""
    from transcription.audio import decode

    calls = [decode(path).channels for path in sorted(RECORDINGS.glob("*.opus"))]
    mixed = np.concatenate([agent + customer for agent, customer in calls])
    other = np.concatenate([agent + customer for agent, customer in reversed(calls)])
    length = int(minutes * 60 * RATE)
    return (
        _wav(folder / "one.wav", np.resize(mixed, length)),
        _wav(folder / "two.wav", np.resize(mixed, length), np.resize(other, length)),
    )


def _wav(path: Path, *channels: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.stack(channels, axis=1).tobytes())
    return path


if __name__ == "__main__":
    main()
