"""How common words are: what is rare in its language, in a small letter too, may well be somebody's name."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec

# Words that the list does not know. Zipf's scale: log10 of occurrences in 10^9 words; 'the' has 7, 'siobhan' under 3.
_UNKNOWN = 0
# Of Chinese, where words are not set apart: the longest that is looked up, and what a sign that is no word weighs.
_LONGEST = 4
_NO_WORD = 2
_CERTAIN = 18
# What is written on end with a word and is none of its own: 'and', 'with', 'for'; 'his', 'my'.
_JOINED = {
    "ar": re.compile(r"(?:[وف]?[بلك]?|[وف])(?P<word>\w{3,}?)(?:ها|هم|كم|نا|ني|ه|ك|ي)?"),
    "id": re.compile(r"(?P<word>\w{3,}?)(?:nya|ku|mu|lah|kah|pun)"),
}


@cache
def frequent(language: str) -> Mapping[str, int]:
    """The whole part of twice the Zipf frequency of a language's words, folded; empty where no list is kept."""
    table = files("transcription.redaction").joinpath("words", "frequent", f"{language}.json")
    if not table.is_file():
        return {}
    kept = msgspec.json.decode(table.read_bytes(), type=dict[int, str])
    return {word: twice for twice, words in kept.items() for word in words.split()}


def commonness(words: Sequence[str], language: str) -> list[str]:
    """Per word how common it is, 0 to 7; of a Chinese sign, of the likeliest word about it, and its place there."""
    known = frequent(language)
    if language != "zh":
        pattern = _JOINED.get(language)
        return [str(_common(word, known, pattern) // 2) for word in words]
    made: list[str] = []
    for first, end in _cut(words, known):
        common = known.get("".join(words[first:end]), _UNKNOWN) // 2
        places = "S" if end == first + 1 else "B" + "M" * (end - first - 2) + "E"
        made += [f"{common}{place}" for place in places]
    return made


def _common(word: str, known: Mapping[str, int], joined: re.Pattern[str] | None) -> int:
    found = known.get(word, _UNKNOWN)
    if found or joined is None or (match := joined.fullmatch(word)) is None:
        return found
    return known.get(match["word"], _UNKNOWN)


def _cut(signs: Sequence[str], known: Mapping[str, int]) -> list[tuple[int, int]]:
    """The likeliest words, each as likely as it is common, whatever stands beside it (Viterbi's way)."""
    weights = [0.0] + [float("-inf")] * len(signs)
    begins = [0] * (len(signs) + 1)
    for first in range(len(signs)):
        for end in range(first + 1, min(first + _LONGEST, len(signs)) + 1):
            common = known.get("".join(signs[first:end]), _NO_WORD if end == first + 1 else None)
            if common is not None and weights[first] + common - _CERTAIN > weights[end]:
                weights[end], begins[end] = weights[first] + common - _CERTAIN, first
    cut: list[tuple[int, int]] = []
    end = len(signs)
    while end:
        cut.append((begins[end], end))
        end = begins[end]
    return cut[::-1]
