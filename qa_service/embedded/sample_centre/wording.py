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

LANGUAGES = ("en",)
_TOKEN = re.compile(r"[\[\]|]|\{\w+\}|[^\[\]|{]+")
_GAP = re.compile(r" ([,.?!])")
_SENTENCE = re.compile(r"(?:^|[.!?] )[a-zà-ž]")


class Reason(Frozen, frozen=True, kw_only=True):
    """How one reason sounds: `plain` is calm, `failing` calls for empathy by itself."""

    queue: str
    topic: Phrases
    data: Phrases
    plain: Phrases
    failing: Phrases
    situation: Phrases
    ack: Phrases
    solved: Phrases
    promised: Phrases
    deferred: Phrases
    refused: Phrases
    nothing: Phrases


class Datum(Frozen, frozen=True, kw_only=True):
    ask: Phrases
    give: Phrases
    again: Phrases


class Tail(Frozen, frozen=True, kw_only=True):
    """What a customer adds that calls for empathy, and how somebody who listened answers it."""

    say: Phrases
    ack: Phrases


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
    """All phrases of one language."""

    months: Phrases
    weekdays: Phrases
    dates: Phrases
    slots: Slots
    talk: dict[str, Phrases]
    data: dict[str, Datum]
    tails: tuple[Tail, ...]
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
    tokens = _TOKEN.findall(template)
    if "".join(tokens) != template:
        raise ValueError(f"template {template!r} holds a stray brace")
    parts, rest = _sequence(tokens, 0, top=True)
    if rest != len(tokens):
        raise ValueError(f"template {template!r} closes a bracket it never opened")
    return parts


def _sequence(tokens: list[str], at: int, *, top: bool) -> tuple[tuple[Part, ...], int]:
    parts: list[Part] = []
    while at < len(tokens):
        token = tokens[at]
        if token == "[":
            choice, at = _choice(tokens, at + 1)
            parts.append(choice)
        elif token == "]" or (token == "|" and not top):
            return tuple(parts), at
        else:
            parts.append(token)
            at += 1
    return tuple(parts), at


def _choice(tokens: list[str], at: int) -> tuple[tuple[tuple[Part, ...], ...], int]:
    options: list[tuple[Part, ...]] = []
    while True:
        option, at = _sequence(tokens, at, top=False)
        options.append(option)
        if at >= len(tokens):
            raise ValueError(f"template {''.join(tokens)!r} never closes a bracket")
        at += 1
        if tokens[at - 1] == "]":
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
