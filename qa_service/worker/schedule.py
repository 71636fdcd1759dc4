"""The tasks, thin: each repeats its use case for a few seconds; what is left then, the sweep sees.

Each imports its use case when it first runs: the process that only sweeps needs neither statistics nor an engine.
"""

from qa_service.worker.app import celery, process
from qa_service.worker.context import Context

# A task gives way after this long: a long backlog must not keep the night and the reports waiting.
SLICE_SECONDS = 5.0


@celery.task(name="transcribe")
def transcribe() -> None:
    from qa_service.pipeline.spool import spool_of
    from qa_service.pipeline.transcribe import transcribe as transcribe_due

    async def work(context: Context) -> None:
        database, engine = await context.database(), await context.engine()
        context.plug_recognisers()
        done = await transcribe_due(
            database,
            engine,
            master_key=context.master_key,
            spool=spool_of(context.settings),
            audio=context.settings.audio if context.settings.keep_audio == "silenced" else None,
            lease=context.settings.lease_seconds,
            longest=60.0 * context.settings.max_call_minutes,
            keep_originals=context.settings.keep_originals,
            diariser=await context.diariser(),
        )
        if done:
            await context.sender.send("score", "transcribe")

    process.run(work)


@celery.task(name="score")
def score() -> None:
    from qa_service.pipeline.lease import until_nothing
    from qa_service.pipeline.score import score as score_due

    async def work(context: Context) -> None:
        database, (scorer, targets) = await context.database(), await context.scorer()
        lease = context.settings.lease_seconds
        left = await until_nothing(lambda: score_due(database, scorer, targets, lease=lease), seconds=SLICE_SECONDS)
        if not left:
            await context.sender.send("refresh")

    process.run(work)


@celery.task(name="refresh")
def refresh() -> None:
    from qa_service.pipeline.refresh import refresh as refresh_days

    async def work(context: Context) -> None:
        await refresh_days(await context.database(), window_days=context.settings.window_days)

    process.run(work)


@celery.task(name="report")
def report() -> None:
    from qa_service.pipeline.lease import until_nothing
    from qa_service.pipeline.report import write as write_report

    async def work(context: Context) -> None:
        database = await context.database()
        await until_nothing(lambda: write_report(database, context.settings), seconds=SLICE_SECONDS)

    process.run(work)


@celery.task(name="night")
def night() -> None:
    from qa_service.pipeline.alerts import tell_recovery
    from qa_service.pipeline.night import night as run_night
    from qa_service.pipeline.retention import retain

    async def work(context: Context) -> None:
        database = await context.database()
        if await run_night(database, context.settings):
            await context.sender.send("report")
            await tell_recovery(database, context.settings)
        await retain(database, context.settings)

    process.run(work)


@celery.task(name="sweep")
def sweep() -> None:
    from qa_service.pipeline.sweep import sweep as sweep_rows

    async def work(context: Context) -> None:
        await context.sender.send(*await sweep_rows(await context.database(), context.settings))

    process.run(work)


@celery.task(name="erase")
def erase() -> None:
    from qa_service.pipeline.erasure import erase as erase_due
    from qa_service.pipeline.lease import until_nothing

    async def work(context: Context) -> None:
        database, key = await context.database(), context.master_key
        await until_nothing(lambda: erase_due(database, context.settings, master_key=key), seconds=SLICE_SECONDS)

    process.run(work)


@celery.task(name="deliver")
def deliver() -> None:
    from qa_service.pipeline.lease import until_nothing
    from qa_service.pipeline.webhooks import deliver as deliver_due

    async def work(context: Context) -> None:
        database, key = await context.database(), context.master_key
        await until_nothing(lambda: deliver_due(database, context.settings, master_key=key), seconds=SLICE_SECONDS)

    process.run(work)


@celery.task(name="watch")
def watch() -> None:
    from qa_service.pipeline.alerts import watch as watch_rules
    from qa_service.store import allowances

    async def work(context: Context) -> None:
        database = await context.database()
        if await watch_rules(database):
            await context.sender.send("deliver")
        async with database.transaction() as db:
            await allowances.FORGET.run(db)

    process.run(work)


@celery.task(name="mail")
def mail() -> None:
    from qa_service.pipeline.lease import until_nothing
    from qa_service.pipeline.mail import plan, send

    async def work(context: Context) -> None:
        database = await context.database()
        if await plan(database, context.settings):
            await context.sender.send("report")
        await until_nothing(lambda: send(database, context.settings), seconds=SLICE_SECONDS)

    process.run(work)


@celery.task(name="trial")
def trial() -> None:
    from qa_service.pipeline.lease import until_nothing
    from qa_service.pipeline.trying import try_one

    async def work(context: Context) -> None:
        database = await context.database()
        await until_nothing(lambda: try_one(database, context.settings), seconds=SLICE_SECONDS)

    process.run(work)
