"""Send what waits to the webhooks that asked for it: at least once, under one id, given up after two days."""

import asyncio
from datetime import UTC
from uuid import uuid4

import structlog

from qa_service.config import Settings
from qa_service.exchange.webhooks import Answer, message, pause, secret, send
from qa_service.store import webhooks
from qa_service.store.database import Database
from qa_service.store.webhooks import ClaimedDelivery

log = structlog.get_logger(__name__)

AT_ONCE = 8
LEASE = 60.0
"""Longer than a batch can take: each is given up after ten seconds to connect and ten to answer."""
GONE = 410


async def deliver(database: Database, settings: Settings, *, master_key: bytes) -> int:
    """Send up to AT_ONCE deliveries that are due and return how many; 0 when none is."""
    worker = uuid4()
    async with database.transaction() as db:
        claimed = await webhooks.CLAIM.all(db, AT_ONCE, worker, LEASE)
    if not claimed:
        return 0
    answers = await asyncio.gather(*(_sent(one, settings, master_key) for one in claimed))
    async with database.transaction() as db:
        for one, answer in zip(claimed, answers, strict=True):
            if answer.failure is None:
                await webhooks.SENT.run(db, one.id, worker, answer.status)
                continue
            gone = answer.status == GONE
            wait = None if gone else pause(one.attempts)
            await webhooks.NOT_SENT.run(db, one.id, worker, answer.status, answer.failure, wait)
            if gone:  # the specification's way for a receiver to say that it wants no more
                await webhooks.END.run(db, one.webhook_id, "the receiver, by 410 Gone")
                await webhooks.END_DELIVERIES.run(db, one.webhook_id, "the receiver is gone")
            log.warning("webhook.not_sent", event_id=str(one.event_id), attempts=one.attempts, reason=answer.failure)
    return len(claimed)


async def _sent(one: ClaimedDelivery, settings: Settings, master_key: bytes) -> Answer:
    body = message(one.kind, one.at.astimezone(UTC), one.data)
    key = secret(master_key, one.salt)
    try:
        async with asyncio.timeout(LEASE / 2):
            return await asyncio.to_thread(send, one.url, key, one.event_id, body, private=settings.webhook_private)
    except TimeoutError:
        return Answer(None, "no answer: it was too slow")
