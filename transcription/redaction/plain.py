"""Text as its readers see it: without what is invisible, entities decoded, O and l among digits read as 0 and 1."""

import html
import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from transcription.redaction.finding import Finding
from transcription.transcript import Redaction

_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff"
_ODD = re.compile(rf"[{_INVISIBLE}]|&(?:#\d{{1,6}}|#[xX][0-9a-fA-F]{{1,5}}|[a-zA-Z]{{2,8}});|\r(?=\n)")
_LIKE_DIGITS = re.compile(r"(?<!\w)(?=[\dOoIl]{0,80}\d)[\dOoIl]{2,}(?:[ -][\dOoIl]{2,})*(?!\w)")
_MIXED = re.compile(r"\d[OoIl]|[OoIl]\d")
_DIGITS = str.maketrans("OoIl", "0011")
# So many digits, and letters for each of them at most, are a number with letters in it.
_FEWEST = 7
_LETTERS = 0.7


class Plain(NamedTuple):
    """`text` to search. `places[i]` is where its character `i` begins in the original; None where all stay."""

    text: str
    places: tuple[int, ...] | None = None

    def original(self, finding: Finding) -> Finding:
        """The finding at its place in the original."""
        if self.places is None:
            return finding
        end = self.places[finding.end - 1] + self._length(finding.end - 1)
        return finding._replace(start=self.places[finding.start], end=end)

    def _length(self, at: int) -> int:
        """Of what stands for one character: the next one begins after it and what is invisible."""
        return self.places[at + 1] - self.places[at] if self.places else 1

    def kept(self, redactions: Sequence[Redaction]) -> tuple[Redaction, ...]:
        """Redactions of the original at their places in `text`; placeholders have nothing to leave out."""
        if self.places is None:
            return tuple(redactions)
        here = {place: number for number, place in enumerate(self.places)}
        return tuple(
            Redaction(start=here[item.start], end=here[item.end], type=item.type, hash=item.hash) for item in redactions
        )


def plain(text: str, kept: Sequence[Redaction] = ()) -> Plain:
    """What is redacted already stays as it is."""
    if not _ODD.search(text):
        return Plain(_numbers(text))
    parts: list[tuple[str, int]] = []
    at = 0
    bounds = {place for item in kept for place in (item.start, item.end)}
    for found in _ODD.finditer(text):
        character = html.unescape(found[0]) if found[0][0] == "&" else ""
        if len(character) > 1 or any(item.start < found.end() and found.start() < item.end for item in kept):
            continue
        parts += [(sign, 1) for sign in text[at : found.start()]]
        if character or not parts or found.start() in bounds:
            parts.append((character or " ", len(found[0])))
        else:
            parts[-1] = (parts[-1][0], parts[-1][1] + len(found[0]))
        at = found.end()
    parts += [(sign, 1) for sign in text[at:]]
    places = tuple(accumulate((length for _, length in parts), initial=0))
    return Plain(_numbers("".join(sign for sign, _ in parts)), places)


def _numbers(text: str) -> str:
    """As long as before."""
    return _LIKE_DIGITS.sub(_read, text) if _MIXED.search(text) else text


def _read(found: re.Match[str]) -> str:
    """A letter at the front of one group is a code's: 'O12345678'."""
    signs = found[0]
    digits = sum(sign.isdecimal() for sign in signs)
    letters = sum(sign.isalpha() for sign in signs)
    coded = not (" " in signs or "-" in signs) and signs[0].isalpha()
    return signs if coded or digits < _FEWEST or letters > digits * _LETTERS else signs.translate(_DIGITS)
