"""What a recogniser makes of what was said: wrong, lost and added words at a rate that is asked for, seeded.

A word is taken for another of the text's own vocabulary that is near by edit distance, a figure for one with another
digit; where words are not spaced, for each character is a word, for any other character, by how common it is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate, combinations
from math import exp
from random import Random
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from qa_service.evaluation.wer import errors
from transcription.interaction import Interaction, SpokenTurn
from transcription.transcript import Word

# Shares of the errors, much as recognisers of telephone speech have them.
WRONG, LOST = 0.6, 0.25
# Confidences are logistic-normal. Right words have them higher by APART: AUC = normal(APART / (SPREAD sqrt 2)) = 0.8.
# The worse the line the lower, for a recogniser is on the whole about as sure as it is right: on average 0.95 without
# errors and 0.90, 0.82 and 0.73 at 10, 20 and 30%.
CLEAR, FALL, SPREAD, APART = 2.0, 6.0, 1.5, 1.785
# How often a word is unsure for the one before it that was lost.
UNSURE_BESIDE = 0.5
SECONDS = 0.4  # of a word
_ADDED = 60  # so many of the commonest words are heard where nobody spoke
_WORD = re.compile(r"\[\w+\]|[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:['’][^\W_\u3400-\u9fff]+)*")


class Noise(Struct, frozen=True, kw_only=True):
    """`rate` of errors to words, 0..1; `sure`: whether words come with confidences."""

    rate: float
    seed: int = 0
    sure: bool = True


class _Heard(NamedTuple):
    text: str
    right: bool


class Vocabulary:
    """The words of a language's texts by how often they are said, and by what they are near to."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(word.lower() for text in texts for word in _WORD.findall(text))
        self._unspaced = [word for word in counts if _unspaced(word)]
        self._weights = list(accumulate(counts[word] for word in self._unspaced))
        spaced = Counter({word: n for word, n in counts.items() if not _unspaced(word) and not _has_digit(word)})
        self._common = [word for word, _ in spaced.most_common(_ADDED)] or self._unspaced[:_ADDED]
        self._words = sorted(spaced)
        self._index: dict[str, list[str]] = {}
        for word in self._words:
            for shorter in _shorter(word):
                self._index.setdefault(shorter, []).append(word)
        self._near: dict[str, list[str]] = {}

    def other(self, word: str, rng: Random) -> str:
        """What the word is taken for; never itself."""
        low = word.lower()
        if _has_digit(low):
            return _other_figure(low, rng)
        if _unspaced(low):
            while (found := rng.choices(self._unspaced, cum_weights=self._weights)[0]) == low:
                pass
            return found
        if low not in self._near:
            self._near[low] = self._look_up(low)
        return rng.choice(self._near[low])

    def added(self, rng: Random) -> str:
        """A word that is heard where there was none: a common one."""
        if self._unspaced and len(self._unspaced) > len(self._words):
            return rng.choices(self._unspaced, cum_weights=self._weights)[0]
        return rng.choice(self._common)

    def _look_up(self, word: str) -> list[str]:
        """The nearest words; of a word that is near to none, any."""
        found = {other for shorter in _shorter(word) for other in self._index.get(shorter, ())} - {word}
        by_distance: dict[int, list[str]] = {}
        for other in sorted(found):
            by_distance.setdefault(errors(word, other), []).append(other)
        return by_distance[min(by_distance)] if by_distance else [one for one in self._words if one != word]


def garbled(interaction: Interaction, noise: Noise, vocabulary: Vocabulary) -> Interaction:
    """The interaction as heard at this rate; the same for the same seed. Marks and redactions of turns are lost."""
    rng = Random(f"{noise.seed}:{noise.rate}:{interaction.id}")
    return replace(interaction, turns=tuple(_turn(turn, noise, vocabulary, rng) for turn in interaction.turns or ()))


def _turn(turn: SpokenTurn, noise: Noise, vocabulary: Vocabulary, rng: Random) -> SpokenTurn:
    text = ""
    words: list[Word] = []
    end = turn.start or 0.0
    for gap, heard in _heard(turn.text, noise.rate, vocabulary, rng):
        text += gap
        if heard is not None:
            beside = " " if text[-1:].isalnum() and not _unspaced(text[-1]) and not _unspaced(heard.text) else ""
            text += beside + heard.text
            confidence = _confidence(heard, noise.rate, rng)
            words.append(Word(heard.text, round(end, 2), round(end + SECONDS, 2), confidence))
            end += SECONDS
    return replace(turn, text=text, words=tuple(words) if noise.sure else (), redactions=())


def _heard(text: str, rate: float, vocabulary: Vocabulary, rng: Random) -> Iterator[tuple[str, _Heard | None]]:
    """What stands before each word, and what was heard for it; `right` tells how sure the recogniser is of it."""
    at = 0
    before = ""
    for match in _WORD.finditer(text):
        word, gap = match[0], text[at : match.start()]
        at = match.end()
        draw = rng.random()
        error = "" if word[0] == "[" or draw >= rate else _error(draw / rate)
        # A word added before one that is lost would be one error, not two.
        error = "wrong" if error == "lost" and before == "added" else error
        if error == "lost":
            yield gap.rstrip() if gap.strip() else "", None
        else:
            right = error != "wrong" and (before != "lost" or rng.random() >= UNSURE_BESIDE)
            beside = gap or (" " if before == "added" else "")
            yield beside, _Heard(vocabulary.other(word, rng) if error == "wrong" else word, right)
            if error == "added":
                yield "" if _unspaced(word) else " ", _Heard(vocabulary.added(rng), right=False)
        before = error
    yield text[at:], None


def _confidence(heard: _Heard, rate: float, rng: Random) -> float:
    odds = CLEAR - FALL * rate + APART * heard.right + rng.gauss(0, SPREAD)
    return round(1 / (1 + exp(-odds)), 3)


def _error(draw: float) -> str:
    return "wrong" if draw < WRONG else "lost" if draw < WRONG + LOST else "added"


def _other_figure(word: str, rng: Random) -> str:
    places = [place for place, letter in enumerate(word) if letter.isdigit()]
    place = rng.choice(places)
    digit = rng.choice([one for one in "0123456789" if one != word[place]])
    return word[:place] + digit + word[place + 1 :]


def _shorter(word: str) -> set[str]:
    """The word without up to two of its letters: near words have one of these in common."""
    cut = word[:12]
    return {
        "".join(letter for place, letter in enumerate(cut) if place not in gone)
        for count in range(min(3, len(cut)))
        for gone in combinations(range(len(cut)), count)
    }


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _unspaced(word: str) -> bool:
    return "\u3400" <= word[0] <= "\u9fff"
