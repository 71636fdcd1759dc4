"""Take outcomes in, whenever they come: what they say of known contacts, and the days that they move."""

from collections.abc import Iterable

from msgspec import Struct

from qa_service.exchange.told_outcomes import FIELDS, RowError, Told
from qa_service.store import outcomes, scorecards
from qa_service.store.database import Database

CHUNK = 1000


class TakenOutcomes(Struct, frozen=True):
    """`taken` counts rows; what was not taken stands under `errors`, each by its row."""

    taken: int
    errors: tuple[RowError, ...]


async def take(database: Database, told: Iterable[tuple[int, Told | RowError]]) -> TakenOutcomes:
    """Write the good rows in order, CHUNK a transaction; of a contact told twice each later row adds to the earlier."""
    errors: list[RowError] = []
    good: list[tuple[int, Told]] = []
    for number, one in told:
        if isinstance(one, RowError):
            errors.append(one)
        else:
            good.append((number, one))
    taken = 0
    for start in range(0, len(good), CHUNK):
        done, wrong = await _chunk(database, good[start : start + CHUNK])
        taken += done
        errors += wrong
    return TakenOutcomes(taken, tuple(sorted(errors, key=lambda error: error.row)))


async def _chunk(database: Database, told: list[tuple[int, Told]]) -> tuple[int, list[RowError]]:
    async with database.transaction() as db:
        found = await outcomes.KNOWN.all(db, [one.source for _, one in told], [one.id for _, one in told])
        known = {(one.source, one.ref): one.id for one in found}
        unknown = [
            RowError(row=number, error=f"id: {one.id!r} of {one.source!r} is not known", source=one.source, id=one.id)
            for number, one in told
            if (one.source, one.id) not in known
        ]
        merged: dict[tuple[str, str], dict[str, object]] = {}
        for _, one in told:
            if (one.source, one.id) in known:
                given = {name: getattr(one, name) for name in FIELDS if getattr(one, name) is not None}
                merged.setdefault((one.source, one.id), {}).update(given)
        ids = [known[key] for key in merged]
        columns = [[values.get(name) for values in merged.values()] for name in FIELDS]
        await outcomes.PUT_ALL.run(db, ids, *columns)
        moved = await outcomes.DAYS.all(db, ids)
        await scorecards.mark(db, {(day.agent_id, day.day) for day in moved})
    return len(told) - len(unknown), unknown
