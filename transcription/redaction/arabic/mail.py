"""Mail addresses as Arabic speakers dictate them: letters by foreign names, French signs, pieces of a turn each."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from transcription.redaction.arabic.names import FATHERS
from transcription.redaction.arabic.pieces import Piece, pieces, spoken_of, table
from transcription.redaction.finding import Finding
from transcription.redaction.language import CODES, language, pattern
from transcription.redaction.name_words import is_given
from transcription.redaction.passage import Passage

# Pieces of a host, and before 'at'.
_HOST, _LOCAL = 7, 26
# So far back an address was asked for or begun. Characters.
_REACH = 160
_SIGNS = frozenset(("sign", "dot", "at"))
_SPELT = frozenset(("letter", "number"))
_FEWEST_LETTERS = 3
# Letters of a country's end of a host.
_ENDING = 2
# Nothing but an address is said so.
_UNMISTAKABLE = re.compile(
    r"(?:شرطه|شحطه|خط|داش|مطه) (?:تحت|سفلي|تحتي)\w*|ان?دير? ?سكور|تيري دو"
    r"|(?<!\w)(?:دوت|نقطه|بوان|بونت) (?:كوم|نت|اورج)(?!\w)"
)
_BREAK = re.compile(r"[;:!?؟؛]|\.\s")


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(pattern(word for code in CODES for word in language(code).email.cues))


@cache
def _signs() -> frozenset[str]:
    return table("at") | table("dot") | table("dash") | table("score") | table("providers")


def mails(passage: Passage) -> Iterator[Finding]:
    """Whole addresses by their 'at' or their host; where one is spoken of, pieces of one."""
    if passage.words.isdisjoint(_signs()) and (passage.words.isdisjoint(table("letters")) or not _due(passage, "")):
        return
    said = pieces(passage)
    last = 0
    for at, piece in enumerate(said):
        if piece.kind not in {"at", "host"} or at < last:
            continue
        end = _host(passage, said, at + 1 if piece.kind == "at" else at)
        lead = passage.folded[: passage.tokens[piece.first].start]
        if end is None or (piece.kind == "host" and not _due(passage, lead)):
            continue
        first = _local(passage, said, at, asked=bool(_cue().search(passage.question)))
        if first < at or piece.kind == "host" or said[at + 1].kind == "host" or _due(passage, lead):
            yield _finding(passage, said[first:end], 0.9, "dictated with 'at'")
            last = end
    if _due(passage, passage.folded) or _UNMISTAKABLE.search(passage.folded):
        yield from _parts(passage, said)


def _due(passage: Passage, lead: str) -> bool:
    """Whether an address is spoken of: asked for or named, or just begun."""
    near = passage.folded_before[-_REACH:]
    return "[email]" in near or bool(_cue().search(near) or _cue().search(lead))


def _host(passage: Passage, said: Sequence[Piece], first: int) -> int | None:
    """The piece after the host that begins at `first`."""
    end = None
    for at in range(first, min(first + _HOST, len(said))):
        piece = said[at]
        word = passage.tokens[piece.first].word
        if _parted(passage, said, at) or piece.kind == "at":
            break
        if (piece.kind == "host" and at == first) or (word in table("domains") and at > first):
            end = at + 1
        elif piece.kind == "dot" and at > first:
            continue
        elif piece.kind == "letter" and at > first and said[at - 1].kind in {"dot", "letter"}:
            if at - first > 1 and said[at - 1].kind == "letter" and said[at - 2].kind == "dot":
                end = at + 1
        elif end is not None or spoken_of(passage, said, at):
            break
    return end


def _parted(passage: Passage, said: Sequence[Piece], at: int) -> bool:
    """Whether a sentence ends before a piece."""
    if at == 0:
        return False
    gap = passage.folded[passage.tokens[said[at - 1].last - 1].end : passage.tokens[said[at].first].start]
    return bool(_BREAK.search(gap))


def _local(passage: Passage, said: Sequence[Piece], at: int, *, asked: bool) -> int:
    """Where the part before 'at' begins: letters, digits and signs; a word beside a sign, two that are a name."""
    first, plain = at, 0
    while first and at - first < _LOCAL and not _parted(passage, said, first):
        piece = said[first - 1]
        if piece.kind == "at":
            break
        if piece.kind == "word":
            if _aside(passage, said, first):
                first -= 1
                continue
            if spoken_of(passage, said, first - 1) or _cue().search(passage.tokens[piece.first].word):
                break
            plain += 1
            if plain > 1 and not _of_name(passage, said, first - 1, asked=asked):
                break
        else:
            plain = 0
        first -= 1
    while first < at and (said[first].kind in _SIGNS or _leads(passage, said, first)):
        first += 1
    return first


def _aside(passage: Passage, said: Sequence[Piece], at: int) -> bool:
    """Whether the word before a letter is a slip put right among letters: 'لا', 'قصدي'."""
    word = passage.tokens[said[at - 1].first].word
    return at > 1 and said[at].kind in _SPELT and word in passage.number_words.fillers and _spelt_before(said, at - 1)


def _spelt_before(said: Sequence[Piece], at: int) -> bool:
    return said[at - 1].kind in _SPELT or (at > 1 and said[at - 1].kind == "word" and said[at - 2].kind in _SPELT)


def _of_name(passage: Passage, said: Sequence[Piece], at: int, *, asked: bool) -> bool:
    """Whether a word before another is of the address: a name, or the first of an answer."""
    word = passage.tokens[said[at].first].word
    following = passage.tokens[said[at].last].word
    return word in FATHERS or is_given(word, "ar") or following == "الله" or (at == 0 and asked)


def _leads(passage: Passage, said: Sequence[Piece], at: int) -> bool:
    """Whether a letter is none but 'yes' before the address."""
    return (
        said[at].kind == "letter" and said[at].first == 0 and passage.tokens[0].word in {"اي", "ايه", "اه", "او", "و"}
    )


def _parts(passage: Passage, said: Sequence[Piece]) -> Iterator[Finding]:
    """Letters in a row, and words beside signs, with no host or nothing but one."""
    first = 0
    while first < len(said):
        last = first
        while last < len(said) and (last == first or not _parted(passage, said, last)):
            if said[last].kind == "word" and not _beside_sign(passage, said, last):
                break
            last += 1
        begun = first
        while begun < last and (_leads(passage, said, begun) or _filler(passage, said, begun)):
            begun += 1
        if _reads(said[begun:last]):
            yield _finding(passage, said[begun:last], 0.64, "part of an address that is spoken of")
        first = max(last, first + 1)


def _filler(passage: Passage, said: Sequence[Piece], at: int) -> bool:
    return said[at].kind == "word" and spoken_of(passage, said, at)


def _beside_sign(passage: Passage, said: Sequence[Piece], at: int) -> bool:
    if spoken_of(passage, said, at) or _cue().search(passage.tokens[said[at].first].word):
        return False
    return any(0 <= near < len(said) and said[near].kind in {*_SIGNS, "host"} for near in (at - 1, at + 1))


def _reads(said: Sequence[Piece]) -> bool:
    """Whether they are no words of a sentence: signs with something beside them, or letters in a row."""
    letters = sum(piece.kind == "letter" for piece in said)
    spelt = sum(piece.kind in _SPELT for piece in said)
    signs = sum(piece.kind in _SIGNS for piece in said)
    if letters >= _FEWEST_LETTERS and spelt + signs == len(said):
        return True
    return bool(signs) and len(said) > 1 and any(piece.kind not in {"number", "dot"} for piece in said)


def _finding(passage: Passage, said: Sequence[Piece], score: float, reason: str) -> Finding:
    start, end = passage.tokens[said[0].first].start, passage.tokens[said[-1].last - 1].end
    return Finding(start, end, "email", passage.folded[start:end], score, reason)
