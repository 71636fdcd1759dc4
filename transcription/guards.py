"""What an engine heard -> what was said: text without a voice, invented or looping, is taken out and listed.

Pure. Speech engines invent text over silence and music and fall into loops; each rule cuts words, never more than it
has to, and says where.
"""

import math
import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec.structs import replace

from transcription.engine import Heard, Removed, Speech
from transcription.redaction.folding import fold
from transcription.redaction.numerals import all_number_words
from transcription.transcript import Word

# Whisper's own limits (Radford et al. 2022, section 4.5): repeated text compresses well, invented text scores badly.
MAX_COMPRESSION = 2.4
MIN_LOG_PROBABILITY = -1.0
MAX_NO_SPEECH = 0.6
# So many times in a row may a phrase of so many words be said ('no no no no').
MOST_REPEATS = {1: 8, 2: 4}
REPEATS = 3
# Numbers repeat themselves: a card's or an account's may be read out in so many words.
MOST_NUMBERS = 40
LONGEST_PHRASE = 12
# Words are placed about this exactly, in seconds; a word that begins farther from any voice was not said.
PLACED = 0.5
STRETCH_PAUSE = 1.0


def guard(heard: Heard) -> Heard:
    """Keep what was said; `removed` gains every passage that was not."""
    kept: list[Speech] = []
    removed = list(heard.removed)
    for stretch in (part for whole in heard.speech for part in _stretches(whole)):
        words, gone = _spoken(stretch, heard)
        removed += gone
        if words:
            kept.append(replace(stretch, start=words[0].start, end=words[-1].end, words=words))
    return replace(heard, speech=tuple(kept), removed=tuple(sorted(removed, key=lambda passage: passage.start)))


def _stretches(speech: Speech) -> Iterable[Speech]:
    """Cut at long pauses, so that a doubtful part does not take the rest with it."""
    words = speech.words
    cuts = [n for n, (one, two) in enumerate(pairwise(words), 1) if two.start - one.end >= STRETCH_PAUSE]
    for first, end in pairwise([0, *cuts, len(words)]):
        if part := words[first:end]:
            yield replace(speech, start=part[0].start, end=part[-1].end, words=part)


def _spoken(stretch: Speech, heard: Heard) -> tuple[tuple[Word, ...], list[Removed]]:
    if stretch.no_speech > MAX_NO_SPEECH and log_probability(stretch.words) < MIN_LOG_PROBABILITY:
        return (), [Removed(stretch.start, stretch.end, "probably no speech")]
    voiced = [heard.voiced is None or _near(word, heard.voiced) for word in stretch.words]
    words = [word for word, near in zip(stretch.words, voiced, strict=True) if near]
    removed = _passages([word for word, near in zip(stretch.words, voiced, strict=True) if not near], "no voice")
    once = _without_loops(words)
    if compression("".join(word.text for word in once if not _is_number(_bare(word)))) > MAX_COMPRESSION:
        return (), [*removed, *_passages(once, "repeated text")]
    dropped = {id(word) for word in words} - {id(word) for word in once}
    return tuple(once), removed + _passages([word for word in words if id(word) in dropped], "repeated text")


def log_probability(words: Sequence[Word]) -> float:
    """Mean natural logarithm of the words' confidences."""
    return sum(math.log(max(word.confidence, 1e-10)) for word in words) / len(words)


def compression(text: str) -> float:
    """How many times shorter `text` gets by zlib, as Whisper counts it."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def _near(word: Word, voiced: Sequence[tuple[float, float]]) -> bool:
    return any(first - PLACED <= word.end and word.start <= end + PLACED for first, end in voiced)


def _without_loops(words: list[Word]) -> list[Word]:
    """Of a phrase said over and over, more often than people do, the first time stays."""
    said = [_bare(word) for word in words]
    kept: list[Word] = []
    at = 0
    while at < len(words):
        size, times = _loop(said, at)
        kept += words[at : at + size]
        at += size * times
    return kept


def _loop(said: Sequence[str], at: int) -> tuple[int, int]:
    """(length of the phrase at `at` that loops, times); (1, 1) where none does."""
    for size in range(1, LONGEST_PHRASE + 1):
        phrase = said[at : at + size]
        times = 1
        while said[at + times * size : at + (times + 1) * size] == phrase:
            times += 1
        if times > (MOST_NUMBERS / size if all(map(_is_number, phrase)) else MOST_REPEATS.get(size, REPEATS)):
            return size, times
    return 1, 1


def _bare(word: Word) -> str:
    return "".join(letter for letter in fold(word.text) if letter.isalnum()) or word.text


def _is_number(said: str) -> bool:
    return said.isdecimal() or said in all_number_words()


def _passages(words: Sequence[Word], reason: str) -> list[Removed]:
    """Neighbours together."""
    passages: list[Removed] = []
    for word in words:
        if passages and word.start - passages[-1].end < STRETCH_PAUSE:
            passages[-1] = Removed(passages[-1].start, max(word.end, passages[-1].end), reason)
        else:
            passages.append(Removed(word.start, word.end, reason))
    return passages
