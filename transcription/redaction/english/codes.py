"""Codes as they are said in English: letters and digits mixed, single characters that were asked for, several words."""

import re
from collections.abc import Iterator

from transcription.redaction.english.births import births
from transcription.redaction.english.volunteered import volunteered
from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.name_extent import place_of
from transcription.redaction.passage import Passage

_CODE = (
    r"(?:pass ?words?|pass ?codes?|pass ?phrase|pins?|p i n|security (?:code|number|word|answer)|memorable \w+"
    r"|(?:door|gate|alarm|entry|access|building|garage|lock ?box|key ?safe|wi-?fi|side gate|safe)"
    r" (?:code|key|pin|password|number)"
    r"|(?:network|wireless|security|router|recovery|backup|activation|unlock|buzzer)"
    r" (?:key|code|password|phrase)s?|puk"
    r"|key ?safe|lock ?box|alarm(?= (?:is )?\d)"
    r"|(?:verification|one[ -]time|login|log[ -]in|sms|text|confirmation) code|otp|code word)"
)
_ASKED = re.compile(rf"(?<![a-z]){_CODE}(?![a-z])")
# 'The code for the door is', 'key safe's'.
_SAID = re.compile(
    rf"(?<![a-z]){_CODE}(?: (?:for|of|on|to|at) (?:the |my |your )?\w+(?: \w+)?)?(?:'s| is| was|:| =|,)?"
    r"(?: still| now)?(?![a-z])"
)
_CHARACTERS = re.compile(
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d(?:st|nd|rd|th))[ ,]"
    r".{0,60}(?:characters?|digits?|letters?|numbers?)"
    r"|(?:characters?|digits?|letters?|numbers?) (?:number )?(?:\d|one|two|three|four|five|six|seven|eight)\b"
)
_OF = re.compile(r"(?<![a-z])(?:of|from|in) (?:your|the|that|it)(?![a-z])|\?")
_WORDED = r"(?:pass ?words?|pass ?phrase|memorable \w+|security (?:word|answer)|code word)"
_WORD = re.compile(rf"(?<![a-z]){_WORDED}(?![a-z])")
# A question for a password, and no more than a mention of one: 'I've reset your password, anything else'.
_WANTED = re.compile(
    rf"(?<![a-z])(?:what's|whats|what is|what was|what are|tell me|give me|confirm|provide|enter|say|need|have|take|get"
    rf"|name|and)(?: [a-z']+){{0,4}}? {_WORDED}"
    r"(?! (?:reset|screen|error|link|page|field|box|prompt|section|problem|issue))(?![a-z])"
    rf"|(?<![a-z]){_WORDED}(?: please| then| sorry)?\W*$"
)
_RESET = re.compile(
    r"(?<![a-z])(?:reset|resetting|change|changed|changing|forgot|forgotten|sent|updated|unlocked)(?: [a-z']+){0,2}"
    r" (?:pass ?words?|pass ?phrase|code word)(?! you)(?![a-z])"
)
_LATER = 3
_FEWEST, _MOST = 3, 12
_WORDS = 4
_ANSWER = 14
_CASES = frozenset(
    ("capital", "capitals", "hash", "star", "lower", "lowercase", "upper", "uppercase", "dash", "case", "exclamation")
)
_LEADS = frozenset(("it's", "its", "uh", "um", "er", "erm", "be", "should"))
_INSIDE = frozenset(("all", "one", "a", "the", "at", "and", "with", "for", "then"))
_NONE = frozenset(
    "forgot forgotten remember reset change changed wrong incorrect sure idea what which know none same email text"  # noqa: SIM905
    " help sent send asking working work works expired account locked don't can't never my the your".split()
)


def codes(passage: Passage) -> Iterator[Finding]:
    if passage.language != "en":
        return
    yield from volunteered(passage)
    yield from births(passage)
    before = "\n".join(passage.folded_before.rstrip().split("\n")[-_LATER:])
    characters = _ASKED.search(before) and _CHARACTERS.search(passage.question) and _OF.search(passage.question)
    if characters:
        yield from _characters(passage)
    for cue in _SAID.finditer(passage.folded):
        yield from _mixed(passage, cue.end())
    if _ASKED.search(passage.question) or "[code]" in passage.question:
        yield from _mixed(passage, 0)
    wanted = _WORD.search(passage.question) and _WANTED.search(_RESET.sub(" ", passage.question))
    if wanted and not characters and "?" not in passage.text:
        yield from _words(passage)


def _characters(passage: Passage) -> Iterator[Finding]:
    """Single digits and letters of the answer."""
    if len(passage.tokens) > _ANSWER:
        return
    for at, token in enumerate(passage.tokens):
        atom = passage.begun.get(at)
        if atom and len(atom.digits) <= _FEWEST:
            yield Finding(atom.start, atom.end, "code", atom.digits, 0.7, "a character of a code, asked for")
        elif len(token.word) == 1 and token.word.isalpha() and token.word != "i":
            yield Finding(token.start, token.end, "code", token.word, 0.7, "a character of a code, asked for")


def _mixed(passage: Passage, at: int) -> Iterator[Finding]:
    """Digits with letters among them, soon after the words that say code."""
    tokens, atoms = passage.tokens, passage.begun
    first = place_of(passage, at)
    while first < len(tokens) and first not in atoms and len(tokens[first].word) > 1:
        if tokens[first].word not in acknowledged() | _LEADS | _CASES:
            return
        first += 1
    signs, here, letters = "", first, 0
    while here < len(tokens) and len(signs) < _MOST:
        if here > first and re.search(r"[.;!?\n]", passage.folded[tokens[here - 1].end : tokens[here].start]):
            break
        word = tokens[here].word
        step = _aside(passage, here)
        if here in atoms:
            signs, here = signs + atoms[here].digits, atoms[here].last
        elif len(word) == 1 and word.isalpha():
            signs, here, letters = signs + word, here + 1, letters + 1
        elif step and here + step < len(tokens) + (word == "for"):
            here += step
        else:
            break
    if letters and len(signs) > _FEWEST and any(sign.isdecimal() for sign in signs):
        yield Finding(tokens[first].start, tokens[here - 1].end, "code", signs, 0.86, "letters and digits of a code")


def _aside(passage: Passage, at: int) -> int:
    """How many words say how a sign is written: 'capital', 'lower case', 'for bravo'."""
    word = passage.tokens[at].word
    following = passage.tokens[at + 1].word if at + 1 < len(passage.tokens) else ""
    if word == "for" and len(following) > 1 and at and len(passage.tokens[at - 1].word) == 1:
        return 2
    return (2 if following == "case" else 1) if word in _CASES else 0


def _words(passage: Passage) -> Iterator[Finding]:
    """The few words that answer a question for a password, with what says how they are written."""
    said = list(passage.tokens)
    while said and (said[0].word in acknowledged() or is_stop(said[0].word) or said[0].word in _LEADS):
        said.pop(0)
    most = _ANSWER if any(token.word in _CASES for token in said) else _WORDS
    if not 1 < len(said) <= most or any(
        token.word in _NONE or (is_stop(token.word) and token.word not in _INSIDE) for token in said
    ):
        return
    value = " ".join(token.word for token in said)
    yield Finding(said[0].start, said[-1].end, "code", value, 0.73, "a password of several words, asked for")
