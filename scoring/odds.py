"""What log odds make of what was found: how likely it is, and what weighed most."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from benchmarks.calibration import Odds

_NAMED = 6
_SURE = 30.0  # log odds: beyond, no double tells the probability from 0 or 1


class Weighed(NamedTuple):
    """`likely` within 0..1; `by` the heaviest weights times what there was of each, in log odds."""

    likely: float
    by: dict[str, float]


def weighed(odds: Odds, found: Mapping[str, float], more: Mapping[str, float] | None = None) -> Weighed:
    """`more` adds to the log odds as it is."""
    added = {name: weight * found[name] for name, weight in odds.weights.items() if found.get(name)} | dict(more or {})
    total = max(-_SURE, min(_SURE, odds.base + sum(added.values())))
    heaviest = sorted(added, key=lambda one: -abs(added[one]))[:_NAMED]
    return Weighed(1 / (1 + math.exp(-total)), {one: round(added[one], 2) for one in heaviest})
