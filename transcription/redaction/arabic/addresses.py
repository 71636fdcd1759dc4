"""Arabic addresses: streets, quarters, buildings and flats in a row, each word of one with its name or number."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transcription.redaction.arabic.names import ends
from transcription.redaction.arabic.places import (
    Part,
    breaks,
    close,
    counted,
    is_plain,
    is_town,
    kinds_of,
    number_after,
    on_next_line,
    part_at,
    table,
)
from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged
from transcription.redaction.name_extent import place_of
from transcription.redaction.passage import Passage

_ASKED = re.compile(
    r"عنوان|لادريس|(?:ال)?ادريس[هت]|لوكيشن|(?:وين|فين|اين)\b.{0,14}(?:ساكن|سكن|بيت|نبع|نوصل|نرسل|موقع|بالضبط|بالظبط|اقام|[نتي]جي|[يا]?وصل|تقيم)"
    r"|ساكن|تسكن|سكن(?:ك|كم|اك)|(?:كيف|وين|لوين|فين) [ناي]?وصل|نبع[تث]\w* (?:علي|لوين|وين|فين)"
    r"|موقع(?:ك|كم)|محل (?:ال)?(?:اقامه|سكن)"
)
# A question that ends with a part: 'والدور؟', 'رقم العمارة كام'.
_PART = re.compile(
    r"(?:^|[ ،,.])(?:و|ب|في )?(?:(?:انهي|اي|شو|ايش|شنو|اسم|رقم) )?(?:ال)?(?:شارع|حي|منطقه|مدينه|قطعه|قسيمه|جاده|عماره"
    r"|بنايه|دور|طابق|شقه|منزل|بيت|محله|زقاق|دار|فيلا|مبني|مجمع|طريق|بلوك|(?:ترقيم|رمز) البريدي|محافظه|ولايه|حومه)"
    r"(?: (?:كام|كم|ايه|ايش|شو|شنو|رقم (?:كم|كام)|من فضلك|لو سمحت|عافاك|بالضبط|بالظبط|رقمه\w*))?\W*$"
)
_LANDMARK = re.compile(
    r"علام(?:ه|ات) (?:مميزه|داله|معروفه)|معلم|نقطه (?:داله|دلاله|قريبه)"
    r"|(?:قريب|قرب|جنب|قدام|مقابل|اقرب) (?:من )?(?:ايش|ايه|شو|شنو|وين|مكان|نقطه|علامه|حاجه|معلم)"
)
_BOX = re.compile(r"(?<!\w)(?:ص ?[.\- /]? ?ب\.?|صندوق (?:ال)?بريد(?:ي)?)(?: رقم)?[ :]{1,2}(?=\d|\w)")
# A Saudi short address.
_NATIONAL = re.compile(r"(?<![A-Za-z0-9])[A-Z]{4} ?\d{4}(?![A-Za-z0-9])")
_SPOKEN_OF = "عنوان"
_IN = frozenset(("في", "ب", "اللي", "علي"))
# Words between a shop and its street.
_FEW = 2
# Tokens between two parts, of what leads to the first, of what ends a phrase, and of a whole answer.
_FREE = 3
_LEAD = 6
_END = 2
_ANSWER = 7
_POSTCODES = (4, 5)
# Words and towns after a box; digits of a house's number; so far back its street stands. Characters.
_BESIDE, _HOUSE, _NEAR = 4, 4, 60
_DENIALS = frozenset(("لا", "مو", "مش", "رقم", "نمره", "قصدي", "عفوا", "لالا", "صح", "هو"))
# Turns in which an address may have been asked for.
_QUESTIONS = 3


class _Row(NamedTuple):
    """Tokens `first` to `last`, and the parts of an address there."""

    first: int
    last: int
    parts: tuple[Part, ...]

    @property
    def sure(self) -> bool:
        """Whether nothing but an address is said so: a place and a number, a street with its house."""
        numbered = sum(part.numbered for part in self.parts)
        street = self.parts[0].kind == "street" and self.parts[0].numbered
        return numbered > 0 and (street or (len(self.parts) > 1 and self.placed))

    @property
    def placed(self) -> bool:
        return any(part.kind in {"street", "area", "building"} for part in self.parts)


def joined(passage: Passage, others: Sequence[Finding]) -> Iterator[Finding]:
    """With what others found: one finding for what overlaps."""
    current: Finding | None = None
    given = [_begun(passage, other) for other in others if _fit(passage, other)]
    for found in sorted([*given, *addresses(passage)]):
        if current is None or found.start >= current.end:
            if current is not None:
                yield current
            current = found
            continue
        end = max(found.end, current.end)
        best = max(current, found, key=lambda one: one.score)
        current = best._replace(start=current.start, end=end, value=passage.folded[current.start : end])
    if current is not None:
        yield current


def _begun(passage: Passage, found: Finding) -> Finding:
    """Without the house of 'the address of the house: …'."""
    first = place_of(passage, found.start)
    house = "building" in kinds_of(passage.tokens[first].word) and part_at(passage, first) is None
    following = passage.tokens[first + house].start if first + house < len(passage.tokens) else found.end
    return found._replace(start=following) if house and following < found.end else found


def _fit(passage: Passage, found: Finding) -> bool:
    """Whether what began an answer may be an address, rather than a shop's, '7 kilos' or 'your line of 30 megas'."""
    said = range(place_of(passage, found.start), place_of(passage, found.end))
    if found.explanation != "introduced as an address":
        return not (said and _elsewhere(passage, said[0]))
    if any(kinds_of(passage.tokens[at].word) or is_town(passage.tokens[at].word) for at in said):
        return True
    return not any(counted(passage, at) if at in passage.begun else ends(passage.tokens[at].word) for at in said)


def addresses(passage: Passage) -> Iterator[Finding]:
    """A street or quarter and its number in a row; where one was asked for, any part of one."""
    recent = "\n".join(passage.folded_before.rstrip().split("\n")[-_QUESTIONS:])
    asked = bool(_ASKED.search(passage.question) or _PART.search(passage.question))
    near = asked or bool(_ASKED.search(recent)) or "[address]" in recent or _SPOKEN_OF in passage.folded
    yield from _boxes(passage)
    if near:
        for found in _NATIONAL.finditer(passage.text):
            yield Finding(*found.span(), "address", found[0].lower(), 0.85, "a national address")
    at = 0
    while at < len(passage.tokens):
        row = _row(passage, at)
        if row is None:
            at += 1
            continue
        at = max(row.last, at + 1)
        if _counts(row, asked=asked, near=near) and not _elsewhere(passage, row.first):
            first = _lead(passage, row.first, asked=asked)
            yield _finding(passage, first, _end(passage, row.last), 0.86 if row.sure else 0.6)
    yield from _again(passage)
    if asked or _LANDMARK.search(passage.question):
        yield from _answered(passage)


def _counts(row: _Row, *, asked: bool, near: bool) -> bool:
    if row.sure:
        return True
    if near and (len(row.parts) > 1 or any(part.kind == "building" and part.numbered for part in row.parts)):
        return row.placed or sum(part.numbered for part in row.parts) > 1
    return asked and row.last - row.first > 1 and any(part.kind != "landmark" for part in row.parts)


def _elsewhere(passage: Passage, first: int) -> bool:
    """Whether it is said of a shop: 'the branch in ... street', 'by way of'."""
    before = first - 1
    while before > 0 and first - before <= _FEW and passage.tokens[before].word in _IN:
        before -= 1
    return before >= 0 and passage.tokens[before].word in table("elsewhere")


def _row(passage: Passage, first: int) -> _Row | None:
    part = part_at(passage, first)
    if part is None:
        return None
    parts, here = [part], part.last
    while here < len(passage.tokens) and (following := _following(passage, here)) is not None:
        if following.kind != "town":
            parts.append(following)
        here = following.last
    return _Row(first, here, tuple(parts))


def _following(passage: Passage, here: int) -> Part | None:
    """The next part, right there or after a link or a town's name; a town that is known; a postcode."""
    if breaks(passage, here):
        return None
    return part_at(passage, here) or _beside(passage, here) or _further(passage, here)


def _beside(passage: Passage, here: int) -> Part | None:
    tokens = passage.tokens
    if here in passage.begun and not passage.begun[here].spoken and len(passage.begun[here].digits) in _POSTCODES:
        return Part(passage.begun[here].last, "town", numbered=True)
    if is_town(tokens[here].word) and not on_next_line(passage, here):
        return Part(here + 1, "town", numbered=False)
    if (last := number_after(passage, here)) > here + 1 and here not in passage.begun:
        return Part(last, "numbered", numbered=True)
    if tokens[here].word in table("links") and here + 1 < len(tokens) and not breaks(passage, here + 1):
        return part_at(passage, here + 1)
    return None


def _further(passage: Passage, here: int) -> Part | None:
    for at in range(here, min(here + _FREE, len(passage.tokens) - 1)):
        if not is_plain(passage, at) or breaks(passage, at + 1) or on_next_line(passage, at + 1):
            return None
        part = part_at(passage, at + 1)
        if part is not None and part.kind != "landmark":
            return part
    return None


def _lead(passage: Passage, first: int, *, asked: bool) -> int:
    """With the town or quarter before the first part: known, or all that stands there after 'in' or 'my address'."""
    tokens, here, towns = passage.tokens, first, first
    while here and first - here < _LEAD:
        ended = breaks(passage, here) or on_next_line(passage, here) if here < len(tokens) else False
        if ended or not (is_plain(passage, here - 1) or here - 1 in passage.begun):
            break
        word = tokens[here - 1].word
        if word in table("before") or word in acknowledged() or (kinds_of(word) and not is_town(word)):
            break
        here -= 1
        if is_town(tokens[here].word) and (towns - here <= _FREE or towns == first):
            towns = here
    if first > 1 and tokens[first - 1].word == "من" and "متفرع" in tokens[first - 2].word:
        return first - 2
    begins = here == 0 or tokens[here - 1].word in acknowledged()
    return here if (begins and asked) or (here and tokens[here - 1].word in table("before")) else towns


def _end(passage: Passage, last: int) -> int:
    """With a word or two that end the phrase: a town that nobody listed."""
    here = last
    while here < len(passage.tokens) and here - last < _END and is_plain(passage, here) and close(passage, here):
        here += 1
    whole = here == len(passage.tokens) or breaks(passage, here) or on_next_line(passage, here)
    return here if whole else last


def _boxes(passage: Passage) -> Iterator[Finding]:
    tokens = passage.tokens
    for found in _BOX.finditer(passage.folded):
        at = place_of(passage, found.end())
        if at in passage.begun:
            last = _box_end(passage, passage.begun[at].last)
            end = tokens[last - 1].end
            yield Finding(found.start(), end, "address", passage.folded[found.start() : end], 0.86, "a post office box")


def _box_end(passage: Passage, last: int) -> int:
    """With the rest of its number, towns, and after a comma a few words and postcodes."""
    tokens = passage.tokens
    while last in passage.begun and passage.folded[tokens[last - 1].end] in "-/":
        last = passage.begun[last].last
    plain = 0
    while last < len(tokens) and not breaks(passage, last) and plain < _BESIDE:
        comma = passage.folded[tokens[last - 1].end] in ",،"
        if last in passage.begun and plain:
            last = passage.begun[last].last
        elif is_town(tokens[last].word) or (is_plain(passage, last) and (comma or plain)):
            plain, last = plain + 1, last + 1
        else:
            break
    return last


def _again(passage: Passage) -> Iterator[Finding]:
    """A number of a house or flat read back or put right, and nothing else but a town: 'لا خمسة وتلاتين الرباط'."""
    tokens = passage.tokens
    if not 0 < len(tokens) <= _ANSWER or not passage.numeric or "[address]" not in passage.folded_before[-_NEAR:]:
        return
    spans = [(part.first, part.last) for part in passage.atoms if len(part.digits) <= _HOUSE]
    numbers = {at for first, last in spans for at in range(first, last)}
    others = [at for at in range(len(tokens)) if at not in numbers]
    towns = [at for at in others if is_town(tokens[at].word)]
    if len(spans) != 1 or not all(at in towns or tokens[at].word in _DENIALS | acknowledged() for at in others):
        return
    first, last = spans[0]
    while last in towns:
        last += 1
    yield _finding(passage, first, last, 0.57)


def _answered(passage: Passage) -> Iterator[Finding]:
    """A whole short answer to a question for a part or a landmark."""
    landmark = bool(_LANDMARK.search(passage.question))
    if not landmark and not _PART.search(passage.question):
        return
    tokens, first = passage.tokens, 0
    while first < len(tokens) and (tokens[first].word in acknowledged() or tokens[first].word in table("links")):
        first += 1
    said: Sequence[int] = range(first, len(tokens))
    if not 0 < len(said) <= _ANSWER or any(breaks(passage, at) for at in said[1:]):
        return
    fit = all(is_plain(passage, at) or at in passage.begun or kinds_of(tokens[at].word) for at in said)
    if fit and (landmark or len(said) > 1 or first in passage.begun):
        yield _finding(passage, first, len(tokens), 0.58)


def _finding(passage: Passage, first: int, last: int, score: float) -> Finding:
    start, end = passage.tokens[first].start, passage.tokens[last - 1].end
    return Finding(start, end, "address", passage.folded[start:end], score, "parts of an address in a row")
