"""English names that stand where names do: after who somebody is, a title, a comma, and before 'from'."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from transcription.redaction.english.names import ordinary
from transcription.redaction.english.rows import closed, finding, listed_names, row_at, words_for
from transcription.redaction.english.small import small
from transcription.redaction.english.written import written_names
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.listed import listed
from transcription.redaction.name_extent import place_of
from transcription.redaction.name_words import asks, describes
from transcription.redaction.names import names
from transcription.redaction.numerals import all_number_words
from transcription.redaction.passage import Passage

_REACH = 60
_LEAD = 8
_GAP = 4
_TITLE_LEFT = re.compile(r"(?<![a-z])(?:mr|mrs|ms|miss|mister|missus|madam|doctor|dr|professor|prof|sir|lady)\W*$")
_CALLED = re.compile(r"(?<![a-z])(?:name|name is|name's|i'm|i am|this is|mr|mrs|ms|miss|speaking to|called)\W*$")
_FROM = re.compile(r" (?:from|here|again|at|speaking|calling|this side|on the line)(?![a-z])")
_GREETING = re.compile(r"(?<![a-z])(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening)|welcome)(?![a-z])")
_ITSELF = re.compile(
    r"(?<![a-z'])(?:its|it's|it is|this is|i'm|im|i am|you're (?:speaking|talking|chatting) (?:to|with)) (?=[a-z])"
)
_INITIALS = re.compile(r"(?<![a-z'])(?:i'm|i am|this is|my name is|name's) ([a-z]{2})\W*$")
_UNDER = re.compile(
    r"(?<![a-z])(?:under|in the name(?: of)?|registered to|belongs to|made out to|addressed to)(?: the name(?: of)?)? "
    r"(?=[a-z])"
)
_SPOKE = re.compile(
    r"(?<![a-z])(?:spoke|speak|spoken|speaking|talk|talked|talking|chatted|dealt|dealing|met) (?:to|with|w/) (?=[a-z])"
    r"|(?<![a-z])(?:name|addr|address|holder|contact|attn|recipient|passenger|tenant|details|for): "
    r"(?=[a-z]+ [a-z]+[,\n])"
)
# Before the name of a firm.
_THANKED = re.compile(r"thank(?:s| you) for [a-z ]{1,40}$")
_OF_THINGS = re.compile(
    r"(?<![a-z])(?:name|model) of (?:the|your|that|this) (?!account|card|policy|person|patient|passenger|holder"
    r"|customer|tenant|child|owner|agent|advis|colleague|driver|engineer|technician|guest|booking|lady|man|guy|woman)"
)
_NAMED = re.compile(
    r"(?<![a-z])(?:(?:she|he|who|they)(?:'s|s| is| was|'re)|is|was|(?<!the )one|chap|guy|man|woman|lady|girl|boy|fella"
    r"|fellow"
    r"|bloke|someone|somebody|person|gentleman|kid|lad|dude) (?:called|named) (?=[a-z])"
)
_FOR = re.compile(r"(?<![a-z])(?:calling|ringing|asking|message|speak|looking) (?:for|on behalf of) (?=[a-z'’]+\W*$)")
_OFFERED = re.compile(
    r"(?<![a-z])(?:myself|you've got|you got|you've reached|through to|you have|my good name is) (?=[a-z])"
)
_OFFERS = re.compile(r",? (?:how|what can|what could|may i|can i|could i|speaking|here|from|at your service)(?![a-z])")
_SAYS = re.compile(r"(?<![a-z])(?:says|shows|showing|reads|(?:should|must|supposed to) be|it as|as) (?=[a-z])")
_HOLDS = re.compile(
    r"(?<![a-z])(?:which|what|who(?:'s|s| is)?) (?:is )?(?:the )?(?:payee|recipient|passenger|patient|tenant"
    r"|beneficiary|contact|doctor|driver|engineer)"
)
_WHOSE = re.compile(
    r"(?<![a-z])(?:receiver|recipient|passenger|patient|owner|sender|guest|payee|tenant|contact)'?s? (?:full )?name"
)
_IS = re.compile(r"(?<![a-z])(?:is|was|called|named) $")
_SIR = re.compile(r" (?:sir|madam|ma'am|ji|saab|sahib|garu|anna|bhai)(?![a-z])")
_NEXT = re.compile(r" ([a-z]{3,})")
_VOCATIVE = re.compile(r", ([^\W\d_]+(?: [^\W\d_]+)?)(?=[.?!](?:\s|$)|$)")


class _Cue(NamedTuple):
    """Words without one of which `pattern` is nowhere; and what says that the row after it is a name."""

    triggers: frozenset[str]
    pattern: re.Pattern[str]
    rule: Literal["ends", "related", "from", "offers", "written"]


def _alternatives(kind: str) -> str:
    return "|".join(sorted(words_for(kind), key=len, reverse=True))


def _related() -> re.Pattern[str]:
    """'My wife's', 'her brother in law', 'the technician', 'passenger 2 is'."""
    return re.compile(
        rf"(?<![a-z'])(?:(?:my|his|her|our|their|your)(?: (?:late|eldest|youngest|older|younger|elder"
        rf"|little|big|ex|old|new|other|then|best))?(?: |-)(?:{_alternatives('relations')})(?:[ -]in[ -]law"
        rf"| instead)?(?:'s)?(?:,| is| was| called| named| name is)?"
        rf"|(?:the |an? |your |this |that )?(?:{_alternatives('staff')})(?: was| is|'s| called| named| named as)?"
        rf"|(?:{_alternatives('holders')})(?: \d)?(?:'s name)?(?: (?:is|was)(?: still| now)?|'s|:| -|,)) (?=[^\W\d_])"
    )


@cache
def _cues() -> tuple[_Cue, ...]:
    who = words_for("relations") | words_for("staff") | words_for("holders")
    return (
        _Cue(who | {f"{word}'s" for word in who}, _related(), "related"),
        _Cue(frozenset(("under", "name", "registered", "belongs", "made", "addressed")), _UNDER, "ends"),
        _Cue(frozenset(("called", "named")), _NAMED, "ends"),
        _Cue(frozenset(("calling", "ringing", "asking", "message", "speak", "looking")), _FOR, "ends"),
        _Cue(frozenset(("its", "it's", "it", "this", "i'm", "im", "i", "you're")), _ITSELF, "from"),
        _Cue(frozenset(("myself", "got", "you've", "through", "have", "good")), _OFFERED, "offers"),
        _Cue(frozenset(("says", "shows", "showing", "reads", "be", "as")), _SAYS, "written"),
    )


def people(passage: Passage) -> Iterator[Finding]:
    """Names by the rules of all languages, and by those of English where it is that."""
    if passage.language != "en":
        return names(passage)
    firms = words_for("firms")
    found = [item for item in names(passage) if not _of_words(passage, item)]
    found += _english(passage) if passage.tokens else ()
    brands = _of_brands(passage) if found else []
    return (
        item
        for item in found
        if item.value not in firms and not any(item.start < end and start < item.end for start, end in brands)
    )


def _of_words(passage: Passage, item: Finding) -> bool:
    """Whether what stands where a name may is none: 'Minor spelling', 'through to claims', 'two adults'."""
    words = re.findall(r"[^\W\d_]+", passage.folded[item.start : item.end])
    if words and words[0] in all_number_words():
        return True
    if not all(_is_word(word) for word in words):
        return False
    following = _NEXT.match(passage.text, item.end)
    if words[0] in listed("en").given or words[-1] in listed("en").family or len(passage.tokens) <= _GAP:
        return bool(following and not is_stop(following[1]) and passage.text[item.start].isupper())
    return True


def _is_word(word: str) -> bool:
    forms = (word, word.removesuffix("s"), word.removesuffix("es"))
    return any(form in ordinary() or form in all_number_words() for form in forms)


@cache
def _brands() -> dict[str, frozenset[str]]:
    """By the first word of each the second."""
    pairs = [brand.split("-") for brand in words_for("brands")]
    return {first: frozenset(second for start, second in pairs if start == first) for first, _ in pairs}


def _of_brands(passage: Passage) -> list[tuple[int, int]]:
    """Where brands called like people stand, and nobody says that it is a name."""
    if passage.words.isdisjoint(_brands()):
        return []
    return [
        (token.start, following.end)
        for token, following in pairwise(passage.tokens)
        if following.word in _brands().get(token.word, ())
        and not (asks(passage.question) or _CALLED.search(passage.folded, max(0, token.start - _REACH), token.start))
    ]


def _english(passage: Passage) -> Iterator[Finding]:
    for cue in _cues():
        if not passage.words.isdisjoint(cue.triggers):
            for found in cue.pattern.finditer(passage.folded):
                yield from _after(passage, place_of(passage, found.end()), cue.rule)
    if not passage.words.isdisjoint(words_for("titles")):
        yield from _titled(passage)
    yield from _answered(passage)
    initials = _INITIALS.search(passage.folded, max(0, len(passage.folded) - _REACH))
    if initials and initials[1] not in words_for("no_initials") and not is_stop(initials[1]):
        yield Finding(*initials.span(1), "name", initials[1], 0.7, "initials, introduced")
    yield from _rows(passage)
    yield from written_names(passage)
    yield from small(passage)
    if not passage.text.islower():
        yield from _called(passage)


def _after(passage: Passage, at: int, rule: str) -> Iterator[Finding]:
    row = row_at(passage, at)
    if not row or _THANKED.search(passage.folded, max(0, row[0].start - _REACH), row[0].start):
        return
    if rule == "from":
        fits = bool(_FROM.match(passage.folded, row[-1].end))
    elif rule == "offers":
        fits = bool(_OFFERS.match(passage.folded, row[-1].end))
    elif rule == "related":
        fits = closed(passage, row) and _is_person(passage, row)
    elif rule == "written":
        fits = len(row) > 1 and closed(passage, row) and ("name" in passage.words or "name" in passage.folded_before)
    else:
        fits = closed(passage, row)
    if fits:
        yield finding(row, 0.8, "after words that a name follows")


def _is_person(passage: Passage, row: Sequence[Token]) -> bool:
    """No thing of theirs ('my wife's chemo') and no verb ('my boyfriend snores'): a capital or a listed name."""
    if any(passage.text[token.start].isupper() or token.word in listed_names() for token in row):
        return True
    lead = passage.folded[max(0, row[0].start - _LEAD) : row[0].start]
    verb = len(row) == 1 and row[0].word.endswith("s") and lead[-2:-1].isalpha() and not _IS.search(lead)
    return not (lead.endswith("'s ") or verb)


def _answered(passage: Passage) -> Iterator[Finding]:
    """After a title that the other said last, and answers to a question for a name or for who it is."""
    question = passage.question
    if not question:
        return
    if _TITLE_LEFT.search(question, max(0, len(question) - _REACH)):
        yield from _after(passage, _skipped(passage), "ends")
    if _HOLDS.search(question):
        found = (item for at in range(min(_LEAD, len(passage.tokens))) for item in _after(passage, at, "ends"))
        yield from (item for item in found if " " in item.value)
    if asks(question) or _WHOSE.search(question):
        if not passage.text.islower():
            yield from _in_capitals(passage)
        row = row_at(passage, _skipped(passage))
        if row and not _OF_THINGS.search(question):
            yield finding(row, 0.8, "asked for")


def _in_capitals(passage: Passage) -> Iterator[Finding]:
    """Two words or more in capitals in an answer that asked for a name, the first strange: 'Farzana Bi'."""
    at = 0
    while at < len(passage.tokens):
        row = row_at(passage, at)
        following = passage.tokens[at + 1] if row and len(row) == 1 and at + 1 < len(passage.tokens) else None
        beside = following is not None and passage.folded[row[0].end : following.start] == " "
        if following and beside and passage.text[following.start].isupper() and not is_stop(following.word):
            row = [*row, following]
        if len(row) > 1:
            yield finding(row, 0.8, "in an answer to a question for a name")
        at += max(len(row), 1)


def _skipped(passage: Passage) -> int:
    """Past 'yes it's'."""
    words, at = passage.tokens, 0
    while at < len(words) and (words[at].word in acknowledged() or words[at].word in words_for("leads")):
        at += 1
    return at


def _titled(passage: Passage) -> Iterator[Finding]:
    """'Doctor abimbola', 'auntie folake'; 'Venkataraghavan sir'."""
    if not passage.words.isdisjoint(words_for("titles")):
        for at, token in enumerate(passage.tokens[:-1]):
            if token.word in words_for("titles") and passage.folded[token.end : passage.tokens[at + 1].start] in {
                " ",
                ". ",
            }:
                yield from _after(passage, at + 1, "ends")
    for title in _SIR.finditer(passage.folded):
        at = place_of(passage, title.start()) - 1
        if at >= 0 and passage.tokens[at].end == title.start() and row_at(passage, at)[:1] == [passage.tokens[at]]:
            yield finding([passage.tokens[at]], 0.75, "before 'sir'")


def _rows(passage: Passage) -> Iterator[Finding]:
    """Two strange words, of which one is a listed name."""
    if passage.words.isdisjoint(listed_names()):
        return
    at = 0
    while at < len(passage.tokens):
        row = row_at(passage, at)
        if len(row) > 1 and any(token.word in listed_names() for token in row):
            yield finding(row, 0.8, "a listed name, and one beside it")
        at += max(len(row), 1)


def _called(passage: Passage) -> Iterator[Finding]:
    """In a text with capitals: 'Is that right, Mbali?', 'Hi! Keelin from Support', 'Ngozi again'."""
    for found in _VOCATIVE.finditer(passage.folded):
        before = passage.text[max(0, found.start() - 30) : found.start()]
        row = row_at(passage, place_of(passage, found.start(1)))
        whole = row and row[-1].end == found.end(1) and not describes(row[0].word, "en")
        if whole and not re.search(r"[A-Z\d]\S*$", before) and row[0].word not in listed("en").towns:
            yield finding(row, 0.74, "spoken to")
    for cue in _SPOKE.finditer(passage.folded):
        row = row_at(passage, place_of(passage, cue.end()))
        thanked = _THANKED.search(passage.folded, max(0, cue.start() - _REACH), cue.start() + 1)
        if row and not thanked and (len(row) > 1 or not cue[0].endswith(": ")):
            yield finding(row, 0.74, "spoken with")
    greeted = bool(_GREETING.search(passage.folded))
    for at, token in enumerate(passage.tokens):
        lead = passage.text[max(0, token.start - _GAP) : token.start].rstrip(" \"'")
        if passage.text[token.start].isupper() and ((not lead and token.start <= _GAP) or lead[-1:] in set(".!?\n]")):
            row = row_at(passage, at)
            known = greeted or any(word.word in listed_names() for word in row)
            if row and known and _FROM.match(passage.folded, row[-1].end):
                yield finding(row, 0.76, "begins a sentence, and says from where")
