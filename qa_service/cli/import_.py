"""`qa import`: interactions from files into the service."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from qa_service import config, logs
from qa_service.cli.database import database
from qa_service.cli.progress import track
from qa_service.config import Settings
from qa_service.exchange.interactions import Refused, sorted_out
from transcription.interaction import Interaction

BATCH = 200


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(files: tuple[Path, ...]) -> None:
    """Import interaction/v1 from JSON or JSON Lines FILES; recordings are found beside the file that names them."""
    from qa_service.pipeline.recognisers import plug

    given = config.read()
    plug(given)
    with database(given) as settings:
        logs.configure(settings)
        counts, failures = asyncio.run(_run(settings, files))
    for failure in failures:
        click.echo(failure, err=True)
    click.echo(", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "nothing to import")
    sys.exit(1 if failures else 0)


async def _run(settings: Settings, files: tuple[Path, ...]) -> tuple[dict[str, int], list[str]]:
    from qa_service.access.hash_key import master_key
    from qa_service.pipeline.ingest import ingest, reject
    from qa_service.pipeline.spool import drop, keep, spool_of
    from qa_service.queue import tasks
    from qa_service.store.database import connect

    assert settings.database_url is not None
    assert settings.broker_url is not None
    store = await connect(settings.database_url, largest=2)
    sender = tasks.Sender(tasks.app(settings.broker_url))
    key = master_key(settings)
    spool = spool_of(settings)
    counts: dict[str, int] = {}
    failures: list[str] = []
    try:
        for path in files:
            good, refused = _read(path)
            failures += [f"{path}: {item.error}" for item in refused]
            await reject(store, refused, zone=settings.zone)
            for batch in track(list(_batches(good)), f"Importing {path.name}"):
                incoming, bad = await asyncio.to_thread(keep, batch, path.parent, spool)
                failures += [f"{path}: {item.ref}: {item.error}" for item in bad]
                await reject(store, bad, zone=settings.zone)
                taken = await ingest(store, incoming, master_key=key, zone=settings.zone)
                for item, result in zip(incoming, taken, strict=True):
                    counts[result.status] = counts.get(result.status, 0) + 1
                    if result.status == "known":
                        drop(settings.spool, item.recordings)
                await tasks.wake(sender, "score")
                if any(item.recordings for item in incoming):
                    await tasks.wake(sender, "transcribe")
    finally:
        await store.close()
    return counts, failures


def _read(path: Path) -> tuple[list[Interaction], list[Refused]]:
    try:
        return sorted_out(path.read_bytes(), recordings=True)
    except OSError as error:
        return [], [Refused(line=1, error=f"cannot be read: {error.strerror}")]


def _batches(items: list[Interaction]) -> Iterator[list[Interaction]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
