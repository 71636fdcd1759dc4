"""Who spoke: which of two sides is the agent, by what each says and who begins. Pure.

A side is a channel of the recording, or one of the voices that a diariser tells apart on a single channel.
"""

import math
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from transcription.transcript import Speaker

# Log-odds. Recorders mostly put the agent first; whoever is called begins: inbound that is the agent.
STEPS = {"strong": 3.0, "clear": 1.5, "weak": 0.7}
FIRST_CHANNEL = 1.0
BEGINS = 1.0
# Phrases of one speaker come together: their log-odds are no independent evidence, and no sum of them is certain.
TOGETHER = 0.6
MOST = 6.0
# Below this confidence nobody says who speaks on a single channel.
THRESHOLD = 0.8
MOST_COUNTED = 2  # of one phrase

Side = Literal[0, 1]


class Turn(NamedTuple):
    """Something said, in seconds, by side 0 or 1; None where nobody could tell."""

    side: Side | None
    text: str
    start: float
    sure: float = 1.0


class Decided(NamedTuple):
    """Who side 0 and side 1 are, and how probable that is."""

    speakers: tuple[Speaker, Speaker]
    confidence: float


class Diariser(Protocol):
    """Tells voices apart on one channel; pyannote or sherpa-onnx fit behind this as optional extras."""

    def voices(self, pcm: NDArray[np.int16], ranges: Sequence[tuple[float, float]]) -> Sequence[tuple[int, float]]:
        """(number of the voice from 0, probability that it is that one) for each range of seconds, at 16 kHz."""
        ...


def decide(
    turns: Sequence[Turn], language: str | None, *, outbound: bool = False, prior: float = FIRST_CHANNEL
) -> Decided:
    """Which side is the agent; `prior` are the log-odds that side 0 is, before a word is said."""
    evidence = prior
    for side, sign in ((0, 1.0), (1, -1.0)):
        evidence += sign * TOGETHER * leaning(" ".join(turn.text for turn in turns if turn.side == side), language)
    first = min((turn for turn in turns if turn.side is not None), key=lambda turn: turn.start, default=None)
    if first is not None:
        evidence += (BEGINS if (first.side == 0) != outbound else -BEGINS) * first.sure
    confidence = sigmoid(min(abs(evidence), MOST))
    return Decided(("agent", "customer") if evidence >= 0 else ("customer", "agent"), round(confidence, 3))


def roles(
    turns: Sequence[Turn], language: str | None, *, outbound: bool = False, threshold: float = THRESHOLD
) -> tuple[tuple[Speaker, float], ...]:
    """Speaker and confidence of each turn on a single channel; `unknown` below the threshold.

    A turn leans to whoever its voice is decided to be, as far as the voice is sure, and to what its own words say.
    """
    decided = decide(turns, language, outbound=outbound, prior=0.0)
    said: list[tuple[Speaker, float]] = []
    for turn in turns:
        evidence = TOGETHER * leaning(turn.text, language)
        if turn.side is not None:
            agent = decided.speakers[turn.side] == "agent"
            right = decided.confidence * turn.sure + (1 - decided.confidence) * (1 - turn.sure)
            evidence += logit(right) if agent else -logit(right)
        confidence = sigmoid(min(abs(evidence), MOST))
        speaker: Speaker = "agent" if evidence > 0 else "customer"
        said.append((speaker if confidence >= threshold else "unknown", round(confidence, 3)))
    return tuple(said)


def leaning(text: str, language: str | None) -> float:
    """Log-odds that an agent says this, from its phrases; 0 where none is known. No language: those of all."""
    plain = _plain(text)
    weights = _weights()
    chosen = [weights.get(language, {})] if language else list(weights.values())
    return sum(
        weight * min(plain.count(phrase), MOST_COUNTED) for phrases in chosen for phrase, weight in phrases.items()
    )


@cache
def _weights() -> dict[str, dict[str, float]]:
    """Language -> phrase -> log-odds that an agent says it; phrases of letters between spaces, Chinese ones bare."""
    read = tomllib.loads(Path(__file__).with_name("sides.toml").read_text(encoding="utf-8"))
    weights: dict[str, dict[str, float]] = {}
    for side, sign in (("agent", 1.0), ("customer", -1.0)):
        for language, steps in read[side].items():
            for step, phrases in steps.items():
                plain = (_plain(phrase) for phrase in phrases)
                found = {phrase.strip() if language == "zh" else phrase: sign * STEPS[step] for phrase in plain}
                weights.setdefault(language, {}).update(found)
    return weights


def _plain(text: str) -> str:
    """Lower case, words between single spaces; Arabic without vowel signs and with one alef."""
    bare = re.sub(r"[\u064b-\u0652\u0640]", "", text.lower().replace("’", "'"))
    return " " + re.sub(r"[^\w']+", " ", re.sub(r"[أإآ]", "ا", bare)).strip() + " "


def sigmoid(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def logit(probability: float) -> float:
    held = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(held / (1 - held))
