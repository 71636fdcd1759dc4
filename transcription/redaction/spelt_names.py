"""Names said letter by letter: 'spelled s m i t h', 'S for Sierra, M for Mike', 'Smith, S-M-I-T-H'."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from transcription.redaction.cues import said
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.indonesian import names as indonesian_names
from transcription.redaction.name_words import asks, words_of
from transcription.redaction.passage import Passage
from transcription.redaction.polish import words as polish_words

_FEWEST = 3
# So far back an item stands, of which letters are said again. Characters.
_REACH = 80
# Words between a name and its letters: 'Smith, that's s m i t h'.
_BETWEEN = 2
_LIKE = r"(?:is )?(?:for|as in|as|like|jak|jako|seperti|untuk)"
_ALPHABET = re.compile(
    rf"(?<![^\W_])[a-z] {_LIKE} [^\W\d_]{{2,20}}(?:[\s,.]{{1,3}}(?:and )?[a-z] {_LIKE} [^\W\d_]{{2,20}}){{2,30}}"
)


def spelt(passage: Passage) -> Iterator[Finding]:
    """Letters after a word that says so, and letters each with a word of an alphabet."""
    tokens = passage.tokens
    if not passage.words.isdisjoint(words_of("spelled")):
        for number, token in enumerate(tokens):
            if token.word in words_of("spelled"):
                yield from _finding(_letters(tokens, number + 1))
    yield from _beside(passage, "email", "a mail address")
    yield from _beside(passage, "name", "a name")
    if not passage.words.isdisjoint({"for", "as", "like", "jak", "jako", "seperti", "untuk"}):
        for found in _ALPHABET.finditer(passage.folded):
            if said(passage, *found.span()) is None:
                value = "".join(re.findall(rf"(?<![^\W_])([a-z]) {_LIKE} ", found[0]))
                yield Finding(*found.span(), "name", value, 0.8, "spelt with words")


def _beside(passage: Passage, kind: str, what: str) -> Iterator[Finding]:
    """Letters beside an item, in the same turn or just after it: '[email], that's b e a u', '[name] with a y'."""
    if f"[{kind}]" not in passage.folded and f"[{kind}]" not in passage.folded_before[-_REACH:]:
        return
    at = 0
    while at < len(passage.tokens):
        letters = _letters(passage.tokens, at)
        if len(letters) > _FEWEST:
            value = "".join(letter.word for letter in letters)
            yield Finding(letters[0].start, letters[-1].end, kind, value, 0.75, f"letters beside {what}")
        at += max(len(letters), 1)


def answered(passage: Passage) -> Iterator[Finding]:
    """Letters at the beginning of the answer to a question for a name."""
    if asks(passage.question):
        for number, token in enumerate(passage.tokens[: _BETWEEN + 2]):
            if len(token.word) == 1 or token.word in _named():
                yield from _finding(_letters(passage.tokens, number))
                return


def after(passage: Passage, last: int) -> Iterator[Finding]:
    """Letters that follow a name, of which `last` is the token after the end."""
    tokens = passage.tokens
    for first in range(last, min(last + _BETWEEN + 1, len(tokens))):
        letters = _letters(tokens, first)
        if len(letters) >= _FEWEST:
            yield from _finding(letters)
            return


@cache
def _named() -> frozenset[str]:
    """Names of letters."""
    return polish_words.words_of("letters") | indonesian_names.words_of("letters")


def _letters(tokens: Sequence[Token], first: int) -> list[Token]:
    letters: list[Token] = []
    for at in range(first, len(tokens)):
        word = tokens[at].word
        if (len(word) > 1 and word not in _named()) or not word.isalpha() or word >= "\u3400":
            break
        letters.append(tokens[at])
    return letters


def _finding(letters: Sequence[Token]) -> Iterator[Finding]:
    if len(letters) >= _FEWEST:
        value = "".join(letter.word for letter in letters)
        yield Finding(letters[0].start, letters[-1].end, "name", value, 0.8, "spelt")
