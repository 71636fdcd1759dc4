"""Audio files for tests, written by hand or coded with PyAV."""

import wave
from pathlib import Path

import av
import numpy as np

CALL = Path(__file__).parents[2] / "recordings" / "call.opus"
RATE = 16_000


def tone(seconds: float, rate: int = RATE, level: float = 0.3) -> np.ndarray:
    """A tone of 440 Hz as int16."""
    return (np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 440 / rate) * level * 32767).astype(np.int16)


def wav(path: Path, *channels: np.ndarray, rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.stack(channels, axis=1).tobytes())
    return path


def coded(path: Path, codec: str, samples: np.ndarray, rate: int = RATE, **options: str) -> Path:
    """One channel, coded; the container follows from the file's name."""
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.format, "mono", stream.rate, frame_size=stream.frame_size or 1024)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def patched(path: Path, at: int, data: bytes) -> Path:
    content = bytearray(path.read_bytes())
    content[at : at + len(data)] = data
    path.write_bytes(content)
    return path


def cut(path: Path, share: float) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path
