"""Benchmarks: what good looks like, as data. Frozen Structs, unknown fields forbidden."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

Share = Annotated[float, Meta(ge=0, le=1)]
Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]
Filled = Annotated[str, Meta(min_length=1)]
Rule = Literal["response", "ladder", "repetition", "timing", "presence", "hand_off"]
Side = Literal["customer", "agent"]
Channel = Literal["voice", "chat", "email", "messaging", "social"]
# What an indicator may stand for under each rule, and who says it.
ROLES: dict[Rule, dict[str, Side]] = {
    "response": {
        "opportunity": "customer",
        "opportunity_cue": "customer",
        "circumstance": "customer",
        "met": "agent",
        "met_cue": "agent",
    },
    "ladder": {
        "request": "customer",
        "fault": "customer",
        "question": "customer",
        "no_request": "customer",
        "confirmed": "customer",
        "acknowledged": "customer",
        "affirmed": "customer",
        "refuted": "customer",
        "denied": "customer",
        "contested": "customer",
        "level": "agent",
        "check": "agent",
        "filler": "agent",
    },
    "repetition": {
        "gives": "customer",
        "again": "customer",
        "corrects": "customer",
        "asks": "agent",
        "repeat_please": "agent",
        "other_one": "agent",
        "required": "agent",
        "greeting": "agent",
        "offers": "agent",
    },
    "timing": {"announces": "agent"},
    "presence": {"greets": "agent", "introduces": "agent", "closes": "agent"},
    "hand_off": {
        "asks_person": "customer",
        "failed": "agent",
        "hands_over": "agent",
        "context": "agent",
        "starts_over": "agent",
    },
}
# Of the rule 'response': what a Calling weighs, and what answers.
CALLING_ROLES = ("opportunity", "opportunity_cue", "circumstance")
ANSWERING_ROLES = ("met", "met_cue")


class Frozen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen Struct that forbids unknown fields."""


class Indicator(Frozen, frozen=True, kw_only=True, tag_field="kind"):
    """One detectable sign of a behaviour.

    `role` is what it stands for under the benchmark's rule. `guards` name the language's contexts that void it
    (negation, ...). `echoes` is how many content words of the customer must come back in the rest of its sentence.
    `opens`: begins an episode of its own where it is new. `slot` is the datum it asks for or gives. `weight` is what a
    cue adds to its sentence, or takes from it; a cue decides nothing alone. `overrules` names indicators of the same
    rule that do not count beside it in the same sentence or turn.
    """

    name: Name
    role: str
    grade: Share = 0.0
    guards: tuple[str, ...] = ()
    echoes: Annotated[int, Meta(ge=0)] = 0
    opens: bool = False
    slot: str | None = None
    weight: float = 0.0
    overrules: tuple[str, ...] = ()
    overrules_in: Literal["sentence", "turn"] = "sentence"


class Phrases(Indicator, frozen=True, kw_only=True, tag="phrases"):
    """Phrases per language, in the language of phrases.py."""

    phrases: dict[str, tuple[Filled, ...]] = {}


class TokenPattern(Frozen, frozen=True, kw_only=True):
    """A pattern in the syntax of spaCy's Matcher, tried only in turns that hold one of the `anchor` words."""

    anchor: Annotated[tuple[Filled, ...], Meta(min_length=1)]
    tokens: Annotated[tuple[dict[str, Any], ...], Meta(min_length=1)]


class TokenPatterns(Indicator, frozen=True, kw_only=True, tag="tokens"):
    """Token patterns per language: for what phrases cannot say, like numbers in words."""

    patterns: dict[str, tuple[TokenPattern, ...]] = {}


AnyIndicator = Phrases | TokenPatterns


class Slot(Frozen, frozen=True, kw_only=True, rename={"excepted": "except"}):
    """A datum that a customer gives: how it is called (per language, as phrases) and what it looks like.

    `pattern` (re2; patterns.py says where a datum begins and ends) ignores letter case. Without one it is known by
    what the customer calls it or was asked for. What it finds does not count where one of `except` takes the whole of
    it, or where one of `not_after` stands right before it or one of `not_before` right after it (re2, too).
    `open`: its value is any words that follow its name or answer the question.
    """

    name: Name
    words: dict[str, tuple[Filled, ...]] = {}
    pattern: Filled | None = None
    excepted: tuple[Filled, ...] = ()
    not_after: tuple[Filled, ...] = ()
    not_before: tuple[Filled, ...] = ()
    open: bool = False


class Enough(Frozen, frozen=True, kw_only=True):
    """How much the cues of one sentence must add up to.

    In an answer each of up to `most_echoes` content words of the customer that come back adds `echo`. A sign that
    calls for the behaviour is void where the cues of its sentence come to less than minus `doubt`.
    """

    opportunity: Annotated[float, Meta(gt=0)]
    met: Annotated[float, Meta(gt=0)]
    echo: Annotated[float, Meta(ge=0)] = 0.0
    most_echoes: Annotated[int, Meta(ge=0)] = 0
    doubt: Annotated[float, Meta(gt=0)] = 100.0


class Benchmark(Frozen, frozen=True, kw_only=True):
    """A behaviour that is measured.

    `unit`: scored per leg or per interaction. `rule`: how opportunities become grades. `languages` are those it has
    tables for; elsewhere it is N/A. `within_turns` counts the agent's turns in which an opportunity may be met.
    `enough` says when cues together are a sign. `limits` are the seconds per channel that an answer may take.
    """

    name: Name
    definition: Filled
    rule: Rule
    unit: Literal["leg", "interaction"]
    revision: Annotated[int, Meta(ge=1)]
    target: Share
    exercise: Filled
    languages: tuple[str, ...] = ()
    weight: Annotated[float, Meta(gt=0)] = 1.0
    channels: tuple[Channel, ...] = ("voice", "chat", "email", "messaging", "social")
    agents: tuple[Literal["human", "bot"], ...] = ("human", "bot")
    within_turns: Annotated[int, Meta(ge=1)] = 2
    limits: dict[str, Annotated[float, Meta(gt=0)]] = {}
    enough: Enough | None = None
    indicators: tuple[AnyIndicator, ...] = ()
    slots: tuple[Slot, ...] = ()


class Tables(Frozen, frozen=True, kw_only=True):
    """The words of one benchmark in one language: for each of its indicators phrases or token patterns, and its slots.

    What a language has no words for is listed empty: nothing is left out in silence.
    """

    benchmark: Name
    language: Filled
    phrases: dict[str, tuple[Filled, ...]] = {}
    patterns: dict[str, tuple[TokenPattern, ...]] = {}
    slots: dict[str, tuple[Filled, ...]] = {}


class Guard(Frozen, frozen=True, kw_only=True):
    """A context that voids an indicator: one of `phrases` within `window` tokens, in the same clause."""

    phrases: tuple[Filled, ...]
    window: Annotated[int, Meta(ge=1, le=40)] = 3
    side: Literal["before", "after"] = "before"


class Language(Frozen, frozen=True, kw_only=True):
    """What benchmarks of one language share.

    `function_words` and `vague_words` say nothing about a situation. `breakers` begin a clause. `prefixes` and
    `suffixes` are cut off before words are compared. `proclitics` are written together with the word that follows
    them (Arabic 'and', 'the'): a word of a phrase stands for itself and for what they make of it, unless that is a
    function word. `words` are the lists that phrases may name, `concepts` words
    that mean the same, `digits` spoken digits, `multiples` words that say the
    next one several times ('double'). `tokens_per_word` is above 1 where words are not spaced, for there each
    character is a token.
    """

    language: Filled
    function_words: tuple[str, ...]
    vague_words: tuple[str, ...] = ()
    breakers: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    proclitics: tuple[str, ...] = ()
    tokens_per_word: Annotated[float, Meta(ge=1)] = 1.0
    words: dict[str, tuple[Filled, ...]] = {}
    concepts: dict[str, tuple[Filled, ...]] = {}
    digits: dict[str, str] = {}
    multiples: dict[str, Annotated[int, Meta(ge=2)]] = {}
    guards: dict[str, Guard] = {}
