"""Polish names that no phrase introduces: given names, and listed or unknown words beside one, a title or a role."""

import re
from collections.abc import Iterator, Sequence

from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import is_stop
from transcription.redaction.name_words import asks, describes, given_names, is_given, words_of
from transcription.redaction.passage import Passage
from transcription.redaction.polish import streets
from transcription.redaction.polish import words as known

_MOST = 4
_SHORTEST = 3
# Letters of a family name that its capital shows.
_LONG = 5
# Letters of a title that is cut short.
_SHORT = 4
# Tokens in which a call is opened.
_OPENING = 10
_JOINED = frozenset((" ", "-", " - "))
_TITLE_GAP = frozenset((" ", ". ", "."))
_INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_]\.\s?$")
_NAMES = re.compile(r"\[name\]|nazwisk|imie|godnosc|nazywa|rozmawiam|przedstaw")
# Before a place, a street among them.
_IN = frozenset(("na", "przy", "w", "we"))
_ON = re.compile(r"(?<![a-z])na $")
_WHOSE = re.compile(r"na kogo|nazwisk")
# Where any word has its capital.
_BEGINS = re.compile(r"(?:^|[.!?\n:;])[\s\"'“„(*•-]*$")


def applies(passage: Passage) -> bool:
    return passage.language == "pl" or (passage.language is None and passage.spoken == "pl")


def says(passage: Passage, first: Token | None) -> bool:
    """Whether a word says what something or somebody is, or after 'on' is not known to be a name."""
    if first is None or not first.word.isascii():
        return False
    if _ON.search(passage.folded[: first.start][-len("sie na ") :]):
        unknown = passage.text[first.start].isupper() and known.is_unknown(first.word)
        return not (unknown or known.is_sure(first.word) or known.is_family(first.word) or known.is_shaped(first.word))
    if passage.text[first.start].isupper():
        return False
    said = known.is_ordinary(first.word) or known.is_made(first.word)
    return said and not (known.is_given(first.word) or known.is_family(first.word))


def anywhere(passage: Passage) -> Iterator[Finding]:
    tokens, at = passage.tokens, 0
    while at < len(tokens):
        name = _name(passage, at)
        if not name:
            at += 1
            continue
        value = " ".join(token.word for token in name)
        first = passage.tokens[at - 1] if at else None
        if first and _initial(passage, first, name[0]):
            yield Finding(first.start, name[-1].end, "name", f"{first.word} {value}", 0.81, "a Polish name")
        yield Finding(name[0].start, name[-1].end, "name", value, 0.8, "a Polish name")
        at += len(name)


def _initial(passage: Passage, first: Token, name: Token) -> bool:
    """Whether an initial stands before a name: 'R. Majchrzak'."""
    gap = passage.text[first.end : name.start]
    return len(first.word) == 1 and gap in {". ", "."} and passage.text[first.start].isupper()


def _name(passage: Passage, at: int) -> list[Token]:
    """The name that begins with token `at`, if one does."""
    token = passage.tokens[at]
    word = token.word
    if len(word) < _SHORTEST or not (_candidate(passage, at) and word.isalpha()):
        return []
    row, lead = _row(passage, at), _lead(passage, at)
    if lead in known.words_of("places") and lead not in known.words_of("roles"):
        return []
    if _for_whom(passage, at):
        return row
    if lead in _IN and len(row) == 1 and streets.is_street(word) and not known.is_sure(word):
        return []
    if len(row) == 1 and _is_station(passage, at, lead):
        return []
    return row if known.is_sure(word) or _fits(passage, row, lead) else []


def _for_whom(passage: Passage, at: int) -> bool:
    """Whether a word answers 'in what name is it': 'na Zarębskiego'."""
    if _lead(passage, at) != "na" or not asks(passage.question):
        return False
    word = passage.tokens[at].word
    if passage.text[passage.tokens[at].start].isupper() and _WHOSE.search(passage.question):
        return not (is_stop(word) or word in known.words_of("things"))
    fits = known.is_given(word) or known.is_family(word) or known.is_shaped(word) or known.is_unknown(word)
    return fits and not known.is_ordinary(word)


def _is_station(passage: Passage, at: int, lead: str) -> bool:
    """Whether a word with a capital goes on the name of a town: 'Łódź Kaliska'."""
    capitals = at and all(passage.text[token.start].isupper() for token in passage.tokens[at - 1 : at + 1])
    return bool(capitals) and (streets.is_town(lead) or lead in known.words_of("things"))


def _candidate(passage: Passage, at: int) -> bool:
    """Whether the word there can begin a name at all; what is seen of most words."""
    word = passage.tokens[at].word
    if _for_whom(passage, at):
        return True
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
    upper = passage.text[row[0].start].isupper()
    if _side_by_side(word, row[1].word if len(row) > 1 else "", upper=upper):
        return True
    if lead in known.words_of("titles") and not (upper and passage.text.isupper()):
        return _titled(word, lead) or (upper and known.is_unknown(word))
    if lead in known.words_of("roles"):
        return _of_role(word)
    if not upper and _shaped(passage, word):
        return True
    before = passage.text[: row[0].start][-12:]
    inside = upper and (not _BEGINS.search(before) or bool(_INITIAL.search(before)))
    shaped = known.is_shaped(word)
    return len(word) >= _LONG and ((known.is_distinct(word) and (inside or shaped)) or (inside and shaped))


def _side_by_side(word: str, second: str, *, upper: bool) -> bool:
    """Whether two words are a given name and a family name, in either order."""
    if known.is_given(word) and (known.is_sure(second) or known.is_distinct(second) or known.is_shaped(second)):
        return True
    return known.is_family(word) and (known.is_sure(second) or (known.is_given(second) and upper))


def _of_role(word: str) -> bool:
    if known.is_given(word) and word not in known.words_of("beside"):
        return True
    return known.is_distinct(word) or known.is_shaped(word) or (known.is_unknown(word) and is_given(word, None))


def _shaped(passage: Passage, word: str) -> bool:
    """Whether a word that ends as family names do is one where names are spoken of."""
    return known.is_shaped(word) and len(word) > _LONG and bool(_NAMES.search(passage.question + passage.folded))


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
    for place in range(at + 1, min(at + _MOST, len(tokens))):
        token = tokens[place]
        gap = passage.folded[name[-1].end : token.start]
        if gap not in _JOINED or passage.text[token.start].isupper() != upper or not token.word.isalpha():
            break
        capital = upper and known.is_sure(name[0].word) and len(token.word) > 1 and _is_name_in_capitals(token.word)
        initial = len(token.word) == 1 and passage.folded[token.end : token.end + 1] == "."
        fits = _goes_on(token.word) or token.word in words_of("particles") or capital or (upper and initial)
        if not (fits or (known.is_sure(name[0].word) and _greets(passage, place + 1))):
            break
        name.append(token)
    while len(name) > 1 and name[-1].word in words_of("particles"):
        name.pop()
    return name


def _is_name_in_capitals(word: str) -> bool:
    return not (is_stop(word) or describes(word) or word in words_of("titles"))


def _greets(passage: Passage, at: int) -> bool:
    """Whether an agent who picks up has just said their name: 'Ireneusz Pióro dzień dobry'."""
    tokens = passage.tokens
    if at >= len(tokens) or at > _OPENING or is_stop(tokens[at - 1].word):
        return False
    return tokens[at].word in known.words_of("greetings") and not describes(tokens[at - 1].word)


def _goes_on(word: str) -> bool:
    if word in words_of("titles") or word in known.words_of("titles"):
        return False
    return known.is_given(word) or known.is_family(word) or known.is_shaped(word) or known.is_unknown(word)
