"""Repetition over contacts: what a customer had given in one contact of a case and gave again in a later one."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from qa_service.monitoring.resolution import wilson
from qa_service.monitoring.results import Interval

Why = Literal["hand_off", "habit"]


class Given(Struct, frozen=True, kw_only=True):
    """A datum by its slot (the type of the redacted item) and the keyed hash of its normal form.

    `opened`: the customer said it before anybody of the firm had spoken.
    """

    turn: int
    slot: str
    hash: str
    opened: bool


class Again(Struct, frozen=True, kw_only=True):
    """Given in `turn`, and before in `earlier_turn` of the contact at position `earlier`."""

    slot: str
    turn: int
    earlier: int
    earlier_turn: int
    cause: Why


class Later(Struct, frozen=True, kw_only=True):
    """A later contact of a case: how many data were `known` from the contacts before, and which were given again."""

    contact: int
    known: int
    again: tuple[Again, ...]


def given_again(contacts: Sequence[Sequence[Given]]) -> tuple[Later, ...]:
    """Go through a case's contacts in their order; each holds what its customer gave, in the order of turns.

    Only contacts with something known before them had an opportunity. Each datum counts once a contact; 'habit' where
    the customer opened with it, else 'hand_off': it did not come along from the contact before.
    """
    known: dict[tuple[str, str], tuple[int, int]] = {}
    found: list[Later] = []
    for number, items in enumerate(contacts):
        first = {(one.slot, one.hash): one for one in reversed(items)}
        repeated = sorted((one for key, one in first.items() if key in known), key=lambda one: (one.turn, one.slot))
        if known:
            again = tuple(
                Again(
                    slot=one.slot,
                    turn=one.turn,
                    earlier=known[one.slot, one.hash][0],
                    earlier_turn=known[one.slot, one.hash][1],
                    cause="habit" if one.opened else "hand_off",
                )
                for one in repeated
            )
            found.append(Later(contact=number, known=len(known), again=again))
        for key, one in first.items():
            known.setdefault(key, (number, one.turn))
    return tuple(found)


class Repetition(Struct, frozen=True, kw_only=True):
    """Of `n` later contacts with something known before them: the share where some of it was lost on the way to them.

    `habit` is the share where customers gave it without being asked, and nothing else was; `slots` counts the contacts
    in which a datum of that type was given again, for either cause.
    """

    n: int
    lost: Interval
    habit: float
    slots: dict[str, int]


def repetition(contacts: Sequence[Sequence[tuple[str, str]]]) -> Repetition | None:
    """Sum up later contacts, each the (slot, cause) of what was given again in it; None without any."""
    n = len(contacts)
    if not n:
        return None
    lost = [any(cause == "hand_off" for _, cause in again) for again in contacts]
    slots = Counter(slot for again in contacts for slot in {slot for slot, _ in again})
    return Repetition(
        n=n,
        lost=wilson(sum(lost) / n, n),
        habit=sum(bool(again) and not gone for again, gone in zip(contacts, lost, strict=True)) / n,
        slots=dict(sorted(slots.items())),
    )
