"""What was said, in order, with who may be judged for it and nothing that says who they are."""

from typing import Literal

from msgspec import Struct

Speaker = Literal["agent", "customer", "bot", "system", "unknown"]


class Word(Struct, frozen=True, array_like=True):
    """One word: seconds from the start of the interaction, confidence 0..1."""

    text: str
    start: float
    end: float
    confidence: float = 1.0


class Redaction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was taken out of `text[start:end]`; equal items of one customer have equal hashes."""

    start: int
    end: int
    type: str
    hash: str


class Turn(Struct, frozen=True, kw_only=True):
    """One message or stretch of speech. `leg` is the index of the leg it was said in; seconds where known."""

    speaker: Speaker
    text: str
    leg: int | None = None
    start: float | None = None
    end: float | None = None
    words: tuple[Word, ...] = ()
    redactions: tuple[Redaction, ...] = ()


class Leg(Struct, frozen=True, kw_only=True):
    """One agent's or bot's unbroken stretch: turns `first` to `end`, half open. Who it was is kept elsewhere."""

    kind: Literal["human", "bot"]
    first: int
    end: int


class Moment(Struct, frozen=True, kw_only=True):
    """An event of the interaction (hold, transfer, ...), in seconds from its start, without who caused it."""

    kind: str
    at: float
    end: float | None = None


class Transcript(Struct, frozen=True, kw_only=True):
    """What scoring sees. `language` is a primary subtag ('en'), None where nobody could say."""

    channel: str
    turns: tuple[Turn, ...]
    language: str | None = None
    direction: str = "inbound"
    stage: str | None = None
    legs: tuple[Leg, ...] = ()
    moments: tuple[Moment, ...] = ()
    known: dict[str, bool] = {}
    speech: str | None = None
