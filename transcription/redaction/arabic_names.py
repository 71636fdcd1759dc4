"""Arabic names: no capitals show them, so the words beside them say where they begin and end."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import is_stop
from transcription.redaction.name_words import describes, is_given, words_of
from transcription.redaction.numerals import number_words
from transcription.redaction.passage import Passage

_MOST = 6
_NISBA = re.compile("ال[\u0621-\u064a]{3,9}ي")
# Words that end like a family name and say of what kind something is.
_ADJECTIVES = frozenset(
    [
        "الشخصي",
        "البنكي",
        "المصرفي",
        "الهاتفي",
        "الرئيسي",
        "الدولي",
        "المحلي",
        "الحالي",
        "الماضي",
        "الثاني",
        "التالي",
        "الاضافي",
        "الوطني",
        "البريدي",
        "السنوي",
        "الشهري",
        "اليومي",
        "النهائي",
        "الاصلي",
        "العادي",
        "الفني",
        "التقني",
        "الرسمي",
        "الاسلامي",
        "الخارجي",
        "الداخلي",
        "المدني",
        "الطبي",
        "الكهربائي",
    ]
)
# After these stands what is called after a person.
_PLACES = frozenset(
    [
        "شارع",
        "طريق",
        "ميدان",
        "حي",
        "مدينه",
        "جامعه",
        "مستشفي",
        "مطار",
        "مدرسه",
        "مسجد",
        "جامع",
        "جسر",
        "كوبري",
        "مركز",
        "برج",
        "مجمع",
        "صيدليه",
        "مطعم",
        "بنك",
        "شركه",
        "متجر",
        "نادي",
        "الملك",
        "الامير",
        "ش",
    ]
)
# Given names that are words as often: alone before a word like a family name they are none.
_WORDS = frozenset(
    [
        "نادي",
        "ملك",
        "امل",
        "فرح",
        "كريم",
        "صالح",
        "اسماء",
        "ايمان",
        "وفاء",
        "جمال",
        "كمال",
        "سلطان",
        "اماني",
        "دعاء",
        "حسن",
        "عادل",
        "شريف",
        "سيف",
        "شهد",
    ]
)
FATHERS = frozenset(("ابو", "ام", "بن", "ابن", "بنت", "عبد"))


@cache
def table(kind: str) -> frozenset[str]:
    """One table of `words/ar_names.toml`."""
    given = files("transcription.redaction").joinpath("words", "ar_names.toml").read_bytes()
    return frozenset(msgspec.toml.decode(given, type=dict[str, str])[kind].split())


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
    if is_stop(following.word) or following.word in _ADJECTIVES:
        return False
    return (
        name[-1].word in FATHERS
        or following.word in FATHERS
        or _given(following)
        or bool(_NISBA.fullmatch(following.word))
    )


def in_row(passage: Passage) -> Iterator[Finding]:
    """A given name and another, of a family or of a father, wherever they stand; 'ابو ليان', 'عبد الرسول'."""
    tokens, at = passage.tokens, 0
    while at < len(tokens):
        if not _begins(passage, at):
            at += 1
            continue
        name, here = [tokens[at]], at + 1
        while here < len(tokens) and goes_on(name, tokens[here], passage.folded[name[-1].end : tokens[here].start]):
            name.append(tokens[here])
            here += 1
        while name[-1].word in FATHERS and len(name) > 1:
            name.pop()
        if len(name) > 1 and _sure(name):
            value = " ".join(token.word for token in name)
            yield Finding(name[0].start, name[-1].end, "name", value, 0.7, "names in a row")
        at = here


def _given(token: Token) -> bool:
    return is_given(token.word, "ar") and token.word not in words_of("triggers") and not is_stop(token.word)


def _begins(passage: Passage, at: int) -> bool:
    token = passage.tokens[at]
    if at and passage.tokens[at - 1].word in _PLACES:
        return False
    return _given(token) or token.word in {"ابو", "ام", "عبد"}


def _sure(name: Sequence[Token]) -> bool:
    first, second = name[0].word, name[1]
    if first == "عبد":
        return second.word.startswith("ال")
    if first in {"ابو", "ام"}:
        return _given(second)
    return first not in _WORDS or _given(second)
