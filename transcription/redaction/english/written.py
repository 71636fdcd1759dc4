"""English names in texts with capitals: initials, names that are words too, and those after what people do."""

import re
from collections.abc import Iterator, Sequence

from transcription.redaction.english.names import ordinary
from transcription.redaction.english.places import nouns
from transcription.redaction.english.rows import closed, finding, listed_names, row_at, words_for
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import is_stop
from transcription.redaction.listed import listed
from transcription.redaction.name_extent import place_of
from transcription.redaction.name_words import describes, given_names
from transcription.redaction.passage import Passage

# After these, one strange word in capitals is a name.
_SURE = re.compile(
    r"(?<![a-z])(?:attn|fao|f a o|for the attention of|regards|rgds|kr|thx|thanx|tysm|ta|cheers|xx?"
    r"|(?:signed|received|taken in|accepted|collected|handed over|picked up) (?:for )?(?:by|to)(?: a)?"
    r"|left (?:it )?with|(?:\d(?: ?[ap]m)?|day|appointment|appt|session|call|booked|meeting|lesson) with"
    r"|(?:engineer|driver|courier|technician|agent|host|rider|adviser|advisor|nurse|midwife|carer)"
    r"(?: for)?(?: today| tomorrow| tonight)? (?:is|will be|was)|maiden name"
    r"|(?:am i|are you|you're|is (?:that|this)) through to|i'm (?:through|speaking) to|says it's)[,:;\s-]{1,3}(?=[a-z])"
)
# After these, one that is listed, or several.
_LIKELY = re.compile(
    r"(?<![a-z])(?:tell|told|ask|asked|asking|text|texted|remind|remove|add|adding|removing|want|need|cc|with|by|for|under|and|or"
    r"|is|was|now|to|from|not|called|booking|reservation|appointment|appt|table|ticket|policy|claim|parcel|account|re|it's|its"
    r"|this is|name|passenger|guest|contact|kids are|children are)(?: for)?[:\s]{1,2}(?=[a-z])"
)
_ALONE = re.compile(r"\W{0,3}(?:$|[.,;!?)\n]|(?:he|she|they|who|from|and|off|on|at|in|today|tomorrow|party)(?![a-z]))")
_INITIALS = re.compile(
    r"(?<![\w.&'-])((?:[A-Z]\. ?){1,3}|(?:[A-Z] ){1,2})([A-Z][a-z]{2,}(?:['’-][A-Z][a-z]+)*)(?![\w'&-])"
)
_SIGNED = re.compile(
    r"(?:by|regards|rgds|thanks|thx|from|to|name|sincerely|faithfully|for|mr|ms|mrs|dr|contact)\W{1,4}$"
)
_VERBS = re.compile(
    r" (?:said|says|told|promised|has|had|was|is|will|would|called|rang|came|put|sent|never|just|keeps|did|does|hung"
    r"|helped|confirmed|offered|booked|assured|mentioned|at|from|in|here|again|speaking|asked|wants|needs|again)(?![a-z])"
)
_GREETED = re.compile(
    r"(?:^|[\n.!?] ?)(?:hi|hiya|hello|hey|dear|thanks|thank you|morning|evening|sorry|welcome)(?: there)?,? $"
)
_NOT_AT_END = re.compile(r"(?:[.!?:\n]\s*|^\W*)$")
_AFTER = re.compile(r" (?:here|again|speaking|calling|from|has|is|was|off|be|to|on)(?![a-z])|\W{0,2}(?:$|[.,;!?)\n])")


def written_names(passage: Passage) -> Iterator[Finding]:
    """Nothing where no letter is a capital, or all are."""
    if passage.text.islower() or passage.text.isupper():
        return
    for cues, sure in ((_SURE, True), (_LIKELY, False)):
        for cue in cues.finditer(passage.folded):
            row = row_at(passage, place_of(passage, cue.end()))
            if row and row[0].start <= cue.end() + 1 and _fits(passage, row, sure=sure):
                yield finding(row, 0.74, "in capitals, after words that a name follows")
    yield from _initials(passage)
    yield from _double(passage)
    yield from _first(passage)


def _fits(passage: Passage, row: Sequence[Token], *, sure: bool) -> bool:
    words = [token.word for token in row]
    if not closed(passage, row) or not nouns().isdisjoint(words) or " ".join(words) in listed("en").towns:
        return False
    if any(token.word in words_for("firms") for token in row) or describes(words[0], "en"):
        return False
    if _followed(passage, row[-1]):
        return False
    known = any(_known(word) for word in words)
    return known if not sure and len(row) == 1 else (sure or known)


def _known(word: str) -> bool:
    return word in listed_names()


def _followed(passage: Passage, last: Token) -> bool:
    """Whether one more word in capitals, or a number, goes on: 'Mandalay Bay Hotel', 'Galaxy 7'."""
    rest = passage.text[last.end : last.end + 3]
    return bool(re.match(r"[ -](?:[A-Z][a-z]|\d)|['’]s? [A-Z]|['’]s\b", rest))


def _initials(passage: Passage) -> Iterator[Finding]:
    """'P. J. Featherstonehaugh', 'received by J Whitlock'."""
    for found in _INITIALS.finditer(passage.text):
        word = passage.folded[found.start(2) : found.end(2)]
        first = re.split(r"\W", word)[0]
        if first in ordinary() or first in words_for("firms") or is_stop(first) or first in nouns():
            continue
        led = _SIGNED.search(passage.folded, max(0, found.start() - 20), found.start())
        if "." in found[1] or led or first in listed_names():
            value = " ".join(re.findall(r"\w+", passage.folded[found.start() : found.end()]))
            yield Finding(*found.span(), "name", value, 0.74, "initials and a family name")


def _double(passage: Passage) -> Iterator[Finding]:
    """A given name that is a word as well, with a family name: 'Mark Achterberg', 'Hope Summers here'."""
    for at, token in enumerate(passage.tokens[:-1]):
        if not passage.text[token.start].isupper() or token.word in listed_names() or not _named(token.word):
            continue
        row = row_at(passage, at + 1)
        gap = passage.text[token.end : passage.tokens[at + 1].start]
        if gap == " " and row and _family(passage, row) and not _followed(passage, row[-1]):
            yield finding([token, *row], 0.75, "a given name that is a word too, and a family name")


def _named(word: str) -> bool:
    return word in listed("en").given or word in given_names("en")


def _family(passage: Passage, row: Sequence[Token]) -> bool:
    last = row[-1].word
    if last in nouns() or last in words_for("firms"):
        return False
    sure = any(word.word in listed_names() for word in row) or last not in words_for("common")
    return sure or bool(_AFTER.match(passage.folded, row[-1].end))


def _first(passage: Passage) -> Iterator[Finding]:
    """A given name that begins a sentence and does something, or is spoken to though it is a word: 'Hi Hope, '."""
    for at, token in enumerate(passage.tokens):
        if not passage.text[token.start].isupper():
            continue
        lead = passage.folded[max(0, token.start - 24) : token.start]
        name = token.word in given_names("en") and token.word in listed_names()
        if name and _NOT_AT_END.search(lead) and _VERBS.match(passage.folded, token.end):
            yield finding([token], 0.74, "a given name, and what they did")
        elif (
            _named(token.word) and _GREETED.search(lead) and passage.text[token.end : token.end + 1] in {",", "!", "\n"}
        ):
            yield finding([passage.tokens[at]], 0.74, "spoken to")
