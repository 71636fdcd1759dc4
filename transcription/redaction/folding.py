"""Text in one form for comparing, every character in its place: lower case, plain digits and signs, no accents."""

import re
import unicodedata
from importlib.resources import files
from typing import NamedTuple

import msgspec

_ARABIC = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ؤ": "و", "ئ": "ئ"}
_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640"
_SPACES = "\t\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\u2043"
_MARKED = re.compile(f"[{_MARKS}]")
_MARK = str.maketrans("", "", _MARKS)
# A number, a word, or one character of a script without spaces.
# Possessive: nothing is ever given back, and no state is kept for each letter of a word of a megabyte.
_LETTERS = r"[^\W\d_\u3400-\u9fff]"
_TOKEN = re.compile(rf"\d++|(?:{_LETTERS}++|[{_MARKS}]++)++(?:['’]{_LETTERS}++)*+|[\u3400-\u9fff〇○]")


def _table() -> dict[int, str]:
    """Only what stays one character long: offsets must not move."""
    table: dict[int, str] = {}
    for code in (*range(0xA0, 0x2000), *range(0xA620, 0xAC00), *range(0xFF01, 0xFFEF), *range(0x1D7CE, 0x1D800)):
        character = chr(code)
        if character.isdecimal():
            table[code] = str(unicodedata.decimal(character))
            continue
        plain = unicodedata.normalize("NFKD", character)[:1].lower()
        if len(plain) == 1 and plain != character and not 0x600 <= code < 0x700:
            table[code] = plain
    letters = {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "’": "'", "‘": "'", "\u3000": " ", "ß": "s"}
    letters |= dict.fromkeys(_SPACES, " ") | dict.fromkeys(_DASHES, "-") | {"\ufe6b": "@", "\ufe52": "."}
    return table | {ord(given): plain for given, plain in (letters | _ARABIC | _simplified()).items()}


def _simplified() -> dict[str, str]:
    table = files("transcription.redaction").joinpath("words", "traditional.toml").read_bytes()
    return {pair[0]: pair[1] for pair in msgspec.toml.decode(table, type=dict[str, str])["pairs"].split()}


_FOLDED = _table()


class Token(NamedTuple):
    """`text[start:end]`, folded."""

    start: int
    end: int
    word: str


def fold(text: str) -> str:
    """As long as `text`: a place in one is the same place in the other."""
    if text.isascii():
        return text.lower().replace("\t", " ")
    folded = text.translate(_FOLDED).lower()
    if len(folded) != len(text):
        folded = "".join(character.lower()[:1] for character in text.translate(_FOLDED))
    return folded


def fold_word(word: str) -> str:
    """The form of a word in a table."""
    return fold(word).translate(_MARK)


def words(folded: str) -> list[str]:
    return _TOKEN.findall(folded if not _MARKED.search(folded) else folded.translate(_MARK))


def tokens(folded: str) -> tuple[Token, ...]:
    if folded.isascii():
        return tuple([Token(*found.span(), found[0]) for found in _TOKEN.finditer(folded)])
    return tuple([Token(*found.span(), found[0].translate(_MARK)) for found in _TOKEN.finditer(folded)])
