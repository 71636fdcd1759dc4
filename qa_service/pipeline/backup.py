"""Backups: the database, the keys and the files of one moment, and putting them back with later erasures made again.

backup.json      what it is: when, of which release, which files with their digests; no reference of anybody
database.dump    pg_dump's custom format
hash.key         where the installation made its own (where QA_HASH_KEY is set, only its fingerprint is kept)
spool/ audio/    sealed recordings, and silenced copies
erasures.txt     digests of customers erased since: written here by the installation as long as it reaches the folder
"""

import asyncio
import hashlib
import hmac
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from qa_service.access.hash_key import master_key
from qa_service.config import Settings
from qa_service.embedded.dump import dump, load
from qa_service.errors import BadInput, Conflict, Unavailable
from qa_service.pipeline.erasure import again, erase
from qa_service.pipeline.erasure_list import ABOUT, LIST, read_digests
from qa_service.store import backups, erasures
from qa_service.store.database import Database

DATABASE, KEY = "database.dump", "hash.key"
FOLDERS = ("spool", "audio")
FORMAT = 1


class About(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`key` is a fingerprint of the hash key; `needs` names the settings whose secrets are not in the backup."""

    format: int
    made_at: datetime
    revision: str
    key: str
    needs: tuple[str, ...]
    files: dict[str, str]


class Restored(Struct, frozen=True, kw_only=True):
    """`erased` customers who were erased after the backup was made."""

    made_at: datetime
    files: int
    contacts: int
    erased: int


def fingerprint(key: bytes) -> str:
    return hmac.digest(key, b"backup: whose key", hashlib.sha256).hex()[:32]


async def back_up(database: Database, settings: Settings, folder: Path) -> About:
    """Write a backup into an empty or new folder; the service may run meanwhile.

    Files are copied before and after the dump: of what the dump names, each was there at one of the two times.
    """
    assert settings.database_url is not None
    key = master_key(settings)
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder}: holds something already; give an empty or new folder")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in FOLDERS:
        _copied(settings.home / name, folder / name)
    await asyncio.to_thread(dump, settings.database_url, folder / DATABASE)
    for name in FOLDERS:
        _copied(settings.home / name, folder / name)
    needs = [f"QA_{name.upper()}" for name in ("hash_key", "spool_keys") if getattr(settings, name)]
    if not settings.hash_key:
        _private(settings.home / KEY, folder / KEY)
    async with database.transaction() as db:
        revision = await backups.REVISION.value(db)
        await backups.PUT.run(db, str(folder.absolute()))
    (folder / LIST).touch(mode=0o600)
    about = About(
        format=FORMAT,
        made_at=datetime.now(UTC),
        revision=revision,
        key=fingerprint(key),
        needs=tuple(needs),
        files={str(file.relative_to(folder)): _digest(file) for file in _files(folder) if file.name != LIST},
    )
    (folder / ABOUT).touch(mode=0o600)
    (folder / ABOUT).write_bytes(msgspec.json.format(msgspec.json.encode(about), indent=2))
    return about


def read(folder: Path) -> About:
    """What a backup says of itself, once each of its files is what it says; BadInput names what is not."""
    try:
        about = msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)
    except OSError as error:
        raise BadInput(f"{folder / ABOUT}: {error.strerror}; is this a folder that 'qa backup' wrote, whole?") from None
    except msgspec.DecodeError as error:
        raise BadInput(f"{folder / ABOUT}: {error}") from None
    if about.format != FORMAT:
        raise BadInput(f"{folder / ABOUT}: is of format {about.format}; this release reads {FORMAT}")
    for name, digest in about.files.items():
        if not (folder / name).is_file():
            raise BadInput(f"{folder / name}: is missing")
        if _digest(folder / name) != digest:
            raise BadInput(f"{folder / name}: is not what was backed up")
    return about


def put_keys(folder: Path, about: About, settings: Settings) -> None:
    """Put the backup's key in its place; Conflict where this installation has another."""
    own = settings.home / KEY
    if (folder / KEY).is_file() and settings.hash_key is None and not own.exists():
        settings.home.mkdir(parents=True, exist_ok=True)
        _private(folder / KEY, own)
    if settings.hash_key is None and not own.exists():
        raise Conflict("QA_HASH_KEY: this backup was made with one; set the same")
    if fingerprint(master_key(settings)) != about.key:
        where = "QA_HASH_KEY" if settings.hash_key is not None else str(own)
        raise Conflict(f"{where}: is another key than the backup's; the redaction hashes would match nothing")


async def check_empty(database: Database) -> None:
    """Raise Conflict where the database holds contacts already."""
    async with database.connection() as db:
        if await backups.MIGRATED.value(db) and await backups.CONTACTS.value(db):
            raise Conflict("the database holds contacts already; restore into a fresh QA_HOME or an empty database")


async def put_back(database: Database, settings: Settings, folder: Path) -> None:
    """Put the backup's tables in the place of those that hold nothing yet, and its files beside them."""
    assert settings.database_url is not None
    await check_empty(database)
    for name in FOLDERS:
        _copied(folder / name, settings.home / name)
    async with database.connection() as db:
        await backups.CLEAR.run(db)
    await asyncio.to_thread(load, settings.database_url, folder / DATABASE)


async def erase_again(database: Database, settings: Settings, folder: Path, digests: Iterable[bytes]) -> Restored:
    """Erase whom the backup's own list and `digests` name, in a restored and migrated database."""
    about, key = read(folder), master_key(settings)
    own = folder / LIST
    wanted = {*digests, *(read_digests(own) if own.is_file() else ())}
    await again(database, wanted, by="restore", master_key=key)
    erased = 0
    while await erase(database, settings, master_key=key):
        erased += 1
    async with database.connection() as db:
        contacts = await backups.CONTACTS.value(db)
        if await erasures.WAITING.value(db):
            raise Unavailable("erasures that were made again wait still; start the service, whose workers end them")
    files = sum(name.partition("/")[0] in FOLDERS for name in about.files)
    return Restored(made_at=about.made_at, files=files, contacts=contacts, erased=erased)


def _copied(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in _files(source):
        place = target / file.relative_to(source)
        if not place.exists() and file.suffix != ".new":
            try:
                _private(file, place)
            except FileNotFoundError:  # it was transcribed meanwhile
                continue


def _private(source: Path, target: Path) -> None:
    target.touch(mode=0o600)
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        target.unlink()
        raise


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
