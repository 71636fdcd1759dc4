"""Mail addresses said in English at hosts that nobody knows, and pieces of one that was asked for or read back."""

import re
from collections.abc import Iterator

from transcription.redaction.english.places import strange
from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.passage import Passage

_MAIL = re.compile(r"(?<![a-z])e-?\s?mails?(?![a-z])|\[email\]|(?<![a-z])inbox(?![a-z])")
_SIGNS = {
    "dot": ".",
    "point": ".",
    "period": ".",
    "underscore": "_",
    "dash": "-",
    "hyphen": "-",
    "plus": "+",
    "at": "@",
}
_ONE_WORD = re.compile(
    r"(?<![a-z])(?:(?:all )?(?:one|1) word|no spaces|all together|all lower ?case|all small)(?![a-z])"
)
_ALPHABET = re.compile(r"(?<![^\W_])[a-z0-9] (?:for|as in|like) [a-z]{2,15}(?: dot [a-z]+)*(?![^\W_])")
_LINES = 3
# Words of a local part and of a host.
_LOCAL, _HOST = 10, 5
_PLAIN = 3
_SHORT = 8


def mails(passage: Passage) -> Iterator[Finding]:
    if passage.language != "en":
        return
    before = "\n".join(passage.folded_before.rstrip().split("\n")[-_LINES:])
    asked = bool(_MAIL.search(before))
    if {"at", "dot"} <= passage.words:
        yield from _hosted(passage, spoken_of=asked or bool(_MAIL.search(passage.folded)))
    if not asked:
        return
    said = [token for token in passage.tokens if token.word not in acknowledged()]
    if _ONE_WORD.search(passage.folded) or _ONE_WORD.search(passage.question):
        yield from _joined(passage)
    if len(said) <= _SHORT and "at" not in passage.words:
        yield from _signed(passage)
    if "[email]" in before and len(said) <= _SHORT:
        for found in _ALPHABET.finditer(passage.folded):
            yield Finding(*found.span(), "email", found[0], 0.7, "a letter of a mail address")


def _hosted(passage: Passage, *, spoken_of: bool) -> Iterator[Finding]:
    """'M dot vanterpool at greenheron dot example'."""
    tokens = passage.tokens
    for at, token in enumerate(tokens):
        if token.word != "at" or not at:
            continue
        dot = next(
            (place for place in range(at + 2, min(at + _HOST, len(tokens))) if tokens[place].word == "dot"), None
        )
        if dot is None or dot + 1 >= len(tokens) or any(is_stop(part.word) for part in tokens[at + 1 : dot]):
            continue
        first = _local(passage, at)
        signs = any(part.word in _SIGNS for part in tokens[first:at])
        if first == at or not (spoken_of or signs):
            continue
        last = dot + 2
        while last + 1 < len(tokens) and tokens[last].word == "dot":
            last += 2
        while last < len(tokens) and len(tokens[last - 1].word) == len(tokens[last].word) == 1:
            last += 1  # 'dot u k'
        yield _finding(passage, first, last, 0.9, "spoken at a host of any name")


def _finding(passage: Passage, first: int, last: int, score: float, reason: str) -> Finding:
    """Its value has digits for numbers and signs for their names."""
    value, at = "", first
    while at < last:
        atom = passage.begun.get(at)
        value += atom.digits if atom else _SIGNS.get(passage.tokens[at].word, passage.tokens[at].word)
        at = atom.last if atom else at + 1
    return Finding(passage.tokens[first].start, passage.tokens[last - 1].end, "email", value, score, reason)


def _signed(passage: Passage) -> Iterator[Finding]:
    """'Bart underscore quigg', where nobody says at what host."""
    tokens = passage.tokens
    for at, token in enumerate(tokens[:-1]):
        if token.word in {"underscore", "hyphen", "dot"} and at and strange(tokens[at - 1].word):
            last = at + 1
            while last < len(tokens) and (
                last in passage.begun or tokens[last].word in _SIGNS or _part(tokens[last].word)
            ):
                last += 1
            first = _local(passage, at)
            if first < at and last > at + 1:
                yield _finding(passage, first, last, 0.85, "a part of a mail address, read back")


def _part(word: str) -> bool:
    return strange(word) or (len(word) == 1 and word not in {"a", "i"})


def _local(passage: Passage, at: int) -> int:
    """Where the part before 'at' begins."""
    tokens, first, plain = passage.tokens, at, 0
    while first and at - first < _LOCAL:
        word = tokens[first - 1].word
        gap = passage.folded[tokens[first - 1].end : tokens[first].start]
        number = first in passage.ended or first - 1 in passage.begun
        if re.search(r"[:;?!\]\[\n]", gap):
            break
        if not number and word not in _SIGNS and len(word) > 1:
            joined = tokens[first].word in _SIGNS
            if is_stop(word) and not joined:
                break
            plain += not joined
            if plain > _PLAIN or _MAIL.fullmatch(word):
                break
        elif word in {"a", "i"} and not (first < at and tokens[first].word in _SIGNS):
            break
        first -= 1
    while first < at and tokens[first].word in _SIGNS.keys() - {"underscore"}:
        first += 1
    return first


def _joined(passage: Passage) -> Iterator[Finding]:
    """'All one word quincy barracuda': the strange words beside it."""
    says = _ONE_WORD.search(passage.folded)
    around = [token for token in passage.tokens if not says or token.start >= says.end()]
    around = around or [token for token in passage.tokens if says and token.end <= says.start()]
    row = [token for token in around if strange(token.word)]
    if row and len(around) <= _SHORT:
        value = "".join(token.word for token in row)
        yield Finding(row[0].start, row[-1].end, "email", value, 0.7, "a part of a mail address, one word")
