"""Which words may weigh in how people are judged: none that tells who somebody is, none that one source alone has.

`unweighed.toml` beside it has the words a language; names and towns are those that redaction lists, digits the
library's. What learns words (wordings.py) asks here; a table that is shipped holds none of them.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.loader import LIBRARY
from benchmarks.model import Language
from benchmarks.tokens import fold
from transcription.redaction import name_words
from transcription.redaction.language import CODES
from transcription.redaction.listed import listed

TABLE = Path(__file__).with_suffix(".toml")
_UNSPACED = "zh"
_ORDINARY, _ENDINGS = "ordinary", "endings"
# A figure, a mask, a letter that was spelt, whatever the language.
_NUMBER = re.compile(r"\d|[\[\]]")
_SPELT = re.compile(r"[a-z]")


class Unweighed(Struct, frozen=True):
    """Of one language, folded; `begins` are beginnings, `ends` a pattern of endings, `ordinary` weighs all the same."""

    words: frozenset[str]
    begins: tuple[str, ...]
    ends: re.Pattern[str] | None
    names: frozenset[str]
    ordinary: frozenset[str]

    def holds(self, word: str) -> bool:
        """Whether a word, or a pair of them, is none to weigh."""
        if word in self.ordinary:
            return False
        parts = word.split(" ")
        return word in self.words or any(map(self._is_one, parts))

    def _is_one(self, word: str) -> bool:
        if word in self.ordinary:
            return False
        return bool(
            word in self.words
            or word in self.names
            or word.startswith(self.begins)
            or _NUMBER.search(word)
            or _SPELT.fullmatch(word)
            or (self.ends and self.ends.fullmatch(word))
        )


@cache
def unweighed(language: str) -> Unweighed:
    """Of a language that the table has not, figures, names and spelt letters alone."""
    known = tomllib.loads(TABLE.read_text(encoding="utf-8")).get(language, {})
    given = [one for kind, told in known.items() if kind not in {_ORDINARY, _ENDINGS} for one in told.split()]
    words = {_as_read(one, language) for one in given if not one.endswith("*")}
    shared = _shared(language)
    ordinary = {_as_read(one, language) for one in known.get(_ORDINARY, "").split()} | _single(shared)
    endings = known.get(_ENDINGS, [])
    return Unweighed(
        words=frozenset(words | _numbers(shared)),
        begins=tuple(fold(one.removesuffix("*")) for one in given if one.endswith("*")),
        ends=re.compile(f".+(?:{'|'.join(endings)})") if endings else None,
        names=frozenset(_names(language) - (_function_words(shared) if shared else set())),
        ordinary=frozenset(ordinary),
    )


def _as_read(one: str, language: str) -> str:
    """'_' joins a pair, Chinese signs are a token each."""
    text = fold(one.strip("_").replace("_", " "))
    return " ".join(text) if language == _UNSPACED and not text.isascii() and "[" not in text else text


def _shared(language: str) -> Language | None:
    file = LIBRARY / language / "language.toml"
    return msgspec.toml.decode(file.read_bytes(), type=Language) if file.is_file() else None


def _function_words(shared: Language) -> set[str]:
    return set(map(fold, shared.function_words))


def _single(shared: Language | None) -> set[str]:
    """Letters that are words: 'a', 'i', Polish 'z'."""
    return {one for one in _function_words(shared) if len(one) == 1 and _SPELT.fullmatch(one)} if shared else set()


def _numbers(shared: Language | None) -> set[str]:
    return {fold(one) for one in (*shared.digits, *shared.multiples)} if shared else set()


def _names(language: str) -> set[str]:
    """Of Chinese none: its signs are weighed one by one, and those of names are those of words."""
    if language == _UNSPACED:
        return set()
    known = listed(language)
    given = name_words.given_names(language) if language in CODES else frozenset[str]()
    return {fold(one) for one in {*given, *known.given, *known.family, *known.towns}}


@cache
def source(contact: str) -> str:
    """Where a contact comes from, by its id: a set, our own texts, a writer ('pl-res-1', by thousands); else ''."""
    found = re.match(r"(?P<set>[a-z-]+)(?:/|(?P<number>\d+)$)", contact)
    return f"{found['set']}{int(found['number'] or 0) // 1000}" if found else ""
