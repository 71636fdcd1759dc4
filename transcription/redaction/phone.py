"""Telephone numbers, written or spoken: 7 to 15 digits (ITU-T E.164). Which number is one, context must often say."""

import re
from collections.abc import Iterator

from transcription.redaction.context import glued, said
from transcription.redaction.digits import Run, runs, within
from transcription.redaction.finding import Finding, Passage

# A shape that few other numbers have; only a word close by (characters) can say that it is something else.
STRONG = 0.8
NEAR = 24

_AMERICAN = re.compile(r"1?[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}")
_LOCAL = re.compile(r"\d{3}-\d{4}")
_DATE = re.compile(r"(?:19|20)\d\d[-.]\d\d?[-.]\d\d?|\d\d?[-.]\d\d?[-.](?:19|20)\d\d|(?:19|20)\d{6}")
_THOUSANDS = re.compile(r"\d{1,3}(?:[. ]\d{3})+")
_DECIMAL = re.compile(r"\d+\.\d{1,2}")
_CURRENCY_BEFORE = re.compile(r"(?:[$€£¥₹]|\b(?:usd|eur|gbp|pln|idr|rp|cny|rmb|aed|sar))\.?\s?$", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    r"\s?(?:[$€£¥₹%]|(?:usd|eur|gbp|pln|idr|cny|rmb|dollars?|euros?|pounds?|zł|złotych|rupiah|yuan|元|km|kg|units?)(?!\w))",
    re.IGNORECASE,
)
# Tied to letters, #, / or :, it is part of a code, a path or a time.
_GLUED_BEFORE = re.compile(r"(?:\w-|[#/_]|\d:)$")
_GLUED_AFTER = re.compile(r"[/:_]\d|-[^\W\d]")


def phones(passage: Passage) -> Iterator[Finding]:
    for run in runs(passage.text):
        if 7 <= len(run.digits) <= 15:
            start = _start(passage.text, run)
            score, explanation = _score(passage, run, plus=passage.text[start] == "+")
            yield Finding(start, run.end, "phone", run.digits, score, explanation)
        if not run.spoken and len(run.digits) > 8:
            for part in within(run, 8, 15):
                start = _start(passage.text, part)
                shape, reason = _written_shape(passage.text, part, plus=passage.text[start] == "+")
                if shape >= STRONG:
                    yield Finding(start, part.end, "phone", part.digits, shape - 0.1, f"{reason}, beside other digits")


def _start(text: str, run: Run) -> int:
    """Where the number begins with its '+' or '('."""
    start = run.start
    if text[start - 1 : start] == "(" and ")" in text[start : run.end]:
        start -= 1
    return start - 1 if text[start - 1 : start] == "+" else start


def _score(passage: Passage, run: Run, *, plus: bool) -> tuple[float, str]:
    lead = passage.lead(run.start)
    score, reason = _spoken_shape(run) if run.spoken else _written_shape(passage.text, run, plus=plus)
    kind = said(lead if score < STRONG else lead[-NEAR:])
    if kind == "phone" and score > 0:
        return min(1.0, score + 0.5), f"{reason}, a phone is spoken of"
    if kind is not None and not plus:
        return max(0.0, score - 0.5), f"{reason}, something else is spoken of"
    return score, reason


def _spoken_shape(run: Run) -> tuple[float, str]:
    count = len(run.digits)
    if 9 <= count <= 12:
        return 0.6, f"{count} spoken digits"
    return 0.3, f"{count} spoken digits, unusual for a phone"


def _written_shape(text: str, run: Run, *, plus: bool) -> tuple[float, str]:
    written = text[run.start : run.end].lstrip("(")
    if plus and len(run.digits) >= 8:
        return 0.9, "a number with its country code"
    if _part_of_something_else(text, run, written):
        return 0.0, "part of a date, an amount or a code"
    if _AMERICAN.fullmatch(written):
        return 0.8, "grouped as a phone number"
    if written.startswith("0") and 9 <= len(run.digits) <= 13:
        return 0.6, "a number with its trunk zero"
    if _LOCAL.fullmatch(written):
        return 0.5, "grouped as a local phone number"
    return 0.3, f"{len(run.digits)} digits of no known shape"


def _part_of_something_else(text: str, run: Run, written: str) -> bool:
    before, after = text[max(0, run.start - 8) : run.start], text[run.end : run.end + 12]
    shaped = _DATE.fullmatch(written) or _DECIMAL.fullmatch(written)
    money = _CURRENCY_BEFORE.search(before) or _UNIT_AFTER.match(after)
    thousands = _THOUSANDS.fullmatch(written) and written.count(".") > 0
    code = _GLUED_BEFORE.search(before) or _GLUED_AFTER.match(after) or glued(text, run.start, run.end)
    return bool(shaped or money or thousands or code)
