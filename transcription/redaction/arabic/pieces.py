"""What is dictated sign by sign in Arabic: letters by their English or French names, digits, 'dot', 'at', dashes."""

from collections.abc import Sequence
from typing import NamedTuple

from transcription.redaction import tables
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.passage import Passage


class Piece(NamedTuple):
    """Tokens `first` to `last`; `kind` is at, dot, sign, letter, number, host or word."""

    first: int
    last: int
    kind: str


def table(kind: str) -> frozenset[str]:
    """One table of `words/ar_mail.toml`."""
    return tables.words("ar_mail", kind)


def pieces(passage: Passage) -> list[Piece]:
    """All of a passage; what is said of how a sign is written goes with it."""
    found: list[Piece] = []
    at = 0
    while at < len(passage.tokens):
        piece = _piece(passage, at)
        if found and piece.kind == "word" and passage.tokens[at].word in table("aside") and found[-1].kind != "word":
            found[-1] = found[-1]._replace(last=piece.last)
        else:
            found.append(piece)
        at = piece.last
    return found


def _piece(passage: Passage, at: int) -> Piece:
    tokens = passage.tokens
    word = tokens[at].word
    if at in passage.begun:
        return Piece(at, passage.begun[at].last, "number")
    for kind in ("at", "dot"):
        if word in table(kind):
            return Piece(at, at + 1, kind)
    if word in table("dash") or word in table("score"):
        last = at + 1
        while last < len(tokens) and last - at < 3 and tokens[last].word in table("below"):
            last += 1
        return Piece(at, last, "sign")
    if word in table("providers"):
        return Piece(at, at + 1, "host")
    letter = word in table("letters") or (len(word) == 1 and word.isalpha())
    return Piece(at, at + 1, "letter" if letter else "word")


def spoken_of(passage: Passage, pieces: Sequence[Piece], at: int) -> bool:
    """Whether a piece is a word of the sentence around an address: 'yes', 'on', 'my'."""
    word = passage.tokens[pieces[at].first].word
    return is_stop(word) or word in acknowledged()
