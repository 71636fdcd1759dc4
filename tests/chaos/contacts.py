"""What is sent in: chats of a few turns, and short recordings cut from the sample centre's calls."""

import io
import random
import wave
from itertools import cycle, islice
from typing import Any

import numpy as np

from qa_service.embedded.sample_centre.calls import recordings
from transcription.audio import RATE, decode

SAID = (
    ("customer", "My parcel never arrived and I am upset."),
    ("agent", "I'm so sorry your parcel never arrived. May I have your order number?"),
    ("customer", "It is 4711, and I told that to your colleague already."),
    ("agent", "Thank you. I have sent a new one, it will be with you tomorrow."),
    ("customer", "Great, that solves it."),
    ("agent", "Is there anything else that I can do for you?"),
)
CLIP_SECONDS = 6
TEAMS = [f"team-{number}" for number in range(4)]


def chats(count: int, seed: int) -> list[dict[str, Any]]:
    """Chats of twenty agents in four teams."""
    rng = random.Random(seed)
    return [
        {
            "id": f"chat-{number}",
            "channel": "chat",
            "language": "en",
            "agent": {"id": f"ag-{(agent := rng.randrange(20))}", "team": TEAMS[agent % len(TEAMS)]},
            "customer": {"ref": f"cu-{rng.randrange(count)}"},
            "turns": [{"speaker": speaker, "text": text} for speaker, text in SAID * rng.randint(1, 3)],
        }
        for number in range(count)
    ]


def clips(count: int) -> list[tuple[dict[str, Any], bytes]]:
    """Recordings of two channels with what is known of each."""
    cut = [_wav(decode(path).channels) for path, _ in recordings()]
    return [
        ({"id": f"call-{number}", "channel": "voice", "language": "en", "agent": {"id": f"ag-{number % 20}"}}, clip)
        for number, clip in enumerate(islice(cycle(cut), count))
    ]


def _wav(channels: tuple[np.ndarray[Any, np.dtype[np.int16]], ...]) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.stack([channel[: CLIP_SECONDS * RATE] for channel in channels], axis=1).tobytes())
    return made.getvalue()
