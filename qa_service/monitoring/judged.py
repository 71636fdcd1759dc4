"""An estimate seen against its target: who is surely below it, and of whom enough is known."""

import numpy as np
from msgspec import Struct

from qa_service.monitoring.estimate import Estimate
from qa_service.monitoring.groups import Flags, Floats
from qa_service.monitoring.interval import under
from qa_service.monitoring.pool import alike, team_levels
from qa_service.monitoring.verdict import FEW, SURE

ENOUGH = 0.5  # reliability from which more than half of what is seen of an agent is the agent
ENOUGH_APART = 0.2  # where agents can be told apart: leaving out more of them loses more of the worst than it spares
APART = 1.6448536  # standard deviations: an agent who is with 95% on one side of the team's mean is known enough
LEAST = 5  # rows of an agent under which nobody is compared


class Judged(Struct, frozen=True, kw_only=True, eq=False):
    """An estimate seen against its target; `required` is the reliability that makes `enough`, `stray` Standing's.

    `scale` is how many points of the machine's make one of the estimate's (correction.corrected).
    """

    name: str
    estimate: Estimate
    scale: float
    target: float
    floating: bool
    below: Floats
    enough: Flags
    stray: Flags
    required: float


def judged(name: str, seen: Estimate, scale: float, target: float, *, floating: bool) -> Judged:
    posterior = seen.levels.posterior
    below = under(posterior.mean, posterior.variance, target)
    rows = seen.sample.rows
    required = ENOUGH_APART if alike(seen.levels.pool) <= 1 - SURE else ENOUGH
    centre = team_levels(seen.levels.pool)[0][seen.sample.team]
    alone = len(rows) == 1
    stray = (np.abs(posterior.mean - centre) >= APART * np.sqrt(posterior.variance)) & (not alone)
    enough = rows >= FEW if alone else (rows >= LEAST) & ((posterior.reliability >= required) | stray)
    return Judged(
        name=name,
        estimate=seen,
        scale=scale,
        target=target,
        floating=floating,
        below=below,
        enough=enough,
        stray=stray,
        required=required,
    )
