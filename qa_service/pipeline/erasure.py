"""Erase a customer: words, recordings and whose they were; scores and facts stay and lead to nobody.

An erasure is a row that workers lease. A batch of contacts is one transaction, their files are noted in it and unlinked
after it, so that one that is killed anywhere goes on where it was.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import structlog

from qa_service.config import Settings
from qa_service.errors import NotFound, QaError, Unavailable, described
from qa_service.pipeline import severed
from qa_service.pipeline.cases import refresh_cases
from qa_service.pipeline.erasure_list import note
from qa_service.pipeline.lease import heartbeat
from qa_service.reports import document
from qa_service.reports.report import Report
from qa_service.store import erasures, trials
from qa_service.store.database import Connection, Database
from qa_service.store.erasures import ClaimedErasure, Contact, Erased, ErasureRow
from qa_service.store.ids import new_id

log = structlog.get_logger(__name__)

BATCH = 50
FILES = 500
PEAKS = ".peaks"
"""Beside a recording that was played stands its loudness over time."""
KEPT = "scores, facts, outlines of judgements and case mix, with no reference to the customer or the contact's number"
BEYOND = (
    "copies that left this installation: mail that was sent, files that were exported, the systems contacts came from",
    "pages and log of the database's files, which it overwrites as it works: keep them on an encrypted disk",
    "backups: a restore erases again what their lists of erasures name; one kept elsewhere needs `--erasures`",
)


async def request(db: Connection, ref: str, *, by: str, master_key: bytes) -> ErasureRow:
    """Ask for a customer's erasure, or find the one there is. Raises NotFound for who was never here."""
    digest = severed.customer_digest(master_key, ref)
    customer_id = await erasures.CUSTOMER.value(db, ref)
    made = await erasures.REQUEST.one(db, new_id(), digest, customer_id, by) if customer_id is not None else None
    found = made or await erasures.OF_DIGEST.one(db, digest)
    if found is None:
        raise NotFound("no customer of this reference is known")  # which is not repeated: logs keep what errors say
    return found


async def erase(database: Database, settings: Settings, *, master_key: bytes) -> int:
    """Carry out one erasure that waits; 0 when none does."""
    worker = uuid4()
    async with database.transaction() as db:
        claimed = await erasures.CLAIM.one(db, worker, settings.lease_seconds)
    if claimed is None:
        return 0
    try:
        async with heartbeat(database, erasures.HEARTBEAT, worker, settings.lease_seconds):
            await refresh_cases(database)
            await note(database, settings, claimed.digest)
            while await _batch(database, settings, claimed, worker, master_key):
                pass
            await _end(database, settings, claimed, worker)
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - the row keeps the reason; three strikes and it is failed
        reason = str(error) if isinstance(error, QaError) else described(error)
        log.error("erasure.failed", erasure=str(claimed.id), reason=reason)  # noqa: TRY400 - never what was said
        async with database.transaction() as db:
            await erasures.RETRY_LATER.run(db, claimed.id, worker, reason)
    return 1


async def _batch(
    database: Database, settings: Settings, claimed: ClaimedErasure, worker: UUID, master_key: bytes
) -> int:
    """Erase up to BATCH contacts, then their files."""
    async with database.transaction() as db:
        if not await erasures.OURS.value(db, claimed.id, worker):
            return 0
        contacts = await erasures.CONTACTS.all(db, claimed.customer_id, BATCH)
        if contacts:
            await erasures.COUNT.run(db, claimed.id, await _sever(db, contacts, master_key))
    await unlink(database, settings)
    return len(contacts)


async def _sever(db: Connection, contacts: Sequence[Contact], master_key: bytes) -> dict[str, int]:
    """Take everything of these contacts that says who or what; returns how many of each."""
    ids = [contact.id for contact in contacts]
    digests = [severed.contact_digest(master_key, contact.source, contact.ref) for contact in contacts]
    for contact, digest in zip(contacts, digests, strict=True):
        ref = severed.new_ref(digest)
        left = severed.body(ref=ref, source=contact.source, channel=contact.channel, engine=contact.engine)
        await erasures.SEVER.run(db, contact.id, ref, left)
        await erasures.SEVER_KEY.run(db, contact.source, contact.ref, ref)
    await erasures.remember(db, [Erased(digest, one) for digest, one in zip(digests, ids, strict=True)])
    await erasures.FORGET_WORDS.run(db, ids)
    counts = {
        "contacts": len(ids),
        "turns": await erasures.FORGET_TURNS.run(db, ids),
        "outcomes": await erasures.FORGET_OUTCOMES.run(db, ids),
        "recordings": await erasures.FORGET_RECORDINGS.run(db, ids),
        "audio": await erasures.FORGET_AUDIO.run(db, ids),
        "scorecards": await strip_cards(db, ids),
        "reviews": await erasures.SILENCE_REVIEWS.run(db, ids),
        "appeals": await erasures.SILENCE_APPEALS.run(db, ids),
        "sessions": await erasures.SILENCE_SESSIONS.run(db, [str(one) for one in ids]),
        "recoveries": await erasures.SILENCE_RECOVERED.run(db, ids),
        "reports": await _requote(db, ids),
    }
    await erasures.SILENCE_ANSWERS.run(db, ids)
    await erasures.FORGET_CASES.run(db, ids)
    await trials.FORGET_ALL.run(db)
    return counts


async def strip_cards(db: Connection, ids: Iterable[UUID]) -> int:
    """Take the words out of these interactions' scorecards; returns how many held some."""
    with_words = [card for card in await erasures.CARDS.all(db, list(ids)) if severed.has_words(card.behaviours)]
    for card in with_words:
        left = severed.scores(card.behaviours)
        await erasures.PUT_CARD.run(db, card.interaction_id, card.leg, card.instrument_id, left)
    return len(with_words)


async def _requote(db: Connection, ids: Sequence[UUID]) -> int:
    """Write reports that quote these contacts anew, without those quotes and with the same figures."""
    await erasures.CUT_REPORTS.run(db)
    quoted = await erasures.QUOTED.all(db, ids)
    for each in quoted:
        left = severed.document(each.document, [str(one) for one in ids])
        await erasures.PUT_REPORT.run(db, each.id, left, *await asyncio.to_thread(_rendered, left))
    for text in await erasures.QUOTED_TEXTS.all(db, ids):
        left = severed.document(text.document, [str(one) for one in ids])
        await erasures.PUT_TEXT.run(db, text.report_id, text.language, left)
    return len(quoted)


def _rendered(left: Any) -> tuple[str | None, bytes | None]:
    """The report as HTML and PDF; neither of one that an older release wrote in a form that is read no more."""
    try:
        read = msgspec.convert(left, Report)
    except msgspec.ValidationError:
        return None, None
    return document.html(read), document.pdf(read)


async def _end(database: Database, settings: Settings, claimed: ClaimedErasure, worker: UUID) -> None:
    """Destroy reference and salt, and certify; nothing where contacts came in meanwhile: they are next."""
    now = datetime.now(UTC)
    async with database.transaction() as db:
        await erasures.LOCK_CUSTOMER.value(db, claimed.customer_id)
        ours = await erasures.OURS.value(db, claimed.id, worker)
        if not ours or await erasures.LEFT.value(db, claimed.customer_id):
            return
        await erasures.FORGET_CUSTOMER.run(db, claimed.customer_id)
        row = await erasures.GET.one(db, claimed.id)
        assert row is not None
        await erasures.FINISH.run(db, claimed.id, certificate(row, now, earlier=claimed.certificate), now)
    await unlink(database, settings)
    log.info("erasure.done", erasure=str(claimed.id), counts=row.counts)


def certificate(row: ErasureRow, finished_at: datetime, *, earlier: dict[str, Any] | None) -> dict[str, Any]:
    """What was erased, when and for whom, with nothing that says who; `sha256` is of its other fields, keys sorted."""
    said: dict[str, Any] = {
        "erasure": str(row.id),
        "customer": row.digest.hex(),
        "requested_by": row.requested_by,
        "requested_at": row.requested_at.isoformat(),
        "finished_at": finished_at.isoformat(),
        "erased": row.counts,
        "destroyed": ["the customer's reference", "the key of the customer's redaction hashes"],
        "kept": KEPT,
        "beyond": list(BEYOND),
        **({"earlier": earlier["sha256"]} if earlier else {}),
    }
    return {**said, "sha256": sealed(said)}


def sealed(said: dict[str, Any]) -> str:
    fields = {name: value for name, value in said.items() if name != "sha256"}
    return hashlib.sha256(msgspec.json.encode(fields, order="deterministic")).hexdigest()


async def unlink(database: Database, settings: Settings) -> int:
    """Remove the files that no row names any more, and then that they were to be removed."""
    removed = 0
    while True:
        async with database.connection() as db:
            files = await erasures.UNWANTED.all(db, FILES)
        if not files:
            return removed
        folders: dict[str, Path] = {"spool": settings.spool, "audio": settings.audio}
        await asyncio.to_thread(_unlinked, [folders[file.folder] / file.path for file in files])
        async with database.transaction() as db:
            await erasures.UNWANTED_GONE.run(db, [file.id for file in files])
        removed += len(files)


def _unlinked(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
        path.with_suffix(PEAKS).unlink(missing_ok=True)


async def again(database: Database, digests: Iterable[bytes], *, by: str, master_key: bytes) -> int:
    """Ask for the erasures of these digests where the customers are here, as after a restore; returns how many are."""
    wanted, asked, after = set(digests), 0, 0
    while wanted:
        async with database.transaction() as db:
            customers = await erasures.CUSTOMERS.all(db, after, 1000)
            for customer in customers:
                digest = severed.customer_digest(master_key, customer.ref)
                if digest in wanted:
                    asked += 1
                    await erasures.REQUEST.one(db, new_id(), digest, customer.id, by)
        if not customers:
            break
        after = customers[-1].id
    return asked
