"""English addresses in speech and in few words: answers in pieces, houses with names, any street; read back."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from transcription.redaction.english.asked import Wanted, wanted
from transcription.redaction.english.places import (
    HOUSE,
    house,
    nouns,
    numbered,
    numeric,
    place,
    strange,
    street,
    stretch,
    words_for,
)
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token, words
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.name_extent import place_of
from transcription.redaction.numerals import number_words
from transcription.redaction.passage import Passage

# Before an address that nobody asked for.
_INTRODUCED = re.compile(
    r"(?<![a-z'])(?:(?:i|we|she|he|they|who)(?:'m| am|'re| are|'s| is)? (?:still |now |currently )?"
    r"(?:live|lives|living|staying|stay|based|moved|moving)(?: now)?(?: over| up| down| out| back)? (?:at|in|to|on)"
    r"|(?:still|now|back|currently) at|(?:live|lives|living) at|(?:we|i)(?:'re| are|'m| am) (?:up |down |over |out )?at"
    r"|addr(?:ess)?(?=[:.])[:.]|address (?:is|was|as|of|we have is|i have is|on file is)"
    r"|(?:come|sent|send|deliver|delivered|went|post|posted|ship|shipped|go|going|collect|pick up|collected)"
    r" (?:it |them |that |this |out |round )?(?:to|from)"
    r"|outside|registered (?:to|at)|property (?:at|is)|(?:tenant|resident) (?:at|of)|visit (?:to|at)|round (?:to|at))"
    r"(?![a-z'])"
)
# Postcodes with capitals: British, Irish, Canadian; what introduces others, and an address that goes on.
_CERTAIN = re.compile(
    r"(?<![A-Za-z0-9-])(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"
    r"|[AC-FHKNPRTV-Y]\d[\dW] (?=[A-Z]{0,3}\d)(?=\d{0,3}[A-Z])[AC-FHKNPRTV-Y\d]{4}|[A-Z]\d[A-Z] \d[A-Z]\d)"
    r"(?![A-Za-z0-9-])"
)
_CODED = re.compile(
    r"(?<![a-z])(?:post ?code|zip(?: code)?|eir ?code|pin ?code)(?: is|'s|:| was)? (?=\S)"
    r"|\[address\] (?=[a-z] |[a-z]+ [a-z](?![a-z]))"
    r"|(?<![a-z])(?:apt|apartment|flat|unit)(?: number)? is "
)
_PIN = re.compile(r"(?<=[\w)][ ,–-])[ –-]{0,2}(?<!\d)(?:\d{6}|\d{3} \d{3}|\d{5})(?!\w|-\d|[ ,.]\d)")
# Between two pieces of one address, as written; before one, and about what is none.
_GAP = re.compile(r"[\s,/#.-]{0,3}(?:(?:[A-Z]{2}|Co\.|co\.|near)[\s,]{1,2})?")
_LEAD = (
    r"(?:(?:(?<![a-z])c/[o-] [^,\n\[\]]{2,30},|(?<![a-z])(?:UNITS)\.?|#|no\.|\d{1,5}[a-z]?[/,-]|(?<![a-z0-9])[a-z]-)"
    r"[ ]?)+$"
)
_PUBLIC = re.compile(r"(?:store|branch|shop|office|depot|hotel|restaurant|garage)\W{1,3}$")
_REACH = 40
# Scores above it are of what was asked for.
_SURE = 0.9
_FEW = 2
# No address says a word so often: what does is no address, and would be compared with itself for long.
_MOST_PLACES = 20
_NAME = 4
_SHORT = 3
_MOST = 24


def applies(passage: Passage) -> bool:
    return passage.language == "en"


def addresses(passage: Passage) -> Iterator[Finding]:
    """Numbers with a street, answers to questions for an address, and what follows 'I live at'."""
    yield from _streets(passage)
    yield from _postcodes(passage)
    if _PIN.search(passage.text):
        yield from _posted(passage)
    kinds = wanted(passage.folded_before)
    if any(kinds):
        yield from _answers(passage, kinds)
    for cue in _INTRODUCED.finditer(passage.folded):
        found = stretch(passage, place_of(passage, cue.end()))
        if found and (numbered(passage, *found) or house(passage, *found)):
            yield _finding(passage, *found, 0.82 if found[1] - found[0] > _FEW else 0.78, "introduced")


def _postcodes(passage: Passage) -> Iterator[Finding]:
    """Those whose form says so, those that a word introduces, and the rest of one after its address."""
    for found in _CERTAIN.finditer(passage.text):
        yield Finding(*found.span(), "address", found[0].lower(), 0.76, "a postcode")
    for cue in _CODED.finditer(passage.folded):
        found = stretch(passage, place_of(passage, cue.end()))
        if found and passage.tokens[found[0]].start <= cue.end() + 1 and numeric(passage, *found):
            yield _finding(passage, *found, 0.77, "a postcode, the words say so")


def _posted(passage: Passage) -> Iterator[Finding]:
    """What stands with capitals and commas before a postcode of digits: 'C/201 Sai Kripa, opp. …, Dombivli 421299'."""
    for code in _PIN.finditer(passage.text):
        last = place_of(passage, code.start())
        first, numbers = last, 0
        while first and last - first < _MOST:
            token = passage.tokens[first - 1]
            gap = passage.text[token.end : passage.tokens[first].start]
            upper = passage.text[token.start].isupper() and not is_stop(token.word)
            fits = upper or token.word.isdecimal() or token.word in words_for("inside") | words_for("near")
            if not fits or re.search(r"[;:!?\n\[\]]", gap) or (gap.startswith(".") and len(token.word) > _SHORT):
                break
            numbers += token.word.isdecimal()
            first -= 1
        said = passage.text[passage.tokens[first].start : code.start()] if first < last else ""
        if numbers and "," in said and last - first > _FEW:
            start, end = passage.tokens[first].start, code.end()
            yield Finding(start, end, "address", _value(passage, start, end), 0.81, "before its postcode")


def _streets(passage: Passage) -> Iterator[Finding]:
    """A number, one to three words and what a street is called: 'forty banksia parade', '47 Bishops Walk'."""
    if passage.words.isdisjoint(nouns()):
        return
    called = words_for("streets") | words_for("perhaps")
    for at, part in passage.begun.items():
        name: list[Token] = []
        for token in passage.tokens[part.last : part.last + _NAME] if len(part.digits) < HOUSE else ():
            gap = passage.folded[name[-1].end if name else part.end : token.start]
            the = token.word == "the" and not name
            if gap.strip() or token.word in words_for("measures") or (is_stop(token.word) and not the):
                break
            if token.word in called and street(passage, name, token):
                yield _finding(passage, at, part.last + len(name) + 1, 0.79, "a number and a street")
                break
            name.append(token)


@cache
def _opening() -> frozenset[str]:
    """Before an answer, and between the stretches of one."""
    return acknowledged() | words_for("opening")


def _answers(passage: Passage, kinds: Wanted) -> Iterator[Finding]:
    """Stretch by stretch: the first may be little, what follows it goes on with an address or begins with a number."""
    given, at, last = False, 0, 0
    while (found := stretch(passage, at)) is not None:
        lead = {token.word for token in passage.tokens[last : found[0]]}
        opening = lead <= _opening() and (last == 0 or given)
        first, last = found
        if _fits(passage, first, last, kinds, opening=opening, given=given):
            given = True
            sure = numbered(passage, first, last) and last - first > _FEW
            yield _finding(passage, first, last, 0.96 if sure else 0.83, "asked for")
        at = max(last, at + 1)


def _fits(passage: Passage, first: int, last: int, kinds: Wanted, *, opening: bool, given: bool) -> bool:
    """Whether tokens `first` to `last` are what was asked for."""
    tokens = passage.tokens[first:last]
    if all(token.word in words_for("asks") for token in tokens):
        return False
    if numbered(passage, first, last) or house(passage, first, last):
        return True
    if not opening:
        return False
    if numeric(passage, first, last):
        following = passage.tokens[last].word if last < len(passage.tokens) else ""
        if not words_for("measures").isdisjoint((following, tokens[-1].word)):
            return False
        return (kinds.code and len(tokens) > 1) or kinds.number or (given and len(tokens) > _FEW)
    return (kinds.place or kinds.whole) and place(passage, first, last, sure=kinds.place or given)


def joined(passage: Passage, found: Iterable[Finding]) -> Iterator[Finding]:
    """What overlaps or stands side by side as one; without what is a public place, a time or a measure."""
    whole: list[Finding] = []
    for item in sorted(found):
        if _is_none(passage, item):
            continue
        last = whole[-1] if whole else None
        if last and (item.start < last.end or _GAP.fullmatch(passage.text, last.end, item.start)):
            end, score = max(item.end, last.end), max(item.score, last.score)
            whole[-1] = last._replace(end=end, score=score)
        else:
            whole.append(item)
    for item in whole:
        lead = _lead().search(passage.folded, max(0, item.start - _REACH), item.start)
        start = lead.start() if lead else item.start
        yield item._replace(start=start, value=_value(passage, start, item.end))


def _value(passage: Passage, start: int, end: int) -> str:
    return " ".join(words(passage.folded[start:end]))


def _is_none(passage: Passage, item: Finding) -> bool:
    if item.score > _SURE:
        return False
    following = words(passage.folded[item.end : item.end + _REACH])
    lead = passage.folded[max(0, item.start - _REACH) : item.start]
    if (following and following[0] in words_for("public")) or _PUBLIC.search(lead):
        return True
    said = words(passage.folded[item.start : item.end])
    at = next((number for number, word in enumerate(said) if _is_number(word)), len(said))
    return at + 1 < len(said) and len(said[at + 1]) > 1 and said[at + 1] in words_for("measures")


def _is_number(word: str) -> bool:
    return word[0].isdecimal() or word in number_words("en").table


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(_LEAD.replace("UNITS", "|".join(sorted(words_for("units")))))


def again(passage: Passage, values: Iterable[str]) -> Iterator[Finding]:
    """Pieces of addresses that were given, read back: two words at least, one of them strange or a number."""
    if not applies(passage):
        return
    places = _parts(tuple(dict.fromkeys(values)))
    if passage.words.isdisjoint(places):
        return
    beside = "[address]" in passage.question
    at = 0
    while at < len(passage.tokens):
        starts = places.get(passage.tokens[at].word, ())
        length = max((_alike(passage, at, parts, start) for parts, start in starts), default=0)
        if length and _known(passage.tokens[at : at + length], beside=beside):
            yield _finding(passage, at, at + length, 0.82, "read back")
        at += max(length, 1)


@lru_cache(maxsize=16)
def _parts(values: tuple[str, ...]) -> dict[str, list[tuple[list[str], int]]]:
    """Every word of all addresses, and where it stands in which; of a word that is everywhere the first places."""
    places: dict[str, list[tuple[list[str], int]]] = {}
    for said in values:
        parts = said.split()
        for number, word in enumerate(parts):
            known = places.setdefault(word, [])
            if len(known) < _MOST_PLACES:
                known.append((parts, number))
    return places


def _alike(passage: Passage, at: int, parts: Sequence[str], start: int) -> int:
    """How many words from `at` on are those from `start` on."""
    most = min(len(passage.tokens) - at, len(parts) - start)
    differs = (step for step in range(most) if passage.tokens[at + step].word != parts[start + step])
    return next(differs, most)


def _known(found: Sequence[Token], *, beside: bool) -> bool:
    """Whether so much says that it is the same; `beside` the address there may be less."""
    said = [token.word for token in found]
    rare = any(strange(word) and not _is_number(word) for word in said)
    if len(said) == 1:
        return beside and rare and said[0] not in words_for("asks")
    numbers = sum(_is_number(word) for word in said)
    if numbers == len(said):
        return beside and numbers > _FEW
    named = not nouns().isdisjoint(said)
    letters = any(len(word) == 1 for word in said)
    counted = numbers > 0 and (letters or named) and len(said) > _FEW
    return rare or counted or (beside and named and said[0] not in words_for("asks"))


def _finding(passage: Passage, first: int, last: int, score: float, reason: str) -> Finding:
    if passage.tokens[first].word == "hundred" and first and passage.tokens[first - 1].word == "a":
        first -= 1
    tokens = passage.tokens[first:last]
    value = " ".join(token.word for token in tokens)
    return Finding(tokens[0].start, tokens[-1].end, "address", value, score, reason)
