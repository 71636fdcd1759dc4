"""`qa restore`: a backup into a fresh installation, with later erasures made again."""

import asyncio
from pathlib import Path

import click

from qa_service import config, logs
from qa_service.cli.database import database, upgrade
from qa_service.config import Settings
from qa_service.pipeline.backup import Restored


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--erasures", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A list erasures.txt or a certificate beside the backup's own list.")  # fmt: skip
def command(folder: Path, erasures: tuple[Path, ...]) -> None:
    """Restore the backup in FOLDER into a fresh QA_HOME or an empty database; nothing of it may run meanwhile.

    Customers who were erased after the backup was made are erased again before this ends.
    """
    from qa_service.pipeline.backup import put_keys, read
    from qa_service.pipeline.erasure_list import read_digests

    given = config.read()
    digests = [digest for file in erasures for digest in read_digests(file)]
    about = read(folder)
    put_keys(folder, about, given)
    with database(given, migrate=False) as settings:
        logs.configure(settings)
        asyncio.run(_put_back(settings, folder))
        upgrade(settings)
        done = asyncio.run(_erase_again(settings, folder, digests))
    click.echo(f"Restored what was backed up at {done.made_at:%Y-%m-%d %H:%M} UTC: {done.contacts} contacts, "
               f"{done.files} recordings; {done.erased} customers erased again.")  # fmt: skip


async def _put_back(settings: Settings, folder: Path) -> None:
    from qa_service.pipeline.backup import put_back
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=2)
    try:
        await put_back(store, settings, folder)
    finally:
        await store.close()


async def _erase_again(settings: Settings, folder: Path, digests: list[bytes]) -> Restored:
    from qa_service.pipeline.backup import erase_again
    from qa_service.store.database import connect

    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=3)
    try:
        return await erase_again(store, settings, folder, digests)
    finally:
        await store.close()
