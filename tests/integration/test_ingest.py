"""What comes in is redacted, stored once, and a new version of it is scored again."""

import asyncio
import json
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from qa_service.config import Settings
from qa_service.exchange.interactions import Refused, sorted_out
from qa_service.pipeline.ingest import Incoming, Taken, ingest, reject
from qa_service.pipeline.redacting import redacted_throughout
from qa_service.store import interactions, outcomes
from qa_service.store.database import Database
from qa_service.store.interactions import StoredRecording
from tests.factories import chat
from transcription.interaction import Interaction

pytestmark = pytest.mark.integration
KEY = b"k" * 32
GOOD = b'{"id": "good", "channel": "chat", "turns": []}'


async def take(database: Database, settings: Settings, *items: Interaction) -> list[Taken]:
    return await ingest(database, [Incoming(item) for item in items], master_key=KEY, zone=settings.zone)


async def test_the_same_is_known_and_new_content_is_a_new_version(database, settings):
    first = (await take(database, settings, chat("a")))[0]
    again = (await take(database, settings, chat("a")))[0]
    changed = (await take(database, settings, chat("a", said=[("customer", "hello")])))[0]
    assert [first.status, again.status, changed.status] == ["new", "known", "new_version"]
    assert first.id == again.id == changed.id
    async with database.connection() as db:
        row = await interactions.SHOWN.one(db, first.id)
        turns = await interactions.TURNS.all(db, [first.id])
    assert (row.version, row.state) == (2, "transcribed")
    assert [turn.text for turn in turns] == ["hello"]


async def test_one_identity_twice_in_a_batch_is_one_row_of_the_last(database, settings):
    taken = await take(database, settings, chat("a"), chat("b"), chat("a", said=[("customer", "last")]))
    assert taken[0].id == taken[2].id
    async with database.connection() as db:
        turns = await interactions.TURNS.all(db, [taken[0].id])
    assert [turn.text for turn in turns] == ["last"]


@pytest.mark.parametrize(
    ("words", "status", "stands"),
    [
        (("old", "new"), "new_version", "new"),
        (("new", "old"), "known", "old"),
        (("old", "old"), "known", "old"),
        (("new", "newer"), "new_version", "newer"),
    ],
)
async def test_of_one_identity_twice_beside_what_stands_the_last_decides(database, settings, words, status, stands):
    first, _ = await take(database, settings, chat("a", said=[("customer", "old")]), chat("b"))
    given = [chat("a", said=[("customer", said)]) for said in words]
    taken = await take(database, settings, given[0], chat("b"), chat("c"), given[1])
    assert [one.status for one in taken] == [status, "known", "new", status]
    assert {taken[0].id, taken[3].id} == {first.id}
    async with database.connection() as db:
        assert [turn.text for turn in await interactions.TURNS.all(db, [first.id])] == [stands]


async def test_what_stands_is_not_redacted_again(database, settings, monkeypatch):
    told: list[str] = []

    def counted(interaction, key):
        told.append(interaction.id)
        return redacted_throughout(interaction, key)

    monkeypatch.setattr("qa_service.pipeline.ingest.redacted_throughout", counted)
    await take(database, settings, chat("a"), chat("b"))
    await take(database, settings, chat("a"), chat("b", said=[("customer", "hello")]), chat("c"))
    assert told == ["a", "b", "b", "c"]


async def test_sources_are_apart(database, settings):
    one, other = await take(database, settings, chat("a", source="x"), chat("a", source="y"))
    assert one.id != other.id


async def test_nothing_unredacted_is_in_any_table(database, settings):
    secret = "4111 1111 1111 1111"
    said = [("customer", f"my card is {secret}, mail lee@example.com"), ("agent", f"so {secret}")]
    beside = {"note": secret, "deep": [{"mail": "lee@example.com"}]}
    item = chat("a", said=said, customer={"ref": "c-9"}, extra=beside, disposition=f"see {secret}", reason=secret)
    taken = (await take(database, settings, msgspec.structs.replace(item, recording=f"{secret}.wav")))[0]
    async with database.connection() as db:
        turns = await interactions.TURNS.all(db, [taken.id])
        tables = await db.fetch(
            "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        )
        for table in tables:
            for row in await db.fetch(f"select t::text as row from {table['relname']} t"):  # noqa: S608
                assert "4111" not in row["row"]
                assert "lee@" not in row["row"]
    hashes = [item["hash"] for turn in turns for item in turn.redactions if item["type"] == "card"]
    assert len(hashes) == 2
    assert len(set(hashes)) == 1


async def test_two_at_once_make_one_row(database, settings):
    results = await asyncio.gather(*(take(database, settings, chat("a"), chat("b")) for _ in range(4)))
    assert len({taken.id for batch in results for taken in batch}) == 2
    assert sum(taken.status == "new" for batch in results for taken in batch) == 2


async def test_recordings_wait_for_their_transcript(database, settings):
    recording = StoredRecording(UUID(int=0), "both", "x.audio", 3, b"s")
    call = chat("v", said=None, channel="voice")
    taken = (await ingest(database, [Incoming(call, (recording,))], master_key=KEY, zone=settings.zone))[0]
    assert taken.state == "received"
    async with database.connection() as db:
        stored = await interactions.RECORDINGS.all(db, taken.id)
    assert [item.interaction_id for item in stored] == [taken.id]


async def test_what_could_not_be_read_has_a_row_that_says_why_and_can_be_sent_again(database, settings):
    await reject(
        database, [Refused(line=2, error="line 2: bad", ref="a"), Refused(line=3, error="x")], zone=settings.zone
    )
    async with database.connection() as db:
        rows = await interactions.PAGE.all(db, None, "failed", None, None, None, None, None, None, 10, True, None, [])
    assert [(row.ref, row.failure) for row in rows] == [("a", "line 2: bad")]
    taken = (await take(database, settings, chat("a")))[0]
    assert (taken.status, taken.state, taken.id) == ("new_version", "transcribed", rows[0].id)
    await reject(database, [Refused(line=2, error="line 2: bad", ref="a")], zone=settings.zone)
    async with database.connection() as db:
        row = await interactions.SHOWN.one(db, taken.id)
    assert row.state == "transcribed"


async def test_days_and_hours_are_the_centres(database, settings):
    late = chat("a", started_at="2026-03-01T22:30:00Z")
    local = Settings(home=Path("/nowhere"), timezone="Asia/Jakarta").zone
    taken = (await ingest(database, [Incoming(late)], master_key=KEY, zone=local))[0]
    async with database.connection() as db:
        row = await db.fetchrow("select day, hour from interaction where id = $1", taken.id)
    assert (str(row["day"]), row["hour"]) == ("2026-03-02", 5)


async def test_late_outcomes_add_to_what_is_known(database, settings):
    taken = (await take(database, settings, chat("a", outcome={"csat": 4})))[0]
    async with database.transaction() as db:
        await outcomes.put(db, taken.id, chat("a", outcome={"spend": 9.5}).outcome)
        found = await outcomes.GET.one(db, taken.id)
    assert (found.csat, found.spend, found.nps) == (4, 9.5, None)


async def test_claims_are_leases_that_run_out_and_strike_three_times(database, settings):
    row = (await take(database, settings, chat("a")))[0]
    for strike in range(1, 4):
        async with database.transaction() as db:
            claimed = await interactions.claim(db, "transcribed", most=9, lease=60, worker=uuid4())
            assert [(one.id, one.attempts) for one in claimed] == [(row.id, strike)]
            assert not await interactions.claim(db, "transcribed", most=9, lease=60, worker=uuid4())
            await db.execute("update interaction set lease_until = now() - interval '1 second'")
    async with database.transaction() as db:
        assert not await interactions.claim(db, "transcribed", most=9, lease=60, worker=uuid4())
        assert await interactions.GIVE_UP.run(db) == 1
        failed = await interactions.SHOWN.one(db, row.id)
    assert failed.state == "failed"
    assert "died 3 times" in failed.failure


async def test_one_that_failed_before_is_claimed_alone(database, settings):
    await take(database, settings, *(chat(f"c-{number}") for number in range(4)))
    worker = uuid4()
    async with database.transaction() as db:
        first = await interactions.claim(db, "transcribed", most=2, lease=60, worker=worker)
        for one in first:
            await interactions.RETRY_LATER.run(db, one.id, worker, "broke")
        await db.execute("update interaction set lease_until = null")
        sizes = [len(await interactions.claim(db, "transcribed", most=9, lease=60, worker=uuid4())) for _ in range(4)]
    assert sizes == [1, 1, 2, 0]


async def test_a_failed_one_is_taken_again(database, settings):
    first = (await take(database, settings, chat("a")))[0]
    async with database.transaction() as db:
        await db.execute("update interaction set state = 'failed', failure = 'x' where id = $1", first.id)
    again = (await take(database, settings, chat("a")))[0]
    assert (again.status, again.state, again.id) == ("new_version", "transcribed", first.id)
    assert (await take(database, settings, chat("a")))[0].state == "transcribed"


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ({"started_at": "0001-01-01T00:00:00+02:00"}, "no time of a contact"),
        ({"started_at": "9999-12-31T23:00:00-12:00"}, "no time of a contact"),
        ({"started_at": "2150-01-01T00:00:00Z"}, "in the future"),
        ({"case": "x" * 6000}, "case"),
        ({"agent": {"id": "x" * 6000}}, "agent.id"),
        ({"id": ""}, "id"),
    ],
)
def test_values_that_no_table_could_hold_are_refused_alone(field, says):
    bad = {"id": "b", "channel": "chat", "turns": [], **field}
    good, refused = sorted_out(b"\n".join([json.dumps(bad).encode(), GOOD]), recordings=False)
    assert [item.id for item in good] == ["good"]
    assert says in refused[0].error


def test_what_is_nested_too_deeply_is_refused_alone():
    deep = b'{"id": "b", "channel": "chat", "turns": [], "extra": {"x": ' + b"[" * 9000 + b"]" * 9000 + b"}}"
    good, refused = sorted_out(deep + b"\n" + GOOD, recordings=False)
    assert ([item.id for item in good], len(refused)) == (["good"], 1)
