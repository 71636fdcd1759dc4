"""What was promised, looked up in the rows and at the receivers once everything is quiet."""

from collections.abc import Collection, Sequence
from typing import Any

from tests.chaos.chaos import Chaos, Kill
from tests.chaos.feeder import Feeder

WINDOW = 10.0
"""Seconds around a kill in which something that was sent may not have been noted as sent."""


def checked(chaos: Chaos, feeder: Feeder, total: int, left: int) -> dict[str, Any]:
    """Return what was found; raises AssertionError where a promise was broken."""
    found = {
        **_scored(chaos, total),
        **_told(chaos, total),
        **_mailed(chaos),
        **_taken_in(feeder),
        "queue": left,
        "disk": "tmpfs" if chaos.disk else "write-protected",
    }
    assert left == 0, found
    return found


def _scored(chaos: Chaos, total: int) -> dict[str, Any]:
    """Everything once."""
    written, different = chaos.query("select count(*), count(distinct interaction_id) from written")[0]
    facts = chaos.query("select count(distinct interaction_id) from fact where leg = -1 or leg >= 0")[0][0]
    found = {"states": chaos.states(), "scored_twice": written - different}
    assert found["states"] == {"scored": total}, found
    assert (written, different, facts) == (total, total, total), (found, facts)
    return found


def _told(chaos: Chaos, total: int) -> dict[str, Any]:
    """Every webhook at least once under one id, again only beside a kill."""
    events, told = chaos.query("select count(*), count(distinct data ->> 'id') from event where kind like 'inter%'")[0]
    sent = chaos.query("select count(*) from delivery where state = 'sent'")[0][0]
    taken = chaos.receiver.taken
    again = {message: times for message, times in taken.items() if len(times) > 1}
    unexplained = [times for times in again.values() if not explained(times, chaos.kills, {"workers", "database"})]
    found = {
        "events": events,
        "told": len(taken),
        "told_again": len(again),
        "told_again_without_a_kill": len(unexplained),
    }
    assert (events, told, sent, len(taken)) == (total, total, total, total), (found, told, sent)
    assert len(chaos.receiver.interactions()) == total, found
    assert all(len(bodies) == 1 for bodies in chaos.receiver.bodies.values()), "one id stood for two messages"
    assert not unexplained, (found, unexplained, chaos.kills)
    return found


def _mailed(chaos: Chaos) -> dict[str, Any]:
    """Every mail at least once under one Message-ID, again only beside a kill."""
    rows = chaos.query("select message_id, recipient, state from mail")
    noted = chaos.post.noted()
    taken: dict[str, list[float]] = {}
    recipients: dict[str, set[str]] = {}
    for one in noted:
        if one.fate == "taken":
            taken.setdefault(one.message_id, []).append(one.at)
            recipients.setdefault(one.message_id, set()).add(one.recipient)
    again = {name: times for name, times in taken.items() if len(times) > 1}
    kinds = {"workers", "database", "post"}
    unexplained = [times for times in again.values() if not explained(times, chaos.kills, kinds)]
    found = {
        "mails": len(rows),
        "mailed": len(taken),
        "mail_attempts": len(noted),
        "mailed_again": len(again),
        "mailed_again_without_a_kill": len(unexplained),
    }
    assert rows, "no mail was ever due"
    assert {row["state"] for row in rows} == {"sent"}, found
    assert {row["message_id"]: {row["recipient"]} for row in rows} == recipients, found
    assert len(recipients) == len(rows), "one Message-ID stood for two mails"
    assert not unexplained, (found, unexplained, chaos.kills)
    return found


def _taken_in(feeder: Feeder) -> dict[str, Any]:
    """What was refused was refused for now, and chats only while the database was away."""
    found = {"answers": {" ".join(map(str, key)): count for key, count in sorted(feeder.answers.items())}}
    assert {status for _, _, status in feeder.answers} <= {202, 503}, found
    refused = {during for what, during, status in feeder.answers if what == "chats" and status != 202}
    assert all("database" in during for during in refused), found
    return found


def explained(times: Sequence[float], kills: Sequence[Kill], kinds: Collection[str]) -> bool:
    """Whether each time but the last was near such a kill, after which nobody knew that it had been sent."""
    return all(
        any(kill.began - WINDOW < each < kill.ended + WINDOW for kill in kills if kill.kind in kinds)
        for each in sorted(times)[:-1]
    )
