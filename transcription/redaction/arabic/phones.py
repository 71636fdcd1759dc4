"""Phone numbers as Arab countries write and group them; the last digits of a number that was given."""

import re
from collections.abc import Iterator

from transcription.redaction.cues import said
from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import coded, measured

# Kuwait, Qatar, Bahrain and Oman; Tunisia; Yemen, Sudan and Syria; Lebanon; from abroad with two zeros.
_SHAPES = re.compile(
    r"(?!19|20)[2-9]\d{3}[ -]\d{4}|[2-9]\d[ .-]\d{3}[ .-]\d{3}|[79]\d\d[ .-]\d{3}[ .-]\d{3}|0?\d{1,2}/\d{3}[ .-]?\d{3}"
    r"|00(?:20|21[2368]|222|249|252|253|269|9[67]\d)[ .-]?\d{1,3}(?:[ .-]?\d{2,4}){2,4}"
)
_LAST_OF = re.compile(
    r"(?<!\w)(?:و|ب|ال)?(?:اخر(?:ها|هم|ه)?|نهايت(?:ها|ه)|[يت]نتهي|بتنتهي|بينتهي|منتهي\w*|[بت]تخلص|بيخلص|باقي|ضل|بقي"
    r"|تبقي|فاضل|ذيل\w*)"
    r"(?: (?:ال)?(?:[34]|اربع\w*|تلات\w*|ثلاث\w*|ارقام|خانات|نمر|هي|هو|هم|ب|:|علي))*\W*$"
)
_ASKED = re.compile(
    r"(?<!\w)(?:ال)?(?:اخر|باقي|ضل|بقي|تبقي|فاضل) (?:ال)?(?:4|اربع\w*|3|تلات\w*|ثلاث\w*) (?:ال)?(?:ارقام|خانات|نمر|رقم)"
)
_KIND = re.compile(r"(?P<card>بطاق|الكارت|كارت|كرت|فيزا|\[card\])|(?P<phone>رقم|جوال|موبايل|هاتف|تلفون|\[phone\])"
                   r"|(?P<iban>\[iban\]|حساب)")  # fmt: skip
_PIECES = re.compile(r"\[(?:card|iban)\]")
_LEAD, _FEWEST, _MOST = 50, 3, 5


def phones(passage: Passage) -> Iterator[Finding]:
    for run in passage.runs:
        written = passage.folded[run.start : run.end]
        if not run.spoken and _SHAPES.fullmatch(written):
            other = said(passage, run.start, run.end) not in {None, "phone"} or _PIECES.search(passage.question)
            if not (other or measured(passage.folded, run) or coded(passage.folded, run.start, run.end)):
                yield Finding(run.start, run.end, "phone", run.digits, 0.7, "grouped as its country does")
        elif _FEWEST <= len(run.digits) <= _MOST and _plain(run.spoken, written) and not measured(passage.folded, run):
            kind = _rest(passage, run.start)
            if kind:
                yield Finding(run.start, run.end, kind, run.digits, 0.6, "the last digits of a number")


def _plain(spoken: bool, written: str) -> bool:
    """Whether it is no date that a card runs out on."""
    return spoken or written.isdecimal()


def _rest(passage: Passage, start: int) -> str | None:
    """Of what the digits that begin there are the last, if the words before them or the question say so."""
    lead = passage.folded[max(0, start - _LEAD) : start]
    here = _LAST_OF.search(lead)
    if not here and not (_ASKED.search(passage.question) and start <= _LEAD // 2):
        return None
    told = passage.folded_before + passage.folded[:start]
    last = None
    for found in _KIND.finditer(told):
        last = found.lastgroup
    return last
