"""Indonesian names in small letters: words that nobody knows after a title, a cue or one of a family."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from transcription.redaction import tables
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import is_stop
from transcription.redaction.name_words import asks, describes, is_given
from transcription.redaction.name_words import words_of as in_any
from transcription.redaction.numerals import number_words
from transcription.redaction.passage import Passage

_MOST = 4
# Verbs, nouns made of them, and words with 'my', 'the' or 'please' glued to them.
_MADE = re.compile(
    r"(?:me[mnl]|ber|ter|di|pe[mnr]|ke|se|ng|ny|ke)[a-z]{4,}|[a-z]{3,}(?:nya|kan|lah|kah|kin|iin|ain)|[a-z]{4,}(?:ku|mu)"
    r"|[a-z]+(?:ing|tion|ment|ness|able|ised|ized|asi|isme|itas|logi)"
)
_WORD = re.compile(r"[a-z]{4,}|[aiueo][a-z]{2}|[a-z][aiueo][a-z]")
# Tokens in which a call is opened.
_OPENING = 7


def words_of(kind: str) -> frozenset[str]:
    """One table of `words/id_names.toml`."""
    return tables.words("id_names", kind)


def is_place(word: str) -> bool:
    """Whether a folded word is a town or a part of the country."""
    return word in words_of("places")


def is_ordinary(word: str) -> bool:
    """Whether a folded word is said of things and places."""
    return word in words_of("ordinary") or word in words_of("places")


def applies(passage: Passage) -> bool:
    return passage.language == "id" or (passage.language is None and passage.spoken == "id")


def fits(word: str) -> bool:
    """Whether a folded word may be a name: a given one, or none that people say otherwise."""
    return (is_given(word, "id") and (not is_stop(word) or word == "made")) or _unknown(word)  # 'made': English, too


def _unknown(word: str) -> bool:
    known = is_ordinary(word) or is_stop(word) or describes(word) or word in number_words("id").table
    return bool(_WORD.match(word)) and word.isalpha() and not (known or _MADE.fullmatch(word))


def is_made(word: str) -> bool:
    """Whether a folded word is a verb or a noun made of one, or has 'my' or 'the' glued to it."""
    return bool(_MADE.fullmatch(word))


def says(word: str) -> bool:
    """Whether a folded word says what something or somebody is."""
    return (is_ordinary(word) or describes(word)) and not is_given(word, "id")


def goes_on(name: Sequence[Token], following: Token, gap: str) -> bool:
    """Whether a name of some words has one more."""
    return gap == " " and len(name) < _MOST and fits(following.word) and following.word not in in_any("titles")


@cache
def _leads() -> frozenset[str]:
    """What a name that nobody knows stands after."""
    kinds = ("titles", "cues", "selves", "of")
    return frozenset[str]().union(*(words_of(kind) for kind in kinds), {"kandung", "saja", "aja"})


def anywhere(passage: Passage) -> Iterator[Finding]:
    tokens, at = passage.tokens, 0
    while at < len(tokens):
        if not (at and tokens[at - 1].word in _leads()) and not is_given(tokens[at].word, "id"):
            at += 1
            continue
        name = _row(passage, at)
        if not name or not (_introduced(passage, at, name) or _known(name)):
            at += 1
            continue
        value = " ".join(token.word for token in name)
        yield Finding(name[0].start, name[-1].end, "name", value, 0.7, "words that nobody knows, introduced")
        at += len(name)


def _row(passage: Passage, at: int) -> list[Token]:
    """Words in small letters from `at` on that may be names."""
    name: list[Token] = []
    for token in passage.tokens[at : at + _MOST]:
        gap = passage.folded[name[-1].end : token.start] if name else " "
        if gap != " " or not fits(token.word) or passage.text[token.start].isupper():
            break
        if token.word in in_any("titles"):
            break
        name.append(token)
    return name


def _known(name: Sequence[Token]) -> bool:
    return len(name) > 1 and all(is_given(token.word, "id") and not is_ordinary(token.word) for token in name[:2])


def _introduced(passage: Passage, at: int, name: Sequence[Token]) -> bool:
    if not at or passage.folded[passage.tokens[at - 1].end : name[0].start] != " ":
        return False
    lead = [token.word for token in passage.tokens[max(0, at - 3) : at]]
    last, before = lead[-1], lead[-2] if len(lead) > 1 else ""
    if last in words_of("titles"):
        return True
    closed = _closed(passage, at + len(name))
    if last in words_of("cues"):
        return closed
    if before in words_of("family") and last in words_of("of"):
        return closed
    if last in {"kandung", "saja", "aja"} and before in {"ibu", "ayah", "panggil", "dipanggil"}:
        return closed
    greeted = not words_of("greeted").isdisjoint(token.word for token in passage.tokens[: min(at, _OPENING)])
    return (
        last in words_of("selves")
        and closed
        and (greeted or asks(passage.question) or _says_whence(passage, at + len(name)))
    )


def _closed(passage: Passage, last: int) -> bool:
    """Whether another phrase begins at token `last`, or none."""
    if last >= len(passage.tokens):
        return True
    gap, word = passage.folded[passage.tokens[last - 1].end : passage.tokens[last].start], passage.tokens[last].word
    return gap != " " or word in words_of("after") or is_stop(word) or word in words_of("family")


def _says_whence(passage: Passage, last: int) -> bool:
    return last < len(passage.tokens) and passage.tokens[last].word in {"dari", "yang", "selaku", "nama", "lahir"}
