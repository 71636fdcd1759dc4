"""A recording is transcribed once, kept while somebody may need it, and dropped when nobody does."""

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from qa_service.embedded.sample_centre.calls import recordings
from qa_service.errors import Unavailable
from qa_service.pipeline import lease
from qa_service.pipeline import transcribe as module
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.sealed import key
from qa_service.pipeline.spool import Spool, opened, write
from qa_service.pipeline.sweep import sweep
from qa_service.pipeline.transcribe import transcribe
from qa_service.store import interactions
from qa_service.store.database import Database
from transcription.audio import RATE, decode
from transcription.engine import Heard, Speech
from transcription.transcript import Word

pytestmark = pytest.mark.integration
KEY = b"k" * 32


class Echo:
    """An engine that hears one fixed sentence; `when_heard` lets a test do something meanwhile."""

    name, model, note = "echo", "none", None

    def __init__(self, when_heard: Callable[[], None] = lambda: None, said=(("hello", 0.0), ("there", 0.3))) -> None:
        self._when_heard, self._said = when_heard, said

    def transcribe(self, samples, language):
        self._when_heard()
        words = tuple(Word(f" {text}", start, start + 0.2, 0.9) for text, start in self._said)
        return Heard((Speech(words[0].start, words[-1].end, words, 0.9),), "en")


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", (key(KEY),))


def audio(spool: Spool) -> Path:
    return spool.folder.parent / "audio"


async def take_call(database: Database, settings, spool: Spool):
    path, interaction = recordings()[0]
    with path.open("rb") as file:
        incoming = Incoming(interaction, (write(file, "both", spool),))
    return (await ingest(database, [incoming], master_key=KEY, zone=settings.zone))[0]


async def run(database: Database, spool: Spool, engine: Echo, **more) -> int:
    return await transcribe(database, engine, master_key=KEY, spool=spool, audio=audio(spool), lease=30, **more)


async def state(database: Database, taken) -> interactions.Shown:
    async with database.connection() as db:
        found = await interactions.SHOWN.one(db, taken.id)
    assert found is not None
    return found


async def test_a_call_becomes_turns_and_its_audio_goes(database, settings, spool):
    taken = await take_call(database, settings, spool)
    assert len(list(spool.folder.iterdir())) == 1
    assert await run(database, spool, Echo()) == 1
    assert await run(database, spool, Echo()) == 0
    row = await state(database, taken)
    assert (row.state, row.engine["name"]) == ("transcribed", "echo")
    assert not list(spool.folder.iterdir())
    async with database.connection() as db:
        kept = await interactions.AUDIO.all(db, taken.id)
    assert [one.party for one in kept] == ["both"]
    assert (audio(spool) / kept[0].path).stat().st_size == kept[0].size


async def test_an_original_that_is_kept_stays_sealed_with_its_row(database, settings, spool):
    taken = await take_call(database, settings, spool)
    assert await run(database, spool, Echo(), keep_originals=True) == 1
    assert (await state(database, taken)).state == "transcribed"
    async with database.connection() as db:
        kept = await interactions.RECORDINGS.all(db, taken.id)
    for file in spool.folder.iterdir():
        os.utime(file, (0, 0))
    await sweep(database, msgspec.structs.replace(settings, home=spool.folder.parent))
    assert [file.name for file in spool.folder.iterdir()] == [kept[0].path]
    with opened(kept[0], spool) as clear:
        assert clear.read() == recordings()[0][0].read_bytes()


async def test_a_recording_whose_key_is_missing_waits_for_it(database, settings, spool):
    """Three strikes and it is failed with the reason; the file stays, so that the key can still be given."""
    taken = await take_call(database, settings, spool)
    without = Spool(spool.folder, (key(b"another key of the installation"),))
    for _ in range(3):
        await run(database, without, Echo())
        async with database.transaction() as db:
            await db.execute("update interaction set lease_until = null")
    row = await state(database, taken)
    assert row.state == "failed"
    assert f"is sealed under key {spool.keys[0].id.hex()}, which is not among those given" in row.failure
    assert len(list(spool.folder.iterdir())) == 1
    again = await take_call(database, settings, spool)
    assert again.status == "new_version"
    await run(database, spool, Echo())
    assert (await state(database, taken)).state == "transcribed"


async def test_a_recording_that_was_changed_on_disk_is_not_transcribed(database, settings, spool):
    taken = await take_call(database, settings, spool)
    (file,) = spool.folder.iterdir()
    content = bytearray(file.read_bytes())
    content[-20] ^= 1
    file.write_bytes(content)
    await run(database, spool, Echo(lambda: pytest.fail("it was heard")))
    row = await state(database, taken)
    assert (row.state, row.attempts) == ("received", 1)
    assert f"{file.name}: is damaged or cut short in chunk" in row.failure


async def test_what_is_redacted_is_silent_in_what_may_be_played(database, settings, spool):
    """A phone number is heard from 1.0 to 1.4 s of the agent: there the copy is silent, and elsewhere it is not."""
    number = ["my", "number", "is", "07700", "900461", "thank", "you"]
    times = (0.2, 0.5, 0.8, 1.0, 1.22, 4.2, 4.5)
    taken = await take_call(database, settings, spool)
    await run(database, spool, Echo(said=tuple(zip(number, times, strict=True))))
    async with database.connection() as db:
        kept = await interactions.AUDIO.all(db, taken.id)
        turns = await interactions.TURNS.all(db, [taken.id])
    assert any(turn.redactions for turn in turns)
    original = decode(recordings()[0][0]).channels[0].astype(float)
    copy = decode(audio(spool) / kept[0].path).channels[0].astype(float)
    inside, beside = slice(int(1.0 * RATE), int(1.4 * RATE)), slice(int(0.2 * RATE), int(0.8 * RATE))
    assert abs(original[inside]).max() > 1000
    assert abs(copy[inside]).max() < 200
    assert abs(copy[beside]).mean() > abs(original[beside]).mean() / 3


async def test_a_lost_lease_stores_nothing_and_keeps_the_audio(database, settings, spool):
    import asyncio

    import asyncpg

    def steal() -> None:
        async def taken_over() -> None:
            db = await asyncpg.connect(settings.database_url)
            await db.execute("update interaction set leased_by = $1", uuid4())
            await db.close()

        asyncio.run(taken_over())

    taken = await take_call(database, settings, spool)
    await run(database, spool, Echo(steal))
    assert (await state(database, taken)).state == "received"
    assert len(list(spool.folder.iterdir())) == 1


async def test_an_unforeseen_error_is_tried_again_and_tells_nothing_of_what_was_said(database, settings, spool):
    def broken() -> None:
        raise RuntimeError("my card is 4111")

    taken = await take_call(database, settings, spool)
    for _ in range(3):
        await run(database, spool, Echo(broken))
        async with database.transaction() as db:
            await db.execute("update interaction set lease_until = null")
    row = await state(database, taken)
    assert row.state == "failed"
    assert row.failure.startswith("transcription: RuntimeError at ")
    assert "4111" not in row.failure


async def test_a_recording_that_is_gone_fails_with_its_reason(database, settings, spool):
    taken = await take_call(database, settings, spool)
    for file in spool.folder.iterdir():
        file.unlink()
    await run(database, spool, Echo())
    row = await state(database, taken)
    assert row.state == "failed"
    assert "spool" in row.failure


async def test_a_database_that_is_away_for_a_moment_costs_no_transcript(database, settings, spool, monkeypatch):
    real, calls = module._store_once, []

    async def away_at_first(*arguments, **options):
        calls.append(arguments)
        if len(calls) < 3:
            raise Unavailable("away")
        return await real(*arguments, **options)

    monkeypatch.setattr(module, "PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setattr(module, "_store_once", away_at_first)
    taken = await take_call(database, settings, spool)
    await run(database, spool, Echo())
    assert (await state(database, taken)).state == "transcribed"
    assert len(calls) == 3


async def test_the_sweep_clears_what_no_row_names(database, settings, spool):
    taken = await take_call(database, settings, spool)
    audio(spool).mkdir()
    for name in ("kept.opus", "kept.peaks", "gone.opus", "gone.peaks"):
        (audio(spool) / name).write_bytes(b"x")
        os.utime(audio(spool) / name, (0, 0))
    async with database.transaction() as db:
        await db.execute("insert into audio values ($1, 'both', 'kept.opus', 1, 'x')", taken.id)
    orphan = spool.folder / "left.audio"
    orphan.write_bytes(b"x")
    settings = msgspec.structs.replace(settings, home=spool.folder.parent)
    assert "transcribe" in await sweep(database, settings)
    assert {file.name for file in audio(spool).iterdir()} == {"kept.opus", "kept.peaks"}
    assert orphan.exists()
    os.utime(orphan, (0, 0))
    for file in spool.folder.iterdir():
        os.utime(file, (0, 0))
    await sweep(database, settings)
    assert not orphan.exists()
    assert len(list(spool.folder.iterdir())) == 1


async def test_a_worker_that_is_to_stop_gives_a_long_recording_back(database, settings, spool, monkeypatch):
    told = lease.Stopping()
    told.tell()
    monkeypatch.setattr(module, "unless_stopped", lambda work: lease.unless_stopped(work, told))
    monkeypatch.setattr(lease, "GRACE_SECONDS", 0.5)
    taken = await take_call(database, settings, spool)
    with pytest.raises(lease.GivenBack):
        await run(database, spool, Echo(when_heard=lambda: time.sleep(1.0)))
    row = await state(database, taken)
    assert (row.state, row.attempts) == ("received", 0)
    monkeypatch.setattr(module, "unless_stopped", lambda work: work)
    await run(database, spool, Echo())
    assert (await state(database, taken)).state == "transcribed"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
async def test_a_full_disk_is_no_strike(database, settings, spool, monkeypatch, number):
    def full(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(module.playable, "keep", full)
    taken = await take_call(database, settings, spool)
    with pytest.raises(Unavailable, match=os.strerror(number)):
        await run(database, spool, Echo())
    row = await state(database, taken)
    assert (row.state, row.attempts, row.failure) == ("received", 0, None)
