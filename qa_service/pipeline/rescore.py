"""Score history again under the present instrument, batch by batch, and say what the change of instrument did."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

import numpy as np
from msgspec import Struct

from qa_service.errors import Conflict
from qa_service.pipeline.refresh import refresh
from qa_service.pipeline.score import score
from qa_service.queue.tasks import Sender, wake
from qa_service.store import rescoring
from qa_service.store.database import Database
from qa_service.store.rescoring import Pair
from scoring.agreement import Measure, interval, mean
from scoring.scorer import Scorer

BATCH = 500
SAMPLE = 200
SEED = "1"


class Rescored(Struct, frozen=True, kw_only=True):
    """`left` of the `marked` wait still or are in the hands of other workers."""

    instrument: str
    marked: int
    left: int


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
    """What two instruments made of the same interactions."""

    before: str
    after: str
    interactions: int
    behaviours: dict[str, Changed]


async def rescore(
    database: Database,
    scorer: Scorer,
    targets: Mapping[str, float],
    sender: Sender,
    *,
    day_from: date | None = None,
    day_until: date | None = None,
    sample: int = SAMPLE,
    lease: float,
    window_days: int,
    told: Callable[[int], None] = lambda _: None,
) -> Rescored:
    """Score again what stands under another instrument, days half open; `told` hears how many are marked.

    First a sample is drawn that keeps its older scorecards. Then a batch at a time is marked as waiting, so that what
    comes in meanwhile waits behind one batch at most; workers share the work, and without any it is done here. Broken
    off and begun again, it goes on where it was. Raises Conflict where workers score under another instrument.
    """
    present = scorer.instrument().rpartition("none")[0]
    if sample:
        async with database.transaction() as db:
            await rescoring.DRAW.run(db, day_from, day_until, present, sample, SEED)
    marked: list[UUID] = []
    while True:
        after = max(marked) if marked else None
        async with database.transaction() as db:
            batch = await rescoring.MARK.all(db, day_from, day_until, present, after, BATCH)
        if not batch:
            break
        marked += [row.id for row in batch]
        told(len(marked))
        await wake(sender, "score")
        while await score(database, scorer, targets, lease=lease):
            pass
        await _agree(database, [row.id for row in batch], scorer.instrument(), present)
    await refresh(database, window_days=window_days)
    async with database.connection() as db:
        left: int = await rescoring.WAITING.value(db, marked)
    return Rescored(instrument=scorer.instrument(), marked=len(marked), left=left)


async def bridges(database: Database) -> list[Bridge]:
    """What each change of instrument did to the sample that was scored under both."""
    async with database.connection() as db:
        return bridged(await rescoring.PAIRS.all(db))


def bridged(pairs: Sequence[Pair]) -> list[Bridge]:
    """Compare the instruments two by two; `pairs` in the order of instruments and behaviours."""
    return [
        Bridge(
            before=before,
            after=after,
            interactions=len({pair.interaction_id for pair in both}),
            behaviours={name: _changed(list(of)) for name, of in groupby(both, key=lambda pair: pair.behaviour)},
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


async def _agree(database: Database, ids: Sequence[UUID], instrument: str, present: str) -> None:
    """Refuse to go on where other workers score what was marked under another instrument: it would never end."""
    async with database.connection() as db:
        others = await rescoring.BEHIND.all(db, ids, present)
    if others:
        raise Conflict(
            f"{others[0].interactions} interactions were scored under '{others[0].instrument}' meanwhile, not under "
            f"'{instrument}': restart the workers, so that they take up the benchmarks, and begin again"
        )
