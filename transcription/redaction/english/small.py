"""English names in small letters that are words or places too, where somebody is spoken to, spoken of, or spelt out."""

import re
from collections.abc import Iterator
from functools import cache

from transcription.redaction.english.names import ordinary
from transcription.redaction.english.rows import listed_names, words_for
from transcription.redaction.finding import Finding
from transcription.redaction.language import is_stop
from transcription.redaction.listed import listed
from transcription.redaction.name_extent import place_of
from transcription.redaction.name_words import asks, given_names
from transcription.redaction.passage import Passage

# Before a given name, however common a word it is; and before one that is no word, at the end of what is said.
_SURE = re.compile(
    r"(?<![a-z'])(?:(?:am i|are you|you're|is this|is that) (?:speaking |talking )?(?:through )?(?:to|with)|is that you"
    r"|this is|it's|its|it is|i'm|me|here's) (?=[a-z])"
)
_LIKELY = re.compile(
    r"(?<![a-z'])(?:through to|thanks|thank you|cheers|hello|hi|hiya|hey|bye|okay|alright|all right|lovely|sorry"
    r"|maiden name|surname|(?:reservation|booking|table|appointment|room) for|under|ask for|tell|told|our|with|by|or"
    r"|and|no|cancel|for|yes|yeah|from|to) (?=[a-z])"
)
_THERE = re.compile(
    r"(?<![a-z'])(?:is|isn't|was) ([a-z]{3,}) (?:there|in|about|around|available|free|working)(?! the| a )(?![a-z])"
)
_AGAIN = re.compile(r" (?:again|here|speaking|from the|from your|calling)(?![a-z])")
_END = re.compile(r"(?: please| again| then| here| is it| there)?\W*(?:$|\n)|, ")
_RELATED = r"(?:my|our|his|her|their|your) (?:late |older |little |eldest |youngest |ex )?"
_ON = re.compile(
    r"\W*$|'s|,| (?:is|was|has|who|and|on|can't|cannot|won't|said|called|rang|wants|needs|didn't|isn't)(?![a-z])"
)
_LETTER = r"[a-z](?: (?:for|as in|like) [a-z]{2,15})?"
_SPELT = re.compile(
    rf"(?<![a-z'])(?:double )?{_LETTER}(?:,? (?:then |and |double )?{_LETTER}){{2,20}}(?![a-z']| (?:for|as in|like) )"
)
_LETTERED = re.compile(r"(?<![a-z'])[b-hj-z] $")
_SHORT = 3
# Words before a letter that show it to be a word: 'is it a', 'and i'.
_WORDS = frozenset(("a", "i"))


@cache
def _named() -> frozenset[str]:
    """Given names, words or not."""
    known = given_names("en") | listed("en").given
    return frozenset(word for word in known if len(word) >= _SHORT) - words_for("firms")


@cache
def _likely() -> frozenset[str]:
    """Names that are no ordinary words, of places maybe."""
    return frozenset(word for word in _named() | listed_names() if not is_stop(word)) - ordinary()


@cache
def _related() -> re.Pattern[str]:
    kin = "|".join(sorted(words_for("relations"), key=len, reverse=True))
    return re.compile(rf"(?<![a-z'])(?:{_RELATED}(?:{kin})(?: called| named)?|our) (?=[a-z])")


def small(passage: Passage) -> Iterator[Finding]:
    if not passage.text.islower():
        return
    for cue in _SURE.finditer(passage.folded):
        yield from _one(passage, cue.end(), _named(), _AGAIN)
    for cue in _LIKELY.finditer(passage.folded):
        if _LETTERED.search(passage.folded, max(0, cue.start() - 3), cue.start()):
            continue  # 'm for mike'
        yield from _one(passage, cue.end(), _likely(), _END)
    if not passage.words.isdisjoint(words_for("relations") | {"our"}):
        for cue in _related().finditer(passage.folded):
            yield from _one(passage, cue.end(), _likely(), _ON)
    for found in _THERE.finditer(passage.folded):
        if found[1] in _named() and not is_stop(found[1]):
            yield Finding(*found.span(1), "name", found[1], 0.7, "asked after")
    yield from _owners(passage)
    if "[name]" in passage.folded or "[name]" in passage.question or asks(passage.question):
        yield from _spelt(passage)


def _one(passage: Passage, at: int, known: frozenset[str], ends: re.Pattern[str]) -> Iterator[Finding]:
    place = place_of(passage, at)
    if place >= len(passage.tokens) or passage.tokens[place].start != at:
        return
    token = passage.tokens[place]
    word = token.word.removesuffix("'s")
    end = token.start + len(word)
    if word in known and ends.match(passage.folded, end):
        yield Finding(token.start, end, "name", word, 0.7, "a given name, spoken to or of")


def _owners(passage: Passage) -> Iterator[Finding]:
    """'Zoe's mum'."""
    for token in passage.tokens:
        word = token.word.removesuffix("'s")
        if word != token.word and word in given_names("en") and word in _likely() and word in listed_names():
            yield Finding(token.start, token.end - 2, "name", word, 0.7, "a given name, and what is theirs")


def _spelt(passage: Passage) -> Iterator[Finding]:
    """'T for tango r a n', beside the name or asked for."""
    for found in _SPELT.finditer(passage.folded):
        letters = re.findall(r"(?<![a-z'])([a-z])(?![a-z'])", found[0])
        if len(letters) >= _SHORT and not (set(letters) <= _WORDS):
            yield Finding(*found.span(), "name", "".join(letters), 0.76, "spelt, some letters with a word")
