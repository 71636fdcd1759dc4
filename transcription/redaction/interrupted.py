"""A number whose dictation was interrupted: 'four five one two, hang on, the kids, three four …' is one card."""

from collections.abc import Iterator
from itertools import pairwise

from transcription.redaction import shapes
from transcription.redaction.cues import asked, speaks
from transcription.redaction.digits import Run
from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage

# Digits of a number that is dictated in pieces: as many as it has, give or take what is misheard or said twice.
_WHOLE = {"card": (14, 20), "pesel": (10, 13), "nik": (15, 19), "resident_id": (17, 20), "ssn": (9, 10),
          "phone": (9, 12)}  # fmt: skip
# One number word alone is none of it: 'just one second'. Words that may be said in between.
_FEWEST, _ASIDE = 2, 14
_SCORE = 0.65


def interrupted(passage: Passage) -> Iterator[Finding]:
    """Every piece, where the last question was for one such number and the pieces together are as long as one is."""
    if len(passage.runs) < 2:
        return
    kinds = asked(passage)
    kind = next(iter(kinds)) if len(kinds) == 1 else ""
    if kind not in _WHOLE:
        return
    pieces = [run for run in passage.runs if run.spoken and len(run.digits) >= _FEWEST and not run.big]
    pieces = [run for run in pieces if not shapes.measured(passage.folded, run) and not shapes.years(run)]
    digits = "".join(run.digits for run in pieces)
    fewest, most = _WHOLE[kind]
    if len(pieces) < 2 or not fewest <= len(digits) <= most or not _beside(passage, pieces):
        return
    for number, run in enumerate(pieces):
        value = f"{digits}/{number}" if number else digits
        yield Finding(run.start, run.end, kind, value, _SCORE, f"piece of {len(digits)} digits that were asked for")


def _beside(passage: Passage, pieces: list[Run]) -> bool:
    """Whether nothing that stands between them says what a number is, nor is it long."""
    for before, after in pairwise(pieces):
        between = passage.folded[before.end : after.start]
        if len(between.split()) > _ASIDE or speaks(between):
            return False
    return True
