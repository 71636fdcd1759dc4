"""Rows of English words that may be a name: strange ones, in capitals where the text has any, with particles."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from transcription.redaction import tables
from transcription.redaction.english.names import beside, ordinary, unknown
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import is_stop
from transcription.redaction.listed import listed
from transcription.redaction.name_words import describes, given_names, words_of
from transcription.redaction.passage import Passage

_MOST = 5
_SHORTEST = 3
_JOINED = frozenset((" ", "-", ". ", "'", "’"))


def words_for(kind: str) -> frozenset[str]:
    """A list of `words/en_people.toml`, folded."""
    return tables.words("en_people", kind)


@cache
def listed_names() -> frozenset[str]:
    """Names of the lists that are nothing else."""
    known = given_names("en") | listed("en").given | listed("en").family | tables.words("en_more_names", "family")
    return known - words_for("common") - beside() - ordinary() - listed("en").towns


def finding(row: Sequence[Token], score: float, reason: str) -> Finding:
    return Finding(row[0].start, row[-1].end, "name", " ".join(token.word for token in row), score, reason)


def row_at(passage: Passage, at: int) -> list[Token]:
    """Words from token `at` on that may be a name: strange ones, in capitals where the text has any."""
    cased = not passage.text.islower() and not passage.text.isupper()
    row: list[Token] = []
    for place in range(at, min(at + _MOST, len(passage.tokens))):
        token = passage.tokens[place]
        gap = passage.folded[row[-1].end : token.start] if row else " "
        if gap not in _JOINED or (gap == ". " and len(row[-1].word) > 1 and row[-1].word not in words_for("titles")):
            break
        double = bool(row) and gap == "-" and passage.text[token.start].isupper()
        if not (double or _of_name(passage, token, cased=cased) or _particle(passage, place, cased=cased)):
            break
        row.append(token)
    while row and row[-1].word in words_for("particles") and not passage.text[row[-1].start].isupper():
        row.pop()
    return row if any(len(token.word) >= _SHORTEST for token in row) else []


def _of_name(passage: Passage, token: Token, *, cased: bool) -> bool:
    word = token.word
    if cased and not passage.text[token.start].isupper():
        return False
    if word in listed_names():
        return True
    if word in words_for("firms") or is_stop(word) or describes(word, "en") or word in words_of("titles"):
        return False
    return word.replace("'", "").isalpha() and word not in ordinary() if cased else unknown(word.replace("'", ""))


def _particle(passage: Passage, at: int, *, cased: bool) -> bool:
    """Whether it is a small part of a name or an initial that goes on: 'van', 'ní', 'd'."""
    word = passage.tokens[at].word
    if word not in words_for("particles") and (len(word) > 1 or word in {"a", "i"}):
        return False
    following = passage.tokens[at + 1] if at + 1 < len(passage.tokens) else None
    if following is None or passage.folded[passage.tokens[at].end : following.start] not in _JOINED:
        return False
    if _of_name(passage, following, cased=cased):
        return True
    initial = len(following.word) == 1 and at > 0 and len(passage.tokens[at - 1].word) > 1
    return (initial or following.word in words_for("particles")) and _particle(passage, at + 1, cased=cased)


def closed(passage: Passage, row: Sequence[Token]) -> bool:
    """Whether it is a name and no verb ('my wife reckons it'), and no firm or longer row goes on with it."""
    place = bisect_left(passage.tokens, row[-1].end, key=lambda token: token.start)
    following = passage.tokens[place] if place < len(passage.tokens) else None
    if following is None or passage.folded[row[-1].end : following.start] != " ":
        return True
    verb = len(row) == 1 and row[0].word.endswith("s") and row[0].word not in listed_names()
    if verb and following.word in words_for("objects"):
        return False
    return len(row) < _MOST and following.word not in words_for("firms")
