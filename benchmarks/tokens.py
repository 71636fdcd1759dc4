"""How text is cut into tokens: the same for what was said and for the phrases that look for it.

Tokens are lower case. `don't` is one token, `I'm` is two (`i`, `'m`), `12.50` is one, `[card]` is one; a Chinese
character is one. Sentence ends (`STOPS`) and clause marks (`COMMAS`) are tokens, other marks are none.
"""

import re

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
COMMAS = frozenset(",:،，、(–—-")
STOP_MARKS = "!?…。！？;؟\n."
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "\u00a0": " "})


def fold(text: str) -> str:
    """Lower case and straight apostrophes, with every code point at its place."""
    if text.isascii():
        return text.lower()
    folded = text.translate(_APOSTROPHES).lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := char.lower()) == 1 else char for char in text.translate(_APOSTROPHES))


def tokens(folded: str) -> list[str]:
    """Cut folded text."""
    return _TOKEN.findall(folded)


def spans(folded: str) -> list[tuple[int, int]]:
    """Where `tokens(folded)` stand: code points, half open."""
    return [found.span() for found in _TOKEN.finditer(folded)]


def is_stop(token: str) -> bool:
    """Whether a sentence ends here."""
    return token[0] in STOP_MARKS
