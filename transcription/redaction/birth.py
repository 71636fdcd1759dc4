"""Dates of birth: any date where the words speak of a birth; other dates stay."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from transcription.redaction.cues import asked_beside, said_here
from transcription.redaction.dates import LATEST, WHOLE, Part, canonical, expressions, triggers
from transcription.redaction.finding import Finding
from transcription.redaction.language import everywhere
from transcription.redaction.long_ago import happened
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import coded

# So soon an answer to a question begins: after a name. Characters.
_REPLY = 60
# Kinds of numbers that say who somebody is, as a date of birth does.
_PERSONAL = frozenset(("birth", "ssn", "pesel", "nik", "resident_id", "id"))
_BEFORE_ITEM = re.compile(r"[\s,;/|]{1,3}\[(?:email|phone|ssn|pesel|nik|resident_id)\]")
# What identifies a person, with nothing between it and a date.
_BESIDE = re.compile(r"\[(?:name|ssn|pesel|nik|resident_id|birth)\][^\w\[\].!?]{1,4}$")
# What says when somebody was born has just been given.
_READ_OUT = re.compile(r"\[(?:pesel|nik)\]\W*$")
_MOST_DIGITS = 10
# Words of an answer that is a year and little else.
_SHORT = 4
_YEAR_PARTS = 2
# So soon after a birth a day with its month is the same, read back or put right. Characters.
_READ_BACK = 60
# A year alone, where the next word says birth.
_BORN = re.compile("[0-9零〇一二三四五六七八九]{2,4}年(?=生人|生的|出生|属[鼠牛虎兔龙蛇马羊猴鸡狗猪])")
# Later dates beside a name are of orders and visits more often.
_LATEST_BIRTH = 2015
_CURRENCIES = frozenset("$€£¥")
# After a date was given: it is put right, or said once more.
_AGAIN = re.compile(
    r"(?<!\w)(?:sorry|no|wait|actually|mean|przepraszam|nie|znaczy|maaf|eh|bukan|salah|عفوا|لا|قصدي|اقصد|غلط)(?!\w)"
    r"|不对|不是|错|應該|应该"
)


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(everywhere("birth"))


def births(passage: Passage) -> Iterator[Finding]:
    if not passage.numeric and passage.words.isdisjoint(triggers()):
        return
    beside = "]" in passage.folded
    spoken_of = beside or _cue().search(passage.folded) or _cue().search(passage.folded_before)
    named = not passage.words.isdisjoint(triggers())
    due = named and (not asked_beside(passage).isdisjoint(_PERSONAL) or _READ_OUT.search(passage.folded_before))
    if not (spoken_of or due):
        return
    for found in _BORN.finditer(passage.folded):
        yield Finding(*found.span(), "birth", found[0], 0.8, "the year of a birth")
    given = 0
    for date in expressions(passage):
        start, end = date[0].start, date[-1].end
        if given and not (_whole(date) or _named_month(passage, date)) and _over(passage.folded[given:start]):
            continue
        here = said_here(passage, start, end)
        kinds = asked_beside(passage)
        whole = _whole(date) or _year_alone(passage, date)
        answered = here in {None, "other"} and start <= _REPLY and whole and "birth" in kinds
        answered = answered or (
            start <= _REPLY and _grown_by_name(date) and bool(_READ_OUT.search(passage.folded_before))
        )
        answered = answered or (here is None and start <= _REPLY and _dated(date) and not kinds.isdisjoint(_PERSONAL))
        around = passage.folded[max(0, start - 20) : start], passage.folded[end : end + 20]
        beside = here is None and _grown(date) and bool(_BESIDE.search(around[0]) or _BEFORE_ITEM.match(around[1]))
        again = (
            here is None
            and _named_month(passage, date)
            and "[birth]" in (passage.folded_before[-_READ_BACK:] + passage.folded[:start])
            and not happened(passage, start, end)
        )
        if (
            (here == "birth" or answered or beside or again)
            and not _lone(date)
            and not coded(passage.folded, start, end)
            and passage.folded[max(0, start - 1) : start] not in _CURRENCIES
        ):
            yield Finding(start, end, "birth", canonical(date), 0.9, "a date, the words say birth")
            given = end if _complete_date(date) else given


def _over(between: str) -> bool:
    """Whether what follows a whole date of birth is no more of it: no word says birth, nothing is put right."""
    return not (_cue().search(between) or _AGAIN.search(between))


def _complete_date(date: Sequence[Part]) -> bool:
    """Whether it has day, month and year."""
    parts = canonical(date).split("-")
    return len(parts) == WHOLE and 1900 <= int(parts[0]) <= LATEST


def dates(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """All dates: where they stand, and equal values for equal ones."""
    if passage.numeric or not passage.words.isdisjoint(triggers()):
        for date in expressions(passage):
            if not coded(passage.folded, date[0].start, date[-1].end):
                yield date[0].start, date[-1].end, canonical(date)


def _whole(date: Sequence[Part]) -> bool:
    """Whether it has day, month and year: what answers a question for a birth, and no other date."""
    values = [part for part in date if part.kind not in {"between", "closing"}]
    digits = sum(part.digits for part in values)
    if any(part.kind in {"month", "ordinal"} for part in values):
        return digits >= 4
    if len(values) == 1:
        return _compact(values[0].value, digits)
    early, year = values[:-_YEAR_PARTS], values[-_YEAR_PARTS:]  # a year may be said in two: 'eighty eight'
    days = all(part.value <= 31 or part.digits == 4 for part in early) and all(
        part.value <= 99 or part.digits == 4 for part in year
    )
    return 4 <= digits <= _MOST_DIGITS and days


def _year_alone(passage: Passage, date: Sequence[Part]) -> bool:
    """Whether a year that somebody was born in is all that is answered."""
    values = [part.value for part in date if part.digits]
    return len(values) == 1 and 1900 <= values[0] <= _LATEST_BIRTH and len(passage.tokens) <= _SHORT


def _lone(date: Sequence[Part]) -> bool:
    """Whether it is one number as long as a postcode."""
    values = [part.digits for part in date if part.digits]
    return values == [5]


def _named_month(passage: Passage, date: Sequence[Part]) -> bool:
    """Whether it is a day and the name of its month, side by side."""
    named = any(part.kind == "month" or passage.folded[part.start] == "月" for part in date)
    return named and len([part for part in date if part.digits]) > 1


def _dated(date: Sequence[Part]) -> bool:
    """Whether it is a day, its month by name, and a year."""
    return any(part.kind == "month" for part in date) and len([part for part in date if part.digits]) > 2


def _grown(date: Sequence[Part]) -> bool:
    """Whether it has day, month and a year of four digits that somebody was born in."""
    years = [part.value for part in date if part.digits == 4 and 1900 <= part.value <= _LATEST_BIRTH]
    return bool(years) and _whole(date)


def _grown_by_name(date: Sequence[Part]) -> bool:
    """Whether it is a day, its month by name and a year that somebody was born in, in as many words as it takes."""
    return _dated(date) and 1900 <= int(canonical(date).split("-")[0]) <= _LATEST_BIRTH


def _compact(value: int, digits: int) -> bool:
    """Whether six or eight digits read as a date: 120585, 19850512."""
    signs = f"{value:0{digits}}"
    if digits not in {6, 8}:
        return False
    first, last = (signs[:2], signs[2:4]), (signs[-4:-2], signs[-2:])
    pairs = [sorted((int(one), int(other))) for one, other in (first, last)]
    return any(1 <= low <= 12 and low <= high <= 31 for low, high in pairs)
