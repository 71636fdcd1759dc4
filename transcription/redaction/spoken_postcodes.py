"""British postcodes as they are said: 'n r fourteen eight p t'."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage

_SPOKEN = re.compile(r"[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}")
_LONGEST = 8
_PIECES = 3


def postcodes(passage: Passage) -> Iterator[Finding]:
    """Letters and numbers in a row that make one; without a word to say so."""
    tokens, atoms, at = passage.tokens, passage.begun, 0
    while at < len(tokens):
        signs, here, end = "", at, 0
        while here < len(tokens) and len(signs) < _LONGEST:
            if here in atoms and tokens[here].word != "o":
                signs, here = signs + atoms[here].digits, atoms[here].last
            elif len(tokens[here].word) == 1 and tokens[here].word.isascii() and tokens[here].word.isalpha():
                signs, here = signs + tokens[here].word, here + 1
            else:
                break
            if _SPOKEN.fullmatch(signs) and here - at > _PIECES:
                end = here
        if end:
            value = " ".join(token.word for token in tokens[at:end])
            yield Finding(tokens[at].start, tokens[end - 1].end, "address", value, 0.75, "a postcode, said")
        at = max(at + 1, end)
