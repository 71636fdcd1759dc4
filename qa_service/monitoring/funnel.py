"""Funnel limits: how far an agent's mean may lie from the team's by chance and the agents' usual differences."""

import numpy as np
from msgspec import Struct
from scipy.special import ndtri

from qa_service.monitoring.groups import Codes, Floats, summed

WINSORISED = 0.1  # of the agents, at each end: who stands far apart must not widen the limits for all
NEAR, FAR = float(ndtri(0.975)), float(ndtri(0.999))


class Funnel(Struct, frozen=True, kw_only=True, eq=False):
    """`centre` (teams) and `error` (values): the SD of a value around it, over-dispersion `between` included.

    `excess` is the dispersion ratio of the winsorised z scores, 1 where chance explains all.
    """

    centre: Floats
    error: Floats
    excess: float
    between: float

    def limits(self, team: Codes, width: float) -> tuple[Floats, Floats]:
        """`width` standard deviations to both sides of the own team's centre, within 0..1."""
        centre = self.centre[team]
        return (centre - width * self.error).clip(0.0, 1.0), (centre + width * self.error).clip(0.0, 1.0)


def funnel(value: Floats, error: Floats, team: Codes, *, winsorised: float = WINSORISED) -> Funnel:
    """Limits around each team's weighted mean, with additive over-dispersion between agents of one team.

    Spiegelhalter (2005, Statistics in Medicine 24, 1185, A.3; 2005, Quality and Safety in Health Care 14, 347):
    z = (value - centre) / error is winsorised, excess = sum(z²) / degrees of freedom, and
    between² = (sum(z²) - freedom) / sum of (W - sum(w²) / W) over teams, w = 1 / error². `team` is 0..teams-1.
    """
    teams = int(team.max()) + 1
    weight = 1 / np.maximum(error, 1e-9) ** 2
    whole = summed(team, weight, teams)
    centre = summed(team, weight * value, teams) / np.maximum(whole, 1e-300)
    z = (value - centre[team]) * np.sqrt(weight)
    if winsorised:
        low, high = np.quantile(z, (winsorised, 1 - winsorised))
        z = z.clip(low, high)
    freedom = len(value) - int((np.bincount(team, minlength=teams) > 0).sum())
    squares, room = float(z @ z), float((whole - summed(team, weight**2, teams) / np.maximum(whole, 1e-300)).sum())
    between = max((squares - freedom) / room, 0.0) if freedom > 0 and room > 0 else 0.0
    return Funnel(
        centre=centre,
        error=np.sqrt(error**2 + between),
        excess=max(squares / freedom, 1.0) if freedom > 0 else 1.0,
        between=float(np.sqrt(between)),
    )
