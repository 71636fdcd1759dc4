"""What a change of instrument did to the sample that was scored under both."""

from collections.abc import Collection, Sequence
from itertools import groupby

import numpy as np
from msgspec import Struct

from qa_service.access.cells import few
from qa_service.store import rescoring
from qa_service.store.database import Database
from qa_service.store.rescoring import Pair
from scoring.agreement import Measure, interval, mean


class Shift(Struct, frozen=True, kw_only=True):
    """A mean over interactions with its 90% interval; None where there are too few to say."""

    estimate: float
    low: float | None
    high: float | None


class Absent(Struct, frozen=True, kw_only=True):
    """Shares of `n` interactions, drawn from all of them, that are N/A."""

    n: int
    before: float
    after: float


class Changed(Struct, frozen=True, kw_only=True):
    """One behaviour: mean scores of the `n` interactions that both instruments scored, and after minus before."""

    n: int
    before: float | None
    after: float | None
    difference: Shift | None
    not_applicable: Absent | None


class Bridge(Struct, frozen=True, kw_only=True):
    """What two instruments made of the same interactions; behaviours of too few agents are `left_out`."""

    before: str
    after: str
    interactions: int
    behaviours: dict[str, Changed]
    left_out: tuple[str, ...] = ()


async def bridges(database: Database, *, least: int = 1) -> list[Bridge]:
    """What each change of instrument did to the sample that was scored under both, by at least so many agents."""
    async with database.connection() as db:
        pairs = await rescoring.PAIRS.all(db)
    behind: dict[tuple[str, str, str], set[str]] = {}
    for pair in pairs:
        behind.setdefault(_place(pair), set()).update(pair.people)
    return bridged(pairs, frozenset(place for place, people in behind.items() if few(people, least)))


def _place(pair: Pair) -> tuple[str, str, str]:
    return pair.before_instrument, pair.after_instrument, pair.behaviour


def bridged(pairs: Sequence[Pair], hidden: Collection[tuple[str, str, str]] = ()) -> list[Bridge]:
    """Compare the instruments two by two; `pairs` in the order of instruments and behaviours.

    `hidden` are instruments and behaviours of which no figure is shown.
    """
    return [
        Bridge(
            before=before,
            after=after,
            interactions=len({pair.interaction_id for pair in both}),
            behaviours={
                name: _changed(list(of))
                for name, of in groupby(both, key=lambda pair: pair.behaviour)
                if (before, after, name) not in hidden
            },
            left_out=tuple(sorted(name for old, new, name in hidden if (old, new) == (before, after))),
        )
        for (before, after), both in (
            (names, list(group))
            for names, group in groupby(pairs, key=lambda pair: (pair.before_instrument, pair.after_instrument))
        )
    ]


def _changed(pairs: Sequence[Pair]) -> Changed:
    scored = [(pair.before, pair.after) for pair in pairs if pair.before is not None and pair.after is not None]
    overall = [pair for pair in pairs if pair.overall]
    before, after = (np.array(scores, float) for scores in zip(*scored, strict=True)) if scored else (None, None)
    return Changed(
        n=len(scored),
        before=None if before is None else float(before.mean()),
        after=None if after is None else float(after.mean()),
        difference=None if before is None or after is None else _shift(mean(after - before)),
        not_applicable=Absent(
            n=len(overall),
            before=sum(pair.before is None for pair in overall) / len(overall),
            after=sum(pair.after is None for pair in overall) / len(overall),
        )
        if overall
        else None,
    )


def _shift(measure: Measure) -> Shift:
    low, high = interval(measure)
    known = not np.isnan(low)
    return Shift(estimate=measure.value(), low=low if known else None, high=high if known else None)
