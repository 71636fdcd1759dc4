"""Arabic names: no capitals show them, so the words beside them say where they begin and end."""

import re
from collections.abc import Iterator, Sequence

from transcription.redaction import tables
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token, fold
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.listed import listed
from transcription.redaction.name_words import asks, describes, is_given, words_of
from transcription.redaction.numerals import number_words
from transcription.redaction.passage import Passage

# What verbs and nouns with 'your', 'her' or 'our' end in.
_ENDINGS = ("ني", "كم", "ها", "نا", "لك", "تها", "وني")
_MOST = 6
_FEWEST_LETTERS = 3
_LATIN = re.compile(r"(?<![A-Za-z0-9@._-])[A-Z]{3,}(?:[ -][A-Z]{2,}){1,3}(?![A-Za-z0-9@])")
# 'بنشقرون', 'بوعزة'.
_GLUED = re.compile("(?:بن|بل|بو)[\u0621-\u064a]{3,9}")
_NISBA = re.compile("ال[\u0621-\u064a]{2,9}ي")
FATHERS = frozenset(("ابو", "ام", "بن", "ابن", "بنت", "عبد", "بو"))


def table(kind: str) -> frozenset[str]:
    """One table of `words/ar_names.toml`."""
    return tables.words("ar_names", kind)


def is_ordinary(word: str) -> bool:
    """Whether a folded word after a title is no name."""
    return word in table("ordinary") and not is_given(word, "ar")


def is_arabic(word: str) -> bool:
    return "\u0600" <= word[:1] <= "\u06ff"


def is_ali(passage: Passage, place: int) -> bool:
    """Whether 'علي' is the name: folded, 'on' is the same word. Written so, beside another name."""
    token = passage.tokens[place]
    if passage.text[token.start : token.end] != "علي":
        return False
    beside = passage.tokens[max(0, place - 1) : place] + passage.tokens[place + 1 : place + 2]
    return any(_given(other) or _NISBA.fullmatch(other.word) or other.word in {"ابو", "بن"} for other in beside)


def ends(word: str) -> bool:
    """Whether no name goes on with a folded word: a number, a verb, what somebody is."""
    return word in number_words("ar").table or (describes(word) and not is_given(word, "ar"))


def goes_on(name: Sequence[Token], following: Token, gap: str) -> bool:
    """Whether a name of some words has one more: a given name, one of a family, one of a father."""
    if gap != " " or len(name) >= _MOST or not is_arabic(following.word) or ends(following.word):
        return False
    if is_stop(following.word) or following.word in table("adjectives"):
        return False
    return (
        name[-1].word in FATHERS
        or following.word in FATHERS
        or _given(following)
        or bool(_NISBA.fullmatch(following.word))
        or _of_family(following.word)
    )


def _of_family(word: str) -> bool:
    """Whether it follows a given name: a family's name, or a given name that is a word too."""
    glued = bool(_GLUED.fullmatch(word)) and word not in table("glued")
    known = word in table("divine") or word in table("families") or word in listed("ar").family
    return glued or known or is_listed(word)


def is_listed(word: str) -> bool:
    """Whether a folded word is a given name of any kind, and none of those said most after a title."""
    if is_given(word, "ar") or word in table("loose"):
        return True
    return word in listed("ar").given and word not in table("ordinary")


def known_after(passage: Passage, place: int, cue: str, kind: str) -> bool:
    """Whether a listed name stands after 'my brother'; after 'hello' or 'with you is', if nothing goes on after it."""
    first = passage.tokens[place]
    if kind != "weak":
        return kind == "relations" and is_listed(first.word)
    if cue.lstrip("و") == "مع" or not is_listed(first.word) or first.word in table("ordinary"):
        return False
    if place + 1 == len(passage.tokens):
        return True
    following = passage.tokens[place + 1]
    return is_stop(following.word) or following.word.isdecimal() or passage.folded[first.end : following.start] != " "


def is_greeting(passage: Passage, place: int, cue: str) -> bool:
    """'تحية طيبة', 'انا سعيد جدا': a word of a greeting or a mood, with no name after it."""
    greeted = "تحي" in cue or "صباح" in cue or "مساء" in cue or cue.lstrip("و") in {"انا", "اني"}
    return greeted and passage.tokens[place].word in table("greeting") and len(row(passage, place)) < 2


def anybody(word: str) -> bool:
    """Whether a word that nobody knows may be a name after 'I am'."""
    return not describes(word) and word not in table("ordinary")


def spelt(passage: Passage) -> Iterator[Finding]:
    """Letters by their names in a row: 'سين واو سين نون'."""
    first = 0
    for at in range(len(passage.tokens) + 1):
        if at < len(passage.tokens) and passage.tokens[at].word in table("letters"):
            continue
        if at - first >= _FEWEST_LETTERS:
            start, end = passage.tokens[first].start, passage.tokens[at - 1].end
            yield Finding(start, end, "name", passage.folded[start:end], 0.8, "spelt")
        first = at + 1


def is_none(word: str) -> bool:
    """Whether no name begins with a word after a cue: what somebody is, 'with the card', 'who'."""
    if is_given(word, "ar"):
        return False
    return describes(word) or word in table("ordinary") or word.startswith(("بال", "لل", "وال"))


def closed(passage: Passage, at: int, *, most: int) -> list[Token]:
    """The words from token `at` to 'from', a mark or the end, where nothing but a name fits; none if they are more."""
    name: list[Token] = []
    for place, token in enumerate(passage.tokens[at : at + most + 2], start=at):
        gap = passage.folded[name[-1].end : token.start] if name else " "
        if "\n" in gap:
            return []  # the name may go on there
        if gap != " " or (is_stop(token.word) and not is_ali(passage, place)):
            break
        name.append(token)
    fit = all(_may_be(token.word) for token in name)
    return name if 0 < len(name) <= most and fit else []


def _may_be(word: str) -> bool:
    """Whether a word can be of a name that nobody knows, though it ends like a verb: هاروت."""
    return is_given(word, "ar") or (
        is_arabic(word)
        and len(word) > 2
        and (not describes(word) or word.endswith("وت"))
        and word not in table("ordinary")
        and word not in number_words("ar").table
        and word not in acknowledged()
        and not word.startswith(("بال", "لل", "وال"))
        and not word.endswith(_ENDINGS)
    )


def latin(passage: Passage) -> Iterator[Finding]:
    """Two words or more in Latin capitals: a name as a ticket or a card has it."""
    for found in _LATIN.finditer(passage.text):
        yield Finding(*found.span(), "name", fold(found[0]), 0.6, "in Latin capitals")


def anywhere(passage: Passage) -> Iterator[Finding]:
    """Names in a row; letters and Latin capitals where a name was asked for or given."""
    yield from in_row(passage)
    if asks(passage.question) or "[name]" in passage.folded_before:
        yield from spelt(passage)
        yield from latin(passage)


def in_row(passage: Passage) -> Iterator[Finding]:
    """A given name and another, of a family or of a father, wherever they stand; 'ابو ليان', 'عبد الرسول'."""
    tokens, at = passage.tokens, 0
    while at < len(tokens):
        if not _begins(passage, at):
            at += 1
            continue
        name = row(passage, at)
        here = at + max(len(name), 1)
        while name and name[-1].word in FATHERS | table("links") and len(name) > 1:
            name.pop()
        if len(name) > 1 and _sure(name):
            value = " ".join(token.word for token in name)
            yield Finding(name[0].start, name[-1].end, "name", value, 0.7, "names in a row")
        at = here


def row(passage: Passage, at: int) -> list[Token]:
    """Token `at` and the words that go on the name that it begins."""
    tokens, name = passage.tokens, [passage.tokens[at]]
    if is_stop(name[0].word) and not is_ali(passage, at):
        return []
    for place in range(at + 1, min(at + _MOST, len(tokens))):
        following = tokens[place]
        gap = passage.folded[name[-1].end : following.start]
        if not (goes_on(name, following, gap) or _linked(passage, place, gap)):
            break
        name.append(following)
    return name


def _linked(passage: Passage, place: int, gap: str) -> bool:
    """Whether a word between two names makes them one: 'محمد ولد اعل', 'أحمد بيت سعيد', and what follows it."""
    tokens = passage.tokens
    if gap != " ":
        return False
    if tokens[place].word in table("links") and place + 1 < len(tokens):
        following = tokens[place + 1].word
        return passage.folded[tokens[place].end : tokens[place + 1].start] == " " and _of_family(following)
    return tokens[place - 1].word in table("links") and _of_family(tokens[place].word)


def _given(token: Token) -> bool:
    return is_given(token.word, "ar") and token.word not in words_of("triggers") and not is_stop(token.word)


def _begins(passage: Passage, at: int) -> bool:
    token = passage.tokens[at]
    if at and passage.tokens[at - 1].word in table("places"):
        return False
    return _given(token) or token.word in {"ابو", "ام", "عبد", "بو"}


def _sure(name: Sequence[Token]) -> bool:
    first, second = name[0].word, name[1]
    if first == "عبد":
        return second.word.startswith("ال")
    if first in {"ابو", "ام", "بو"}:
        return (_given(second) or is_listed(second.word) or second.word == "العبد") and second.word not in table(
            "fathered"
        )
    return first not in table("words") or _given(second)
