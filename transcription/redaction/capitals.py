"""Names that their capitals show: a common given name and what follows it, or two words beside another item."""

import re
from collections.abc import Iterator, Sequence

from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import is_stop
from transcription.redaction.name_words import describes, is_given, words_of
from transcription.redaction.passage import Passage
from transcription.redaction.polish import names as polish_names
from transcription.redaction.polish import words as polish

_MOST = 4
# What stands between the words of a name.
_JOINED = frozenset((" ", "-", ". ", "'", "’"))
# Words of a name that only stands beside another item.
_MOST_BESIDE = 3
_ITEM = r"\[(?:email|phone|birth|ssn|pesel|nik|resident_id|address|iban)\]"
_ITEM_BEFORE = re.compile(rf"{_ITEM}[\s,;/|()\-–]{{1,3}}$")
_ITEM_AFTER = re.compile(
    rf"[\s,;/|()\-–]{{1,3}}(?:(?:tel\.?|ur\.?|b\.|mob\.?|phone|e-?mail|dob)?[\s:]*{_ITEM}|\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d\d)"
)


def written(passage: Passage) -> Iterator[Finding]:
    """Names that their capitals show: a common given name and what follows it, or two words beside another item."""
    if passage.text.isupper() or not any(character.isupper() for character in passage.text):
        return
    tokens, at = passage.tokens, 0
    while at < len(tokens):
        name = _capitals(passage, at)
        if not name:
            at += 1
            continue
        at += len(name)
        first = name[0].word
        known = _is_known(passage, first, alone=len(name) == 1)
        inside = not _begins(passage, name[0])
        if (known and (len(name) > 1 or inside)) or (1 < len(name) <= _MOST_BESIDE and _identified(passage, name)):
            value = " ".join(token.word for token in name)
            yield Finding(name[0].start, name[-1].end, "name", value, 0.7, "written as a name")


def _is_known(passage: Passage, word: str, *, alone: bool) -> bool:
    """Whether it is a common given name; in Polish no town or brand, nor one `alone` that is a word too."""
    given = is_given(word, passage.language) or is_given(word, "en")
    if not given or not polish_names.applies(passage):
        return given
    if alone:
        return polish.is_sure(word) or not (is_given(word, "pl") or polish.is_ordinary(word))
    return word not in polish.words_of("things")


def _capitals(passage: Passage, at: int) -> list[Token]:
    """Words from token `at` on that each begin with a capital, with particles and initials between them."""
    name: list[Token] = []
    for token in passage.tokens[at : at + _MOST + 1]:
        gap = passage.folded[name[-1].end : token.start] if name else ""
        if (name and gap not in _JOINED) or "\n" in gap:
            break
        upper = passage.text[token.start].isupper()
        if not upper and not (name and token.word in words_of("particles")):
            break
        if not token.word.isalpha() or is_stop(token.word) or describes(token.word, passage.language):
            break
        if gap == ". " and len(name[-1].word) > 1:
            break
        name.append(token)
    while name and not passage.text[name[-1].start].isupper():
        name.pop()
    return name if name and len(name[0].word) > 1 else []


def _begins(passage: Passage, token: Token) -> bool:
    """Whether a sentence or a line begins there, where any word has its capital."""
    before = passage.text[: token.start].rstrip(" \"'“(*-•")
    return not before or before[-1] in ".!?\n:;"


def _identified(passage: Passage, name: Sequence[Token]) -> bool:
    """Whether an e-mail address, a number or a date of birth stands beside it, with marks between them."""
    before, after = passage.folded[: name[0].start], passage.folded[name[-1].end :]
    return bool(_ITEM_BEFORE.search(before[-30:]) or _ITEM_AFTER.match(after))
