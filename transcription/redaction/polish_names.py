"""Polish names that no phrase introduces: given names, and listed or unknown words beside one, a title or a role."""

import re
from collections.abc import Iterator, Sequence

from transcription.redaction import polish_words as known
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.name_words import given_names, is_given, words_of
from transcription.redaction.passage import Passage

_MOST = 4
_SHORTEST = 3
# Letters of a family name that its capital shows.
_LONG = 5
# Letters of a title that is cut short.
_SHORT = 4
_JOINED = frozenset((" ", "-", " - "))
_TITLE_GAP = frozenset((" ", ". ", "."))
# Where any word has its capital.
_BEGINS = re.compile(r"(?:^|[.!?\n:;])[\s\"'“„(*•-]*$")


def applies(passage: Passage) -> bool:
    return passage.language == "pl" or (passage.language is None and passage.spoken == "pl")


def says(passage: Passage, first: Token | None) -> bool:
    """Whether a word in small letters says what something or somebody is."""
    if first is None or passage.text[first.start].isupper() or not first.word.isascii():
        return False
    return known.is_ordinary(first.word) and not (known.is_given(first.word) or known.is_family(first.word))


def anywhere(passage: Passage) -> Iterator[Finding]:
    tokens, at = passage.tokens, 0
    while at < len(tokens):
        name = _name(passage, at)
        if not name:
            at += 1
            continue
        value = " ".join(token.word for token in name)
        yield Finding(name[0].start, name[-1].end, "name", value, 0.8, "a Polish name")
        at += len(name)


def _name(passage: Passage, at: int) -> list[Token]:
    """The name that begins with token `at`, if one does."""
    token = passage.tokens[at]
    word = token.word
    if len(word) < _SHORTEST or not (_candidate(passage, at) and word.isalpha()):
        return []
    row, lead = _row(passage, at), _lead(passage, at)
    if lead in known.words_of("places") and lead not in known.words_of("roles"):
        return []
    return row if known.is_sure(word) or _fits(passage, row, lead) else []


def _candidate(passage: Passage, at: int) -> bool:
    """Whether the word there can begin a name at all; what is seen of most words."""
    word = passage.tokens[at].word
    return (
        word in given_names("pl") or known.is_family(word) or (at > 0 and _leads(passage, at)) or known.is_shaped(word)
    )


def _leads(passage: Passage, at: int) -> bool:
    lead = _lead(passage, at)
    return lead in known.words_of("titles") or lead in known.words_of("roles")


def _lead(passage: Passage, at: int) -> str:
    """The word right before token `at`; a title may have its point."""
    if not at:
        return ""
    before = passage.tokens[at - 1]
    gap = passage.folded[before.end : passage.tokens[at].start]
    return before.word if gap == " " or (gap in _TITLE_GAP and len(before.word) <= _SHORT) else ""


def _fits(passage: Passage, row: Sequence[Token], lead: str) -> bool:
    """Whether a row of words whose first is no sure given name is a name all the same."""
    word = row[0].word
    second = row[1].word if len(row) > 1 else ""
    upper = passage.text[row[0].start].isupper()
    if known.is_given(word) and (known.is_sure(second) or known.is_distinct(second) or known.is_shaped(second)):
        return True
    if known.is_family(word) and (known.is_sure(second) or (second and known.is_given(second) and upper)):
        return True
    if lead in known.words_of("titles") and not (upper and passage.text.isupper()):
        return _titled(word, lead) or (upper and known.is_unknown(word))
    if lead in known.words_of("roles"):
        if known.is_given(word) and word not in known.words_of("beside"):
            return True
        return known.is_distinct(word) or known.is_shaped(word) or (known.is_unknown(word) and is_given(word, None))
    inside = upper and not _BEGINS.search(passage.text[: row[0].start][-12:])
    return known.is_distinct(word) and (inside or known.is_shaped(word)) and len(word) >= _LONG


def _titled(word: str, lead: str) -> bool:
    """Whether a word in small letters after a title is a name."""
    if word in words_of("titles") or word in known.words_of("titles"):
        return False
    if known.is_family(word) or known.is_shaped(word):
        return not known.is_ordinary(word) or lead in known.words_of("oblique") or lead == "pan"
    if known.is_given(word):
        return word not in known.words_of("beside") or lead in known.words_of("oblique")
    sure = lead in known.words_of("oblique") or not known.may_be_verb(word)
    return known.is_unknown(word) and sure


def _row(passage: Passage, at: int) -> list[Token]:
    """Token `at` and the words of its name after it."""
    tokens = passage.tokens
    name = [tokens[at]]
    upper = passage.text[tokens[at].start].isupper()
    for token in tokens[at + 1 : at + _MOST]:
        gap = passage.folded[name[-1].end : token.start]
        if gap not in _JOINED or passage.text[token.start].isupper() != upper or not token.word.isalpha():
            break
        if not (_goes_on(token.word) or token.word in words_of("particles")):
            break
        name.append(token)
    while len(name) > 1 and name[-1].word in words_of("particles"):
        name.pop()
    return name


def _goes_on(word: str) -> bool:
    if word in words_of("titles") or word in known.words_of("titles"):
        return False
    return known.is_given(word) or known.is_family(word) or known.is_shaped(word) or known.is_unknown(word)
