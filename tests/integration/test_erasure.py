"""After a customer's erasure nothing holds their reference or words, and every level is what it was."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import msgspec
import pytest

from qa_service.access.user import User
from qa_service.config import Settings
from qa_service.errors import NotFound
from qa_service.pipeline import erasure as module
from qa_service.pipeline import report
from qa_service.pipeline.appeals import appeal
from qa_service.pipeline.erasure import again, erase, request, sealed
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.sealed import key
from qa_service.pipeline.spool import Spool, write
from qa_service.store import agent_days, erasures, interactions, reviews
from qa_service.store.database import Database
from qa_service.store.ids import new_id
from tests.desk import SCORER, TARGETS, contacts, opened
from tests.factories import CALLS_FOR_EMPATHY, SOLVED, chat
from tests.integration.test_refresh_property import apart, standing

pytestmark = pytest.mark.integration
KEY = b"k" * 32
REF = "cust-73519"
MARKER = "zanzibarine"
SAID = [
    ("customer", f"{CALLS_FOR_EMPATHY} It was a {MARKER} lamp."),
    ("agent", f"I'm so sorry your {MARKER} lamp never arrived and spoiled her birthday."),
    SOLVED,
]


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Settings:
    return Settings(home=tmp_path, database_url=url, lease_seconds=3, agent_first_days=0)


async def take(database: Database, settings: Settings, *items: Any, recordings: Any = ()) -> list[Any]:
    incoming = [Incoming(item, tuple(recordings)) for item in items]
    return await ingest(database, incoming, master_key=KEY, zone=settings.zone)


async def centre(database: Database, settings: Settings) -> list[Any]:
    """Four agents' contacts, three of them of the customer, with everything that hangs on a contact."""
    others = [
        msgspec.structs.replace(item, id=f"{item.id}-{day}")
        for number in range(1, 5)
        for day in range(6)
        for item in contacts(2 * number, 10 - 2 * number, agent=f"ag-{number}", day=day)
    ]
    theirs = [
        chat(
            f"{REF}-{number}", agent=f"ag-{number}", day=9, said=SAID, case=f"case of {MARKER}",
            customer={"ref": REF}, outcome={"csat": 2}, disposition=MARKER, extra={"note": MARKER},
        )
        for number in (1, 2, 3)
    ]  # fmt: skip
    taken = await take(database, settings, *others, *theirs)
    from qa_service.pipeline.refresh import refresh
    from qa_service.pipeline.score import score

    while await score(database, SCORER, TARGETS, lease=30):
        pass
    await refresh(database, window_days=70)
    mine = taken[-3:]
    await beside(database, settings, mine[0])
    async with database.transaction() as db:
        await report.request_all(db, settings)
    while await report.write(database, settings):
        pass
    async with database.connection() as db:
        assert await erasures.QUOTED.all(db, [one.id for one in mine])
    return mine


async def beside(database: Database, settings: Settings, contact: Any) -> None:
    """A review, an appeal, a coaching session and a recovery that quote the contact."""
    async with database.transaction() as db:
        reader = User(name="reader", role="qa_lead", everyone=True)
        agent_id = await db.fetchval("select agent_id from interaction where id = $1", contact.id)
        asked = {"leg": None, "turn": None, "reason": f"the {MARKER} lamp", "appeal_days": 900, "decide_days": 7}
        await appeal(db, reader, agent_id, contact.id, "empathy", **asked, master_key=KEY)
        review = new_id()
        await reviews.OPEN_ONE.value(db, review, contact.id, "reader", *reader.reach)
        judgements = [{"turn": 0, "grade": 1.0, "comment": MARKER}]
        await reviews.put_scores(db, review, [("empathy", 0, 1.0, judgements, MARKER)])
        await reviews.SUBMIT.run(db, review, "reader", MARKER, False)
        await db.execute(
            """insert into coaching_session (id, agent_id, behaviour, held_on, led_by, moments, action)
               values ($1, $2, 'empathy', '2026-03-09', 'lead', $3, 'listen')""",
            new_id(), agent_id, [{"interaction": str(contact.id), "turn": 1, "note": MARKER}],
        )  # fmt: skip
        await db.execute("insert into recovered values ($1, 'lead', now(), $2)", contact.id, MARKER)


async def found_in_tables(database: Database, *wanted: str) -> list[str]:
    """Every table and column of every schema of ours that holds one of these, whatever its type."""
    places = []
    async with database.connection() as db:
        columns = await db.fetch(
            """select c.table_schema, c.table_name, c.column_name from information_schema.columns c
               join information_schema.tables t using (table_schema, table_name)
               where t.table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')"""
        )
        assert len(columns) > 100
        for schema, table, column in columns:
            for one in wanted:
                # Bytes are searched as they are, and a PDF's text as the report helper would draw it from the document.
                hit = await db.fetchval(
                    f"""select exists (select from "{schema}"."{table}" t where t."{column}"::text ilike $1
                          or t."{column}"::text ilike $2)""",  # noqa: S608
                    f"%{one}%",
                    f"%{one.encode().hex()}%",
                )
                if hit:
                    places.append(f"{schema}.{table}.{column}: {one}")
    return places


def found_in_files(folder: Path, *wanted: str) -> list[str]:
    return [
        f"{file}: {one}"
        for file in folder.rglob("*")
        if file.is_file()
        for one in wanted
        if one.encode() in file.read_bytes() or one in file.name
    ]


def levels(found: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [{field: agent[field] for field in ("agent", "n", "mean", "level", "spread", "below")} for agent in one["agents"]]
        for name, one in found["analysis"]["behaviours"].items()
    }  # fmt: skip


async def recomputed(database: Database) -> dict[str, Any]:
    from qa_service.pipeline.refresh import refresh

    async with database.transaction() as db:
        await db.execute("truncate agent_day, analysis")
        await agent_days.MARK_ALL.run(db)
    await refresh(database, window_days=70)
    return await standing(database)


async def test_nothing_holds_them_and_levels_stay(database, settings, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    mine = await centre(database, settings)
    before = await recomputed(database)
    assert await found_in_tables(database, REF, MARKER)
    async with database.transaction() as db:
        asked = await request(db, REF, by="dpo", master_key=KEY)
    assert await erase(database, settings, master_key=KEY) == 1
    assert await erase(database, settings, master_key=KEY) == 0
    assert await found_in_tables(database, REF, MARKER) == []
    assert found_in_files(settings.home, REF, MARKER) == []
    assert MARKER not in caplog.text + str(capfd.readouterr())
    after = await recomputed(database)
    assert apart(before["days"], after["days"]) == []
    assert apart(levels(before), levels(after)) == []
    assert levels(after)["empathy"]
    async with database.connection() as db:
        row = await erasures.GET.one(db, asked.id)
        links = await db.fetch("select jsonb_path_query(document, '$.priorities[*].*[*].link') from report")
    assert row.state == "done"
    counts = {"contacts": 3, "turns": 9, "outcomes": 3, "reviews": 1, "appeals": 1, "sessions": 1, "recoveries": 1}
    assert counts.items() <= row.certificate["erased"].items()
    assert row.certificate["erased"]["reports"] >= 1
    assert links
    assert row.certificate["sha256"] == sealed(row.certificate)
    assert REF not in msgspec.json.encode(row.certificate).decode()
    again_ = (await take(database, settings, chat(f"{REF}-1", said=SAID, customer={"ref": REF})))[0]
    assert (again_.id, again_.status, again_.state) == (mine[0].id, "known", "erased")
    assert await found_in_tables(database, MARKER) == []


async def test_recordings_go_and_who_still_hears_them_stores_nothing(database, settings):
    spool = Spool(settings.spool, (key(KEY),))
    import io

    kept = write(io.BytesIO(MARKER.encode()), "both", spool)
    call = msgspec.structs.replace(chat("v-1", customer={"ref": REF}), turns=None, channel="voice")
    taken = (await take(database, settings, call, recordings=[kept]))[0]
    audio = settings.audio / "silenced.opus"
    settings.audio.mkdir(parents=True)
    audio.write_bytes(b"x")
    audio.with_suffix(".peaks").write_bytes(b"its loudness, as the player draws it")
    worker = new_id()
    async with database.transaction() as db:
        claimed = await interactions.claim(db, "received", most=1, lease=60, worker=worker)
        await db.execute("insert into audio values ($1, 'both', $2, 1, 'x')", taken.id, audio.name)
        await request(db, REF, by="dpo", master_key=KEY)
    assert claimed
    await erase(database, settings, master_key=KEY)
    assert list(settings.spool.iterdir()) == list(settings.audio.iterdir()) == []
    async with database.transaction() as db:
        assert await interactions.ADVANCE.values(db, [taken.id], worker, "transcribed") == []


class Killed(BaseException):
    """As if the process were gone: nothing that cleans up after errors sees it as one."""


@pytest.mark.parametrize("step", ["_sever", "unlink", "_end"])
async def test_killed_in_between_it_goes_on(database, settings, monkeypatch, step):
    monkeypatch.setattr(module, "BATCH", 1)
    await centre(database, settings)
    async with database.transaction() as db:
        await request(db, REF, by="dpo", master_key=KEY)
    whole, calls = getattr(module, step), iter(range(99))

    async def cut(*args: Any, **more: Any) -> Any:
        if next(calls) == (0 if step == "_end" else 1):
            raise Killed
        return await whole(*args, **more)

    monkeypatch.setattr(module, step, cut)
    with pytest.raises(Killed):
        await erase(database, settings, master_key=KEY)
    async with database.transaction() as db:
        assert not await erasures.WAITING.value(db)
        await db.execute("update erasure set lease_until = now() - interval '1 second'")
        assert await erasures.WAITING.value(db)
    assert await erase(database, settings, master_key=KEY) == 1
    assert await found_in_tables(database, REF, MARKER) == []
    async with database.connection() as db:
        row = (await erasures.PAGE.all(db, None, 9))[0]
    assert (row.state, row.counts["contacts"], row.counts["turns"]) == ("done", 3, 9)


async def test_a_contact_that_was_on_its_way_is_erased_too(database, settings):
    await take(database, settings, chat("a", said=SAID, customer={"ref": REF}))
    async with database.transaction() as db:
        customer_id = await erasures.CUSTOMER.value(db, REF)
        await request(db, REF, by="dpo", master_key=KEY)
    await erase(database, settings, master_key=KEY)
    late = (await take(database, settings, chat("late", said=SAID)))[0]
    async with database.transaction() as db:
        await db.execute("update interaction set customer_id = $1 where id = $2", customer_id, late.id)
        assert await erasures.WAITING.value(db)
    assert await erase(database, settings, master_key=KEY) == 1
    assert await found_in_tables(database, REF, MARKER) == []


async def test_who_comes_back_is_a_new_customer_and_can_be_erased_again(database, settings):
    for ref in ("a", "b"):
        await take(database, settings, chat(ref, said=SAID, customer={"ref": REF}))
        async with database.transaction() as db:
            await request(db, REF, by="dpo", master_key=KEY)
        await erase(database, settings, master_key=KEY)
        assert await found_in_tables(database, REF, MARKER) == []
    async with database.connection() as db:
        rows = await erasures.PAGE.all(db, None, 9)
    assert [row.certificate["erased"]["contacts"] for row in rows] == [1]
    assert len(rows[0].certificate["earlier"]) == 64


async def test_asking_twice_is_asking_once_and_nobody_unknown_is_erased(database, settings):
    await take(database, settings, chat("a", customer={"ref": REF}))
    async with database.transaction() as db:
        asked = [await request(db, REF, by=who, master_key=KEY) for who in ("dpo", "admin")]
        with pytest.raises(NotFound) as unknown:
            await request(db, "nobody", by="dpo", master_key=KEY)
    assert asked[0] == asked[1]
    assert "nobody" not in str(unknown.value)
    async with asyncio.TaskGroup() as group:
        done = [group.create_task(erase(database, settings, master_key=KEY)) for _ in range(3)]
    assert sum(task.result() for task in done) == 1


async def test_what_a_list_of_digests_names_is_asked_for_again(database, settings):
    await take(database, settings, chat("a", customer={"ref": REF}), chat("b", customer={"ref": "other"}))
    digest = module.severed.customer_digest(KEY, REF)
    assert await again(database, [digest, b"x" * 32], by="restore", master_key=KEY) == 1
    await erase(database, settings, master_key=KEY)
    async with database.connection() as db:
        assert await db.fetchval("select array_agg(ref) from customer where ref is not null") == ["other"]


async def test_erasures_over_http_are_for_who_protects_data(database, settings):
    given = msgspec.structs.replace(settings, hash_key="k" * 32)
    async with opened(database, given) as desk:
        await desk.take(chat("a", said=SAID, customer={"ref": REF}))
        for who in ("qa_lead", "viewer", "works_council", "ingest", "ag-1", "lead-1"):
            assert (await desk.refused(who, "POST", "/erasures", {"customer": REF}))[0] == 403
            assert (await desk.refused(who, "GET", "/erasures"))[0] == 403
        unknown = await desk.refused("dpo", "POST", "/erasures", {"customer": "nobody"})
        assert unknown == (404, "no customer of this reference is known")
        assert (await desk.refused("dpo", "POST", "/erasures", {"customer": ""}))[0] == 422
        asked = await desk.post("dpo", "/erasures", {"customer": REF})
        assert (asked["state"], asked["certificate"]) == ("waiting", None)
        assert await erase(database, given, master_key=KEY) == 1
        shown = await desk.get("admin", f"/erasures/{asked['id']}")
        assert shown["certificate"]["erased"]["contacts"] == 1
        assert shown["certificate"]["requested_by"] == "dpo"
        assert (await desk.get("dpo", "/erasures"))["items"] == [shown]
        contact = await desk.get("admin", f"/interactions/{desk.ids['a']}")
        assert contact["state"] == "erased"
        page = await desk.client.get(
            f"/interactions/{desk.ids['a']}", headers={"Authorization": f"Bearer {await desk._key('admin')}"}
        )
        assert page.status_code == 200
        assert MARKER not in page.text
        for part in ("transcript", "scorecards"):
            answer = await desk.ask("admin", "GET", f"/interactions/{desk.ids['a']}/{part}")
            assert answer.status_code in {200, 404}
            assert MARKER not in answer.text
        assert await found_in_tables(database, REF, MARKER) == []
