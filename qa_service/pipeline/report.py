"""Write teams' coaching reports: fetch what the standing window found, compose, typeset, keep."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import structlog

from benchmarks.loader import LIBRARY, load
from qa_service.config import Settings
from qa_service.errors import NotFound, QaError, Unavailable, described
from qa_service.pipeline.analyse import Found, Period, analyse, inside_of, standing_period
from qa_service.pipeline.lease import heartbeat
from qa_service.pipeline.looking_back import LookedBack, confirmed, look_back, sessions_held, then, who_stayed
from qa_service.pipeline.moments import moments
from qa_service.pipeline.team_days import Within
from qa_service.reports import document, words
from qa_service.reports import report as coaching
from qa_service.reports.coaching import Findings, compose
from qa_service.store import people, reports
from qa_service.store.database import Connection, Database
from qa_service.store.ids import new_id
from qa_service.store.reports import ClaimedReport

log = structlog.get_logger(__name__)

AT_ONCE = 16
"""How many reports of the same days one worker takes: their analysis is computed once."""


async def request_all(db: Connection, settings: Settings, period: Period | None = None) -> list[UUID]:
    """Ask for a report of every team, over the standing window where no period is given."""
    period = period or await standing_period(db, settings.window_days)
    if period is None:
        return []
    return [await _request(db, team.id, period) for team in await people.ALL_TEAMS.all(db)]


async def request_of(db: Connection, team_id: int, settings: Settings) -> UUID | None:
    """Ask for a team's report over the standing window; None while nothing is scored."""
    period = await standing_period(db, settings.window_days)
    return await _request(db, team_id, period) if period else None


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
    """Write the reports that wait, of one period; 0 when none does."""
    worker = uuid4()
    async with database.transaction() as db:
        claimed = await reports.CLAIM.all(db, worker, settings.lease_seconds, AT_ONCE)
    if not claimed:
        return 0
    async with heartbeat(database, reports.HEARTBEAT, worker, settings.lease_seconds):
        period = Period(claimed[0].day_from, claimed[0].day_until)
        try:
            found = await _found(database, period)
            looked_back = await look_back(database, found)
        except Exception as error:  # noqa: BLE001 - the rows keep the reason; three strikes and they are failed
            for one in claimed:
                await _try(database, one, worker)
                await _put_off(database, one, worker, error)
            return len(claimed)
        for one in sorted(claimed, key=lambda one: not one.tried):
            try:
                await _try(database, one, worker)
                await _write(database, settings, one, worker, found, looked_back)
            except Exception as error:  # noqa: BLE001 - as above
                await _put_off(database, one, worker, error)
            else:
                log.info("report.done", report=str(one.id), team=one.team)
    return len(claimed)


async def _found(database: Database, period: Period) -> Found:
    found = await analyse(database, period)
    if found is None:
        raise NotFound(f"nothing is scored between {period.day_from} and {period.day_until}")
    return found


async def _try(database: Database, claimed: ClaimedReport, worker: UUID) -> None:
    """Count an attempt where taking it has not."""
    if not claimed.tried:
        async with database.transaction() as db:
            await reports.TRY.run(db, claimed.id, worker)


async def _put_off(database: Database, claimed: ClaimedReport, worker: UUID, error: Exception) -> None:
    reason = str(error) if isinstance(error, QaError) else described(error)
    log.error("report.failed", report=str(claimed.id), reason=reason)
    async with database.transaction() as db:
        later = reports.GIVE_BACK if isinstance(error, Unavailable) else reports.RETRY_LATER
        await later.run(db, claimed.id, worker, reason)


async def _write(
    database: Database, settings: Settings, claimed: ClaimedReport, worker: UUID, found: Found, back: LookedBack
) -> None:
    findings = await _findings(database, settings, claimed, await _of_team(database, claimed, found), back)
    async with database.connection() as db:
        leads = await reports.LEADS.all(db, claimed.team_id, datetime.now(settings.zone).date())
    main = words.spoken(leads[0].language if leads else None)
    composed = {language: compose(findings, language) for language in words.LANGUAGES}
    html, pdf = await asyncio.to_thread(lambda: document.rendered(composed[main]))
    texts = {language: msgspec.to_builtins(coaching.without_moments(one)) for language, one in composed.items()}
    async with database.transaction() as db:
        whole = msgspec.to_builtins(composed[main])
        if await reports.FINISH.run(db, claimed.id, worker, found.instrument.id, whole, html, pdf, main):
            await reports.put_texts(db, claimed.id, texts)


async def _of_team(database: Database, claimed: ClaimedReport, found: Found) -> Found:
    """The same, where an agent came into the team or left it with their days in it alone."""
    async with database.connection() as db:
        there = await inside_of(db, found.instrument.id, found.period, Within((claimed.team,)))
    if not any(there.values()):
        return msgspec.structs.replace(found, inside=frozenset(there))
    own = await analyse(database, found.period, instrument=found.instrument.name, within=Within((claimed.team,)))
    return own or found


async def _findings(
    database: Database, settings: Settings, claimed: ClaimedReport, found: Found, back: LookedBack
) -> Findings:
    named = settings.mode != "team-only"
    async with database.connection() as db:
        agents = await people.AGENTS_OF_TEAM.all(db, claimed.team_id, claimed.day_from, claimed.day_until)
        agents = [agent for agent in agents if found.inside is None or agent.ref in found.inside]
        refs = frozenset(agent.ref for agent in agents)
        quoted = await moments(
            db,
            {agent.id: agent.ref for agent in agents} if named else {},
            found.instrument.id,
            claimed.day_from,
            claimed.day_until,
            address=settings.address,
            # What agents see before those who lead them is not quoted to their leads.
            scored_until=datetime.now(UTC) - timedelta(days=settings.agent_first_days),
            team_id=claimed.team_id,
        )
        last = await confirmed(db, claimed)
        stayed = await who_stayed(db, back, claimed.team, refs)
    held = await sessions_held(database, claimed, refs, least=settings.min_cell) if named else []
    return Findings(
        analysis=found.analysis,
        team=claimed.team,
        agents=refs if named or len(refs) >= settings.min_cell else frozenset(),
        bots=frozenset(agent.ref for agent in agents if agent.kind == "bot"),
        moments=quoted,
        period=coaching.Period(start=claimed.day_from, end=claimed.day_until - timedelta(days=1)),
        timezone=settings.timezone,
        instrument=found.instrument.name,
        generated_at=datetime.now(UTC),
        exercises=exercises(settings),
        others=found.others,
        then=then(back, stayed),
        sessions=held,
        confirmed=last,
        named=named,
    )


async def told(db: Connection, report_id: UUID, language: str | None = None) -> coaching.Report:
    """A report that is written, in a language of the reports (BCP 47), else in its main one."""
    found = await reports.TOLD.one(db, report_id, words.spoken(language) if language else "")
    if found is None or found.document is None:
        raise NotFound(f"report {report_id} is not known, or not written yet")
    whole = msgspec.convert(found.document, coaching.Report)
    if found.text is None:
        return whole
    return coaching.with_moments(msgspec.convert(found.text, coaching.Report), whole)


def exercises(settings: Settings) -> Mapping[str, str]:
    """Each behaviour's suggested exercise, from the benchmark's own text."""
    loaded = load(settings.benchmarks or LIBRARY)
    return {name: benchmark.exercise for name, benchmark in loaded.benchmarks.items()}
