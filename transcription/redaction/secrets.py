"""Passwords and words that open an account: what follows 'my password is', and the answer to a question for one."""

import re
from collections.abc import Iterator
from functools import cache

from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import CODES, acknowledged, is_stop, language, pattern
from transcription.redaction.name_words import describes
from transcription.redaction.passage import Passage

# Words that the answer to a question for a password has at most.
_SHORT = 4
_FEWEST = 3
_COPULA = re.compile(r"\s{0,2}(?:[:=]|(?:is|was|to|brzmi|jest)(?!\w))?[\s:=\"'„“]{0,3}")
_BOUND = re.compile(r"\s{0,2}(?:[:=]|(?:is|was|to|brzmi|jest)(?!\w))")
_SIGNS = re.compile(r"[^\s\"”]{1,40}")
_LEAD = re.compile(r"(?:\W|(?:it's|it is|its|that's|uh|um|yes|yeah|sure|ok|okay|is|the|to|tak|jest|i think)(?!\w))*")
_MIXED = re.compile(r"(?=.*\d)(?=.*[^\W\d_]).{4,}|(?=.*[^\W\d_])(?=.*[!@#$%^&*_+=]).{4,}")
_END = ".,;:!?)\"'”"
_DENIED = frozenset(
    "wrong incorrect right correct working invalid expired secure safe strong weak fine required needed optional"  # noqa: SIM905
    " missing locked reset blocked empty unknown same different ok okay new old zle bledne niepoprawne dobre wymagane"
    " nowe stare".split()
)


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(pattern(word for code in CODES for word in language(code).cues.get("secret", [])))


@cache
def _coded() -> re.Pattern[str]:
    """'The code is', after which letters and digits are one."""
    return re.compile(
        r"(?<!\w)(?:(?:the|my|your) code (?:is|was)|(?:moj |ten )?kod (?:to|brzmi))\s{1,2}(?=\S*\d)(?=\S*[a-z])"
    )


def secrets(passage: Passage) -> Iterator[Finding]:
    folded = passage.folded
    for found in _cue().finditer(folded):
        start = _COPULA.match(folded, found.end())
        if start is not None:
            bound = bool(_BOUND.match(folded, found.end()))
            yield from _secret(passage, start.end(), bound=bound)
    for found in _coded().finditer(folded):
        yield from _secret(passage, found.end(), bound=False)
    if len(passage.tokens) <= _SHORT and _cue().search(passage.question):
        lead = _LEAD.match(folded)
        if lead is not None:
            yield from _secret(passage, lead.end(), bound=True)


def _secret(passage: Passage, at: int, *, bound: bool) -> Iterator[Finding]:
    """The word there, if it has signs that no other word has, or something says that it is one."""
    found = _SIGNS.match(passage.text, at)
    if found is None or "[" in found[0]:
        return
    written = found[0].rstrip(_END)
    word = passage.folded[at : at + len(written)]
    strange = bool(_MIXED.fullmatch(written))
    if strange or (bound and _fits(passage, at, word)):
        end = at + len(found[0].rstrip(".,;:?)\"'”")) if strange else at + len(written)
        yield Finding(at, end, "code", word, 0.72, "a password, the words say so")


def _fits(passage: Passage, at: int, word: str) -> bool:
    """Whether one plain word can be a password: nothing goes on after it, and it says nothing of one."""
    if len(word) < _FEWEST or not word.isalpha() or is_stop(word) or word in acknowledged() or word in _DENIED:
        return False
    following = next((token for token in passage.tokens if token.start >= at + len(word)), None)
    if describes(word) or word.endswith(("ing", "ed")):
        return False
    return following is None or _parts(passage, at + len(word), following)


def _parts(passage: Passage, end: int, following: Token) -> bool:
    gap = passage.folded[end : following.start]
    return gap.strip() != "" or following.word in {"and", "i", "a", "ale", "but"}
