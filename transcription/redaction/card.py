"""Payment card numbers, written or spoken: 13 to 19 digits (ISO/IEC 7812)."""

import re
from collections.abc import Iterator

from transcription.redaction.context import glued, said
from transcription.redaction.digits import Run, runs, within
from transcription.redaction.finding import Finding, Passage

_GROUPED = re.compile(r"\d{4}([ \-])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ \-])\d{6}\2\d{5}")


def cards(passage: Passage) -> Iterator[Finding]:
    """A checksum raises the score and is not needed: a mistyped or misheard card is one all the same."""
    for run in runs(passage.text):
        count = len(run.digits)
        # Spoken, a card runs on into its expiry date, or is said twice: better too much than half of it.
        if 13 <= count <= 19 or (run.spoken and count > 19):
            score, explanation = _score(passage, run)
            yield Finding(run.start, run.end, "card", run.digits, score, explanation)
        if not run.spoken and count > 13:
            for part in within(run, 13, 19):
                if _looks_like_one(passage.text, part):
                    yield Finding(part.start, part.end, "card", part.digits, 0.95, "checksum and groups of a card")


def _score(passage: Passage, run: Run) -> tuple[float, str]:
    kind = said(passage.lead(run.start))
    valid, grouped = _valid(run), _grouped(passage.text, run)
    reasons = [f"{len(run.digits)} digits"]
    # Written, the bare count is no proof; spoken, one misheard digit must not leak a card.
    score = 0.6 if run.spoken else 0.4
    for holds, weight, reason in (
        (valid, 0.2, "checksum fits"),
        (grouped, 0.2, "grouped as on a card"),
        (kind == "card", 0.3, "a card is spoken of"),
        (kind == "other", -0.25, "something else is spoken of"),
        (passage.text[run.start - 1 : run.start] == "+", -0.6, "a dialling code"),
        (glued(passage.text, run.start, run.end), -0.6, "part of a code"),
    ):
        if holds:
            score += weight
            reasons.append(reason)
    return min(1.0, max(0.0, score)), ", ".join(reasons)


def _looks_like_one(text: str, run: Run) -> bool:
    return _grouped(text, run) and _valid(run)


def _valid(run: Run) -> bool:
    return luhn(run.digits) and run.digits[0] in "23456"


def _grouped(text: str, run: Run) -> bool:
    return bool(_GROUPED.fullmatch(text[run.start : run.end]))


def luhn(digits: str) -> bool:
    """The check digit of ISO/IEC 7812-1, annex B."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
