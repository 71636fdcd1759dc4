"""The words around person names in every language, and those that are names or never are."""

import re
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from transcription.redaction import tables
from transcription.redaction.folding import fold_word
from transcription.redaction.language import CODES, folded, language, pattern
from transcription.redaction.listed import listed
from transcription.redaction.polish.declension import declined

# As many English names end as words that describe somebody.
_ENDED = re.compile(r"[a-z]{2,}(?:ish|ese|ian|ist|ean|ican)")


class Described(Struct, frozen=True, forbid_unknown_fields=True):
    """Patterns of what somebody is; `stated` after 'I am' alone; `chinese` begin like a surname and are none."""

    words: list[str]
    stated: list[str]
    chinese: list[str]


@cache
def cues(kind: str) -> re.Pattern[str]:
    """`cues`, `states`, `weak`, `relations`, `asked` or `closing` of all languages as one pattern."""
    given = [word for code in CODES for word in getattr(language(code).names, kind)]
    # Where several begin alike the longest is meant.
    return re.compile(f"(?:{pattern(sorted(given, key=len, reverse=True))})")


@cache
def words_of(kind: str) -> frozenset[str]:
    """`titles`, `honorifics`, `particles`, `spelled` or `triggers` of all languages."""
    return folded(word for code in CODES for word in getattr(language(code).names, kind))


@cache
def hints() -> tuple[str, ...]:
    return tuple(sorted({fold_word(word) for code in CODES for word in language(code).names.hints}))


def asks(question: str) -> bool:
    """Whether a folded question asks for a name."""
    return any(hint in question for hint in hints()) and bool(cues("asked").search(question))


def _table(name: str) -> bytes:
    return files("transcription.redaction").joinpath("words", f"{name}.toml").read_bytes()


@cache
def _listed_names() -> dict[str, frozenset[str]]:
    return {code: tables.words("given", code) for code in tables.texts("given")}  # as folded text has them


@cache
def called() -> frozenset[str]:
    """Polish given names as somebody is called, in no other form."""
    return _listed_names()["pl"] | listed("pl").given


@cache
def _given() -> dict[str, frozenset[str]]:
    words = tables.words("id_names", "ordinary") | tables.words("id_names", "places")
    indonesian = _listed_names()["id"] | ((listed("id").given | listed("id").family) - words)
    english = _listed_names()["en"] | tables.words("en_more_names", "given")
    arabic = _listed_names()["ar"] | tables.words("ar_names", "given")
    polish = declined(called(), family=False) - tables.words("pl_names", "things")
    return _listed_names() | {"ar": arabic, "en": english, "pl": polish, "id": indonesian}


@cache
def _anywhere() -> frozenset[str]:
    return frozenset[str]().union(*_given().values())


def given_names(code: str) -> frozenset[str]:
    """Common given names of a language, folded."""
    return _given()[code]


def is_given(word: str, code: str | None) -> bool:
    """Whether a folded word is a common given name of the language, or of any where it is not known."""
    return word in _given().get(code or "", _anywhere())


@cache
def _described() -> Described:
    return msgspec.toml.decode(_table("described"), type=Described)


@cache
def _describes() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{word})" for word in _described().words))


@cache
def _states() -> re.Pattern[str]:
    return re.compile("|".join(_described().stated))


def describes(word: str, code: str | None = None) -> bool:
    """Whether a folded word says what somebody is, not who: 'catholic', 'mahasiswa'; in English no 'Lindqvist'."""
    if code == "en" and _ENDED.fullmatch(word):
        return word in tables.words("en_people", "described")
    return bool(_describes().fullmatch(word))


def stated(word: str) -> bool:
    """The same after 'I am', for a word in small letters as it is written."""
    return bool(_states().fullmatch(word))


@cache
def never_chinese() -> tuple[str, ...]:
    return tuple(_described().chinese)
