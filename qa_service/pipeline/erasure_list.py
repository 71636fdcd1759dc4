"""Who was erased, as keyed digests in a list beside each backup: what a restore brings back is erased again by it."""

from pathlib import Path

import msgspec

from qa_service.config import Settings
from qa_service.errors import BadInput
from qa_service.store import backups
from qa_service.store.database import Database

LIST = "erasures.txt"
ABOUT = "backup.json"


async def note(database: Database, settings: Settings, digest: bytes) -> int:
    """Write an erasure into the installation's own list and those of backups in reach; returns how many of these."""
    async with database.connection() as db:
        folders = [Path(folder) for folder in await backups.FOLDERS.values(db)]
    reached = [folder for folder in folders if (folder / ABOUT).is_file()]
    for folder in (settings.home, *reached):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LIST).open("a") as file:
            file.write(f"{digest.hex()}\n")
    return len(reached)


def read_digests(file: Path) -> list[bytes]:
    """Digests of erased customers: a list with one a line, or a certificate of `qa erase`."""
    told = file.read_text()
    try:
        lines = [msgspec.json.decode(told)["customer"]] if told.lstrip().startswith("{") else told.split()
        return [bytes.fromhex(line) for line in lines]
    except (msgspec.DecodeError, KeyError, TypeError, ValueError):
        raise BadInput(f"{file}: is neither a list of digests nor a certificate of an erasure") from None
