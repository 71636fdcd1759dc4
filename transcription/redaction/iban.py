"""IBANs (ISO 13616), written or spelt: 'G B eight two W E S T …'."""

import re
from collections.abc import Iterator, Mapping, Sequence

from transcription.redaction import checksums
from transcription.redaction.cues import said
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import is_stop, letters
from transcription.redaction.numerals import Atom
from transcription.redaction.passage import Passage

_WRITTEN = re.compile(
    r"(?<![^\W_\u3000-\u9fff])[a-z]{2}[ \n-]?\d{2}(?:[ \n-]?[a-z0-9]{4}){2,7}"
    r"(?:[ \n-]?[a-z0-9]{1,4})?(?![^\W_\u3000-\u9fff])"
)
# The lengths that most countries' IBANs have.
_SHORTEST, _LONGEST = 15, 34
# Where IBANs are used (the registry of ISO 13616).
_COUNTRIES = (
    "ad ae al at az ba be bg bh bi br by ch cr cy cz de dj dk do ee eg es fi fk fo fr gb ge gi"
    " gl gr gt hr hu ie il iq is it jo kw kz lb lc li lt lu lv ly mc md me mk mn mr mt mu ni nl no om"
    " pk pl ps pt qa ro rs ru sa sc sd se si sk sm so st sv tl tn tr ua va vg xk ye"
)
_MOST_STRANGE = 2
# One in 97 codes has the right checksum by chance: it must be as long as an IBAN, and mostly digits.
_DIGITS = 10
_FEWEST = 9
_SPELT_DIGITS = 8


def ibans(passage: Passage) -> Iterator[Finding]:
    if sum(len(run.digits) for run in passage.runs) < _FEWEST:
        return
    for found in _WRITTEN.finditer(passage.folded):
        for end in _ends(found):
            value = re.sub(r"[ \n-]", "", passage.folded[found.start() : end]).upper()
            if _long(value) and checksums.iban(value):
                yield Finding(found.start(), end, "iban", value, 1.0, "checksum fits")
                break
        else:
            value = re.sub(r"[ \n-]", "", found[0]).upper()
            if said(passage, found.start(), found.end()) == "iban" and len(value) >= _SHORTEST:
                yield Finding(found.start(), found.end(), "iban", value, 0.9, "the words say iban")
    yield from _spelt(passage)


def _long(value: str) -> bool:
    return _SHORTEST <= len(value) <= _LONGEST and sum(sign.isdecimal() for sign in value) >= _DIGITS


def _ends(found: re.Match[str]) -> Iterator[int]:
    """Where it may end: the next word reads like more of it."""
    yield found.end()
    yield from (found.start() + gap.start() for gap in reversed(list(re.finditer(r"[ \n-]", found[0]))))


def _spelt(passage: Passage) -> Iterator[Finding]:
    """Two letters, then digits and more letters, one strange word at a time between them."""
    tokens = passage.tokens
    atoms = {part.first: part for run in passage.runs for part in run.parts}
    at = 0
    while at + 2 < len(tokens):
        country, first = _country(tokens, atoms, at)
        if first not in atoms:
            at += 1
            continue
        value, last, digits = _read(passage, atoms, first)
        if digits >= _SPELT_DIGITS and _SHORTEST - 4 <= len(value) <= _LONGEST + 4:
            letters = first > at + 1 and country in _COUNTRIES.split() and len(value) >= _SHORTEST - 1
            sure = letters or said(passage, tokens[at].start, tokens[last - 1].end) == "iban"
            score = 0.97 if sure else 0.4
            yield Finding(tokens[at].start, tokens[last - 1].end, "iban", (country + value).upper(), score, "spelt")
            at = last if sure else at
        at += 1


def _country(tokens: Sequence[Token], atoms: Mapping[int, Atom], at: int) -> tuple[str, int]:
    """Two letters from token `at` and the token of their first digit; -1 where there is none."""
    word = tokens[at].word
    if len(word) == 2 and word in _COUNTRIES.split() and not is_stop(word):
        return word, at + 1
    country = _letters(word) + _letters(tokens[at + 1].word)
    if len(word) == 1 and len(country) == 1 and at + 1 not in atoms and at + 2 in atoms:
        return country, at + 2
    if len(country) != 2:
        return "", -1
    # The first digit may be misheard.
    return country, at + 3 if at + 2 not in atoms and at + 3 in atoms else at + 2


def _read(passage: Passage, atoms: Mapping[int, Atom], first: int) -> tuple[str, int, int]:
    """The signs from token `first`, the token after the last of them, and how many are digits."""
    tokens, words = passage.tokens, passage.number_words
    value, digits, at, last, strange = "", 0, first, first, 0
    while at < len(tokens) and strange <= _MOST_STRANGE and len(value) <= _LONGEST + 4:  # no longer one is read
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
