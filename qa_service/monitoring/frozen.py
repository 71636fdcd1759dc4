"""Signals against base periods that stay where they are from night to night."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from qa_service.monitoring.case_mix import case_mix
from qa_service.monitoring.groups import Groups
from qa_service.monitoring.sample import sample
from qa_service.monitoring.signals import Watched, charted, nothing

BASE_DAYS = 28  # of an agent's first days on a behaviour under an instrument, at the least
BASE_SCORES = 20  # that the base holds, at the least


class Watch(Struct, frozen=True, kw_only=True, eq=False):
    """`groups` are the sums of the base periods and of the days watched, from `since` on.

    `bases` are half-open days by (agent, behaviour); who has none is not watched yet.
    """

    groups: Groups
    bases: Mapping[tuple[str, str], tuple[dt.date, dt.date]]
    since: dt.date


def against_bases(watch: Watch, behaviour: str, agents: Sequence[str]) -> Watched:
    """Chart the days after each agent's base, from `watch.since` on, against it; positions are those of `agents`."""
    labels = watch.groups.labels
    seen = sample(watch.groups, labels.behaviours.index(behaviour)) if behaviour in labels.behaviours else None
    if seen is None:
        return nothing(len(agents))
    names = [labels.agents[int(code)] for code in seen.agents]
    never = dt.date.max
    bases = [watch.bases.get((name, behaviour), (never, never)) for name in names]
    first = np.array([start.toordinal() for start, _ in bases], dtype=np.int64)
    until = np.array([end.toordinal() for _, end in bases], dtype=np.int64)
    day = np.array([one.toordinal() for one in labels.days], dtype=np.int64)[seen.day]
    before = (day >= first[seen.agent]) & (day < until[seen.agent])
    found = charted(seen, case_mix(seen, labels), day, before=before, since=np.maximum(until, watch.since.toordinal()))
    place = {name: number for number, name in enumerate(names)}
    kept = [place.get(agent) for agent in agents]
    return Watched(
        signals=tuple(() if at is None else found.signals[at] for at in kept),
        detectable=tuple(None if at is None else found.detectable[at] for at in kept),
    )
