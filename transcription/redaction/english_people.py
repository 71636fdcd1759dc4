"""English names that stand where names do: after who somebody is, a title, a comma, and before 'from'."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from transcription.redaction.english_names import beside, ordinary, unknown
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.listed import listed
from transcription.redaction.name_extent import place_of
from transcription.redaction.name_words import asks, describes, given_names, words_of
from transcription.redaction.names import names
from transcription.redaction.passage import Passage

_MOST = 5
_SHORTEST = 3
_REACH = 60
_JOINED = frozenset((" ", "-", ". ", "'", "’"))
_TITLE_LEFT = re.compile(r"(?<![a-z])(?:mr|mrs|ms|miss|mister|missus|madam|doctor|dr|professor|prof|sir|lady)\W*$")
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
_SIR = re.compile(r" (?:sir|madam|ma'am|ji|saab|sahib|garu|anna|bhai)(?![a-z])")
_VOCATIVE = re.compile(r", ([^\W\d_]+(?: [^\W\d_]+)?)(?=[.?!](?:\s|$)|$)")


@cache
def _table() -> dict[str, frozenset[str]]:
    table = files("transcription.redaction").joinpath("words", "en_people.toml").read_bytes()
    return {kind: frozenset(text.split()) for kind, text in msgspec.toml.decode(table, type=dict[str, str]).items()}


@cache
def _listed() -> frozenset[str]:
    """Names of the lists that are nothing else."""
    known = given_names("en") | listed("en").given | listed("en").family
    return known - _table()["common"] - beside() - ordinary() - listed("en").towns


@cache
def _alternatives(kind: str) -> str:
    return "|".join(sorted(_table()[kind], key=len, reverse=True))


@cache
def _related() -> re.Pattern[str]:
    """'My wife's', 'her brother in law', 'the technician', 'passenger 2 is'."""
    return re.compile(
        rf"(?<![a-z'])(?:(?:my|his|her|our|their|your)(?: (?:late|eldest|youngest|older|younger|elder"
        rf"|little|big|ex|old|new|other|then|best))?(?: |-)(?:{_alternatives('relations')})(?:[ -]in[ -]law"
        rf"| instead)?(?:'s)?(?:,| is| was| called| named| name is)?"
        rf"|(?:the |an? |your |this |that )?(?:{_alternatives('staff')})(?: was| is|'s| called| named| named as)?"
        rf"|(?:{_alternatives('holders')})(?: \d)?(?:'s name)?(?: (?:is|was)(?: still| now)?|'s|:| -|,)) (?=[^\W\d_])"
    )


def people(passage: Passage) -> Iterator[Finding]:
    """Names by the rules of all languages, and by those of English where it is that."""
    if passage.language != "en":
        return names(passage)
    firms = _table()["firms"]
    found = [*names(passage), *(_english(passage) if passage.tokens else ())]
    return (item for item in found if item.value not in firms)


def _english(passage: Passage) -> Iterator[Finding]:
    if _TITLE_LEFT.search(passage.question):
        yield from _found(passage, _skipped(passage, 0), 0.8, "a title was said before it")
    yield from _titled(passage)
    for cue in _related().finditer(passage.folded):
        yield from _found(passage, place_of(passage, cue.end()), 0.8, "after who somebody is")
    for cue in _UNDER.finditer(passage.folded):
        yield from _found(passage, place_of(passage, cue.end()), 0.8, "in whose name")
    for cue in _ITSELF.finditer(passage.folded):
        yield from _itself(passage, place_of(passage, cue.end()))
    initials = _INITIALS.search(passage.folded)
    if initials and initials[1] not in _table()["no_initials"] and not is_stop(initials[1]):
        yield Finding(*initials.span(1), "name", initials[1], 0.7, "initials, introduced")
    if asks(passage.question) and not _OF_THINGS.search(passage.question):
        yield from _found(passage, _skipped(passage, 0), 0.8, "asked for", closed=False)
    yield from _rows(passage)
    if not passage.text.islower():
        yield from _called(passage)


def _skipped(passage: Passage, at: int) -> int:
    """Past 'yes it's'."""
    words = passage.tokens
    while at < len(words) and (words[at].word in acknowledged() or words[at].word in _table()["leads"]):
        at += 1
    return at


def _row(passage: Passage, at: int) -> list[Token]:
    """Words from token `at` on that may be a name: strange ones, in capitals where the text has any."""
    cased = not passage.text.islower() and not passage.text.isupper()
    row: list[Token] = []
    for place in range(at, min(at + _MOST, len(passage.tokens))):
        token = passage.tokens[place]
        gap = passage.folded[row[-1].end : token.start] if row else " "
        if gap not in _JOINED or (gap == ". " and len(row[-1].word) > 1 and row[-1].word not in _table()["titles"]):
            break
        double = bool(row) and gap == "-" and passage.text[token.start].isupper()
        if not (double or _of_name(passage, token, cased=cased) or _particle(passage, place, cased=cased)):
            break
        row.append(token)
    while row and row[-1].word in _table()["particles"] and not passage.text[row[-1].start].isupper():
        row.pop()
    return row if any(len(token.word) >= _SHORTEST for token in row) else []


def _of_name(passage: Passage, token: Token, *, cased: bool) -> bool:
    word = token.word
    if cased and not passage.text[token.start].isupper():
        return False
    if word in _listed():
        return True
    if word in _table()["firms"] or is_stop(word) or describes(word) or word in words_of("titles"):
        return False
    return word.replace("'", "").isalpha() and word not in ordinary() if cased else unknown(word.replace("'", ""))


def _particle(passage: Passage, at: int, *, cased: bool) -> bool:
    """Whether it is a small part of a name or an initial that goes on: 'van', 'ní', 'd'."""
    word = passage.tokens[at].word
    if word not in _table()["particles"] and (len(word) > 1 or word in {"a", "i"}):
        return False
    following = passage.tokens[at + 1] if at + 1 < len(passage.tokens) else None
    if following is None or passage.folded[passage.tokens[at].end : following.start] not in _JOINED:
        return False
    if _of_name(passage, following, cased=cased):
        return True
    initial = len(following.word) == 1 and at > 0 and len(passage.tokens[at - 1].word) > 1
    return (initial or following.word in _table()["particles"]) and _particle(passage, at + 1, cased=cased)


def _closed(passage: Passage, row: Sequence[Token]) -> bool:
    """Whether a phrase ends with it or another begins."""
    rest = passage.folded[row[-1].end :]
    following = next((token for token in passage.tokens if token.start >= row[-1].end), None)
    return (
        following is None
        or not rest.startswith(" ")
        or rest.startswith(" [")
        or is_stop(following.word)
        or following.word in ordinary()
    )


def _found(passage: Passage, at: int, score: float, reason: str, *, closed: bool = True) -> Iterator[Finding]:
    row = _row(passage, at)
    if row and _THANKED.search(passage.folded, max(0, row[0].start - _REACH), row[0].start):
        return
    if row and (not closed or _closed(passage, row)):
        yield _finding(row, score, reason)


def _finding(row: Sequence[Token], score: float, reason: str) -> Finding:
    return Finding(row[0].start, row[-1].end, "name", " ".join(token.word for token in row), score, reason)


def _titled(passage: Passage) -> Iterator[Finding]:
    """'Doctor abimbola', 'auntie folake'; 'Venkataraghavan sir'."""
    if not passage.words.isdisjoint(_table()["titles"]):
        for at, token in enumerate(passage.tokens[:-1]):
            if token.word in _table()["titles"] and passage.folded[token.end : passage.tokens[at + 1].start] in {
                " ",
                ". ",
            }:
                yield from _found(passage, at + 1, 0.78, "after a title")
    for title in _SIR.finditer(passage.folded):
        at = place_of(passage, title.start()) - 1
        if at >= 0 and passage.tokens[at].end == title.start() and _row(passage, at)[:1] == [passage.tokens[at]]:
            yield _finding([passage.tokens[at]], 0.75, "before 'sir'")


def _itself(passage: Passage, at: int) -> Iterator[Finding]:
    """'Its Bex from': a name and where somebody is."""
    row = _row(passage, at)
    if row and _FROM.match(passage.folded, row[-1].end):
        yield _finding(row, 0.78, "introduces itself")


def _rows(passage: Passage) -> Iterator[Finding]:
    """Two strange words, of which one is a listed name."""
    if passage.words.isdisjoint(_listed()):
        return
    at = 0
    while at < len(passage.tokens):
        row = _row(passage, at)
        if len(row) > 1 and any(token.word in _listed() for token in row):
            yield _finding(row, 0.8, "a listed name, and one beside it")
        at += max(len(row), 1)


def _called(passage: Passage) -> Iterator[Finding]:
    """In a text with capitals: 'Is that right, Mbali?', 'Hi! Keelin from Support', 'Ngozi again'."""
    for found in _VOCATIVE.finditer(passage.folded):
        before = passage.text[max(0, found.start() - 30) : found.start()]
        row = _row(passage, place_of(passage, found.start(1)))
        whole = row and row[-1].end == found.end(1) and not describes(row[0].word)
        if whole and not re.search(r"[A-Z\d]\S*$", before) and row[0].word not in listed("en").towns:
            yield _finding(row, 0.74, "spoken to")
    for cue in _SPOKE.finditer(passage.folded):
        row = _row(passage, place_of(passage, cue.end()))
        thanked = _THANKED.search(passage.folded, max(0, cue.start() - _REACH), cue.start() + 1)
        if row and not thanked and (len(row) > 1 or not cue[0].endswith(": ")):
            yield _finding(row, 0.74, "spoken with")
    greeted = bool(_GREETING.search(passage.folded))
    for at, token in enumerate(passage.tokens):
        lead = passage.text[: token.start].rstrip(" \"'")
        if passage.text[token.start].isupper() and (not lead or lead[-1] in ".!?\n]"):
            row = _row(passage, at)
            known = greeted or any(word.word in _listed() for word in row)
            if row and known and _FROM.match(passage.folded, row[-1].end):
                yield _finding(row, 0.76, "begins a sentence, and says from where")
