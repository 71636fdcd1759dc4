"""The spool: recordings sealed on disk, until they are transcribed or, by setting, for good."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID

from qa_service.access.hash_key import master_key
from qa_service.config import Settings
from qa_service.exchange.interactions import Refused
from qa_service.pipeline.ingest import Incoming
from qa_service.pipeline.sealed import HEAD, Key, Readable, Sealer, SealError, key, key_id, unseal
from qa_service.store.interactions import StoredRecording
from transcription.audio import AudioError, probe
from transcription.interaction import Interaction

READ = 1 << 20
UNOWNED = UUID(int=0)
SUFFIX = ".audio"


class Spool(NamedTuple):
    """A folder of sealed files; the first of `keys` seals, each of them opens."""

    folder: Path
    keys: tuple[Key, ...]


def spool_of(settings: Settings) -> Spool:
    """The installation's spool; its own key opens too where others are set, so that they can be set at any time."""
    given = [each.encode() for each in settings.sealing_keys]
    return Spool(settings.spool, tuple(key(material) for material in (*given, master_key(settings))))


class Arriving:
    """One recording on its way into the spool: sealed as it comes in, on disk in clear at no moment."""

    def __init__(self, party: str, spool: Spool) -> None:
        spool.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._party = party
        self._file = _NewFile(spool.folder / f"{secrets.token_hex(16)}{SUFFIX}", spool.keys[0])
        self._digest, self._size = hashlib.sha256(), 0

    def write(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self._size += len(content)

    def kept(self) -> StoredRecording:
        """End it; size and digest are those of the recording itself."""
        self._file.whole()
        return StoredRecording(UNOWNED, self._party, self._file.path.name, self._size, self._digest.digest())

    def dropped(self) -> None:
        self._file.dropped()


def write(source: Readable, party: str, spool: Spool) -> StoredRecording:
    """Seal a recording into the spool, readable by its owner only."""
    arriving = Arriving(party, spool)
    try:
        while content := source.read(READ):
            arriving.write(content)
        return arriving.kept()
    except BaseException:
        arriving.dropped()
        raise


@contextlib.contextmanager
def opened(recording: StoredRecording, spool: Spool) -> Generator[BinaryIO]:
    """The recording in clear, in memory that has no name on any disk, as a file that a decoder's process inherits.

    Raises SealError where it cannot be opened or is not the one that came in, OSError where it is gone.
    """
    with (spool.folder / recording.path).open("rb") as file, os.fdopen(os.memfd_create("recording"), "w+b") as clear:
        digest = hashlib.sha256()
        for content in unseal(file, spool.keys):
            digest.update(content)
            clear.write(content)
        if digest.digest() != recording.sha256:
            raise SealError("is sealed well, but is not the recording that came in")
        clear.seek(0)
        yield clear


def keep(interactions: Sequence[Interaction], folder: Path, spool: Spool) -> tuple[list[Incoming], list[Refused]]:
    """Spool the recordings that interactions name, relative to `folder`; those without one pass as they are."""
    kept: list[Incoming] = []
    refused: list[Refused] = []
    for interaction in interactions:
        if interaction.recording is None or interaction.turns:
            kept.append(Incoming(interaction))
            continue
        path = folder / interaction.recording
        try:
            probe(path)
            with path.open("rb") as source:
                kept.append(Incoming(interaction, (write(source, "both", spool),)))
        except (AudioError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            message = f"recording: {interaction.recording}: {reason}"
            refused.append(Refused(line=1, error=message, source=interaction.source, ref=interaction.id))
    return kept, refused


def drop(folder: Path, files: Sequence[StoredRecording]) -> None:
    """Remove spooled recordings: what is not needed any more is not kept."""
    for file in files:
        (folder / file.path).unlink(missing_ok=True)


def reseal(spool: Spool) -> Iterator[tuple[str, bool | SealError]]:
    """Bring every file under the first key; yields each one's name, and whether it moved or why it could not.

    A file is whole under one key or the other at every moment. One that is deleted meanwhile is passed over.
    """
    for path in sorted(spool.folder.glob(f"*{SUFFIX}")):
        try:
            yield path.name, _resealed(path, spool.keys)
        except FileNotFoundError:
            continue
        except SealError as error:
            yield path.name, error


def _resealed(path: Path, keys: Sequence[Key]) -> bool:
    with path.open("rb") as old:
        if key_id(old.read(HEAD)) == keys[0].id:
            return False
        old.seek(0)
        new = _NewFile(path, keys[0])
        try:
            for content in unseal(old, keys):
                new.write(content)
            path.stat()  # one that was deleted meanwhile must not come back
            new.whole()
        except BaseException:
            new.dropped()
            raise
    return True


class _NewFile:
    """A file being sealed, readable by its owner only; it has its name once it is whole and on the disk."""

    def __init__(self, path: Path, under: Key) -> None:
        self.path = path
        self._made = path.with_suffix(f".{secrets.token_hex(4)}.new")
        self._file = os.fdopen(os.open(self._made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._sealer = Sealer(self._file, under)

    def write(self, content: bytes) -> None:
        self._sealer.write(content)

    def whole(self) -> None:
        self._sealer.finish()
        self._file.flush()
        os.fsync(self._file.fileno())  # its row must not outlive it
        self._file.close()
        self._made.replace(self.path)

    def dropped(self) -> None:
        self._file.close()
        self._made.unlink(missing_ok=True)
