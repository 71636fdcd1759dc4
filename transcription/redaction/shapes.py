"""What surrounds a number and how it is grouped: amounts, dates, codes; cards, phones."""

import re
from itertools import pairwise

from transcription.redaction.digits import Run
from transcription.redaction.language import CODES, language, pattern

# A shape that few other numbers have; only a word close by can say that it is something else.
STRONG = 0.8

_AMERICAN = re.compile(r"1?[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}")
_CHINESE = re.compile(r"(?:010|02\d|0[3-9]\d\d)-\d{7,8}")
# '601 234 567', '22 812 45 60': mobile and fixed lines.
_POLISH = re.compile(r"[4-8]\d\d([ .-])(?:\d{3}\1\d{3}|\d\d\1\d\d\1\d\d)|\(?[1-9]\d\)?([ -])\d{3}\2\d\d\2\d\d")
_LOCAL = re.compile(r"\d{3}-\d{4}")
_DATE = re.compile(
    r"(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[., ]\d{3})+")
_DECIMAL = re.compile(r"\d+\.\d{1,2}")
_CURRENCY_BEFORE = re.compile(r"(?:[$€£¥₹]|(?<![a-z])(?:usd|eur|gbp|pln|idr|rp|cny|rmb|aed|sar))\.?\s?$")
_UNIT_AFTER = re.compile(
    r"\s?(?:[$€£¥₹%]|" + pattern(unit for code in CODES for unit in language(code).units.after) + ")"
)
# Tied to letters, #, / or :, it is part of a code, a path or a time.
_GLUED_BEFORE = re.compile(r"(?:[a-z0-9]-|[#/_]|\d:)$")
_GLUED_AFTER = re.compile(r"[/:_]\d|-[^\W\d]")
# A letter, digit or underscore, outside the scripts that write no spaces.
_LETTER = re.compile(r"[^\W\u0600-\u06ff\u0e00-\u0eff\u1780-\u17ff\u3000-\u9fff\uac00-\ud7af]")
_GROUPED_CARD = re.compile(r"\d{4}([ \-./]{1,2})\d{4}\1\d{4}\1\d{1,7}|\d{4}([ \-])\d{6}\2\d{5}")
_GROUPED_SSN = re.compile(r"\d{3}([ -])\d{2}\1\d{4}")


def glued(folded: str, start: int, end: int) -> bool:
    """Whether letters touch the number, so that it is part of a code; scripts without spaces always do."""
    return bool(_LETTER.match(folded[start - 1 : start] if start else "") or _LETTER.match(folded[end : end + 1]))


def measured(folded: str, run: Run) -> bool:
    """Whether a currency or a unit says that it is an amount."""
    before, after = folded[max(0, run.start - 8) : run.start], folded[run.end : run.end + 16]
    return bool(_CURRENCY_BEFORE.search(before) or _UNIT_AFTER.match(after))


def years(run: Run) -> bool:
    """'From nineteen ninety to twenty ten': nothing but years."""
    digits = run.digits
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    whole = all(len(part.digits) in {2, 4} for part in run.parts)
    return whole and all(len(group) == 4 and group[:2] in {"19", "20"} for group in groups)


def counted(run: Run) -> bool:
    """'One two three four …': somebody counts."""
    values = [int(part.digits) for part in run.parts]
    return len(values) >= 5 and all(after - before == 1 for before, after in pairwise(values))


def coded(folded: str, start: int, end: int) -> bool:
    """Whether a number is part of a code, a path or a time."""
    before, after = folded[max(0, start - 8) : start], folded[end : end + 12]
    return bool(_GLUED_BEFORE.search(before) or _GLUED_AFTER.match(after) or glued(folded, start, end))


def grouped_card(written: str) -> bool:
    return bool(_GROUPED_CARD.fullmatch(written))


def national_phone(written: str, digits: str, language: str | None) -> bool:
    """Whether a number is written as a phone number is in Poland, or an Indonesian mobile's with its country code."""
    if language == "id":
        return 11 <= len(digits) <= 14 and digits.startswith("628")
    return language == "pl" and bool(_POLISH.fullmatch(written))


def grouped_ssn(written: str) -> bool:
    return bool(_GROUPED_SSN.fullmatch(written))


def phone(written: str, digits: str, *, plus: bool, trunk: bool) -> tuple[float, str]:
    """How much a written number looks like a phone, 0..1; `trunk`: a first zero or its country's form says so."""
    if plus and len(digits) >= 8:
        return 0.9, "a number with its country code"
    if _DATE.fullmatch(written) or _DECIMAL.fullmatch(written) or _amount(written):
        return 0.0, "part of a date or an amount"
    for grouped, score in ((_CHINESE, 1.0), (_AMERICAN, STRONG)):
        if grouped.fullmatch(written):
            return score, "grouped as a phone number"
    if trunk:
        return 0.6, "a number with its trunk zero"
    if _LOCAL.fullmatch(written):
        return 0.5, "grouped as a local phone number"
    return 0.3, f"{len(digits)} digits of no known shape"


def _amount(written: str) -> bool:
    return bool(_THOUSANDS.fullmatch(written)) and ("." in written or "," in written)


def dated(written: str) -> bool:
    """A date or an amount with its thousands."""
    return bool(_DATE.fullmatch(written)) or _amount(written)
