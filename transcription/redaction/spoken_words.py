"""A turn's words without its personal items: what an item touches becomes one placeholder over its time."""

from collections.abc import Callable, Sequence
from itertools import accumulate

from transcription.interaction import SpokenTurn
from transcription.redaction.finding import Finding
from transcription.redaction.folding import fold, words
from transcription.redaction.numerals import all_number_words
from transcription.transcript import Word


def redact_words(
    turn: SpokenTurn, found: Sequence[Finding], search: Callable[[str], Sequence[Finding]]
) -> tuple[Word, ...]:
    """Words that are not the text's are searched on their own; what is found in the text must go from them too."""
    if not turn.words:
        return ()
    places = _places(turn)
    doubtful = ""
    if places is None:
        ends = list(accumulate(len(word.text) + 1 for word in turn.words))
        places = [(end - len(word.text) - 1, end - 1) for word, end in zip(turn.words, ends, strict=True)]
        searched = search(" ".join(word.text for word in turn.words))
        doubtful = found[0].type if len(searched) < len(found) else ""
        found = searched
    made: list[Word] = []
    last: Finding | None = None
    for word, (start, end) in zip(turn.words, places, strict=True):
        item = next((item for item in found if start < item.end and item.start < end), None)
        if item is None:
            made.append(Word(f"[{doubtful}]", *_time(word)) if doubtful and _numeric(word.text) else word)
        elif item is last:
            made[-1] = Word(made[-1].text, made[-1].start, word.end, min(made[-1].confidence, word.confidence))
        else:
            made.append(Word(f"[{item.type}]", *_time(word)))
        last = item
    return tuple(made)


def _time(word: Word) -> tuple[float, float, float]:
    return word.start, word.end, word.confidence


def _numeric(text: str) -> bool:
    return any(word[0].isdecimal() or word in all_number_words() for word in words(fold(text)))


def _places(turn: SpokenTurn) -> list[tuple[int, int]] | None:
    """Where each word stands in the text, in order; None where they do not cover all of it."""
    places: list[tuple[int, int]] = []
    at = 0
    for word in turn.words:
        start = turn.text.find(word.text, at)
        if start < 0 or turn.text[at:start].strip():
            return None
        at = start + len(word.text)
        places.append((start, at))
    return None if turn.text[at:].strip() else places
