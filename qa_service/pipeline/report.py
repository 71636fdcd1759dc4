"""Write a team's coaching report: fetch what the standing window found, compose, typeset, keep."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import structlog

from benchmarks.loader import LIBRARY, load
from qa_service.config import Settings
from qa_service.errors import NotFound, QaError, described
from qa_service.pipeline.analyse import Found, Period, analyse, standing_period
from qa_service.pipeline.lease import heartbeat
from qa_service.pipeline.moments import moments
from qa_service.reports import document
from qa_service.reports import report as coaching
from qa_service.reports.coaching import compose
from qa_service.store import interactions, people, reports
from qa_service.store.database import Connection, Database
from qa_service.store.ids import new_id
from qa_service.store.reports import ClaimedReport

log = structlog.get_logger(__name__)


async def request_all(db: Connection, settings: Settings) -> list[UUID]:
    """Ask for a report of every team over the standing window."""
    period = await standing_period(db, settings.window_days)
    if period is None:
        return []
    return [await _request(db, team.id, period) for team in await people.ALL_TEAMS.all(db)]


async def request(db: Connection, team: str, period: Period | None, settings: Settings) -> UUID:
    """Ask for one team's report, over the standing window where no period is given."""
    found = await people.TEAMS.one(db, [team])
    if found is None:
        raise NotFound(f"team {team!r} is not known")
    period = period or await standing_period(db, settings.window_days)
    if period is None:
        raise NotFound("nothing is scored yet, so there is nothing to report")
    return await _request(db, found.id, period)


async def _request(db: Connection, team_id: int, period: Period) -> UUID:
    made: UUID = await reports.REQUEST.value(db, new_id(), team_id, period.day_from, period.day_until)
    return made


async def write(database: Database, settings: Settings) -> int:
    """Write one report that waits; 0 when none does."""
    worker = uuid4()
    async with database.transaction() as db:
        claimed = await reports.CLAIM.one(db, worker, settings.lease_seconds)
    if claimed is None:
        return 0
    try:
        async with heartbeat(database, reports.HEARTBEAT, worker, settings.lease_seconds):
            found = await _found(database, claimed)
            composed = await _composed(database, settings, claimed, found)
            html, pdf = await asyncio.to_thread(lambda: (document.html(composed), document.pdf(composed)))
            async with database.transaction() as db:
                builtins = msgspec.to_builtins(composed)
                await reports.FINISH.run(db, claimed.id, worker, found.instrument.id, builtins, html, pdf)
    except Exception as error:  # noqa: BLE001 - the row keeps the reason; three strikes and it is failed
        reason = str(error) if isinstance(error, QaError) else described(error)
        log.error("report.failed", report=str(claimed.id), reason=reason)  # noqa: TRY400 - never what was said
        async with database.transaction() as db:
            await reports.RETRY_LATER.run(db, claimed.id, worker, reason)
    else:
        log.info("report.done", report=str(claimed.id), team=claimed.team)
    return 1


async def _found(database: Database, claimed: ClaimedReport) -> Found:
    found = await analyse(database, Period(claimed.day_from, claimed.day_until))
    if found is None:
        raise NotFound(f"nothing is scored between {claimed.day_from} and {claimed.day_until}")
    return found


async def _composed(database: Database, settings: Settings, claimed: ClaimedReport, found: Found) -> coaching.Report:
    async with database.connection() as db:
        agents = await people.AGENTS_OF_TEAM.all(db, claimed.team_id, claimed.day_from, claimed.day_until)
        quoted = await moments(
            db,
            {agent.id: agent.ref for agent in agents},
            found.instrument.id,
            claimed.day_from,
            claimed.day_until,
            address=settings.address,
        )
        speech = await interactions.SPEECH_ENGINES.values(db, claimed.day_from, claimed.day_until)
    return compose(
        found.analysis,
        team=claimed.team,
        agents_of_team=[agent.ref for agent in agents],
        moments=quoted,
        period=coaching.Period(start=claimed.day_from, end=claimed.day_until - timedelta(days=1)),
        timezone=settings.timezone,
        instrument=found.instrument.name,
        generated_at=datetime.now(UTC),
        speech=speech,
        exercises=exercises(settings),
        notes=[
            f"Not in these figures: {count} scores by {name}, another instrument."
            for name, count in sorted(found.others.items())
        ],
    )


def exercises(settings: Settings) -> Mapping[str, str]:
    """Each behaviour's suggested exercise, from the benchmark's own text."""
    loaded = load(settings.benchmarks or LIBRARY)
    return {name: benchmark.exercise for name, benchmark in loaded.benchmarks.items()}
