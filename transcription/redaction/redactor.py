"""Take personal items out of an interaction before it is kept; each leaves its type, place and keyed hash."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import msgspec

from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction.card import cards
from transcription.redaction.email import emails
from transcription.redaction.finding import CONTEXT, THRESHOLD, Finding, Passage, Recogniser
from transcription.redaction.keys import keyed_hash
from transcription.redaction.phone import phones
from transcription.transcript import Redaction, Word

RECOGNISERS: tuple[Recogniser, ...] = (emails, cards, phones)


def redact(interaction: Interaction, key: bytes) -> Interaction:
    """Redact every turn, its words too. What is redacted already stays as it is."""
    if interaction.turns is None:
        return interaction
    turns: list[SpokenTurn] = []
    before = ""
    for turn in interaction.turns:
        turns.append(redact_turn(turn, key, before=before))
        before = f"{before} {turn.text}"[-CONTEXT:]
    return msgspec.structs.replace(interaction, turns=tuple(turns))


def redact_turn(turn: SpokenTurn, key: bytes, *, before: str = "") -> SpokenTurn:
    """`before` is what was said until then: 'your phone number?' tells what the digits after it are."""
    found = find(Passage(turn.text, before), keep=turn.redactions)
    words = _redact_words(turn, found, before)
    if not found and words == turn.words:
        return turn
    text, redactions = _replace(turn.text, found, turn.redactions, key)
    return msgspec.structs.replace(turn, text=text, redactions=redactions, words=words)


def find(passage: Passage, keep: Sequence[Redaction] = ()) -> tuple[Finding, ...]:
    """Items in order of place, none overlapping another or what is redacted already; the surer, longer one wins."""
    found = [finding for recognise in RECOGNISERS for finding in recognise(passage) if finding.score >= THRESHOLD]
    taken = sorted((redaction.start, redaction.end) for redaction in keep)
    chosen: list[Finding] = []
    for finding in sorted(found, key=lambda finding: (-finding.score, finding.start - finding.end)):
        place = bisect_right(taken, (finding.start, finding.end))
        left_free = place == 0 or taken[place - 1][1] <= finding.start
        if left_free and (place == len(taken) or finding.end <= taken[place][0]):
            taken.insert(place, (finding.start, finding.end))
            chosen.append(finding)
    return tuple(sorted(chosen))


def placeholder(kind: str) -> str:
    return f"[{kind}]"


def _replace(
    text: str, found: Sequence[Finding], kept: Sequence[Redaction], key: bytes
) -> tuple[str, tuple[Redaction, ...]]:
    """Put placeholders in; the redactions' offsets are those of the placeholders in the new text."""
    items: list[Finding | Redaction] = sorted([*found, *kept], key=lambda item: item.start)
    pieces: list[str] = []
    redactions: list[Redaction] = []
    at = length = 0
    for item in items:
        inside = placeholder(item.type) if isinstance(item, Finding) else text[item.start : item.end]
        digest = keyed_hash(key, item.value) if isinstance(item, Finding) else item.hash
        pieces += [text[at : item.start], inside]
        start = length + item.start - at
        length, at = start + len(inside), item.end
        redactions.append(Redaction(start=start, end=length, type=item.type, hash=digest))
    return "".join([*pieces, text[at:]]), tuple(redactions)


def _redact_words(turn: SpokenTurn, found: Sequence[Finding], before: str) -> tuple[Word, ...]:
    """Words that an item touches become one placeholder over their time."""
    places = _places(turn)
    if places is None:  # the words are not the text's: they are searched on their own
        ends = list(accumulate(len(word.text) + 1 for word in turn.words))
        places = [(end - len(word.text) - 1, end - 1) for word, end in zip(turn.words, ends, strict=True)]
        found = find(Passage(" ".join(word.text for word in turn.words), before))
    words: list[Word] = []
    last: Finding | None = None
    for word, (start, end) in zip(turn.words, places, strict=True):
        item = next((item for item in found if start < item.end and item.start < end), None)
        if item is None:
            words.append(word)
        elif item is last:
            words[-1] = Word(words[-1].text, words[-1].start, word.end, min(words[-1].confidence, word.confidence))
        else:
            words.append(Word(placeholder(item.type), word.start, word.end, word.confidence))
        last = item
    return tuple(words)


def _places(turn: SpokenTurn) -> list[tuple[int, int]] | None:
    """Where each word stands in the text, in order; None where they do not cover all of it."""
    places: list[tuple[int, int]] = []
    at = 0
    for word in turn.words:
        start = turn.text.find(word.text, at)
        if start < 0 or turn.text[at:start].strip():
            return None
        at = start + len(word.text)
        places.append((start, at))
    return None if turn.words and turn.text[at:].strip() else places
