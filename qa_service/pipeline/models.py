"""Promote learned models that are better than what serves, take them back, and load those that serve."""

from collections.abc import Sequence

import msgspec
import structlog

from benchmarks.benchmark_set import BenchmarkSet
from qa_service.errors import Configuration, Conflict, NotFound
from qa_service.store import models
from qa_service.store.database import Connection
from qa_service.store.models import ModelRow, ServingModel
from scoring.instrument import benchmarks_hash
from scoring.learned import About, Model
from scoring.learning.stored import ModelError, read
from scoring.learning.worth import Figure
from scoring.scorer import Scorer

log = structlog.get_logger(__name__)


def refusal(about: About, benchmarks: str, serving: str | None) -> str | None:
    """Why a model must not serve, None where it may.

    `benchmarks` is the hash of those that serve now, `serving` that of the model that serves the behaviour now. Only
    a model that was compared with exactly these is known to be better than them.
    """
    figures = about.figures
    if about.benchmarks != benchmarks:
        return (
            f"it was learned beside benchmarks@{about.benchmarks}, the service has benchmarks@{benchmarks}: learn anew"
        )
    if figures.in_use.model != serving:
        now = f"model@{serving}" if serving else "the library"
        then = f"model@{figures.in_use.model}" if figures.in_use.model else "the library"
        how = " --in-use with the file that `qa models fetch` writes" if serving else " without --in-use"
        return f"it was compared with {then}, but {now} scores '{about.behaviour}' now: learn anew{how}"
    if not figures.better:
        what = "what is in use" if figures.difference else "chance"
        found = figures.difference or figures.held_out.get(figures.measure)
        return f"it is not better than {what}: {figures.measure} {_said(found, signed=figures.difference is not None)}"
    return None


async def promote(db: Connection, data: bytes, place: str, *, benchmarks: str, by: str) -> ModelRow:
    """Let a model serve in the place of the one that serves its behaviour now.

    Raises ModelError where it is none, and Conflict where it is not known to be better. `by` says who promotes it.
    """
    model = read(data, place)
    about = model.about
    await models.LOCK.run(db)
    serving = await models.SERVING_OF.one(db, about.behaviour)
    if serving is not None and serving.hash == model.hash:
        raise Conflict(f"{place}: serves already, as model {serving.id}")
    reason = refusal(about, benchmarks, serving.hash if serving else None)
    if reason:
        raise Conflict(f"{place}: {reason}")
    await models.RETIRE.run(db, about.behaviour, by, f"model@{model.hash} is better")
    row_id: int = await models.INSERT.value(
        db, about.behaviour, model.hash, data, msgspec.to_builtins(about), about.data,
        msgspec.to_builtins(about.figures), about.learned_at, by,
    )  # fmt: skip
    return await models.get(db, row_id)


async def retire(db: Connection, behaviour: str, *, by: str, reason: str) -> None:
    """Take the model of a behaviour back: the library scores it again. Raises NotFound."""
    await models.LOCK.run(db)
    if not await models.RETIRE.run(db, behaviour, by, reason):
        raise NotFound(f"no model serves '{behaviour}'")


async def fetch(db: Connection, behaviour: str) -> bytes:
    """The bytes of the model that serves a behaviour. Raises NotFound."""
    serving = await models.SERVING_OF.one(db, behaviour)
    if serving is None:
        raise NotFound(f"no model serves '{behaviour}'")
    return serving.bytes


def loaded(serving: Sequence[ServingModel]) -> list[Model]:
    """The models that serve; a Configuration error where one cannot be read: to score without it would be silent."""
    found: list[Model] = []
    for row in serving:
        try:
            found.append(read(row.bytes, f"model {row.id} ({row.behaviour})"))
        except ModelError as error:
            raise Configuration(f"{error}; `qa models retire {row.behaviour}` takes it back") from None
    return found


def scorer(benchmarks: BenchmarkSet, serving: Sequence[ServingModel]) -> tuple[Scorer, dict[str, float]]:
    """The benchmarks with the models that serve, and each benchmark's target."""
    found = loaded(serving)
    now = benchmarks_hash(benchmarks)
    for model in found:
        if model.about.benchmarks != now:
            log.warning(
                "model.of_other_benchmarks", behaviour=model.behaviour, model=model.hash, now=now,
                learned_beside=model.about.benchmarks,
            )  # fmt: skip
    return Scorer(benchmarks, found), {name: benchmark.target for name, benchmark in benchmarks.benchmarks.items()}


def _said(figure: Figure | None, *, signed: bool) -> str:
    if figure is None or figure.estimate is None or figure.low is None or figure.high is None:
        return "is undefined"
    shape = "+.3f" if signed else ".3f"
    return f"{figure.estimate:{shape}} ({figure.low:{shape}} to {figure.high:{shape}})"
