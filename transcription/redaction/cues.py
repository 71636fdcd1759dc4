"""Words near a number that say what it is. The last one before it decides: 'for order 12, my phone is 555…'."""

import re
from functools import cache, lru_cache

from transcription.redaction.language import CODES, everywhere, language
from transcription.redaction.passage import Passage

# Characters in which a cue in the same turn reaches, and in which 'order' still takes a number away.
_REACH = 110
_OTHER_REACH = 48
_AFTER = 34
# Turns before an answer in which its question may stand.
_QUESTIONS = 3
# What was taken out and may have been the number that was asked for.
_TAKEN = re.compile(r"\[(?!(?:name|email|address)\])[a-z_]+\]")
_NATIONAL = re.compile(r"national|identi|^id ")
_SENTENCE = re.compile(r"[.!?。！？]\s|\n")


@cache
def _cue() -> re.Pattern[str]:
    """Longer phrases first where they begin alike: 'security code' before 'security'. `[card]` was taken out."""
    kinds = ["ssn", "resident_id", "code", "nik", "iban", "pesel", "birth", "phone", "other", "id", "card"]
    return re.compile(
        "|".join(
            [
                r"\[(?!(?:name|email|address)\])(?P<taken>[a-z_]+)\]",
                *(f"(?P<{kind}>{everywhere(kind)})" for kind in kinds),
            ]
        )
    )


@cache
def _named() -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<![a-z])(?:{word})" for code in CODES for word in language(code).cues["named"]))


def speaks(text: str) -> bool:
    """Whether a word or more says what a number is."""
    return bool(_cue().search(text))


def said(passage: Passage, start: int, end: int) -> str | None:
    """What the words about `text[start:end]` say it is; 'other' for orders, tickets and their like."""
    return said_here(passage, start, end) or _asked(passage, start)


def said_here(passage: Passage, start: int, end: int) -> str | None:
    """The same, by the words of the passage itself."""
    lead = passage.folded[max(0, start - _REACH) : start]
    return _here(lead) or _following(passage.folded[end : end + _AFTER + 30])


def _here(lead: str) -> str | None:
    found = _last(lead)
    if found is None:
        return None
    kind, end = found
    if kind == "other":
        rest = lead[end:]
        return kind if len(rest) <= _OTHER_REACH and not _SENTENCE.search(rest) else None
    return None if kind == "taken" else kind


@lru_cache(maxsize=2048)
def _last(text: str) -> tuple[str, int] | None:
    """The last cue in a text and where it ends; any noun before 'number' is a cue for something else."""
    last, start = None, 0
    for found in _cue().finditer(text):
        last, start = (found.lastgroup or "", found.end()), found.start()
    for found in _named().finditer(text):
        kinds = {cue.lastgroup for cue in _cue().finditer(found[0])}
        later = last is None or found.end() > last[1] or (found.end() == last[1] and found.start() < start)
        if later and kinds <= {"other", "id", "code"} and not _NATIONAL.search(found[0]):
            last = ("other", found.end())
    return last


def _following(rest: str) -> str | None:
    """'4111 … is my card number': a cue soon after, in the same sentence, before any other number."""
    stop = re.search(r"[.!?。！？\n]|\d", rest)
    found = _cue().search(rest[: stop.start()] if stop else rest)
    if not found or found.start() > _AFTER or found.lastgroup == "taken":
        return None
    between = rest[: found.start()]
    return found.lastgroup if len(between) <= 1 or _COPULA.search(between) else None


_COPULA = re.compile(
    r"^\W*(?:that is|that's|thats|which is|as (?:your|my|his|her|the|a)"
    r"|it's|is|was|to|jest|adalah|itu|هو|هذا|是|就是|这是|那是)(?![a-z])"
)


def asked(passage: Passage) -> frozenset[str]:
    """All that the last turn with a cue speaks of, where it is one of those just before."""
    turns = _asked_by_turn(passage)
    return turns[0] if turns else frozenset()


def asked_beside(passage: Passage) -> frozenset[str]:
    """All that the turns just before speak of, back to a number that was given: 'the order, or your phone number'."""
    return frozenset[str]().union(*_asked_by_turn(passage))


def _asked_by_turn(passage: Passage) -> list[frozenset[str]]:
    """What each turn just before speaks of, the latest first, none that speak of nothing."""
    found: list[frozenset[str]] = []
    for line in reversed(passage.folded_before.rstrip().split("\n")[-_QUESTIONS:]):
        given = max((taken.end() for taken in _TAKEN.finditer(line)), default=0)
        kinds = _kinds(line[given:])
        if kinds:
            found.append(kinds)
        if given:
            break
    return found


@lru_cache(maxsize=2048)
def _kinds(line: str) -> frozenset[str]:
    return frozenset(cue.lastgroup or "" for cue in _cue().finditer(line))


def _asked(passage: Passage, start: int) -> str | None:
    """What the other party asked for. 'Order' counts in the last line only: it must not hide a card for long."""
    if start > _REACH:
        return None
    lines = passage.folded_before.rstrip().split("\n")
    for age, line in enumerate(reversed(lines)):
        found = _last(line)
        if found and found[0] == "taken":
            return None
        if found and (found[0] != "other" or age == 0):
            return found[0]
    return None


def consumed(passage: Passage, start: int) -> bool:
    """Whether another number stands between the cue and this one, with more than a word or two about it."""
    lead = passage.folded[max(0, start - _REACH) : start]
    found = _last(lead)
    if found is None:
        return False
    between = lead[found[1] :]
    number = list(re.finditer(r"\d{4,}", between))
    return bool(number) and len(between[number[-1].end() :].split()) > 2
