"""Who was erased, as keyed digests in a list beside each backup: what a restore brings back is erased again by it."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import msgspec
import structlog

from qa_service.config import Settings
from qa_service.errors import BadInput
from qa_service.store import backups
from qa_service.store.database import Database

log = structlog.get_logger(__name__)

LIST = "erasures.txt"
ABOUT = "backup.json"


async def note(database: Database, settings: Settings, digest: bytes) -> int:
    """Write an erasure into the installation's own list and those of backups in reach; returns how many of these.

    A backup that cannot be written to stops no erasure: the own list, which `qa restore --erasures` reads, has it.
    """
    async with database.connection() as db:
        folders = [Path(folder) for folder in await backups.FOLDERS.values(db)]
    return await asyncio.to_thread(_written, settings.home, folders, f"{digest.hex()}\n")


def _written(home: Path, folders: Sequence[Path], line: str) -> int:
    home.mkdir(parents=True, exist_ok=True)
    _append(home, line)
    noted = 0
    for folder in folders:
        try:
            if (folder / ABOUT).is_file():
                _append(folder, line)
                noted += 1
        except OSError as error:
            log.warning("erasure.not_noted", backup=str(folder), error=error.strerror)
    return noted


def _append(folder: Path, line: str) -> None:
    with (folder / LIST).open("a") as file:
        file.write(line)


def read_digests(file: Path) -> list[bytes]:
    """Digests of erased customers: a list with one a line, or a certificate of `qa erase`."""
    told = file.read_text()
    try:
        lines = [msgspec.json.decode(told)["customer"]] if told.lstrip().startswith("{") else told.split()
        return [bytes.fromhex(line) for line in lines]
    except (msgspec.DecodeError, KeyError, TypeError, ValueError):
        raise BadInput(f"{file}: is neither a list of digests nor a certificate of an erasure") from None
