"""English names in small letters, as speech is written down: common given names anywhere, and what follows."""

from collections.abc import Iterator, Sequence
from functools import cache

from transcription.redaction import tables
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import acknowledged, is_stop, language
from transcription.redaction.name_words import describes, given_names, words_of
from transcription.redaction.numerals import number_words
from transcription.redaction.passage import Passage

_MOST = 4
_SHORTEST = 3
# Endings of words that are no names.
_ENDINGS = ("ly", "ed", "ing", "ness", "tion", "tions", "ment", "ments", "ity", "ies", "able", "ible", "ful", "less")
# Before a name of a place or a thing: 'the austin', 'saint helen'.
_OF_PLACES = frozenset(("the", "a", "an", "saint", "st", "san", "santa", "port", "fort", "mount", "lake", "new"))


def _words(kind: str) -> frozenset[str]:
    return tables.words("en_names", kind)


@cache
def _alone() -> frozenset[str]:
    """Given names that are nothing else."""
    return frozenset(name for name in given_names("en") if len(name) >= _SHORTEST) - _words("beside")


def ordinary() -> frozenset[str]:
    """Words of the language that no name consists of."""
    return _words("ordinary")


def beside() -> frozenset[str]:
    """Given names that are words, places or firms as well."""
    return _words("beside")


@cache
def _streets() -> frozenset[str]:
    return frozenset(language("en").address.after)


def applies(passage: Passage) -> bool:
    """Whether it is English without any capital."""
    return passage.language == "en" and passage.text.islower()


def unknown(word: str) -> bool:
    """Whether a folded word may be a name that nobody knows: it is no word of the language."""
    if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()) or word.endswith(_ENDINGS):
        return False
    ordinary = _words("ordinary")
    if word in ordinary or (word[-1] == "s" and (word[:-1] in ordinary or word.removesuffix("es") in ordinary)):
        return False
    numeric = word in number_words("en").table or word in acknowledged()
    return not (numeric or is_stop(word) or describes(word, "en") or word in words_of("titles") or word in _streets())


def is_firm(passage: Passage, name: Sequence[Token]) -> bool:
    """Whether several words in capitals end in an ordinary one: 'Globetide Visas'."""
    last = name[-1].word if name else ""
    return passage.language == "en" and len(name) > 1 and (last in ordinary() or last.removesuffix("s") in ordinary())


def goes_on(name: Sequence[Token], following: Token, gap: str) -> bool:
    """Whether a name has one more word."""
    word = following.word
    return gap == " " and len(name) < _MOST and not is_stop(word) and (word in _alone() or unknown(word))


def anywhere(passage: Passage) -> Iterator[Finding]:
    """Given names that are no words, with what goes on after them."""
    if passage.words.isdisjoint(_alone()):
        return
    tokens, at = passage.tokens, 0
    while at < len(tokens):
        if tokens[at].word not in _alone() or is_stop(tokens[at].word) or (at and tokens[at - 1].word in _OF_PLACES):
            at += 1
            continue
        name = _row(passage, at)
        at += len(name)
        if at < len(tokens) and tokens[at].word in _streets():
            continue
        value = " ".join(token.word for token in name)
        yield Finding(name[0].start, name[-1].end, "name", value, 0.7, "a common name")


def _row(passage: Passage, at: int) -> list[Token]:
    name = [passage.tokens[at]]
    for token in passage.tokens[at + 1 : at + _MOST]:
        gap = passage.folded[name[-1].end : token.start]
        surname = gap == " " and token.word in _words("surnames") and not is_stop(token.word)
        if not (surname or goes_on(name, token, gap)):
            break
        name.append(token)
        if surname:
            break
    return name
