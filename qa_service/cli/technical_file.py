"""`qa technical-file`: what is measured here, how well and on what data, for whoever must agree to it."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_service import config
from qa_service.cli.database import database
from qa_service.config import Settings

if TYPE_CHECKING:
    from benchmarks.benchmark_set import BenchmarkSet
    from qa_service.evaluation.error_sheet import Sheet
    from qa_service.store.database import Database


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to this file.")
def command(*, out: Path | None) -> None:
    """Write the technical file as Markdown: benchmarks, instrument, data, error sheet, rights, retention."""
    with database(config.read()) as settings:
        text = asyncio.run(_run(settings))
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"{out}: written", err=True)


async def _run(settings: Settings) -> str:
    from benchmarks.loader import LIBRARY, BenchmarkError, load
    from qa_service.errors import Configuration
    from qa_service.store.database import connect

    assert settings.database_url is not None
    try:
        benchmarks = load(settings.benchmarks or LIBRARY)
    except BenchmarkError as error:
        raise Configuration(str(error)) from None
    store = await connect(settings.database_url, largest=2)
    try:
        return await made(store, settings, benchmarks)
    finally:
        await store.close()


async def made(store: "Database", settings: Settings, benchmarks: "BenchmarkSet") -> str:
    """The file of what this database holds."""
    from datetime import datetime

    from qa_service.evaluation.technical_file import Seen, document
    from qa_service.pipeline.models import scorer
    from qa_service.store import models, technical

    async with store.connection() as db:
        compiled, _ = scorer(benchmarks, await models.SERVING.all(db))
        counted, scored = await technical.COUNTED.all(db), await technical.SCORED.all(db)
        people = await technical.PEOPLE.one(db)
    assert people is not None
    seen = Seen(
        at=datetime.now(settings.zone), instrument=compiled.instrument(), counted=counted, scored=scored,
        people=people, sheet=await _sheet(store, benchmarks),
    )  # fmt: skip
    return document(settings, benchmarks, seen)


async def _sheet(store: "Database", benchmarks: "BenchmarkSet") -> "Sheet | None":
    """The error sheet of the randomly chosen reviews that are stored, as `qa pilot` makes it; None without any."""
    from qa_service.access.user import User
    from qa_service.evaluation.pilot import sheet
    from qa_service.evaluation.reviewed import scored, together
    from qa_service.pipeline.reviews import exported
    from scoring.learning.reviews import read_reviews
    from scoring.scorer import Scorer
    from transcription.interaction import InteractionError

    reader = User(name="technical-file", role="admin", everyone=True)
    lines = [line async for page in exported(store, reader, assisted=False) for line in page.splitlines()]
    read = list(read_reviews(lines))
    drawn = [(number, one) for number, one in read if isinstance(one, InteractionError) or one.random]
    scorer = Scorer(benchmarks)
    items = [scored(one, scorer, benchmarks) for one in together(drawn) if not isinstance(one, InteractionError)]
    return sheet(items) if items else None
