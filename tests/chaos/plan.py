"""What goes wrong when: each part several times over, at moments that follow from a seed."""

import random
from typing import Literal, NamedTuple

Broker = Literal["pgmq", "rabbitmq", "redis"]
Kind = Literal["workers", "broker", "database", "disk", "receiver", "post"]


class Fault(NamedTuple):
    """What goes wrong once this share of all contacts is scored, and for how many seconds."""

    share: float
    kind: Kind
    seconds: float


class Slot(NamedTuple):
    """Once this share of all contacts is scored, this team's reports are due by mail."""

    share: float
    team: str


def plan(seed: int, broker: Broker, times: int) -> list[Fault]:
    """Each part `times` over, and once a full disk and receivers that answer nothing, at seeded moments."""
    rng = random.Random(seed)
    kinds: list[Kind] = ["workers", "database", *(["broker"] if broker != "pgmq" else [])] * times
    kinds += ["disk", "receiver"]
    rng.shuffle(kinds)
    faults = [Fault(rng.uniform(0.03, 0.9), kind, rng.uniform(0.5, 4.0)) for kind in kinds]
    faults += [Fault(rng.uniform(0.2, 0.9), "post", rng.uniform(0.5, 4.0)) for _ in range(times)]
    return sorted(faults)


def slots(seed: int, teams: list[str]) -> list[Slot]:
    """Every team's, spread over the run so that what is killed is killed while mail is on its way."""
    rng = random.Random(f"slots {seed}")
    return sorted(Slot(rng.uniform(0.1, 0.8), team) for team in teams)
