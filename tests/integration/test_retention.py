"""What is too old goes by kind, once and in whole months where it can; levels stay."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from qa_service.pipeline.rescore import rescore
from qa_service.pipeline.retention import cutoffs, retain, would
from qa_service.store.database import Database
from tests.desk import Desk, contacts, opened
from tests.factories import chat
from tests.integration.test_refresh_property import SCORERS, TARGETS, apart, standing

pytestmark = pytest.mark.integration
NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
EVERYTHING = dict.fromkeys(("transcripts", "audio", "evidence", "reports", "audit", "events"), 5)


async def counts(database: Database) -> dict[str, int]:
    async with database.connection() as db:
        return {
            what: await db.fetchval(sql)
            for what, sql in {
                "turns": "select count(*)::integer from turn",
                "words": "select count(*)::integer from said",
                "evidence": "select count(*)::integer from scorecard where behaviours @? '$.*.judgements[*].evidence[*]'",
                "files": "select (select count(*) from audio) + (select count(*) from recording)",
                "audit": "select count(*)::integer from audit",
                "events": "select count(*)::integer from event",
                "facts": "select count(*)::integer from fact",
                "cards": "select count(*)::integer from scorecard",
            }.items()
        }


def limited(settings: Any, **days: int) -> Any:
    return msgspec.structs.replace(settings, **{f"retain_{kind}_days": limit for kind, limit in days.items()})


async def test_each_kind_goes_by_its_own_age_and_scores_stay(database, settings, tmp_path):
    settings = limited(msgspec.structs.replace(settings, home=tmp_path), **EVERYTHING)
    settings.audio.mkdir()
    async with opened(database, settings) as desk:
        for day in range(10):
            await desk.take(*(msgspec.structs.replace(one, id=f"{one.id}-{day}") for one in contacts(1, 1, day=day)))
        before, levels = await counts(database), await standing(database)
        async with database.transaction() as db:
            for day in (2, 8):
                name = f"{day}.opus"
                (settings.audio / name).write_bytes(b"x")
                await db.execute("insert into audio values ($1, 'both', $2, 1, 'x')", desk.ids[f"ag-1-s0-{day}"], name)
            for at in (NOW - timedelta(days=9), NOW):
                await db.execute("insert into event values (gen_random_uuid(), 'night.done', $1, '{}')", at)
                await db.execute(
                    """insert into audit (at, who, role, kind, method, route, path, status)
                       values ($1, 'me', 'admin', 'look', 'GET', '/', '/', 200)""", at,
                )  # fmt: skip
        told = await would(database, settings, now=NOW)
        assert {kind: one["would_go"] for kind, one in told.items()} == {
            "transcripts": 10, "audio": 1, "evidence": 10, "reports": 0, "audit": 1, "events": 1,
        }  # fmt: skip
        assert (await counts(database))["turns"] == before["turns"]
        removed = await retain(database, settings, now=NOW)
        after = await counts(database)
        assert removed["transcripts"]["turns"] == before["turns"] - after["turns"] == before["turns"] / 2
        assert (after["words"], after["evidence"]) == (before["words"] / 2, before["evidence"] / 2)
        assert [file.name for file in settings.audio.iterdir()] == ["8.opus"]
        assert (after["files"], after["events"], after["facts"]) == (1, 1, before["facts"])
        assert removed["audit"] == {"before": "2026-03-06", "entries": 1}
        assert await retain(database, settings, now=NOW) == {}
        async with database.connection() as db:
            oldest = await db.fetchval(
                "select min(day) from interaction i where exists (select from turn t where t.interaction_id = i.id)"
            )
        assert oldest == date(2026, 3, 6)
        for day in (0, 9):
            key = {"Authorization": f"Bearer {await desk._key('admin')}"}
            page = await desk.client.get(f"/interactions/{desk.ids[f'ag-1-m0-{day}']}", headers=key)
            assert page.status_code == 200
        await late(desk, settings)
        assert apart(levels, await rescored(database, levels)) == []


async def late(desk: Desk, settings: Any) -> None:
    """An old contact that comes in late goes with the next night, as does a young one that has aged."""
    before = await counts(desk.database)
    await desk.take(chat("late", day=1, agent=None))
    removed = await retain(desk.database, settings, now=NOW + timedelta(days=1))
    assert removed["transcripts"]["turns"] == 3 + 6
    assert (await counts(desk.database))["turns"] == before["turns"] - 6


async def rescored(database: Database, levels: dict[str, Any]) -> dict[str, Any]:
    """Contacts without words keep their scores under a new instrument: there is nothing to score again."""

    class Nobody:
        async def send(self, *tasks: Any) -> None:
            """Wake nobody."""

    done = await rescore(database, SCORERS[1], TARGETS, Nobody(), sample=0, lease=30, window_days=70)
    assert done.marked == 8
    left = await standing(database)
    old = {name: one for name, one in levels["days"].items() if one["day"] < date(2026, 3, 7)}
    return {**levels, "days": {**levels["days"], **{name: left["days"][name] for name in old}}}


async def test_whole_months_are_dropped_and_audit_stands_against_everything_else(database, settings):
    settings = limited(settings, transcripts=30, audit=30)
    async with opened(database, settings) as desk:
        await desk.take(*contacts(2, 0))
        async with database.transaction() as db:
            await db.execute("select make_partitions('2026-01-15')")
            row = "select uuid7_floor('2026-01-20'), 0, 'agent', null, 'old', null, null, null, null"
            await db.execute(f"insert into turn {row}")
        removed = await retain(database, settings, now=NOW + timedelta(days=60))
        assert removed["transcripts"]["whole_months"] == ["said_2026_01", "turn_2026_01"]
        assert removed["transcripts"]["turns"] == 1 + 6
        async with database.connection() as db:
            assert await db.fetchval("select to_regclass('turn_2026_01')") is None
            for change in ("delete from audit", "update audit set who = 'x'", "truncate audit"):
                with pytest.raises(Exception, match="never changed"):
                    await db.execute(change)


def test_kinds_without_a_limit_stay(settings):
    assert cutoffs(settings, NOW) == {}
    assert cutoffs(limited(settings, audio=10), NOW) == {"audio": date(2026, 3, 1)}
    night_not_come = NOW.replace(hour=1)
    assert cutoffs(limited(settings, audio=10), night_not_come) == {"audio": date(2026, 2, 28)}
