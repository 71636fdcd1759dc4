"""Interaction -> Transcript: which turn was said in which leg, in which language, with nobody's name in it."""

from pathlib import PurePath
from typing import Any, Literal, NamedTuple, cast

from transcription.interaction import Interaction, SpokenTurn
from transcription.language import detect, primary
from transcription.transcript import Leg, Moment, Transcript, Turn

Kind = Literal["human", "bot"]
TAKES_OVER = frozenset({"answer", "transfer", "bot_handover"})


class Owner(NamedTuple):
    """Who a leg belongs to; `agent` is None where nobody says who it was."""

    kind: Kind
    agent: str | None


class Stretch(NamedTuple):
    """Turns `first` to `end`, half open, of one owner."""

    owner: Owner
    first: int
    end: int


def transcript(interaction: Interaction, *, language: str | None = None) -> Transcript:
    """Number the turns' legs and drop who the agents are. `language` overrides the interaction's own."""
    spoken = _stretches(interaction)
    turns = interaction.turns or ()
    return Transcript(
        channel=interaction.channel,
        turns=tuple(
            _turn(turns[index], leg)
            for leg, stretch in enumerate(spoken)
            for index in range(stretch.first, stretch.end)
        ),
        language=spoken_language(interaction, language)[0],
        direction=interaction.direction,
        stage=interaction.stage,
        legs=tuple(Leg(kind=stretch.owner.kind, first=stretch.first, end=stretch.end) for stretch in spoken),
        moments=tuple(Moment(kind=event.kind, at=event.at, end=event.end) for event in interaction.events),
        known=interaction.known,
        speech=_speech(interaction.extra),
    )


def leg_agents(interaction: Interaction) -> tuple[str | None, ...]:
    """The agent of each leg of `transcript(interaction)`, None where nobody says who it was."""
    return tuple(stretch.owner.agent for stretch in _stretches(interaction))


def leg_kinds(interaction: Interaction) -> tuple[Kind, ...]:
    """Whether each leg of `transcript(interaction)` is a person's or a bot's."""
    return tuple(stretch.owner.kind for stretch in _stretches(interaction))


def spoken_language(interaction: Interaction, language: str | None = None) -> tuple[str | None, bool]:
    """(primary subtag or None, whether it was detected rather than told). Told: `language`, else the interaction's."""
    for tag in (language, interaction.language):
        told = primary(tag) if tag else None
        if told:
            return told, False
    return detect(turn.text for turn in interaction.turns or () if turn.speaker != "system"), True


def _stretches(interaction: Interaction) -> tuple[Stretch, ...]:
    """Cut the turns where the owner changes; turns of customer and system stay in the leg that is open."""
    turns = interaction.turns or ()
    if not turns:
        return ()
    bots_speak = any(turn.speaker == "bot" for turn in turns)
    owners = [_owner(turn, interaction, bots_speak=bots_speak) for turn in turns]
    starts: list[tuple[int, Owner]] = []
    for index, owner in enumerate(owners):
        if owner is not None and (not starts or owner != starts[-1][1]):
            starts.append((index if starts else 0, owner))
    if not starts:  # nobody answered, or a mono recording: the interaction's agent answers for all of it
        starts = [(0, _default(interaction))]
    ends = [first for first, _ in starts[1:]] + [len(turns)]
    return tuple(Stretch(owner, first, end) for (first, owner), end in zip(starts, ends, strict=True))


def _owner(turn: SpokenTurn, interaction: Interaction, *, bots_speak: bool) -> Owner | None:
    """Whose leg this turn opens or continues; None for those who open none."""
    if turn.speaker not in {"agent", "bot"}:
        return None
    default = _default(interaction)
    agent = turn.agent or _took_over(interaction, turn)
    if agent is not None and agent != default.agent:
        return Owner("bot" if turn.speaker == "bot" else "human", agent)
    if turn.speaker == "bot":
        return Owner("bot", agent or (default.agent if default.kind == "bot" else None))
    # Where a bot speaks under its own name, the person who takes over from it is somebody else.
    if default.kind == "bot" and bots_speak and agent is None:
        return Owner("human", None)
    return default


def _took_over(interaction: Interaction, turn: SpokenTurn) -> str | None:
    """Whom the last event before this turn names as having it: recordings know transfers only from their events."""
    if turn.speaker != "agent" or turn.start is None:
        return None
    named = [event for event in interaction.events if event.agent and event.kind in TAKES_OVER]
    before = [event for event in named if event.at <= turn.start]
    return max(before, key=lambda event: event.at).agent if before else None


def _default(interaction: Interaction) -> Owner:
    agent = interaction.agent
    return Owner(agent.kind, agent.id) if agent else Owner("human", None)


def _turn(turn: SpokenTurn, leg: int) -> Turn:
    return Turn(
        speaker=turn.speaker,
        text=turn.text,
        leg=leg,
        start=turn.start,
        end=turn.end,
        words=turn.words,
        redactions=turn.redactions,
    )


def _speech(extra: dict[str, Any]) -> str | None:
    """The speech engine with its model ('whisper-small'): two models are two instruments."""
    engine: object = extra.get("engine")
    told = cast("dict[str, object]", engine) if isinstance(engine, dict) else {}
    name, model = told.get("name"), told.get("model")
    if not isinstance(name, str):
        return None
    return f"{name}-{PurePath(model).name}" if isinstance(model, str) and model else name
