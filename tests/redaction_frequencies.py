"""Write how common words are anew from wordfreq, where it is installed: python -m tests.redaction_frequencies.

`pip install "wordfreq[cjk]"`: it is no dependency, its lists are of 2021 and stay as they are.
"""

import math
import sys
from collections import defaultdict
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from transcription.redaction.folding import fold_word

HERE = Path(__file__).parents[1] / "transcription" / "redaction" / "words" / "frequent"
LANGUAGES = ("ar", "en", "id", "pl", "zh")
_WORDS = 1e9


def compiled(frequencies: Mapping[str, float]) -> dict[int, str]:
    """The whole part of twice the Zipf frequency, and the words that have it, folded, sorted, none with a digit."""
    most: dict[str, float] = defaultdict(float)
    for word, share in frequencies.items():
        if word.replace("'", "").isalpha():
            folded = fold_word(word)
            most[folded] = max(most[folded], share)
    found: dict[int, list[str]] = defaultdict(list)
    for word, share in most.items():
        found[int(2 * math.log10(share * _WORDS))].append(word)
    return {twice: " ".join(sorted(found[twice])) for twice in sorted(found, reverse=True)}


if __name__ == "__main__":
    wordfreq: Any = import_module("wordfreq")
    HERE.mkdir(exist_ok=True)
    for code in LANGUAGES:
        kept = compiled(wordfreq.get_frequency_dict(code, wordlist="small"))
        (HERE / f"{code}.json").write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
        sys.stdout.write(f"{code}: {sum(len(words.split()) for words in kept.values())} words\n")
