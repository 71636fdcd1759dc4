"""A number's digits once more, or the rest of it: what is only digits after 'repeat the last four' or a read-back."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import measured, years

_GIVEN = re.compile(r"\[(card|iban|phone|ssn|code)\]")
_MORE = re.compile(
    r"(?<![a-z])(?:repeat|again|once more|last (?:two|three|four|bit|part|few|digits?)"
    r"|first (?:two|three|four|six|bit|part|few)|middle (?:bit|part|three|four)|rest|remaining"
    r"|next (?:two|three|four|bit|lot)|slower|slowly|missed|lost you|catch|cut out|broke up|breaking up|go on|carry on"
    r"|after (?:that|the)|end(?:s|ing)? in|digits?|short|missing|too many)(?![a-z])"
)
_ASIDE = frozenset(
    "no sorry wait not it's its that's is was and a then so the at end it i said say should be okay yes yeah yep uh um"  # noqa: SIM905
    " er oh actually my last four first three two digits number ends with in to for like one more time"
    " card iban phone ssn code".split()
)
_LINES = 3
_FEWEST = 3


def continued(passage: Passage) -> Iterator[Finding]:
    if passage.language != "en" or not passage.numeric:
        return
    lines = passage.folded_before.rstrip().split("\n")[-_LINES:]
    inside = _GIVEN.findall(passage.folded)
    given = inside or _GIVEN.findall("\n".join(lines))
    if not given or not (inside or _MORE.search(lines[-1]) or _bare(lines[-1])) or not _only_digits(passage):
        return
    fewest = 1 if inside else _FEWEST
    for run in passage.runs:
        if len(run.digits) >= fewest and not run.big and not measured(passage.folded, run) and not years(run):
            yield Finding(run.start, run.end, given[-1], run.digits, 0.66, "of the number just given")


def _bare(line: str) -> bool:
    """Whether a line is an item read back, and hardly more."""
    words = _GIVEN.sub("", line).split()
    return bool(_GIVEN.search(line)) and all(word.strip(",.?!") in acknowledged() | _ASIDE for word in words)


def _only_digits(passage: Passage) -> bool:
    at = 0
    while at < len(passage.tokens):
        atom = passage.begun.get(at)
        word = passage.tokens[at].word
        if atom is None and len(word) > 1 and word not in acknowledged() and word not in _ASIDE:
            return False
        at = atom.last if atom else at + 1
    return True
