"""interaction/v1: one contact of one customer, as importers, files and the API exchange it.

Seconds count from `started_at`. Offsets into text are Unicode code points, half open. Unknown fields are an error
that names them; what other systems add goes under `extra`.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from transcription.transcript import Redaction, Speaker, Word

Ref = Annotated[str, Meta(min_length=1, max_length=200)]
Label = Annotated[str, Meta(max_length=200)]
Channel = Literal["voice", "chat", "email", "messaging", "social"]
EventKind = Literal[
    "ivr", "queue", "answer", "hold", "transfer", "bot_handover", "abandon", "callback_promised", "callback_made"
]


class InteractionError(ValueError):
    """An interaction that cannot be read: says which line or turn, and what is wrong there."""


class Frozen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen Struct that forbids unknown fields and leaves defaults out of its JSON."""


class Agent(Frozen, frozen=True, kw_only=True):
    id: Ref
    team: Ref | None = None
    kind: Literal["human", "bot"] = "human"


class Customer(Frozen, frozen=True, kw_only=True):
    ref: Ref | None = None
    segment: dict[str, Label] = {}


class SpokenTurn(Frozen, frozen=True, kw_only=True):
    """One party's stretch of speech or one message; `agent` is who said it where it is not the interaction's agent."""

    speaker: Speaker
    text: str
    agent: Ref | None = None
    start: float | None = None
    end: float | None = None
    words: tuple[Word, ...] = ()
    redactions: tuple[Redaction, ...] = ()


class Event(Frozen, frozen=True, kw_only=True):
    kind: EventKind
    at: float
    end: float | None = None
    agent: Ref | None = None


class Outcome(Frozen, frozen=True, kw_only=True):
    csat: float | None = None
    nps: float | None = None
    resolved: bool | None = None
    spend: float | None = None
    returned: bool | None = None


class Workload(Frozen, frozen=True, kw_only=True):
    concurrency: int | None = None


class Interaction(Frozen, frozen=True, kw_only=True):
    """One contact. `id`, `channel` and at least one of `turns`, `recording`, `events` are required."""

    id: Ref
    channel: Channel
    source: Ref = "file"
    direction: Literal["inbound", "outbound"] = "inbound"
    language: str | None = None
    started_at: datetime | None = None
    case: Ref | None = None
    queue: Label | None = None
    reason: Label | None = None
    stage: Literal["buy", "support"] | None = None
    disposition: str | None = None
    agent: Agent | None = None
    customer: Customer | None = None
    known: dict[str, bool] = {}
    turns: tuple[SpokenTurn, ...] | None = None
    events: tuple[Event, ...] = ()
    outcome: Outcome | None = None
    workload: Workload | None = None
    recording: str | None = None
    extra: dict[str, Any] = {}


_decoder = msgspec.json.Decoder(Interaction)
_encoder = msgspec.json.Encoder()
_HALF = re.compile(rb"(?i)\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f]")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def decode(data: bytes | str, *, complete: bool = True) -> Interaction:
    """Read one JSON object, or raise an InteractionError that names the place.

    Not `complete`: what it says may come beside it, so it needs no turns, recording or events.
    """
    try:
        interaction = _decoder.decode(data)
    except msgspec.ValidationError as error:
        raise InteractionError(_explain(str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InteractionError(f"not JSON: {error}{_half_pair(data)}") from None
    except RecursionError:
        raise InteractionError("is nested too deeply to be read") from None
    return check(interaction, complete=complete)


def check(interaction: Interaction, *, complete: bool = True) -> Interaction:
    """Return it, or raise an InteractionError for what types alone cannot say."""
    if not interaction.id.strip():
        raise InteractionError("id: is empty")
    if _NUL.search(encode(interaction)):
        raise InteractionError(f"{_place_of_nul(interaction)}: holds a NUL character, which no text has")
    if complete and interaction.turns is None and not interaction.recording and not interaction.events:
        raise InteractionError("one of turns, recording, events is required")
    if interaction.started_at is not None and interaction.started_at.tzinfo is None:
        raise InteractionError(
            f"started_at: {interaction.started_at.isoformat()} has no time zone; write 'Z' or '+02:00'"
        )
    if interaction.started_at is not None and not 1970 < interaction.started_at.year < 2200:
        raise InteractionError(f"started_at: {interaction.started_at.isoformat()} is no time of a contact")
    for number, turn in enumerate(interaction.turns or ()):
        if turn.start is not None and turn.end is not None and turn.end < turn.start:
            raise InteractionError(f"turn {number}: ends at {turn.end} s, before it starts at {turn.start} s")
        for redaction in turn.redactions:
            if not 0 <= redaction.start <= redaction.end <= len(turn.text):
                place = f"turn {number}: redaction {redaction.start}-{redaction.end}"
                raise InteractionError(f"{place} lies outside its {len(turn.text)} characters")
    return interaction


def _half_pair(data: bytes | str) -> str:
    """What the decoder's own message does not say of a pair that was cut in two."""
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    return (
        "; it holds half of a surrogate pair (\\ud800 to \\udfff), which is no character" if _HALF.search(raw) else ""
    )


def _place_of_nul(interaction: Interaction) -> str:
    turns = enumerate(interaction.turns or ())
    return next((f"turn {number}" for number, turn in turns if "\0" in turn.text), "a field beside the turns")


def encode(interaction: Interaction) -> bytes:
    """One line of JSON without a line end."""
    return _encoder.encode(interaction)


def read_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, Interaction | InteractionError]]:
    """Read JSON Lines: (line number from 1, interaction or what is wrong there); blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, decode(line)
        except InteractionError as error:
            yield number, InteractionError(f"line {number}: {error}")


def read(data: bytes, *, complete: bool = True) -> Iterator[tuple[int, Interaction | InteractionError]]:
    """Read one JSON object that may span lines, or JSON Lines."""
    try:
        whole = decode(data, complete=complete)
    except InteractionError as error:
        lines = data.splitlines()
        if len([line for line in lines if line.strip()]) <= 1 or _spans_lines(data):
            yield 1, error if data.strip() else InteractionError("the file is empty")
            return
        yield from read_lines(lines)
    else:
        yield 1, whole


def _spans_lines(data: bytes) -> bool:
    """Whether the whole is one JSON value: then its error is about a field, not about a line."""
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        first = next((line for line in data.splitlines() if line.strip()), b"")
        return first.strip() in {b"{", b"["}
    return True


def _explain(message: str) -> str:
    """Turn msgspec's '... - at `$.turns[14].speaker`' into 'turn 14: speaker ...'."""
    found = re.fullmatch(r"(?s)(.*?)(?: - at `(?P<key>key in )?\$(?P<path>.*)`)?", message)
    assert found
    text, path = found[1], (found["path"] or "").lstrip(".")
    place = re.sub(r"^(turn|event)s\[(\d+)\]\.?", r"\1 \2: ", path)
    if path.endswith("speaker") and "enum value" in text:
        value = re.search(r"'(.*)'", text)
        said = f"'{value[1]}' " if value else ""
        return f"{place} {said}is none of {', '.join(get_args(Speaker))}"
    text = text[:1].lower() + text[1:]
    place = place.rstrip()
    return f"{place}{'' if place.endswith(':') else ':'} {text}" if place else text
