"""Items found once are found again: read back by the other party, in part, or without a word to say what they are."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from transcription.redaction.birth import dates
from transcription.redaction.digits import Run, stretches
from transcription.redaction.english import addresses as english_addresses
from transcription.redaction.english import names as english_names
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import acknowledged, stops
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import measured

# Digits that say enough of a number to know it again.
_FEWEST = 6
_PIECE = 2
_WORDS = 4
_ALIKE = 0.85
_SHORTEST_NAME = 3


def again(passage: Passage, found: Sequence[Finding]) -> Iterator[Finding]:
    """Where the passage holds `found` items of other turns."""
    numbers = {item.value: item.type for item in found if item.type not in {"name", "email", "address", "birth"}}
    if numbers:
        yield from _numbers(passage, numbers)
    births = {item.value for item in found if item.type == "birth" and item.value.count("-") >= _PIECE}
    for start, end, value in dates(passage) if births else ():
        if value in births:
            yield Finding(start, end, "birth", value, 0.9, "said before")
    given = [item.value for item in found if item.type == "address"]
    if given:
        yield from english_addresses.again(passage, given)
    names = list(dict.fromkeys(item.value for item in found if item.type == "name"))
    if names:
        yield from _names(passage, names)


def _numbers(passage: Passage, known: dict[str, str]) -> Iterator[Finding]:
    for run in passage.runs:
        if len(run.digits) < 3:
            continue
        for part in (run, *(stretches(run, passage.folded, _FEWEST, 40) if len(run.digits) > _FEWEST else ())):
            value = _known(part, known)
            if value is not None:
                digits = part.digits if len(part.digits) < len(value) else value
                yield Finding(part.start, part.end, known[value], digits, 0.9, "said before")
                break


def echoed(passage: Passage, item: Finding, said: str) -> Iterator[Finding]:
    """A piece of an item read back beside it: digits of it, or words of it that are all there is."""
    plain = item.value.upper()
    for run in passage.runs:
        if len(run.digits) >= _PIECE and run.digits in plain and not measured(passage.folded, run):
            yield Finding(run.start, run.end, item.type, run.digits, 0.9, "read back")
    signs = _signs(passage.folded)
    if len(signs) >= _WORDS and not passage.words <= acknowledged() and signs in _signs(said):
        start = len(passage.text) - len(passage.text.lstrip())
        yield Finding(start, len(passage.text.rstrip()), item.type, signs, 0.95, "read back")


def _signs(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _known(run: Run, known: dict[str, str]) -> str | None:
    digits = run.digits
    if digits in known:
        return digits
    if len(digits) < _FEWEST:
        return None
    for value in known:
        if digits in value:
            return value
        if len(digits) >= _FEWEST + 2 and abs(len(digits) - len(value)) <= 2 and _alike(digits, value):
            return value
    return None


def _alike(digits: str, value: str) -> bool:
    return SequenceMatcher(None, digits, value, autojunk=False).ratio() >= _ALIKE


def _names(passage: Passage, names: Sequence[str]) -> Iterator[Finding]:
    for name in names:
        if "\u4e00" <= name[0] <= "\u9fff":
            if len(name) < _PIECE:
                continue
            at = passage.folded.find(name)
            while at >= 0:
                yield Finding(at, at + len(name), "name", name, 0.7, "said before")
                at = passage.folded.find(name, at + len(name))
        else:
            yield from _tokens(passage, name.split())


def _tokens(passage: Passage, name: Sequence[str]) -> Iterator[Finding]:
    """Stretches of the name's words; one alone counts where it is written as a name."""
    parts = {word for word in name if len(word) >= _SHORTEST_NAME and word not in stops()}
    if passage.words.isdisjoint(parts):
        return
    current: list[Token] = []
    for token in (*passage.tokens, Token(len(passage.text), len(passage.text), "")):
        if token.word in parts and (not current or passage.folded[current[-1].end : token.start] in {" ", "-", ", "}):
            current.append(token)
            continue
        if current and (len(current) > 1 or len(name) == 1 or _written_so(passage, current[0])):
            value = " ".join(word.word for word in current)
            yield Finding(current[0].start, current[-1].end, "name", value, 0.7, "said before")
        current = [token] if token.word in parts else []


def _written_so(passage: Passage, token: Token) -> bool:
    letter = passage.text[token.start]
    if english_names.applies(passage) and english_names.unknown(token.word):
        return True
    return letter.isupper() or letter.lower() == letter.upper()
