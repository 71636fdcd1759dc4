"""What a datum looks like: re2 patterns, whose time grows with the text alone.

Lookaround and backreferences, which would break that promise, are refused. Where a datum begins and ends is settled
here, not in the pattern: a found text counts only where it touches no letter, digit, underscore or hyphen. A hyphen
that leads to nothing ('4512377- where is it') does not touch, nor do characters of scripts without spaces.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol, cast

import re2  # pyright: ignore[reportMissingTypeStubs]

from benchmarks.tokens import figures

_RE2: Any = re2  # its types are not written down
_SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_BEFORE = rf"(?:[^\p{{L}}\p{{N}}_-]|[{_SPACELESS}])"
_AFTER = rf"(?:[^\p{{L}}\p{{N}}_-]|[{_SPACELESS}]|-(?:[^\p{{L}}\p{{N}}_]|[{_SPACELESS}]))"
_LOOKS_AROUND = re.compile(r"\(\?(?:<?[=!])")
_REFERS_BACK = re.compile(r"(?<!\\)(?:\\\\)*\\[1-9]|\(\?P=")


class Found(Protocol):
    def span(self, group: int = 0, /) -> tuple[int, int]:
        """Bytes, half open."""
        ...


class Compiled(Protocol):
    """A pattern over UTF-8; places are bytes."""

    def search(self, text: bytes, pos: int = 0, endpos: int | None = None, /) -> Found | None: ...
    def match(self, text: bytes, pos: int = 0, endpos: int | None = None, /) -> Found | None: ...
    def fullmatch(self, text: bytes, /) -> Found | None: ...


class PatternError(ValueError):
    """A pattern that re2 does not take, or that would find nothing; says why."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Compiled:
    """Compile it as it stands, letter case ignored, `^` and `$` at the edges of lines. Raises PatternError."""
    plain = figures(pattern)
    if plain != pattern:
        odd = next(char for char, other in zip(pattern, plain, strict=True) if char != other)
        raise PatternError(f"holds '{odd}', which texts are read without: write '{figures(odd)}'")
    options = _RE2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        return cast("Compiled", _RE2.compile(f"(?m:{pattern})", options))
    except _RE2.error as error:
        raise PatternError(_why(pattern, error)) from None


def bounded(pattern: str) -> Compiled:
    """Compile a datum's pattern: its first group is the datum. Texts begin and end with a line end."""
    if compiled(pattern).fullmatch(b""):
        raise PatternError("is not a pattern of a datum: it takes an empty text, too")
    return compiled(f"{_BEFORE}({pattern}){_AFTER}")


def any_of(patterns: Sequence[str]) -> str:
    """One pattern for several."""
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _why(pattern: str, error: Exception) -> str:
    if _LOOKS_AROUND.search(pattern):
        return (
            "looks around ('(?=', '(?!', '(?<=', '(?<!'), which has no bound in time: leave it out; say what may not"
            " be found by `except`, and what may not stand beside it by `not_after` and `not_before`"
        )
    if _REFERS_BACK.search(pattern):
        return "refers back to a group, which has no bound in time: leave it out"
    said = error.args[0] if error.args else ""
    return f"is not a pattern: {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
