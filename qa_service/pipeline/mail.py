"""Mail teams' reports to their leads: on each team's schedule, at least once, from rows that survive their sender."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from functools import partial
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import structlog

from qa_service.access.hash_key import master_key
from qa_service.config import Settings
from qa_service.errors import BadInput, NotFound, QaError, Unavailable, described
from qa_service.pipeline import report as written
from qa_service.pipeline.analyse import Period, standing_period
from qa_service.pipeline.lease import heartbeat
from qa_service.reports import links, words
from qa_service.reports.delivery import deliver
from qa_service.reports.message import Envelope, mailable, message, message_id
from qa_service.reports.report import Moment, Report
from qa_service.store import mails, reports
from qa_service.store.database import Connection, Database
from qa_service.store.ids import new_id
from qa_service.store.mails import ClaimedMail, Schedule

log = structlog.get_logger(__name__)


def last_slot(now: datetime, weekday: int, at: time, zone: ZoneInfo) -> datetime:
    """The last moment not after `now` that is `weekday` (ISO) at `at` in `zone`."""
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.isoweekday() - weekday) % 7)
    slot = datetime.combine(day, at, zone)
    return slot if slot <= local else datetime.combine(day - timedelta(days=7), at, zone)


async def plan(database: Database, settings: Settings, *, now: datetime | None = None) -> int:
    """Note the mail of every team whose moment has come, and ask for its report; returns how many were noted."""
    if settings.smtp_url is None or settings.mail_from is None:
        return 0
    now = now or datetime.now(UTC)
    noted = 0
    async with database.transaction() as db:
        await mails.ADD_SCHEDULES.run(db)
        due = [
            (schedule, slot)
            for schedule in await mails.ACTIVE.all(db)
            if (slot := last_slot(now, schedule.weekday, schedule.at, settings.zone)) > schedule.last_slot
        ]
        period = await standing_period(db, settings.window_days) if due else None
        for schedule, slot in due:
            if period is not None:
                noted += await _note(db, settings.mail_from, schedule, slot, period, settings)
            await mails.PASS.run(db, schedule.team_id, slot)
    return noted


async def _note(
    db: Connection, sender: str, schedule: Schedule, slot: datetime, period: Period, settings: Settings
) -> int:
    leads = await reports.LEADS.all(db, schedule.team_id, slot.astimezone(settings.zone).date())
    if not leads:
        log.warning("mail.nobody_leads", team=schedule.team)
        return 0
    report_id = await _report_of(db, schedule.team_id, period, anew=settings.mode == "team-only")
    for lead in leads:
        name = message_id(report_id, lead.email or lead.ref, sender)
        language = words.spoken(lead.language)
        await mails.PUT.run(db, new_id(), report_id, lead.id, lead.email, language, name, slot)
    return len(leads)


async def _report_of(db: Connection, team_id: int, period: Period, *, anew: bool) -> UUID:
    """The team's report of these days; asked for where there is none, it failed, or may name whom it may not."""
    known: UUID | None = None
    if not anew:
        known = await reports.STANDING.value(db, team_id, period.day_from, period.day_until)
    return known or await reports.REQUEST.value(db, new_id(), team_id, period.day_from, period.day_until)


async def send(database: Database, settings: Settings) -> int:
    """Send one mail that waits; 0 when none does. Killed before its row says so, it is sent again as the same mail."""
    if settings.smtp_url is None:
        return 0
    worker = uuid4()
    async with database.transaction() as db:
        await mails.GIVE_UP.run(db)
        claimed = await mails.CLAIM.one(db, worker, settings.lease_seconds, settings.mode == "pseudonymous")
    if claimed is None:
        return 0
    try:
        async with heartbeat(database, mails.HEARTBEAT, worker, settings.lease_seconds):
            await _send(database, settings, settings.smtp_url, claimed)
        async with database.transaction() as db:
            await mails.FINISH.run(db, claimed.id, worker)
    except Exception as error:  # noqa: BLE001 - the row keeps the reason, and another try follows
        reason = str(error) if isinstance(error, QaError) else described(error)
        log.error("mail.failed", mail=str(claimed.id), reason=reason)  # noqa: TRY400 - never what was said
        async with database.transaction() as db:
            await mails.RETRY_LATER.run(db, claimed.id, worker, reason, isinstance(error, BadInput))
    else:
        log.info("mail.sent", mail=str(claimed.id), report=str(claimed.report_id))
    return 1


async def _send(database: Database, settings: Settings, url: str, claimed: ClaimedMail) -> None:
    assert settings.mail_from is not None
    async with database.connection() as db:
        report = await shown(db, settings, claimed.report_id, claimed.language)
    key, now = master_key(settings), datetime.now(settings.zone)
    until = now + timedelta(days=settings.mail_link_days)
    leaving = mailable(
        report, partial(_clip, settings.address, key, until, report.language), quotes=settings.mail_quotes
    )
    envelope = Envelope(
        sender=settings.mail_from,
        recipient=claimed.recipient,
        message_id=claimed.message_id,
        sent_at=now,
        link=links.report_link(settings.address, key, claimed.report_id, report.language, until),
        links_until=until,
        quotes=settings.mail_quotes,
    )
    await deliver(url, await asyncio.to_thread(message, leaving, envelope))


async def shown(db: Connection, settings: Settings, report_id: UUID, language: str) -> Report:
    """A report as it may leave the service; one that names agents where none may be named is written anew first."""
    report = await written.told(db, report_id, language)
    if settings.mode == "team-only" and report.named:
        raise Unavailable("the report was written while agents could be named: it waits until it is written anew")
    return report


def _clip(address: str, key: bytes, until: datetime, language: str, moment: Moment) -> str | None:
    if moment.contact is None:
        return None
    return links.clip_link(address, key, moment.contact, moment.turn, until, language)


async def again(db: Connection, mail_id: UUID) -> None:
    """Try a mail that failed once more, and the report where that is what failed."""
    if not await mails.AGAIN.run(db, mail_id):
        raise NotFound(f"mail {mail_id} is not known, did not fail, or has no address")
    await mails.AGAIN_REPORT.run(db, mail_id)
