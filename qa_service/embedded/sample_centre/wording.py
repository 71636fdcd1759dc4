"""What people of the sample centre write: phrase tables read from `texts/`, and the slots in them."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random

import msgspec

from transcription.interaction import Frozen

Phrases = tuple[str, ...]
Part = str | tuple[tuple["Part", ...], ...]

LANGUAGES = ("en", "id", "pl", "ar", "zh")
_PIECE = re.compile(r"[\[\]|]|\{\w+\}|[^\[\]|{]+")
_GAP = re.compile(r" ([,.?!:;])")
_SENTENCE = re.compile(r"(?:^|[.!?] )[a-zà-ž]")


class Episode(Frozen, frozen=True, kw_only=True):
    """What calls for empathy, and what somebody who listened names: a `situation`, or `ack`, whole sentences."""

    say: Phrases
    situation: Phrases
    ack: Phrases


class Reason(Frozen, frozen=True, kw_only=True):
    """How one reason sounds: `plain` is calm, `failing` calls for empathy by itself; `data` is what agents ask for."""

    queue: str
    topic: Phrases
    data: Phrases
    plain: Phrases
    failing: tuple[Episode, ...]
    solved: Phrases
    promised: Phrases
    deferred: Phrases
    refused: Phrases
    nothing: Phrases
    confirmed: Phrases = ()


class Datum(Frozen, frozen=True, kw_only=True):
    ask: Phrases
    give: Phrases
    again: Phrases


class Slots(Frozen, frozen=True, kw_only=True):
    items: Phrases
    places: Phrases
    streets: Phrases
    plans: Phrases
    agents: Phrases
    customers: Phrases
    amounts: Phrases
    phones: Phrases


class Wording(Frozen, frozen=True, kw_only=True):
    """All phrases of one language; `tails` turn a calm report into an episode, the third into a repeat contact."""

    months: Phrases
    weekdays: Phrases
    dates: Phrases
    slots: Slots
    talk: dict[str, Phrases]
    data: dict[str, Datum]
    tails: tuple[Episode, ...]
    reasons: dict[str, Reason]


@cache
def wording(language: str) -> Wording:
    """Read `texts/LANGUAGE/*.toml`."""
    tables: dict[str, object] = {}
    reasons: dict[str, object] = {}
    folder = files("qa_service.embedded.sample_centre") / "texts" / language
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        read = tomllib.loads(file.read_text(encoding="utf-8"))
        (reasons if file.name.startswith("reasons") else tables).update(read)
    return msgspec.convert({**tables, "reasons": reasons}, Wording)


@cache
def parse(template: str) -> tuple[Part, ...]:
    """Read a template: `[one|or the other]` may nest, `{slot}` is filled in by `expand`."""
    pieces = _PIECE.findall(template)
    if "".join(pieces) != template:
        raise ValueError(f"template {template!r} holds a stray brace")
    parts, rest = _sequence(pieces, 0, top=True)
    if rest != len(pieces):
        raise ValueError(f"template {template!r} closes a bracket it never opened")
    return parts


def _sequence(pieces: list[str], at: int, *, top: bool) -> tuple[tuple[Part, ...], int]:
    parts: list[Part] = []
    while at < len(pieces):
        piece = pieces[at]
        if piece == "[":
            choice, at = _choice(pieces, at + 1)
            parts.append(choice)
        elif piece == "]" or (piece == "|" and not top):
            return tuple(parts), at
        else:
            parts.append(piece)
            at += 1
    return tuple(parts), at


def _choice(pieces: list[str], at: int) -> tuple[tuple[tuple[Part, ...], ...], int]:
    options: list[tuple[Part, ...]] = []
    while True:
        option, at = _sequence(pieces, at, top=False)
        options.append(option)
        if at >= len(pieces):
            raise ValueError(f"template {''.join(pieces)!r} never closes a bracket")
        at += 1
        if pieces[at - 1] == "]":
            return tuple(options), at


def expand(template: str, rng: Random, slots: Mapping[str, str]) -> str:
    """Choose among the alternatives and fill the slots; a slot that has no value is a KeyError."""
    return _GAP.sub(r"\1", " ".join(_fill(parse(template), rng, slots).split()))


def _fill(parts: tuple[Part, ...], rng: Random, slots: Mapping[str, str]) -> str:
    out: list[str] = []
    for part in parts:
        if not isinstance(part, str):
            out.append(_fill(part[int(rng.random() * len(part))], rng, slots))
        elif part[0] == "{":
            filled = slots[part[1:-1]]
            out.append(_fill(parse(filled), rng, slots) if "{" in filled or "[" in filled else filled)
        else:
            out.append(part)
    return "".join(out)


def capitalised(text: str) -> str:
    """Begin every sentence with a capital, as agents write."""
    return _SENTENCE.sub(lambda found: found[0].upper(), text)
