"""Alerts by rule: what has come to be so is raised, what is so no longer is ended, and each is an event.

An event names nobody: its alert says of whom it is, to whoever may ask.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import structlog

from qa_service.config import Settings
from qa_service.pipeline.recovery import PROMISE_DAYS
from qa_service.store import analyses, recovery, watching, webhooks
from qa_service.store.database import Connection, Database
from qa_service.store.ids import new_id
from qa_service.store.watching import AlertRow, Rule, Throughput, Waiting

log = structlog.get_logger(__name__)

EVERY_SIGNAL = "00000000-0000-7000-8000-000000000001"
"""The rule that the service brings: every new signal is an event of its own kind."""
RECOVERY_DAYS, AT_ONCE = 7, 1000
FEWEST = 20
"""Contacts of an hour below which a share of failures says nothing."""


class Seen(NamedTuple):
    """What a rule finds: `subject` is the same as long as it is the same."""

    subject: str
    agent: str | None
    data: dict[str, Any]


def seen(
    rule: Rule, document: Mapping[str, Any] | None, waiting: Sequence[Waiting], throughput: Throughput
) -> list[Seen]:
    """What this rule finds now in the standing analysis, the queue and the last hour."""
    if rule.kind == "signal":
        return list(_signals(rule, document or {}))
    assert rule.over is not None
    if rule.kind == "queue_age":
        oldest = max((one.seconds for one in waiting), default=0.0)
        return [Seen("queue", None, {"seconds": round(oldest), "over": rule.over})] if oldest > rule.over else []
    share = throughput.failed / throughput.received if throughput.received >= FEWEST else 0.0
    return [Seen("failures", None, {"share": round(share, 4), "over": rule.over})] if share > rule.over else []


def _signals(rule: Rule, document: Mapping[str, Any]) -> Iterable[Seen]:
    for name, behaviour in document.get("behaviours", {}).items():
        if rule.behaviour in {None, name}:
            for agent in behaviour["agents"]:
                for signal in agent["signals"]:
                    if rule.signals is None or signal["kind"] in rule.signals:
                        told = {"behaviour": name, "signal": signal["kind"], "since": signal["since"]}
                        yield Seen(f"{name} {signal['kind']} {agent['agent']}", agent["agent"], told)


async def watch(database: Database) -> int:
    """Raise and end what the rules say now; returns how many changed."""
    async with database.transaction() as db:
        await watching.LOCK.value(db)
        rules = await watching.RULES.all(db)
        if not rules:
            return 0
        latest = await analyses.LATEST.one(db)
        waiting, throughput = await watching.WAITING.all(db), await watching.THROUGHPUT.one(db)
        standing = {(str(one.rule_id), one.subject): one for one in await watching.STANDING.all(db)}
        assert throughput is not None
        changed = 0
        for rule in rules:
            found = {one.subject: one for one in seen(rule, latest and latest.document, waiting, throughput)}
            before = {subject: one for (rule_id, subject), one in standing.items() if rule_id == str(rule.id)}
            for subject in sorted(found.keys() - before.keys()):
                await _raise(db, rule, found[subject])
            for subject in sorted(before.keys() - found.keys()):
                await _end(db, rule, before[subject])
            changed += len(found.keys() ^ before.keys())
    return changed


async def tell_recovery(database: Database, settings: Settings) -> int:
    """Tell of each contact that came onto the recovery list in the last week, once; nothing where nobody listens."""
    async with database.transaction() as db:
        if not await webhooks.HEARD.value(db, "recovery.added"):
            return 0
        until = datetime.now(settings.zone).date() + timedelta(days=1)
        days = (until - timedelta(days=RECOVERY_DAYS), until)
        told, after = 0, None
        while True:
            wrong = await recovery.PAGE.all(db, *days, PROMISE_DAYS, True, None, [], None, False, after, AT_ONCE)
            for one in await webhooks.NEW_RECOVERIES.values(db, [row.id for row in wrong]):
                await webhooks.TELL.value(db, "recovery.added", {"id": str(one)})
                told += 1
            if len(wrong) < AT_ONCE:
                return told
            after = wrong[-1].id


async def _raise(db: Connection, rule: Rule, one: Seen) -> None:
    alert = new_id()
    if await watching.RAISE.run(db, alert, rule.id, one.subject, one.agent, one.data):
        kind = "signal.raised" if str(rule.id) == EVERY_SIGNAL else "alert.raised"
        await webhooks.TELL.value(db, kind, {"alert": str(alert), "rule": str(rule.id), "kind": rule.kind, **one.data})
        log.info("alert.raised", alert=str(alert), kind=rule.kind)


async def _end(db: Connection, rule: Rule, one: AlertRow) -> None:
    await watching.END_ALERT.run(db, one.id)
    if str(rule.id) != EVERY_SIGNAL:
        await webhooks.TELL.value(db, "alert.ended", {"alert": str(one.id), "rule": str(rule.id), "kind": rule.kind})
    log.info("alert.ended", alert=str(one.id), kind=rule.kind)
