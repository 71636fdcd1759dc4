"""Try one benchmark on the latest contacts: a worker's work, bounded in contacts and in time."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import structlog
from msgspec.structs import replace

from benchmarks.benchmark_set import BenchmarkSet
from benchmarks.files import Fault
from benchmarks.loader import LIBRARY, examine
from benchmarks.model import Benchmark
from qa_service.config import Settings
from qa_service.errors import Unavailable, described
from qa_service.pipeline import rows
from qa_service.pipeline.lease import GivenBack, heartbeat
from qa_service.pipeline.trials import Found, Place, Result, Sign, TriedOut, as_stored
from qa_service.store import interactions, trials
from qa_service.store.database import Database
from qa_service.store.interactions import Stored, StoredTurn
from qa_service.store.trials import TrialRow
from scoring.advice import advice
from scoring.trial import Example, Trial, Tried
from transcription.chat import transcript

log = structlog.get_logger(__name__)

CHUNK = 20
SECONDS = 60.0
MOST_PLACES = 200


class NoLongerAsked(Exception):
    """The trial was cancelled, or another worker has it."""


async def try_one(database: Database, settings: Settings, *, seconds: float = SECONDS) -> int:
    """Try one benchmark that waits; 0 when none does. What takes longer than `seconds` is failed, and says so."""
    worker = uuid4()
    async with database.transaction() as db:
        claimed = await trials.CLAIM.one(db, worker, settings.lease_seconds)
    if claimed is None:
        return 0
    try:
        async with heartbeat(database, trials.HEARTBEAT, worker, settings.lease_seconds):
            result = await asyncio.wait_for(_tried(database, settings, claimed, worker), seconds)
            async with database.transaction() as db:
                await trials.FINISH.run(db, claimed.id, worker, as_stored(result))
    except NoLongerAsked:
        log.info("trial.dropped", trial=str(claimed.id))
    except Unavailable:
        raise
    except TimeoutError as error:
        await _fail(database, claimed, worker, f"it took longer than {seconds:.0f} s: try it on fewer contacts")
        # A thread that still looks for a pattern cannot be told to end: its process goes.
        raise GivenBack from error
    except Exception as error:  # noqa: BLE001 - the row keeps the reason, without what was said
        log.error("trial.failed", trial=str(claimed.id), reason=described(error))  # noqa: TRY400 - never what was said
        await _fail(database, claimed, worker, described(error))
    return 1


async def _fail(database: Database, claimed: TrialRow, worker: UUID, reason: str) -> None:
    async with database.transaction() as db:
        await trials.FAIL.run(db, claimed.id, worker, reason)


async def _tried(database: Database, settings: Settings, claimed: TrialRow, worker: UUID) -> Result:
    library = settings.benchmarks or LIBRARY
    benchmarks, places = await asyncio.to_thread(read, claimed.benchmark, claimed.source, library)
    if benchmarks is None:
        return Result(places=places)
    async with database.connection() as db:
        ids = await trials.LATEST.values(db, claimed.language, claimed.most)
    trial = await asyncio.to_thread(Trial, benchmarks)
    for begun in range(0, len(ids), CHUNK):
        async with database.transaction() as db:
            if not await trials.PROGRESS.run(db, claimed.id, worker, begun, len(ids)):
                raise NoLongerAsked
            chunk = await trials.CONTACTS.all(db, ids[begun : begun + CHUNK])
            spoken = rows.by_interaction(await interactions.TURNS.all(db, [row.id for row in chunk]))
        await asyncio.to_thread(_add, trial, [(row, spoken.get(row.id, [])) for row in chunk])
    async with database.transaction() as db:
        if not await trials.PROGRESS.run(db, claimed.id, worker, len(ids), len(ids)):
            raise NoLongerAsked
    benchmark = next(iter(benchmarks.benchmarks.values()))
    return Result(places=places, tried=_told(benchmark, trial.result()[benchmark.name]))


def read(name: str | None, source: str | None, library: Path) -> tuple[BenchmarkSet | None, tuple[Place, ...]]:
    """The benchmark to be tried, as `qa benchmarks check` reads it; None where something is wrong with it."""
    if source is None:
        examined = examine(library)
        known = examined.benchmarks.benchmarks
        if name not in known:
            message = f"the library has no benchmark '{name}'"
            return None, (Place(kind="error", line=None, field="", message=message),)
        return replace(examined.benchmarks, benchmarks={name: known[name]}), ()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "benchmark.toml"
        file.write_text(source, encoding="utf-8")
        examined = examine(file)
        odd = [] if examined.faults else advice(examined)
    places = tuple(
        _place(kind, fault) for kind, of in (("error", examined.faults), ("warning", odd)) for fault in of[:MOST_PLACES]
    )
    return (None if examined.faults else examined.benchmarks), places


def _place(kind: str, fault: Fault) -> Place:
    return Place(kind=kind, line=fault.line, field=fault.field, message=fault.message)


def _add(trial: Trial, contacts: Sequence[tuple[Stored, Sequence[StoredTurn]]]) -> None:
    for row, spoken in contacts:
        trial.add(str(row.id), transcript(rows.interaction(row, spoken), language=row.language))


def _told(benchmark: Benchmark, tried: Tried) -> TriedOut:
    signs = (
        Sign(name=name, role=of.role, found=of.found, decided=of.decided, examples=_found(of.examples))
        for name, of in tried.indicators.items()
        if of.found
    )
    return TriedOut(
        name=benchmark.name,
        revision=benchmark.revision,
        definition=benchmark.definition,
        contacts=tried.interactions,
        opportunities=tried.opportunities,
        met=tried.met,
        missed=tried.missed,
        not_applicable=tried.not_applicable,
        signs=tuple(sorted(signs, key=lambda one: (-one.decided, -one.found, one.name))),
        never=tuple(tried.never),
        misses=_found(tried.examples_missed),
    )


def _found(examples: Sequence[Example]) -> tuple[Found, ...]:
    return tuple(Found(contact=UUID(one.id), turn=one.turn, text=one.text) for one in examples)
