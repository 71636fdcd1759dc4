"""Score history again under the present instrument, batch by batch."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from qa_service.errors import Conflict
from qa_service.pipeline.refresh import refresh
from qa_service.pipeline.score import score
from qa_service.queue.tasks import Sender, wake
from qa_service.store import rescoring
from qa_service.store.database import Database
from scoring.scorer import Scorer

BATCH = 500
SAMPLE = 200
SEED = "1"


class Rescored(Struct, frozen=True, kw_only=True):
    """`left` of the `marked` wait still or are in the hands of other workers."""

    instrument: str
    marked: int
    left: int


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


async def _agree(database: Database, ids: Sequence[UUID], instrument: str, present: str) -> None:
    """Refuse to go on where other workers score what was marked under another instrument: it would never end."""
    async with database.connection() as db:
        others = await rescoring.BEHIND.all(db, ids, present)
    if others:
        raise Conflict(
            f"{others[0].interactions} interactions were scored under '{others[0].instrument}' meanwhile, not under "
            f"'{instrument}': restart the workers, so that they take up the benchmarks, and begin again"
        )
