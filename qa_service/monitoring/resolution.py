"""First-contact resolution over cases: the share of first contacts after which nobody had to come back."""

from collections.abc import Sequence
from typing import get_args

import numpy as np
from msgspec import Struct
from scipy.special import ndtri

from qa_service.monitoring.cases import Cause, Followed
from qa_service.monitoring.groups import Codes, Flags, Floats, summed
from qa_service.monitoring.results import Interval

Z90 = float(ndtri(0.95))


class Survival(Struct, frozen=True, kw_only=True, eq=False):
    """At each time of an event, rising: the share without one until after it, and its variance (Greenwood 1926)."""

    time: Floats
    share: Floats
    variance: Floats


class Resolution(Struct, frozen=True, kw_only=True):
    """`resolved` of `n` first contacts, of which `back` returned and `open` are not yet at their window's end.

    `causes`: the part of all first contacts that failed by each, windows not yet run out reckoned with; the parts and
    `resolved` sum to 1.
    """

    n: int
    back: int
    open: int
    resolved: Interval
    causes: dict[Cause, float]


class AgentResolution(Struct, frozen=True, kw_only=True):
    """`n` is the sum of the agent's shares of first contacts; `resolved` counts failures by the agent's own cause."""

    agent: str
    n: float
    resolved: Interval


def kaplan_meier(time: Floats, event: Floats, weight: Floats | None = None) -> Survival:
    """Product-limit estimate (Kaplan & Meier 1958); censored at the time of an event counts as at risk in it.

    `event` is 1 where it happened at `time`, 0 where following ended there; `weight` counts an entry that often.
    """
    held = np.ones(len(time)) if weight is None else weight
    at, risk, place = _at_risk(time, event > 0, held)
    events = summed(place, held[event > 0], len(at))
    share: Floats = np.cumprod(1 - events / risk).astype(np.float64)
    left = risk - events
    terms: Floats = np.where(left > 0, events / (risk * np.where(left > 0, left, 1.0)), 0.0)
    return Survival(time=at, share=share, variance=(share**2 * np.cumsum(terms)).astype(np.float64))


def incidence(time: Floats, cause: Sequence[str | None], weight: Floats | None = None) -> dict[str, float]:
    """Share that fails by each cause until the last event, others competing (Aalen & Johansen 1978); None: censored."""
    held = np.ones(len(time)) if weight is None else weight
    event = np.array([one is not None for one in cause], dtype=np.float64)
    curve = kaplan_meier(time, event, held)
    before = np.r_[1.0, curve.share[:-1]] if len(curve.share) else curve.share
    at, risk, _ = _at_risk(time, event > 0, held)
    found: dict[str, float] = {}
    for name in sorted({one for one in cause if one is not None}):
        mine = np.array([one == name for one in cause])
        failed = summed(np.searchsorted(at, time[mine]), held[mine], len(at))
        found[name] = float(before @ (failed / risk))
    return found


def _at_risk(time: Floats, event: Flags, held: Floats) -> tuple[Floats, Floats, Codes]:
    """Times of events, rising; the weight that is still followed at each; and which of them each event is at."""
    at, place = np.unique(time[event], return_inverse=True)
    order = np.argsort(time, kind="stable")
    left = np.cumsum(held[order][::-1])[::-1]
    return at, left[np.searchsorted(time[order], at)], place


def resolution(followed: Sequence[Followed]) -> Resolution | None:
    """Share of first contacts resolved when their window has run out; None without any.

    Time is the part of each reason's own window, so that reasons of different windows stand together. The interval is
    90%, on the log(-log) scale (Kalbfleisch & Prentice 1980, 1.3); where nobody, or everybody, came back, Wilson's
    (1927) of the contacts whose window has run out.
    """
    if not followed:
        return None
    time = np.array([one.followed for one in followed])
    cause = _causes(followed)
    curve = kaplan_meier(time, np.array([one is not None for one in cause], dtype=np.float64))
    back = sum(one is not None for one in cause)
    share = float(curve.share[-1]) if back else 1.0
    parts = incidence(time, cause)
    return Resolution(
        n=len(followed),
        back=back,
        open=sum(one is None and at < 1 for one, at in zip(cause, time.tolist(), strict=True)),
        resolved=_interval(curve, share, float((time >= 1).sum()) + back),
        causes={name: parts[name] for name in get_args(Cause) if name in parts},
    )


def by_agent(followed: Sequence[Followed]) -> tuple[AgentResolution, ...]:
    """Each agent's own: contacts weigh the agent's share of their legs, and only failures by 'agent' count.

    1 - incidence of that cause; interval: Wilson's 90% of as many contacts as the shares that were followed make.
    """
    time, cause = np.array([one.followed for one in followed]), _causes(followed)
    parts: dict[str, dict[int, float]] = {}
    for i, one in enumerate(followed):
        for leg in one.contact.legs:
            own = parts.setdefault(leg.agent, {})
            own[i] = own.get(i, 0.0) + leg.share
    found: list[AgentResolution] = []
    for name, own in sorted(parts.items()):
        here = list(own)
        weight, mine = np.array(list(own.values())), [cause[i] for i in here]
        share = 1 - incidence(time[here], mine, weight).get("agent", 0.0)
        known = np.where([one is not None for one in mine], 1.0, time[here])
        resolved = wilson(share, float(weight @ known))
        found.append(AgentResolution(agent=name, n=float(weight.sum()), resolved=resolved))
    return tuple(found)


def wilson(share: float, n: float) -> Interval:
    """90% interval of a share of n (Wilson 1927); 0 to 1 where n is 0."""
    if n <= 0:
        return Interval(estimate=share, low=0.0, high=1.0)
    whole = 1 + Z90**2 / n
    middle = (share + Z90**2 / (2 * n)) / whole
    half = Z90 / whole * float(np.sqrt(share * (1 - share) / n + Z90**2 / (4 * n * n)))
    return Interval(estimate=share, low=max(middle - half, 0.0), high=min(middle + half, 1.0))


def _causes(followed: Sequence[Followed]) -> list[str | None]:
    return [None if one.back is None else one.contact.cause for one in followed]


def _interval(curve: Survival, share: float, known: float) -> Interval:
    if not 0 < share < 1:
        return wilson(share, known)
    error = float(np.sqrt(curve.variance[-1])) / (share * abs(float(np.log(share))))
    low, high = (share ** float(np.exp(sign * Z90 * error)) for sign in (1, -1))
    return Interval(estimate=share, low=low, high=high)
