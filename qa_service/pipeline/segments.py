"""What a period says of customers of one kind beside the others; never of one agent, and of no small group."""

import asyncio
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from qa_service.access.cells import few
from qa_service.monitoring.groups import FACTORS, Groups, Labels
from qa_service.monitoring.segments import SEGMENT, OfSegment, segments
from qa_service.pipeline.analyse import Filters, Period
from qa_service.pipeline.sums import NONE, codes, laid_out
from qa_service.store import scorecards
from qa_service.store import segments as stored
from qa_service.store.database import Database
from qa_service.store.scorecards import UsedInstrument
from qa_service.store.segments import Segmented

FEWEST = 20
"""Scores below which a segment is not shown, where the centre's own limit is not higher."""


class Segments(Struct, frozen=True, kw_only=True):
    """`left_out` counts by behaviour the values that are of too few; they are not named: what is rare may be a name."""

    instrument: UsedInstrument
    others: dict[str, int]
    behaviours: dict[str, dict[str, OfSegment]]
    left_out: dict[str, int]


async def segmented(
    database: Database, period: Period, filters: Filters, kind: str, *, least: int, instrument: str | None = None
) -> Segments | None:
    """Compare the values of one segment; None where nothing was scored. Values of fewer than `least` are left out."""
    async with database.connection() as db:
        every = await scorecards.USED_INSTRUMENTS.all(db, period.day_from, period.day_until)
        used = next((one for one in every if instrument in {None, one.name}), None)
        if used is None:
            return None
        rows = await stored.IN_PERIOD.all(
            db, used.id, period.day_from, period.day_until, filters.queue, filters.reason, filters.channel,
            filters.language, filters.team, kind,
        )  # fmt: skip
    kept, left_out = enough(rows, least)
    return Segments(
        instrument=used,
        others={one.name: one.scores for one in every if one.id != used.id},
        behaviours=await asyncio.to_thread(lambda: segments(_groups(kept, used.targets))) if kept else {},
        left_out=left_out,
    )


def enough(rows: Sequence[Segmented], least: int) -> tuple[list[Segmented], dict[str, int]]:
    """The rows of values that are of enough scores and agents, and how many values are not, by behaviour.

    What is left out is in no other figure of the answer either.
    """
    kept: list[Segmented] = []
    left_out: dict[str, int] = {}
    for behaviour in sorted({row.behaviour for row in rows}):
        mine = [row for row in rows if row.behaviour == behaviour]
        scores: dict[str, int] = {}
        people: dict[str, set[str]] = {}
        for row in mine:
            value = row.segment or NONE
            scores[value] = scores.get(value, 0) + row.n
            people.setdefault(value, set()).update({row.agent} if row.kind == "human" else ())
        gone = {value for value, n in scores.items() if n < max(least, FEWEST) or few(people[value], least)}
        kept += [row for row in mine if (row.segment or NONE) not in gone]
        if gone:
            left_out[behaviour] = len(gone)
    return kept, left_out


def _groups(rows: Sequence[Segmented], targets: Mapping[str, float]) -> Groups:
    agents, agent = codes([row.agent for row in rows])
    behaviours, behaviour = codes([row.behaviour for row in rows])
    levels, cells, cell = laid_out(rows, (*FACTORS, SEGMENT))
    sums = {name: np.array([getattr(row, name) for row in rows], dtype=np.float64) for name in ("n", "total", "square")}
    nothing, zero = np.zeros(len(rows)), np.zeros(len(rows), dtype=np.int64)
    return Groups(
        labels=Labels(
            agents=agents,
            teams=(NONE,),
            behaviours=behaviours,
            factors=(*FACTORS, SEGMENT),
            levels=levels,
            cells=cells,
            days=(),
        ),
        targets=np.array([targets.get(name, np.nan) for name in behaviours]),
        agent=agent,
        team=zero,
        behaviour=behaviour,
        cell=cell,
        day=zero,
        **sums,
        **dict.fromkeys(
            ("cube", "fourth", "log_score", "log_rest", "zeros", "ones", "below", "met", "opportunities", "met_square"),
            nothing,
        ),
    )
