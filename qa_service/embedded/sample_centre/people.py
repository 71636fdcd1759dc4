"""Who works in the sample centre, and how well and how steadily: the truth that the service has to find again."""

from math import exp
from random import Random
from typing import Literal

from msgspec import field

from transcription.interaction import Frozen

Behaviour = Literal["empathy", "resolution", "repetition"]
BEHAVIOURS: tuple[Behaviour, ...] = ("empathy", "resolution", "repetition")
GRADES: dict[Behaviour, tuple[float, ...]] = {
    "empathy": (0.0, 0.5, 1.0),
    "resolution": (0.0, 0.25, 0.5, 0.75, 1.0),
    "repetition": (0.0, 1.0),
}
DAYS = 70


class Profile(Frozen, frozen=True, kw_only=True):
    """A way of working: `shares` of the grades on an average day, SD of the day's effect and of the person's own.

    Effects are log odds per unit of grade.
    """

    shares: tuple[float, ...]
    days: float = 0.3
    own: float = 0.15


class Person(Frozen, frozen=True, kw_only=True):
    """`queues` weighs how often a queue's chats come to them; `first_day` is 0 for all but new starters.

    From day `shift[1]` on, `shift[2]` is added to the effects on behaviour `shift[0]`.
    """

    id: str
    team: str
    name: int
    kind: Literal["human", "bot"] = "human"
    empathy: str = "usual"
    resolution: str = "usual"
    repetition: str = "usual"
    languages: tuple[str, ...] = ("en",)
    queues: dict[str, float] = field(default_factory=dict)
    first_day: int = 0
    shift: tuple[Behaviour, int, float] | None = None

    def profile(self, behaviour: Behaviour) -> Profile:
        return PROFILES[behaviour][getattr(self, behaviour)]


PROFILES: dict[Behaviour, dict[str, Profile]] = {
    "empathy": {
        "usual": Profile(shares=(0.14, 0.30, 0.56)),
        "strong": Profile(shares=(0.02, 0.18, 0.80)),
        "unsteady": Profile(shares=(0.25, 0.02, 0.73), days=1.0),
        "low_steady": Profile(shares=(0.15, 0.80, 0.05), days=0.1),
        "low_team": Profile(shares=(0.30, 0.42, 0.28), own=0.03),
        "bot": Profile(shares=(0.25, 0.73, 0.02), days=0.0, own=0.0),
    },
    "resolution": {
        "usual": Profile(shares=(0.05, 0.09, 0.12, 0.39, 0.35)),
        "strong": Profile(shares=(0.01, 0.02, 0.07, 0.50, 0.40)),
        "unsteady": Profile(shares=(0.16, 0.04, 0.01, 0.04, 0.75), days=1.0),
        "low_steady": Profile(shares=(0.03, 0.40, 0.43, 0.12, 0.02), days=0.1),
        "bot": Profile(shares=(0.15, 0.25, 0.05, 0.45, 0.10), days=0.0, own=0.0),
    },
    "repetition": {
        "usual": Profile(shares=(0.09, 0.91)),
        "strong": Profile(shares=(0.03, 0.97)),
        "unsteady": Profile(shares=(0.07, 0.93), days=1.9),
        "low_steady": Profile(shares=(0.34, 0.66), days=0.1),
        "bot": Profile(shares=(0.12, 0.88), days=0.0, own=0.0),
    },
}

PEOPLE: tuple[Person, ...] = (
    Person(id="ag-01", team="anchor", name=0, queues={"technical": 0.4}),
    Person(id="ag-02", team="anchor", name=1, empathy="unsteady", languages=("en", "pl")),
    Person(id="ag-03", team="anchor", name=2, queues={"account": 2.0, "refunds": 0.5}),
    Person(id="ag-04", team="anchor", name=3, resolution="low_steady", languages=("en", "id")),
    Person(id="ag-05", team="anchor", name=4, empathy="strong", languages=("en", "ar")),
    Person(id="ag-06", team="anchor", name=5, repetition="unsteady"),
    Person(id="ag-07", team="beacon", name=6, empathy="low_team", queues={"cards": 1.6}),
    Person(id="ag-08", team="beacon", name=7, empathy="low_team", repetition="strong", languages=("en", "zh")),
    Person(id="ag-09", team="beacon", name=8, empathy="low_team", resolution="unsteady"),
    Person(id="ag-10", team="beacon", name=9, empathy="low_team", repetition="low_steady", languages=("en", "pl")),
    Person(id="ag-11", team="beacon", name=10, empathy="low_team", queues={"cards": 1.6}, languages=("en", "ar")),
    Person(id="ag-12", team="beacon", name=11, empathy="low_team", shift=("resolution", 42, -2.5)),
    Person(id="ag-13", team="comet", name=12, empathy="low_steady", languages=("en", "zh")),
    Person(id="ag-14", team="comet", name=13, resolution="strong", languages=("en", "id")),
    Person(id="ag-15", team="comet", name=14),
    Person(id="ag-16", team="comet", name=15, queues={"technical": 3.0, "refunds": 2.5, "account": 0.3, "sales": 0.3}),
    Person(id="ag-17", team="comet", name=16, first_day=60, queues={"technical": 0.2, "refunds": 0.2}),
    Person(
        id="bot-1",
        team="comet",
        name=17,
        kind="bot",
        empathy="bot",
        resolution="bot",
        repetition="bot",
        languages=("en", "id", "pl", "ar", "zh"),
    ),
)
HUMANS = tuple(person for person in PEOPLE if person.kind == "human")
BOT = PEOPLE[-1]

REASON_EFFECTS: dict[Behaviour, dict[str, float]] = {
    "empathy": {"lost_card": 0.4, "disputed_charge": -0.2, "refund_status": -0.3, "damaged_item": 0.2},
    "resolution": {
        "refund_status": -3.5,  # the broken process: nobody can see what finance does
        "internet_down": -1.2,
        "disputed_charge": -0.6,
        "late_delivery": -0.3,
        "address_change": 0.9,
        "product_question": 0.9,
        "plan_change": 0.4,
    },
    "repetition": {"internet_down": -0.5, "disputed_charge": -0.3, "address_change": 0.4},
}
BAD_PROCESS = "refund_status"


def effects(seed: int) -> dict[tuple[str, Behaviour], tuple[float, ...]]:
    """Draw every person's effect on every day: their own, a drift from day to day (AR(1), 0.4) and their shift."""
    drawn: dict[tuple[str, Behaviour], tuple[float, ...]] = {}
    for person in PEOPLE:
        for behaviour in BEHAVIOURS:
            rng = Random(f"{seed}:effects:{person.id}:{behaviour}")
            profile = person.profile(behaviour)
            own = rng.gauss(0, profile.own)
            drift = rng.gauss(0, profile.days)
            days: list[float] = []
            for day in range(DAYS):
                shift = (
                    person.shift[2] if person.shift and person.shift[0] == behaviour and day >= person.shift[1] else 0
                )
                days.append(own + drift + shift)
                drift = 0.4 * drift + rng.gauss(0, profile.days * (1 - 0.4**2) ** 0.5)
            drawn[person.id, behaviour] = tuple(days)
    return drawn


def chances(person: Person, behaviour: Behaviour, reason: str, effect: float) -> tuple[float, ...]:
    """Tilt the profile's shares by exp(effect x grade); they add to 1."""
    tilt = effect + REASON_EFFECTS[behaviour].get(reason, 0.0)
    shares = person.profile(behaviour).shares
    weights = [share * exp(tilt * grade) for share, grade in zip(shares, GRADES[behaviour], strict=True)]
    total = sum(weights)
    return tuple(weight / total for weight in weights)
