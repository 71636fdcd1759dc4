"""Benchmarks: what each behaviour means, its target, and what its indicators hit in the latest contacts."""

import asyncio
from collections import Counter
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from benchmarks.loader import load
from benchmarks.model import Benchmark
from qa_service.access.audit import LOOKS_AT, looked
from qa_service.dashboard.page import Days, Page, fragment, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import NotFound
from qa_service.pipeline.reviews import see_answers
from qa_service.pipeline.trials import MOST
from qa_service.reports.words import Words
from qa_service.store import analyses, pages, trials

LATEST = 200
SHOWN = 3


class Hits(Struct, frozen=True, kw_only=True):
    """What one indicator decided among the latest contacts, with a few of them."""

    indicator: str
    met: int
    missed: int
    latest: tuple[pages.Hit, ...]


@get("/benchmarks", include_in_schema=False)
async def benchmarks_page(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page:
    """The library in use."""
    visitor.check("benchmarks")
    library = await asyncio.to_thread(_library, state.settings.benchmarks)
    async with state.database.connection() as db:
        standing = await analyses.NEWEST.one(db)
    told = sorted(library.values(), key=lambda one: one.name)
    columns = ("name", "definition", "target", "unit", "revision", "languages", "weight", "indicators")
    lines = [
        (one.name, one.definition, one.target, one.unit, one.revision, " ".join(one.languages), one.weight,
         " ".join(each.name for each in one.indicators))
        for one in told
    ]  # fmt: skip
    of = standing and Days(
        first=standing.day_from, last=standing.day_until - timedelta(days=1), instrument=standing.instrument
    )
    return shown(request, visitor, "benchmarks.html", section="benchmarks", table=Table("benchmarks", columns, lines),
                 told=told, spoken=sorted({code for one in told for code in one.languages}), most=MOST,
                 trying=visitor.opens("trials"), days=of,
                 words=Words(visitor.tongue.code), own=state.settings.benchmarks is not None)  # fmt: skip


@get("/benchmarks/{name:str}/hits", include_in_schema=False, opt={LOOKS_AT: "hits"})
async def hits(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], name: FromPath[str]
) -> Page:
    """What the indicators of one behaviour decided lately; contacts that the visitor is to read blind are left out."""
    visitor.check("benchmarks")
    if name not in await asyncio.to_thread(_library, state.settings.benchmarks):
        raise NotFound(f"benchmark {name!r} is not in use")
    async with state.database.transaction() as db:
        rows = await pages.HITS.all(db, name, LATEST)
        told = by_indicator(rows)
        may = await see_answers(db, visitor.user, list({hit.interaction_id for one in told for hit in one.latest}))
        agents = await trials.REFS.all(db, may)
    told = [replace(one, latest=tuple(hit for hit in one.latest if hit.interaction_id in may)) for one in told]
    looked(request, [one.agent for one in agents])
    return fragment(visitor, "hits.html", hits=told, name=name, latest=LATEST)


def by_indicator(rows: list[pages.Hit]) -> list[Hits]:
    """The most frequent first."""
    counted = Counter(row.indicator for row in rows)
    return [
        Hits(
            indicator=indicator,
            met=sum(row.met for row in rows if row.indicator == indicator),
            missed=sum(not row.met for row in rows if row.indicator == indicator),
            latest=tuple(row for row in rows if row.indicator == indicator)[:SHOWN],
        )
        for indicator, _ in counted.most_common()
    ]


@cache
def _library(folder: Path | None) -> dict[str, Benchmark]:
    """As it was when this process first looked: workers, too, read theirs once."""
    return dict((load(folder) if folder else load()).benchmarks)
