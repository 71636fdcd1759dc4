"""`qa backup`: the database, the keys and the files in one folder."""

import asyncio
from pathlib import Path

import click

from qa_service import config
from qa_service.cli.database import database
from qa_service.config import Settings


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Write a backup of everything into FOLDER, which must be new or empty; the service may run meanwhile.

    It holds redacted transcripts, silenced audio and the key of the redaction hashes: keep it as you keep those.
    Secrets that came by settings (QA_HASH_KEY, QA_SPOOL_KEYS) are not in it; it says which a restore needs.
    """
    with database(config.read()) as settings:
        asyncio.run(_run(settings, folder))


async def _run(settings: Settings, folder: Path) -> None:
    from qa_service.pipeline.backup import back_up
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=2)
    try:
        about = await back_up(store, settings, folder)
    finally:
        await store.close()
    size = sum((folder / name).stat().st_size for name in about.files)
    click.echo(f"{folder}: {len(about.files)} files, {size / 1e6:.1f} MB, schema {about.revision}.")
    if about.needs:
        click.echo(f"Not in it, and needed to restore it: {', '.join(about.needs)}.")
