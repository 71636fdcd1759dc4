"""IBANs (ISO 13616), written or spelt: 'G B eight two W E S T …'."""

import re
from collections.abc import Iterator

from transcription.redaction import checksums
from transcription.redaction.cues import said
from transcription.redaction.finding import Finding
from transcription.redaction.language import letters
from transcription.redaction.numerals import Atom
from transcription.redaction.passage import Passage

_WRITTEN = re.compile(
    r"(?<![^\W_\u3000-\u9fff])[a-z]{2}[ -]?\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,4})?(?![^\W_\u3000-\u9fff])"
)
# The lengths that most countries' IBANs have.
_SHORTEST, _LONGEST = 15, 34
_MOST_STRANGE = 2
_FEWEST = 9


def ibans(passage: Passage) -> Iterator[Finding]:
    if sum(len(run.digits) for run in passage.runs) < _FEWEST:
        return
    for found in _WRITTEN.finditer(passage.folded):
        for end in _ends(found):
            value = re.sub(r"[ -]", "", passage.folded[found.start() : end]).upper()
            if checksums.iban(value):
                yield Finding(found.start(), end, "iban", value, 1.0, "checksum fits")
                break
        else:
            value = re.sub(r"[ -]", "", found[0]).upper()
            if said(passage, found.start(), found.end()) == "iban" and len(value) >= _SHORTEST:
                yield Finding(found.start(), found.end(), "iban", value, 0.9, "the words say iban")
    yield from _spelt(passage)


def _ends(found: re.Match[str]) -> Iterator[int]:
    """Where it may end: the next word reads like more of it."""
    yield found.end()
    yield from (found.start() + gap.start() for gap in reversed(list(re.finditer(r"[ -]", found[0]))))


def _spelt(passage: Passage) -> Iterator[Finding]:
    """Two letters, then digits and more letters, one strange word at a time between them."""
    tokens, starts = passage.tokens, {part.first: part for run in passage.runs for part in run.parts}
    at = 0
    while at + 3 < len(tokens):
        country = _letters(tokens[at].word) + _letters(tokens[at + 1].word)
        first = at + 2
        if len(tokens[at].word) == 2 and tokens[at].word.isalpha() and tokens[at].word.isascii():
            country, first = tokens[at].word, at + 1
        if len(country) == 2 and first not in starts and first + 1 in starts:
            first += 1  # its first digit was misheard
        if len(country) != 2 or first not in starts:
            at += 1
            continue
        value, last, digits = _read(passage, starts, first)
        if digits >= 10 and len(value) >= _SHORTEST - 4 and len(value) <= _LONGEST + 4:
            sure = said(passage, tokens[at].start, tokens[last - 1].end) == "iban" or len(value) > 18
            score = 0.97 if sure else 0.4
            yield Finding(tokens[at].start, tokens[last - 1].end, "iban", (country + value).upper(), score, "spelt")
            at = last
        at += 1


def _read(passage: Passage, atoms: dict[int, Atom], first: int) -> tuple[str, int, int]:
    """The signs from token `first`, the token after the last of them, and how many are digits."""
    tokens, words = passage.tokens, passage.number_words
    value, digits, at, last, strange = "", 0, first, first, 0
    while at < len(tokens) and strange <= _MOST_STRANGE:
        word = tokens[at].word
        if at in atoms:
            value, digits, at = value + atoms[at].digits, digits + len(atoms[at].digits), atoms[at].last
            last, strange = at, 0
        elif word in words.misheard and (at - 1 == last - 1 or at + 1 in atoms):
            value, digits, at = f"{value}{words.misheard[word]}", digits + 1, at + 1
            last, strange = at, 0
        elif letter := _letters(word):
            value, at = value + letter, at + 1
            if at in atoms or (at < len(tokens) and _letters(tokens[at].word)):
                last, strange = at, 0
        else:
            strange += word not in words.fillers
            at += 1
    return value, last, digits


def _letters(word: str) -> str:
    return word if len(word) == 1 and word.isascii() and word.isalpha() else letters().get(word, "")
