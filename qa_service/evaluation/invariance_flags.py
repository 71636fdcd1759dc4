"""Whether monitoring would say anything of a group of agents whose scores were changed."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qa_service.exchange.tables import read_table
from qa_service.monitoring.analysis import analyse_rows
from qa_service.monitoring.results import Analysis, BehaviourResult, Verdict
from qa_service.monitoring.verdict import SURE

CHANGED, SAME = "changed", "same"
_AT = "2026-01-05T12:00:00+00:00"


class Scored(NamedTuple):
    """One interaction: whose it is, whether it is of the group that is changed, and its scores (None: N/A)."""

    agent: str
    changed: bool
    scores: Mapping[str, float | None]


class Flags(NamedTuple):
    """Of one behaviour: whether the changed group surely stands lower than unchanged; verdicts of all agents."""

    flagged: bool
    before: Verdict | None
    after: Verdict | None


def flags(before: Sequence[Scored], after: Sequence[Scored], targets: Mapping[str, float]) -> dict[str, Flags]:
    """Each behaviour of `targets`.

    The group is held against its twin, which said the same: its target is the twin's mean. Verdicts are of all agents
    with `targets`, the groups as teams.
    """
    twin = [one._replace(agent=SAME) for one in before if one.changed]
    group = [one._replace(agent=CHANGED) for one in after if one.changed]
    known = {name: mean for name in targets if (mean := _mean(twin, name)) is not None}
    low = {name for name, mean in known.items() if (now := _mean(group, name)) is not None and now < mean}
    found = _analysed([*twin, *group], known)
    surely = {
        name
        for name in low
        for one in found.behaviours[name].agents
        if one.agent == CHANGED and one.p_below_target >= SURE
    }
    old, new = (_analysed(side, targets).behaviours for side in (before, after))
    return {name: Flags(name in surely, _verdict(old.get(name)), _verdict(new.get(name))) for name in targets}


def _verdict(found: BehaviourResult | None) -> Verdict | None:
    return None if found is None else found.verdict


def _analysed(scored: Sequence[Scored], targets: Mapping[str, float]) -> Analysis:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("agent", "team", "at", "behaviour", "score"))
    rows = [
        (one.agent, CHANGED if one.changed else SAME, _AT, name, score)
        for one in scored
        for name, score in one.scores.items()
        if score is not None
    ]
    if not rows:
        return Analysis(behaviours={}, priorities=())
    table.writerows(rows)
    return analyse_rows(read_table(text.getvalue().encode()).rows, targets=targets)


def _mean(scored: Sequence[Scored], behaviour: str) -> float | None:
    known = [score for one in scored if (score := one.scores.get(behaviour)) is not None]
    return sum(known) / len(known) if known else None
