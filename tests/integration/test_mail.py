"""Reports through a real SMTP server and back: parts, links, languages; a sender that is killed loses none."""

import asyncio
import contextlib
import email
import email.policy
import io
import os
import re
import signal
import ssl
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from aiosmtpd.smtp import SMTP
from litestar.testing import AsyncTestClient
from pypdf import PdfReader

from qa_service.access.directory import Lead, Person, put_person
from qa_service.access.hash_key import master_key
from qa_service.api.app import create
from qa_service.config import Settings
from qa_service.pipeline import mail, report
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.refresh import refresh
from qa_service.pipeline.score import score
from qa_service.reports import links
from qa_service.store import mails, releases
from qa_service.store.database import Database
from qa_service.store.mails import MailRow
from tests.desk import SCORER, TARGETS, contacts

pytestmark = pytest.mark.integration
MONDAY = datetime(2026, 3, 16, 0, 5, tzinfo=UTC)  # 07:05 in Jakarta
LEADS = {"eve": "en", "putri": "id", "ewa": "pl", "amal": "ar", "wei": "zh-CN"}


@dataclass
class Mailbox:
    """What the server took in; `answers` come first. Until `free` is set it has the mail and does not say so yet."""

    taken: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    free: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answers:
            return self.answers.pop(0)
        made = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(made, EmailMessage)
        self.taken.append(made)
        self.arrived.set()
        await self.free.wait()
        return "250 taken"


@contextlib.asynccontextmanager
async def serving(mailbox: Mailbox, **options: Any) -> AsyncIterator[int]:
    """A server of this mailbox on a port of its own."""
    mailbox.free.set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, hostname="localhost", loop=loop, **options), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    mailbox.free.set()
    server.close()
    await server.wait_closed()


@pytest.fixture
async def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
async def smtp(mailbox: Mailbox) -> AsyncIterator[str]:
    async with serving(mailbox) as port:
        yield f"smtp+plain://127.0.0.1:{port}"


@pytest.fixture
def settings(tmp_path: Path, url: str, smtp: str) -> Settings:
    return Settings(
        home=tmp_path,
        database_url=url,
        lease_seconds=3,
        timezone="Asia/Jakarta",
        smtp_url=smtp,
        mail_from="Quality <quality@example.com>",
        public_url="https://quality.example.com",
        agent_first_days=0,
    )


@pytest.fixture
async def centre(database: Database, settings: Settings) -> Database:
    """Four agents of one team, far apart, and leads of every language; one leads no longer, one has no address."""
    items = [
        msgspec.structs.replace(item, id=f"{item.id}-{day}")
        for number in range(1, 5)
        for day in range(6)
        for item in contacts(2 * number, 10 - 2 * number, agent=f"ag-{number}", day=day)
    ]
    await ingest(database, [Incoming(item, ()) for item in items], master_key=b"k" * 32, zone=settings.zone)
    while await score(database, SCORER, TARGETS, lease=30):
        pass
    await refresh(database, window_days=70)
    async with database.transaction() as db:
        for name, language in LEADS.items():
            await put_person(db, name, lead(f"{name}@example.com", language))
        await put_person(db, "gone", lead("gone@example.com", "en", until=date(2026, 3, 10)))
        await put_person(db, "silent", lead(None, "en"))
    return database


def lead(address: str | None, language: str, until: date | None = None) -> Person:
    leads = (Lead(team="t-1", day_from=date(2026, 1, 1), day_until=until),)
    return msgspec.convert(
        {"role": "team_lead", "email": address, "language": language, "leads": msgspec.to_builtins(leads)}, Person
    )


async def scheduled(database: Database, settings: Settings) -> None:
    """The schedule begins on the Friday before, and Monday's mail is due."""
    await mail.plan(database, settings, now=MONDAY - timedelta(days=3))
    async with database.transaction() as db:
        await db.execute("update report_schedule set last_slot = $1", MONDAY - timedelta(days=3))
    assert await mail.plan(database, settings, now=MONDAY) == len(LEADS) + 1


async def sent(database: Database, settings: Settings) -> list[MailRow]:
    while await report.write(database, settings):
        pass
    while await mail.send(database, settings):
        pass
    return await outbox(database, settings)


async def outbox(database: Database, settings: Settings) -> list[MailRow]:
    async with database.connection() as db:
        return await mails.PAGE.all(db, None, None, 50, None, settings.mode == "pseudonymous")


async def due_again(database: Database) -> None:
    async with database.transaction() as db:
        await db.execute("update mail set lease_until = null, leased_by = null where state = 'waiting'")


def parts(made: EmailMessage) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for part in made.walk():
        if not part.is_multipart():
            assert isinstance(part, EmailMessage)
            found.setdefault(part.get_content_type(), []).append(part.get_content())
    return found


def pdf_text(made: EmailMessage) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(parts(made)["application/pdf"][0])).pages)


async def test_goes_to_each_lead_of_the_day_in_their_language(centre, settings, mailbox):
    await scheduled(centre, settings)
    rows = await sent(centre, settings)
    assert {row.person: row.state for row in rows} == {**dict.fromkeys(LEADS, "sent"), "silent": "failed"}
    assert [row.failure for row in rows if row.person == "silent"] == ["the lead has no address"]
    by_language = {made["Content-Language"]: made for made in mailbox.taken}
    assert {made["To"] for made in mailbox.taken} == {f"{name}@example.com" for name in LEADS}
    heads = {
        "en": "Coaching report",
        "id": "Laporan pembinaan",
        "pl": "Raport coachingowy",
        "ar": "تقرير",
        "zh": "辅导报告",
    }
    assert set(by_language) == set(heads)
    for language, head in heads.items():
        made = by_language[language]
        assert head in made["Subject"]
        assert made["From"] == "Quality <quality@example.com>"
        held = parts(made)
        assert head in held["text/plain"][0]
        assert head in held["text/html"][0]
        assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in held["text/html"][0]
        pictures = [part for part in made.walk() if part.get_content_type() == "image/png"]
        shown = re.findall(r'src="cid:([^"]+)"', held["text/html"][0])
        assert shown
        assert [part["Content-ID"] for part in pictures] == [f"<{cid}>" for cid in shown]
        assert all(picture.startswith(b"\x89PNG") for picture in held["image/png"])
        assert 2 <= len(PdfReader(io.BytesIO(held["application/pdf"][0])).pages) <= 4
        assert not re.search(r'src="(?!cid:)', held["text/html"][0])


@pytest.mark.parametrize("quotes", [False, True])
async def test_quotes_stay_unless_the_centre_allows_them_and_links_expire(centre, settings, mailbox, quotes):
    settings = msgspec.structs.replace(settings, mail_quotes=quotes)
    await scheduled(centre, settings)
    rows = await sent(centre, settings)
    async with centre.connection() as db:
        told = await report.told(db, rows[0].report_id, "en")
    moments = [moment for one in told.priorities for moment in one.good + one.missed]
    assert moments
    made = next(one for one in mailbox.taken if one["Content-Language"] == "en")
    held = parts(made)
    for text in (held["text/plain"][0], re.sub(r"\s+", " ", held["text/html"][0]), pdf_text(made).replace("\n", " ")):
        said = [moment.quote.split(",")[0].replace("'", "’") for moment in moments]
        assert any(one[:20] in text.replace("'", "’").replace("&#39;", "’") for one in said) == quotes
    found = set(re.findall(r'https://quality[^\s"<]+', held["text/plain"][0]))
    assert len(found) == 1 + len({(one.contact, one.turn) for one in moments})
    key, now = master_key(settings), datetime.now(UTC)
    for link in found:
        url = urlsplit(link)
        asked = parse_qs(url.query)
        until, sign = int(asked["until"][0]), asked["sign"][0]
        assert links.valid(key, url.path, until, sign, now)
        assert not links.valid(key, url.path, until, sign, now + timedelta(days=15))
        assert not links.valid(key, f"{url.path}1", until, sign, now)
        assert not links.valid(key, url.path, until, "é", now)
        assert not links.valid(key, url.path, until + 1, sign, now)
    async with AsyncTestClient(create(settings)) as client:
        for link in found:
            url = urlsplit(link)
            opened = await client.get(f"{url.path}?{url.query}")
            assert opened.status_code == 200
            assert "noindex" in opened.headers["x-robots-tag"]
            assert (await client.get(f"{url.path}?{url.query.replace('sign=', 'sign=0')}")).status_code == 404
        clip = next(urlsplit(link) for link in found if f"/clips/{moments[0].contact}/{moments[0].turn}?" in link)
        assert moments[0].quote[:10].replace("'", "&#39;") in (await client.get(f"{clip.path}?{clip.query}")).text


async def test_is_sent_once_a_week(centre, settings, mailbox):
    await scheduled(centre, settings)
    await sent(centre, settings)
    assert await mail.plan(centre, settings, now=MONDAY + timedelta(days=6)) == 0
    # Nothing new was scored since: the same report is not mailed a second time.
    await mail.plan(centre, settings, now=MONDAY + timedelta(days=7))
    await sent(centre, settings)
    assert len(mailbox.taken) == len(LEADS)


async def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_shown(centre, settings, mailbox):
    await scheduled(centre, settings)
    mailbox.answers = ["451 later, please", "550 nobody of that name"]
    rows = await sent(centre, settings)
    states = sorted((row.state, row.attempts, row.failure) for row in rows if row.recipient)
    assert states[0] == ("failed", 1, "the mail server refuses it: 550 nobody of that name")
    assert states[-1] == ("waiting", 1, "the mail server refuses it: 451 later, please")
    await due_again(centre)
    rows = await sent(centre, settings)
    assert sorted(row.state for row in rows if row.recipient) == ["failed", *["sent"] * 4]
    async with centre.transaction() as db:
        await mail.again(db, next(row.id for row in rows if row.state == "failed" and row.recipient))
    assert all(row.state == "sent" for row in await sent(centre, settings) if row.recipient)


async def test_a_server_that_is_away_loses_nothing(centre, settings, mailbox):
    await scheduled(centre, settings)
    away = msgspec.structs.replace(settings, smtp_url="smtp+plain://127.0.0.1:9")
    rows = await sent(centre, away)
    assert {(row.state, (row.failure or "")[:31]) for row in rows if row.recipient} == {
        ("waiting", "the mail server does not answer")
    }
    await due_again(centre)
    await sent(centre, settings)
    assert len(mailbox.taken) == len(LEADS)


async def test_a_killed_sender_loses_no_report(centre, settings, mailbox):
    await scheduled(centre, settings)
    while await report.write(centre, settings):
        pass
    mailbox.free.clear()
    program = (
        "import asyncio\nfrom qa_service import config\nfrom qa_service.pipeline.mail import send\n"
        "from qa_service.store.database import connect\n"
        "async def main():\n    settings = config.read()\n    assert settings.database_url\n"
        "    await send(await connect(settings.database_url), settings)\nasyncio.run(main())\n"
    )
    named = {
        "QA_HOME": str(settings.home), "QA_DATABASE_URL": settings.database_url, "QA_SMTP_URL": settings.smtp_url,
        "QA_MAIL_FROM": settings.mail_from, "QA_TIMEZONE": settings.timezone, "QA_LEASE_SECONDS": "3",
        "QA_PUBLIC_URL": settings.public_url,
    }  # fmt: skip
    sender = await asyncio.create_subprocess_exec(sys.executable, "-c", program, env={**os.environ, **named})
    try:
        await asyncio.wait_for(mailbox.arrived.wait(), 120)
    finally:
        sender.send_signal(signal.SIGKILL)
        await sender.wait()
    mailbox.free.set()
    assert [row.state for row in await outbox(centre, settings) if row.recipient] == ["waiting"] * len(LEADS)
    async with centre.transaction() as db:  # its lease runs out by itself
        assert await mails.WAITING.value(db, False) == len(LEADS) - 1
        await db.execute("update mail set lease_until = now() where lease_until is not null and state = 'waiting'")
    await asyncio.sleep(0.01)
    rows = await sent(centre, settings)
    assert {row.state for row in rows if row.recipient} == {"sent"}
    assert len(mailbox.taken) == len(LEADS) + 1
    again = [made for made in mailbox.taken if made["To"] == mailbox.taken[0]["To"]]
    assert len(again) == 2
    assert len({made["Message-ID"] for made in again}) == 1
    assert len({made["Message-ID"] for made in mailbox.taken}) == len(LEADS)


async def test_nothing_that_names_a_person_leaves_before_it_was_released(centre, settings, mailbox):
    settings = msgspec.structs.replace(settings, mode="pseudonymous")
    await scheduled(centre, settings)
    rows = await sent(centre, settings)
    assert {(row.state, row.waits_for) for row in rows if row.recipient} == {("waiting", "release")}
    assert mailbox.taken == []
    async with centre.transaction() as db:
        await releases.INSERT.run(db, "report", None, rows[0].report_id, "the lead needs it", "dpo")
    assert {row.state for row in await sent(centre, settings) if row.recipient} == {"sent"}


async def test_team_only_mail_names_nobody(centre, settings, mailbox):
    await scheduled(centre, settings)
    while await report.write(centre, settings):
        pass
    settings = msgspec.structs.replace(settings, mode="team-only", min_cell=3, mail_quotes=True)
    rows = await sent(centre, settings)  # the report names agents: it was written before
    assert {row.state for row in rows if row.recipient} == {"waiting"}
    assert mailbox.taken == []
    async with centre.transaction() as db:
        await report.request_all(db, settings)
    await due_again(centre)
    rows = await sent(centre, settings)
    assert {row.state for row in rows if row.recipient} == {"sent"}
    for made in mailbox.taken:
        held = parts(made)
        for text in (held["text/plain"][0], held["text/html"][0], pdf_text(made)):
            assert not re.search(r"ag-\d", text)


async def test_speaks_tls_or_not_at_all(centre, settings, mailbox, tmp_path, monkeypatch):
    certificate, key = signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    async with serving(mailbox, tls_context=context, require_starttls=True) as port:
        await scheduled(centre, settings)
        wanted = msgspec.structs.replace(settings, smtp_url=f"smtp://localhost:{port}")
        await sent(centre, wanted)
        assert mailbox.taken == []  # a certificate that nobody vouches for
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await due_again(centre)
        await sent(centre, wanted)
        assert len(mailbox.taken) == len(LEADS)


def signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that vouches for itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


@pytest.mark.parametrize(
    ("now", "weekday", "at", "zone", "slot"),
    [
        ("2026-03-16T00:05Z", 1, "07:00", "Asia/Jakarta", "2026-03-16T00:00Z"),
        ("2026-03-15T23:59Z", 1, "07:00", "Asia/Jakarta", "2026-03-09T00:00Z"),
        ("2026-03-16T00:00Z", 1, "07:00", "Asia/Jakarta", "2026-03-16T00:00Z"),
        ("2026-03-18T12:00Z", 5, "18:30", "UTC", "2026-03-13T18:30Z"),
        # Summer time began on 29 March in Warsaw: the clock's seven, not the hours passed.
        ("2026-03-30T05:30Z", 1, "07:00", "Europe/Warsaw", "2026-03-30T05:00Z"),
        ("2026-03-30T04:30Z", 1, "07:00", "Europe/Warsaw", "2026-03-23T06:00Z"),
    ],
)
def test_last_slot(now, weekday, at, zone, slot):
    from zoneinfo import ZoneInfo

    found = mail.last_slot(datetime.fromisoformat(now), weekday, time.fromisoformat(at), ZoneInfo(zone))
    assert found == datetime.fromisoformat(slot)
