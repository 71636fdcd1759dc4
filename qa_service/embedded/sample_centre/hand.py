"""How a customer types: case, full stops, abbreviations and slips of the finger."""

import re
from random import Random

from transcription.interaction import Frozen

_SHORT = {"please": "pls", "you": "u", "thanks": "thx", "because": "bc", "are": "r", "your": "ur", "don't": "dont"}
_WORD = re.compile(r"(?<![\w@.'])[a-zà-ž]{5,}(?![\w@.'])")
_SHORTENED = re.compile(r"\b(" + "|".join(map(re.escape, _SHORT)) + r")\b")


class Hand(Frozen, frozen=True, kw_only=True):
    """One customer's way of typing; `slips` is the chance of a typo per message."""

    lower: bool = False
    bare: bool = False
    short: bool = False
    slips: float = 0.0
    space: str = " "

    @classmethod
    def of(cls, rng: Random, language: str) -> "Hand":
        drawn = [rng.random() for _ in range(4)]
        if language in {"zh", "ar"}:
            return cls(bare=drawn[1] < 0.3, space="" if language == "zh" else " ")
        return cls(
            lower=drawn[0] < 0.3,
            bare=drawn[1] < 0.3,
            short=language == "en" and drawn[2] < 0.1,
            slips=0.3 if drawn[3] < 0.2 else 0.02,
        )

    def join(self, texts: tuple[str, ...]) -> str:
        """Put an agent's sentences into one message."""
        parts = [text if text[-1] in ".!?؟。？！" else text + ("。" if not self.space else ".") for text in texts]
        return self.space.join(parts)

    def typed(self, text: str, rng: Random) -> str:
        """Text as this customer types it; numbers and addresses stay as they are."""
        if self.lower and not text[:2].isupper():
            text = text[:1].lower() + text[1:].replace(". I ", ". i ")
        if self.short:
            text = _SHORTENED.sub(lambda found: _SHORT[found[1]], text)
        if self.bare:
            text = text.rstrip(".。")
        if rng.random() < self.slips:
            text = _slip(text, rng)
        return text


def _slip(text: str, rng: Random) -> str:
    """Swap two letters inside of one longer word."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = rng.choice(words)
    at = word.start() + rng.randrange(1, len(word[0]) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
