"""What a night of so many calls and chats needs, from what was measured on this machine a moment ago: pure."""

import math

from msgspec import Struct


class Asked(Struct, frozen=True, kw_only=True):
    """One night's contacts: `calls` of `minutes` each, `chats`, to be done within `hours`."""

    calls: int
    minutes: float
    chats: int
    hours: float


class Measured(Struct, frozen=True, kw_only=True):
    """Figures of this machine: `heard_core_s` in seconds of one core, the others of the clock, sizes in bytes.

    What is taken in and scored is stored, too: the database's work is in it, on the same cores. A call is scored as so
    many turns a minute of it; what a chat costs is per turn.
    """

    cores: int
    engine: str
    model: str
    audio_s: float
    heard_core_s: float
    heard_s: float
    silenced_bytes: int
    call_turns: int
    chats: int
    turns: int
    taken_in_s: float
    scored_s: float
    stored_bytes: int
    refreshed_s: float


class Need(Struct, frozen=True, kw_only=True):
    """One step's share of the night: hours of one core."""

    step: str
    core_hours: float


class Needs(Struct, frozen=True, kw_only=True):
    """`hours_here` on this machine with all its cores, `cores` to end in time; disk in `gigabytes`."""

    needs: tuple[Need, ...]
    core_hours: float
    hours_here: float
    cores: int
    gigabytes_a_night: float
    gigabytes_a_year: float
    slowest: str
    assumed: tuple[str, ...]


BUSY = 0.8
"""Share of the cores' time that work gets; the rest is the database's, the system's and waiting."""


def needs(asked: Asked, measured: Measured, *, keeps_audio: bool, keeps_originals: bool) -> Needs:
    """Scale what was measured: hearing by seconds of audio, everything else by turns."""
    audio_s = asked.calls * asked.minutes * 60.0
    call_turns = audio_s * measured.call_turns / measured.audio_s
    chat_turns = asked.chats * measured.turns / measured.chats
    turns = call_turns + chat_turns
    steps = {
        "transcribe": audio_s * measured.heard_core_s / measured.audio_s,
        "take in": chat_turns * measured.taken_in_s / measured.turns,
        "score": turns * measured.scored_s / measured.turns,
        "refresh": (asked.chats + asked.calls) * measured.refreshed_s / measured.chats,
    }
    core_hours = sum(steps.values()) / 3600.0
    sealed = 16_000 * 2 * 2 * audio_s if keeps_originals else 0.0
    silenced = measured.silenced_bytes * audio_s / measured.audio_s if keeps_audio else 0.0
    stored = turns * measured.stored_bytes / measured.turns + silenced + sealed
    return Needs(
        needs=tuple(Need(step=step, core_hours=seconds / 3600.0) for step, seconds in steps.items()),
        core_hours=core_hours,
        hours_here=core_hours / (measured.cores * BUSY),
        cores=max(1, math.ceil(core_hours / (asked.hours * BUSY))),
        gigabytes_a_night=stored / 1e9,
        gigabytes_a_year=stored * 365 / 1e9,
        slowest=max(steps, key=lambda step: steps[step]),
        assumed=_assumed(asked, measured, keeps_originals=keeps_originals),
    )


def _assumed(asked: Asked, measured: Measured, *, keeps_originals: bool) -> tuple[str, ...]:
    per_chat = measured.turns / measured.chats
    per_minute = 60.0 * measured.call_turns / measured.audio_s
    said = [
        f"chats of {per_chat:.0f} turns and calls with {per_minute:.0f} turns a minute, as in the sample centre",
        f"speech as dense as in the sample call, heard by {measured.engine} {measured.model}".rstrip(),
        f"{BUSY:.0%} of each core's time for this work, and work that divides evenly over cores of this kind",
        "the database on the same kind of machine: measured against an embedded one made for it, nearly empty",
        "the whole night's contacts done between its start and its end, none of them during the day",
    ]
    if keeps_originals:
        said.append("originals of 16 bits, two channels and 16 kHz, uncompressed")
    if not asked.calls:
        said.append("no calls: what was measured of hearing counts for nothing")
    return tuple(said)
