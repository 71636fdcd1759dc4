"""Transcribe one recording: claim, hear and redact with no connection held, store only what is redacted."""

import asyncio
import contextlib
import errno
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import structlog

from qa_service.errors import Unavailable, described
from qa_service.pipeline import playable, rows
from qa_service.pipeline.ingest import own_salt
from qa_service.pipeline.lease import GivenBack, heartbeat, unless_stopped
from qa_service.pipeline.sealed import SealError
from qa_service.pipeline.spool import Spool, drop, opened
from qa_service.store import interactions, people, watching
from qa_service.store.database import Connection, Database
from qa_service.store.interactions import Stored, StoredRecording
from transcription.audio import Audio, AudioError, decode
from transcription.chat import spoken_language
from transcription.engine import Engine
from transcription.interaction import Interaction, InteractionError
from transcription.recording import Party, one_party, parties
from transcription.recording import transcribe as hear
from transcription.redaction.keys import derive_key
from transcription.redaction.redactor import redact
from transcription.speakers import Diariser
from transcription.transcript import Speaker

log = structlog.get_logger(__name__)

PAUSES = (1.0, 2.0, 4.0, 8.0)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
AWAY_SECONDS = 10.0
"""How long a recording waits for a disk that is full."""


class Heard(NamedTuple):
    """A redacted transcript, and the silenced recordings that may be played beside it."""

    interaction: Interaction
    audio: list[StoredRecording]
    audio_s: float
    took_s: float
    engine: str


async def transcribe(
    database: Database,
    engine: Engine,
    *,
    master_key: bytes,
    spool: Spool,
    audio: Path | None,
    lease: float,
    longest: float | None = None,
    keep_originals: bool = False,
    diariser: Diariser | None = None,
) -> int:
    """Transcribe one recording that waits; 0 when none does.

    The sealed recording goes once its transcript is stored, or stays with its row where originals are kept. `audio`:
    the folder where a silenced copy is kept; None keeps none. `longest`: seconds that one call may last. `diariser`
    tells voices apart on a single channel; without one, pitch and words do.
    """
    worker = uuid4()
    async with database.transaction() as db:
        claimed = await interactions.claim(db, "received", most=1, lease=lease, worker=worker)
        files = [file for row in claimed for file in await interactions.RECORDINGS.all(db, row.id)]
        salt = await _salt(db, claimed)
    if not claimed:
        return 0
    row = claimed[0]
    async with heartbeat(database, interactions.HEARTBEAT, worker, lease):
        try:
            sources = await asyncio.to_thread(_sources, files, spool, longest)
            key = derive_key(master_key, salt)
            hearing = asyncio.to_thread(_compute, row, sources, engine, key, audio, diariser)
            heard = await unless_stopped(hearing)
            done = await _store(database, worker, row, heard, keep_originals=keep_originals) and not keep_originals
        except (AudioError, InteractionError) as error:
            done = await _fail(database, worker, row, f"recording: {error}")
        except GivenBack:
            await _give_back(database, worker, row, "the worker stops")
            raise
        except Unavailable as error:
            await _give_back(database, worker, row, str(error))
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in NO_ROOM:
                await _give_back(database, worker, row, error.strerror or "no room", AWAY_SECONDS)
                raise Unavailable(f"the disk: {error.strerror}") from error
            # A file that does not open may do so again: when its key is given, or its disk is back.
            reason = f"recording: {error}" if isinstance(error, SealError) else f"transcription: {described(error)}"
            log.error("transcribe.failed", interaction=str(row.id), reason=reason)  # noqa: TRY400 - never what was said
            async with database.transaction() as db:
                await interactions.RETRY_LATER.run(db, row.id, worker, reason)
            return 1
    if done:
        drop(spool.folder, files)
    return 1


async def _give_back(database: Database, worker: UUID, row: Stored, reason: str, seconds: float = 0) -> None:
    """Let another try begin in `seconds`. Where the database is away, the lease runs out by itself, and counts."""
    log.warning("transcribe.given_back", interaction=str(row.id), reason=reason)
    with contextlib.suppress(Unavailable):
        async with database.transaction() as db:
            await interactions.GIVE_BACK.run(db, worker, seconds)


async def _fail(database: Database, worker: UUID, row: Stored, reason: str) -> bool:
    """Give the recording up: it will not become better, so it is not kept either. False where the lease was lost."""
    log.warning("transcribe.failed", interaction=str(row.id), reason=reason)
    async with database.transaction() as db:
        if not await interactions.FAIL.run(db, row.id, worker, reason):
            return False
        await interactions.DELETE_RECORDINGS.run(db, row.id)
    return True


async def _salt(db: Connection, claimed: Sequence[Stored]) -> bytes:
    """The customer's salt; without a customer the interaction is its own."""
    for row in claimed:
        if row.customer_id is not None:
            salt = await people.SALT.value(db, row.customer_id)
            if salt is not None:
                return bytes(salt)
        return own_salt(row.source, row.ref)
    return b""


def _compute(
    row: Stored,
    sources: Sequence[tuple[str, Audio]],
    engine: Engine,
    key: bytes,
    audio: Path | None,
    diariser: Diariser | None,
) -> Heard:
    began = time.monotonic()
    interaction = rows.interaction(row, ())
    raw = hear(interaction, _parties(interaction, sources), engine, diariser=diariser)
    log.info("transcribe.done", interaction=str(row.id), engine=engine.name, note=engine.note)
    heard = redact(raw, key)  # what stands beside the turns was redacted when it came in
    kept = playable.keep(heard, sources, row.id, audio) if audio else []
    longest = max(one.seconds for _, one in sources)
    return Heard(heard, kept, longest, time.monotonic() - began, engine.name)


def _sources(files: Sequence[StoredRecording], spool: Spool, longest: float | None) -> list[tuple[str, Audio]]:
    """(party, decoded audio): both on one file, or the agent's and the customer's."""
    return [(file.party, _decoded(file, spool, longest)) for file in sorted(files, key=lambda file: file.party)]


def _decoded(file: StoredRecording, spool: Spool, longest: float | None) -> Audio:
    try:
        with opened(file, spool) as clear:
            return decode(clear, max_seconds=longest)
    except FileNotFoundError:
        if not spool.folder.is_dir():
            raise Unavailable(f"the spool {spool.folder} is not there; is its disk mounted?") from None
        raise AudioError(f"the recording of {file.party} is no longer in the spool") from None
    except SealError as error:
        raise SealError(f"{file.path}: {error}") from None


def _parties(interaction: Interaction, sources: Sequence[tuple[str, Audio]]) -> Sequence[Party]:
    if len(sources) == 1 and sources[0][0] == "both":
        return parties(interaction, sources[0][1])
    speakers: dict[str, Speaker] = {"agent": "agent", "customer": "customer"}
    return [one_party(speakers[party], audio) for party, audio in sources]


async def _store(database: Database, worker: UUID, row: Stored, heard: Heard, *, keep_originals: bool) -> bool:
    """Keep the transcript; False where the lease was lost, so that whoever holds it now needs the recording.

    A database that is away for a while must not cost hours of transcription: the lease outlives short outages.
    """
    for pause in PAUSES:
        try:
            return await _store_once(database, worker, row, heard, keep_originals=keep_originals)
        except Unavailable:
            log.warning("transcribe.waits", interaction=str(row.id), seconds=pause)
            await asyncio.sleep(pause)
    return await _store_once(database, worker, row, heard, keep_originals=keep_originals)


async def _store_once(database: Database, worker: UUID, row: Stored, heard: Heard, *, keep_originals: bool) -> bool:
    interaction = heard.interaction
    language, detected = spoken_language(interaction)
    detected = detected or bool(interaction.extra.get("language_detected"))
    async with database.transaction() as db:
        if not await interactions.ADVANCE.values(db, [row.id], worker, "transcribed"):
            return False
        await interactions.DELETE_TURNS.run(db, row.id)
        await interactions.insert_turns(db, rows.turns(interaction, row.id))
        if not keep_originals:
            await interactions.DELETE_RECORDINGS.run(db, row.id)
        await interactions.DELETE_AUDIO.run(db, row.id)
        await interactions.insert_recordings(db, heard.audio, table="audio")
        await interactions.SPOKEN.run(db, row.id, language, detected, rows.body(interaction))
        await watching.HEARD.run(db, row.id, heard.audio_s, heard.took_s, heard.engine)
    return True
