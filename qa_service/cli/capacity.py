"""`qa capacity`: what a night needs, from what is measured here and now."""

import asyncio
import os
import tempfile
import time
from pathlib import Path
from typing import Self
from uuid import UUID

import click
import msgspec

from qa_service import config, logs
from qa_service.cli.database import database
from qa_service.config import Settings
from qa_service.pipeline.capacity import Asked, Measured, Needs, needs

CHATS = 300


@click.command()
@click.option("--calls", type=click.IntRange(0), default=0, help="Calls of a day.")
@click.option("--minutes", type=click.FloatRange(0.1), default=6.0, show_default=True, help="Minutes of one call.")
@click.option("--chats", type=click.IntRange(0), default=0, help="Chats of a day.")
@click.option("--hours", type=click.FloatRange(0.1), default=6.0, show_default=True, help="How long the night is.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, calls: int, minutes: float, chats: int, hours: float, as_json: bool) -> None:
    """Say what a night of so many contacts needs: cores, hours and disk, and what that assumes.

    Transcribes a call of the sample centre with the engine that is set, and takes in, scores and stores chats of it in
    a database of its own; your data are not touched.
    """
    if not calls and not chats:
        raise click.UsageError("give --calls, --chats or both")
    settings = config.read()
    asked = Asked(calls=calls, minutes=minutes, chats=chats, hours=hours)
    logs.configure(msgspec.structs.replace(settings, log_level="error"))  # the steps' own lines tell nothing here
    measured = measure(settings)
    found = needs(
        asked, measured, keeps_audio=settings.keep_audio == "silenced", keeps_originals=settings.keep_originals
    )
    if as_json:
        told = {"asked": asked, "measured": measured, "found": found}
        click.echo(msgspec.json.format(msgspec.json.encode(told), indent=2).decode())
    else:
        _print(asked, measured, found)


def measure(settings: Settings, chats: int = CHATS) -> Measured:
    """Do a little of each step in a place of its own, and time it."""
    # Where PostgreSQL's own account can enter, which a root's private temporary folder does not allow it.
    with tempfile.TemporaryDirectory(prefix="qa-capacity-") as folder:
        Path(folder).chmod(0o755)
        scratch = Settings(
            home=Path(folder),
            engine=settings.engine,
            model=settings.model,
            words=settings.words,
            benchmarks=settings.benchmarks,
            name_models=settings.name_models,
        )
        with database(scratch) as ready:
            return asyncio.run(_measured(ready, chats))


async def _measured(settings: Settings, chats: int) -> Measured:
    from benchmarks.loader import LIBRARY, load
    from qa_service.access.hash_key import master_key
    from qa_service.embedded.sample_centre.calls import recordings, script
    from qa_service.embedded.sample_centre.centre import generate
    from qa_service.pipeline import playable
    from qa_service.pipeline.ingest import Incoming, ingest
    from qa_service.pipeline.recognisers import plug
    from qa_service.pipeline.refresh import refresh
    from qa_service.pipeline.score import score
    from qa_service.store import watching
    from qa_service.store.database import connect
    from scoring.scorer import Scorer
    from transcription.audio import decode
    from transcription.chat import transcript
    from transcription.engine import load as load_engine
    from transcription.recording import parties, transcribe
    from transcription.redaction.redactor import redact

    plug(settings)
    engine = load_engine(
        settings.engine, settings.model if settings.engine != "sphinx" else None, settings.domain_words
    )
    path, call = recordings()[0]
    audio = decode(path)
    with Clock() as hearing:
        heard = redact(transcribe(call, parties(call, audio), engine), b"k" * 32)
        silenced = playable.keep(heard, [("both", audio)], UUID(int=0), settings.audio)
    library = load(settings.benchmarks or LIBRARY)
    scorer = Scorer(library)
    targets = {name: benchmark.target for name, benchmark in library.benchmarks.items()}
    items = [item for _, item in zip(range(chats), generate(chats=chats, per_language=0), strict=False)]
    turns = sum(len(item.turns or ()) for item in items)
    for item in generate(seed=8, chats=20, per_language=0):  # what is built at the first use is not the night's work
        scorer.score(transcript(item, language=item.language))
    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=3)
    try:
        async with store.connection() as db:
            empty = await watching.SIZE.value(db)
        with Clock() as taking:
            await ingest(store, [Incoming(item) for item in items], master_key=master_key(settings), zone=settings.zone)
        with Clock() as scoring:
            while await score(store, scorer, targets, lease=60):
                pass
        with Clock() as refreshing:
            await refresh(store, window_days=settings.window_days)
        async with store.connection() as db:
            full = await watching.SIZE.value(db)
    finally:
        await store.close()
    return Measured(
        cores=len(os.sched_getaffinity(0)),
        engine=engine.name,
        model=engine.model,
        audio_s=audio.seconds,
        heard_core_s=hearing.core_s,
        heard_s=hearing.clock_s,
        silenced_bytes=sum(file.size for file in silenced),
        call_turns=len(script(path).turns or ()),
        chats=len(items),
        turns=turns,
        taken_in_s=taking.clock_s,
        scored_s=scoring.clock_s,
        stored_bytes=max(0, full - empty),
        refreshed_s=refreshing.clock_s,
    )


class Clock:
    """Seconds of the clock, and of all cores that this process used."""

    def __enter__(self) -> Self:
        self._clock, self._core = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.clock_s, self.core_s = time.perf_counter() - self._clock, time.process_time() - self._core


def _print(asked: Asked, measured: Measured, found: Needs) -> None:
    speed = measured.heard_core_s / measured.audio_s
    click.echo(f"A night of {asked.calls} calls of {asked.minutes:g} minutes and {asked.chats} chats:\n")
    for need in found.needs:
        click.echo(f"  {need.step:<12}{need.core_hours:10.2f} core hours")
    click.echo(f"  {'in all':<12}{found.core_hours:10.2f} core hours; {found.slowest} takes most\n")
    click.echo(f"  {found.hours_here:.1f} hours on this machine ({measured.cores} cores)")
    click.echo(f"  {found.cores} cores to end within {asked.hours:g} hours")
    click.echo(f"  {found.gigabytes_a_night:.2f} GB of disk a night, {found.gigabytes_a_year:.0f} GB a year\n")
    click.echo(
        f"Measured here: {measured.engine} takes {speed:.2f} core seconds a second of audio; {measured.chats} chats of "
        f"{measured.turns} turns were taken in in {measured.taken_in_s:.2f} s and scored in {measured.scored_s:.2f} s."
    )
    click.echo("Assumed:")
    for line in found.assumed:
        click.echo(f"  {line}")
