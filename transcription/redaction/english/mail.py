"""Mail addresses said in English at hosts that nobody knows, and pieces of one that was asked for or read back."""

import re
from collections.abc import Iterator

from transcription.redaction.english.mailboxes import SIGNS, addressed, halves, hosted, local
from transcription.redaction.english.places import strange
from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged
from transcription.redaction.passage import Passage

_MAIL = re.compile(r"(?<![a-z])e-?\s?mails?(?![a-z])|\[email\]|(?<![a-z])inbox(?![a-z])")
_ONE_WORD = re.compile(
    r"(?<![a-z])(?:(?:all )?(?:one|1) word|no spaces|all together|all lower ?case|all small)(?![a-z])"
)
_ALPHABET = re.compile(r"(?<![^\W_])[a-z0-9] (?:for|as in|like) [a-z]{2,15}(?: dot [a-z]+)*(?![^\W_])")
_LINES = 3
_SHORT = 8


def mails(passage: Passage) -> Iterator[Finding]:
    if passage.language != "en":
        return
    before = "\n".join(passage.folded_before.rstrip().split("\n")[-_LINES:])
    asked = bool(_MAIL.search(before))
    spoken_of = asked or bool(_MAIL.search(passage.folded))
    if {"at", "dot"} <= passage.words:
        yield from hosted(passage, spoken_of=spoken_of)
    yield from halves(passage, spoken_of=spoken_of)
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


def _signed(passage: Passage) -> Iterator[Finding]:
    """'Bart underscore quigg', where nobody says at what host."""
    tokens = passage.tokens
    for at, token in enumerate(tokens[:-1]):
        if token.word in {"underscore", "hyphen", "dot"} and at and strange(tokens[at - 1].word):
            last = at + 1
            while last < len(tokens) and (
                last in passage.begun or tokens[last].word in SIGNS or _part(tokens[last].word)
            ):
                last += 1
            first = local(passage, at)
            if first < at and last > at + 1:
                yield addressed(passage, first, last, 0.85, "a part of a mail address, read back")


def _part(word: str) -> bool:
    return strange(word) or (len(word) == 1 and word not in {"a", "i"})


def _joined(passage: Passage) -> Iterator[Finding]:
    """'All one word quincy barracuda': the strange words beside it."""
    says = _ONE_WORD.search(passage.folded)
    around = [token for token in passage.tokens if not says or token.start >= says.end()]
    around = around or [token for token in passage.tokens if says and token.end <= says.start()]
    row = [token for token in around if strange(token.word)]
    if row and len(around) <= _SHORT:
        value = "".join(token.word for token in row)
        yield Finding(row[0].start, row[-1].end, "email", value, 0.7, "a part of a mail address, one word")
