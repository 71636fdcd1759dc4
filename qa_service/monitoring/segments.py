"""How customers of one kind are served beside the others: by the same agents, with the case mix taken out."""

from msgspec import Struct

from qa_service.monitoring.case_mix import case_mix
from qa_service.monitoring.groups import Groups, summed
from qa_service.monitoring.results import Interval
from qa_service.monitoring.sample import sample

Z = 1.645  # of a 90% interval
SEGMENT = "segment"
"""The factor's name among those of the case mix."""


class OfSegment(Struct, frozen=True, kw_only=True):
    """`n` scores of `agents` agents, 0..1. `mean` is as it was scored.

    `apart`: how far scores lie from the mean of all, of the same agents in the same reasons, queues, channels,
    languages and hours; drawn toward 0 as far as there is little to say so.
    """

    n: int
    agents: int
    mean: float
    apart: Interval


def segments(groups: Groups) -> dict[str, dict[str, OfSegment]]:
    """Compare the levels of the factor `segment`, by behaviour; nothing where there are not two of them."""
    labels = groups.labels
    at = labels.factors.index(SEGMENT)
    found: dict[str, dict[str, OfSegment]] = {}
    for code, behaviour in enumerate(labels.behaviours):
        seen = sample(groups, code)
        if seen is None:
            continue
        mix = case_mix(seen, labels)
        effects, errors = mix.effects.get(SEGMENT, {}), mix.errors.get(SEGMENT, {})
        level = labels.cells[seen.cell][:, at]
        weight = summed(level, seen.weight, len(labels.levels[at]))
        total = summed(level, seen.total, len(labels.levels[at]))
        rows = summed(level, seen.n, len(labels.levels[at]))
        of: dict[str, OfSegment] = {}
        for number, value in enumerate(labels.levels[at]):
            if value in effects:
                half = Z * errors[value]
                of[value] = OfSegment(
                    n=int(rows[number]),
                    agents=len(set(seen.agent[level == number].tolist())),
                    mean=float(total[number] / weight[number]),
                    apart=Interval(estimate=effects[value], low=effects[value] - half, high=effects[value] + half),
                )
        if of:
            found[behaviour] = of
    return found
