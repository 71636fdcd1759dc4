"""How text is cut into tokens: the same for what was said and for the phrases that look for it.

Tokens are lower case. `don't` is one token, `I'm` is two (`i`, `'m`), `12.50` is one, `[card]` is one; a Chinese
character is one. Sentence ends (`STOPS`) and clause marks (`COMMAS`) are tokens, other marks are none. Spellings of one
word that people mix are one: accents, Arabic vowel marks and forms of alef, full-width letters, traditional Chinese
characters make no difference. Neither do marks that nobody sees: joiners, soft hyphens, what turns the direction.
"""

import re
import unicodedata

from benchmarks.traditional import SIMPLIFIED

_TOKEN = re.compile(
    r"\[\w+\]"
    r"|https?://\S+"
    r"|[\u3400-\u9fff]"
    r"|\d+(?:[.,:/]\d+)+"
    r"|[^\W_\u3400-\u9fff]+(?:'t\b)?"
    r"|'[^\W_]+"
    r"|[!?…。！？;؟\n]+|\.(?!\w)\.*"
    r"|[,:،，、(–—]|(?<=\s)-(?=\s)"
)
_PLAIN_TOKEN = re.compile(  # the same for lower-case ASCII, the frequent first
    r"https?://\S+"
    r"|[a-z][a-z0-9]*(?:'t\b)?"
    r"|[0-9][0-9]*(?:[.,:/][0-9]+)+"
    r"|[0-9][a-z0-9]*(?:'t\b)?"
    r"|[,:(]"
    r"|[!?;\n]+|\.(?!\w)\.*"
    r"|'[a-z0-9]+"
    r"|\[\w+\]"
    r"|(?<=\s)-(?=\s)"
)
COMMAS = frozenset(",:،，、(–—-")
_QUESTION = frozenset("?？؟")
_ASKING = "\u5417"  # the Chinese particle that makes a sentence a question, mark or none
_ASKS = _QUESTION | {_ASKING}
STOP_MARKS = "!?…。！？;؟\n."
_SILENT = "\u0640"  # the tatweel, which only lengthens a word; stands for every mark that changes nothing
_UNSEEN = (  # soft hyphen, joiners, direction marks, variation selectors, the byte order mark
    0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF,
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10),
)  # fmt: skip
_HIDDEN = frozenset(map(chr, _UNSEEN))
_VOWELS = (*range(0x0300, 0x0370), *range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670)


def _same_letters() -> dict[int, str]:
    """Letters that people write for one another: each for the plainest of them, one code point for one."""
    letters = {ord(mark): "'" for mark in "’‘ʼ`"} | {0x00A0: " "}
    letters |= {first + digit: str(digit) for first in (0x0660, 0x06F0) for digit in range(10)}
    letters |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "！？，："}
    for code in range(0x00C0, 0x0250):
        plain = unicodedata.normalize("NFD", chr(code))[0]
        if plain.isascii():
            letters[code] = plain
    for mixed, plain in (("łŁđĐøØ", "lLdDoO"), ("أإآٱىةؤئکگی", "اااايهويككي")):
        letters |= {ord(one): other for one, other in zip(mixed, plain, strict=True)}
    return letters | SIMPLIFIED | dict.fromkeys((*_VOWELS, *_UNSEEN), _SILENT)


_LETTERS = _same_letters()


def fold(text: str) -> str:
    """Lower case and the plainest of the letters that people mix, with every code point at its place."""
    if text.isascii():
        return text.lower()
    plain = text.translate(_LETTERS)
    folded = plain.lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := char.lower()) == 1 else char for char in plain)


class _Figures(dict[int, int]):
    """Digits of every script and full-width ASCII -> ASCII; filled as characters come."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        wide = 0xFF01 <= code < 0xFF5F
        plain = ord(str(unicodedata.decimal(character))) if character.isdecimal() else code - 0xFEE0 * wide
        self[code] = plain
        return plain


_FIGURES = _Figures()


def figures(text: str) -> str:
    """Text with the plain digits and marks that data are written in, with every code point at its place."""
    return text if text.isascii() else text.translate(_FIGURES)


def seen(text: str) -> list[int] | None:
    """Where the characters stand that are not marks nobody sees; None where there are no such marks."""
    if text.isascii() or _HIDDEN.isdisjoint(text):
        return None
    return [place for place, character in enumerate(text) if character not in _HIDDEN]


def heard(folded: str) -> str:
    """Folded text without the marks that change nothing: what stands after one moves up."""
    return folded.replace(_SILENT, "") if _SILENT in folded else folded


def tokens(folded: str) -> list[str]:
    """Cut folded text."""
    return _PLAIN_TOKEN.findall(folded) if folded.isascii() else _TOKEN.findall(heard(folded))


def spans(folded: str) -> list[tuple[int, int]]:
    """Where `tokens(folded)` stand: code points, half open."""
    found = [found.span() for found in _TOKEN.finditer(heard(folded))]
    if _SILENT not in folded:
        return found
    at = [place for place, character in enumerate(folded) if character != _SILENT]
    return [(at[start], at[end - 1] + 1) for start, end in found]


def unspaced(character: str) -> bool:
    """Whether it belongs to a script that sets no spaces between words, so that it is a token of its own."""
    return "\u3400" <= character <= "\u9fff"


def is_stop(token: str) -> bool:
    """Whether a sentence ends here."""
    return token[0] in STOP_MARKS


def may_ask(folded: str) -> bool:
    """Whether one of its tokens may be what `asks` looks for: a quick look that spares most texts the long one."""
    return "?" in folded or (not folded.isascii() and not _ASKS.isdisjoint(folded))


def asks(token: str) -> bool:
    """Whether it is a question mark, of whatever script, or a particle that stands for one."""
    return token == _ASKING or (token[0] in STOP_MARKS and not _QUESTION.isdisjoint(token))
