"""Events are sent to real receivers, at least once and signed, whatever the receivers do."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest

from qa_service.config import Settings
from qa_service.exchange.webhooks import PAUSES, pause
from qa_service.pipeline.alerts import tell_recovery, watch
from qa_service.pipeline.webhooks import deliver
from qa_service.store import analyses
from tests.desk import Desk, contacts, opened
from tests.factories import chat

pytestmark = pytest.mark.integration


class Receiver:
    """A real HTTP server; it answers what `answers` says, in turn, and 204 after that."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.heard: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status = receiver.answers.pop(0) if receiver.answers else 204
                self.send_response(status)
                if status == 302:
                    self.send_header("location", f"{receiver.url}/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, webhook_private=True, hash_key="k" * 32)


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """The specification's own verification, written apart from ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = headers["webhook-id"].encode() + b"." + headers["webhook-timestamp"].encode() + b"." + body
    mine = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return f"v1,{mine}" in headers["webhook-signature"].split(" ")


async def send(desk: Desk) -> None:
    while await deliver(desk.database, desk.settings, master_key=b"k" * 32):
        pass


async def later(desk: Desk) -> None:
    async with desk.database.transaction() as db:
        await db.execute("update delivery set due_at = now()")


async def test_what_fails_at_first_is_sent_again_under_its_id(database, settings, receiver):
    async with opened(database, settings) as desk:
        made = await desk.post("admin", "/webhooks", {"url": receiver.url, "events": ["interaction.scored"]})
        receiver.answers = [500, 302, 404]
        await desk.take(*contacts(1, 1))
        await send(desk)
        assert len(receiver.heard) == 2
        await send(desk)
        assert len(receiver.heard) == 2  # they wait
        for _ in range(2):
            await later(desk)
            await send(desk)
        rows = (await desk.get("admin", f"/webhooks/{made['id']}/deliveries"))["items"]
        assert [(row["state"], row["status"]) for row in rows] == [("sent", 204)] * 2
        assert sum(row["attempts"] for row in rows) == len(receiver.heard) == 5
        assert {headers["webhook-id"] for headers, _ in receiver.heard} == {f"msg_{row['event_id']}" for row in rows}
        assert all(verified(made["secret"], headers, body) for headers, body in receiver.heard)
        assert {one["type"] for one in receiver.messages()} == {"interaction.scored"}
        assert {one["data"]["id"] for one in receiver.messages()} == set(desk.ids.values())
        async with database.connection() as db:
            assert not await db.fetchval(
                "select count(*) from webhook where position($1 in salt::text) > 0", made["secret"]
            )


async def test_dead_ones_are_replayed_and_one_that_is_gone_hears_no_more(database, settings, receiver):
    async with opened(database, settings) as desk:
        made = await desk.post("admin", "/webhooks", {"url": receiver.url, "events": ["interaction.scored"]})
        receiver.answers = [500] * (len(PAUSES) + 1)
        await desk.take(*contacts(1, 0))
        for _ in range(len(PAUSES) + 3):
            await later(desk)
            await send(desk)
        assert len(receiver.heard) == len(PAUSES) + 1
        dead = (await desk.get("admin", f"/webhooks/{made['id']}/deliveries", only="dead"))["items"]
        assert [row["failure"] for row in dead] == ["answered 500"]
        assert await desk.post("admin", f"/webhooks/{made['id']}/replay", {}) == {"deliveries": 1}
        await send(desk)
        assert (await desk.get("admin", "/webhooks"))["items"][0]["dead"] == 0
        assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 1
        renewed = await desk.post("admin", f"/webhooks/{made['id']}/secret")
        receiver.answers = [410]
        await desk.take(*contacts(0, 2))
        await send(desk)
        assert verified(renewed["secret"], *receiver.heard[-1])
        assert not verified(made["secret"], *receiver.heard[-1])
        assert (await desk.get("admin", "/webhooks"))["items"] == []


async def test_events_are_made_only_with_what_happened_and_only_for_who_listens(database, settings, receiver):
    async with opened(database, settings) as desk:
        await desk.take(*contacts(1, 0))
        await desk.post("admin", "/webhooks", {"url": receiver.url, "events": ["night.done", "interaction.failed"]})
        async with database.transaction() as db:
            await db.execute("insert into night (centre, day) values ('main', '2026-03-01'), ('main', '2026-03-02')")
            await db.execute("update night set state = 'done' where day = '2026-03-01'")
            await db.execute("update interaction set state = 'failed'")
        async with database.connection() as db:
            undone = db.transaction()
            await undone.start()
            await db.execute("update night set state = 'done' where day = '2026-03-02'")
            await undone.rollback()
        await send(desk)
        assert sorted(one["type"] for one in receiver.messages()) == ["interaction.failed", "night.done"]


async def test_who_is_to_be_recovered_is_told_of_once(database, settings, receiver):
    asked = ("customer", "My parcel never arrived, can you help me?")
    left = [asked, ("agent", "No, I cannot help you with that."), ("customer", "So it is still not solved?")]
    today = datetime.now(UTC) - timedelta(hours=1)
    async with opened(database, settings) as desk:
        await desk.take(chat("wrong", said=left, started_at=today))
        assert await tell_recovery(database, settings) == 0
        await desk.post("admin", "/webhooks", {"url": receiver.url, "events": ["recovery.added"]})
        assert [await tell_recovery(database, settings) for _ in range(2)] == [1, 0]
        await send(desk)
        assert [one["data"] for one in receiver.messages()] == [{"id": desk.ids["wrong"]}]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://127.0.0.1:9/", "https"),
        ("https://127.0.0.1/", "no public address"),
        ("https://[::1]/", "no public address"),
        ("https://[::ffff:10.0.0.1]/", "no public address"),
        ("https://[64:ff9b::a00:1]/", "no public address"),
        ("https://[2002:a00:1::]/", "no public address"),
        ("https://169.254.169.254/latest", "no public address"),
        ("https://10.1.2.3/", "no public address"),
        ("https://192.168.0.1/", "no public address"),
        ("https://100.64.0.1/", "no public address"),
        ("https://0.0.0.0/", "no public address"),
        ("https://224.0.0.1/", "no public address"),
        ("https://localhost/", "no public address"),
        ("https://0x7f000001/", "no public address"),
        ("https://2130706433/", "no public address"),
        ("https://user:pw@example.com/", "no user"),
        ("https://", "needs a host"),
        ("ftp://example.com/", "https"),
        ("https://example.com:99999/", "url"),
        ("https://exa mple.com/", "spaces"),
        ("file:///etc/passwd", "https"),
    ],
)
async def test_addresses_that_are_not_public_are_refused(database, settings, address, says):
    closed = msgspec.structs.replace(settings, webhook_private=False)
    async with opened(database, closed) as desk:
        status, detail = await desk.refused("admin", "POST", "/webhooks", {"url": address, "events": ["night.done"]})
        assert status == 422
        assert says in detail
        assert (await desk.refused("qa_lead", "POST", "/webhooks", {"url": address, "events": ["night.done"]}))[
            0
        ] == 403


async def test_a_name_that_points_elsewhere_later_is_not_followed(database, settings, receiver):
    """The target is judged at every attempt, and the connection goes to the address that was judged."""
    async with opened(database, settings) as desk:
        made = await desk.post("admin", "/webhooks", {"url": receiver.url, "events": ["interaction.scored"]})
        await desk.take(*contacts(1, 0))
        closed = msgspec.structs.replace(settings, webhook_private=False)
        await deliver(database, closed, master_key=b"k" * 32)
        rows = (await desk.get("admin", f"/webhooks/{made['id']}/deliveries"))["items"]
        assert receiver.heard == []
        assert rows[0]["failure"].startswith("url: must begin with https")


def test_pauses_grow_and_end() -> None:
    waits = [pause(attempts) for attempts in range(1, len(PAUSES) + 2)]
    assert waits[:-1] == sorted(PAUSES)
    assert waits[-1] is None


SIGNAL = {"kind": "level_down", "since": "2026-03-02", "low": "2026-03-01", "high": "2026-03-03"}


async def stand(desk: Desk, *signals: dict[str, str]) -> None:
    document = {"behaviours": {"empathy": {"agents": [{"agent": "ag-1", "signals": list(signals)}]}}}
    async with desk.database.transaction() as db:
        instrument = await db.fetchval("select id from instrument limit 1")
        days = await db.fetchrow("select min(day), max(day) from interaction")
        await analyses.INSERT.run(db, instrument, days[0], days[1], document)


async def test_alerts_rise_once_end_and_name_nobody(database, settings, receiver):
    async with opened(database, settings) as desk:
        await desk.take(*contacts(2, 2), *contacts(2, 2, agent="ag-2", team="t-2"))
        events = ["signal.raised", "alert.raised", "alert.ended"]
        await desk.post("admin", "/webhooks", {"url": receiver.url, "events": events})
        rules = [
            await desk.post("admin", "/alerts/rules", rule)
            for rule in (
                {"kind": "signal", "signals": ["level_down"]},
                {"kind": "signal", "behaviour": "courtesy"},
                {"kind": "queue_age", "over": 60},
                {"kind": "failure_share", "over": 0.05},
            )
        ]
        await stand(desk, SIGNAL)
        async with database.transaction() as db:
            row = "update interaction set state = 'transcribed', scored_at = null, received_at = now() - interval '1 hour'"
            await db.execute(f"{row} where id = $1", desk.ids["ag-1-s0"])
        assert await watch(database) == 3
        assert await watch(database) == 0
        standing = (await desk.get("admin", "/alerts", standing=True))["items"]
        assert sorted((one["kind"], one["agent"]) for one in standing if one["agent"]) == [("signal", "ag-1")] * 2
        assert {one["rule"] for one in standing} >= {rules[0]["id"], rules[2]["id"]}
        assert len((await desk.get("lead-1", "/alerts"))["items"]) == 3
        assert len((await desk.get("lead-2", "/alerts"))["items"]) == 1
        await stand(desk)
        async with database.transaction() as db:
            await db.execute("update interaction set state = 'scored', scored_at = now()")
        assert await watch(database) == 3
        await send(desk)
        said = sorted((one["type"], one["data"]["kind"]) for one in receiver.messages())
        assert said == [
            ("alert.ended", "queue_age"),
            ("alert.ended", "signal"),
            ("alert.raised", "queue_age"),
            ("alert.raised", "signal"),
            ("signal.raised", "signal"),
        ]
        assert all("ag-1" not in body.decode() for _, body in receiver.heard)
        await desk.ask("admin", "DELETE", f"/alerts/rules/{rules[0]['id']}")
        assert len(await desk.get("admin", "/alerts/rules")) == 4
