"""Scoring writes cards, facts and dirty days at once; what refresh leaves equals a full recomputation."""

import random
from uuid import uuid4

import pytest

from benchmarks.loader import load
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.refresh import refresh
from qa_service.pipeline.score import score
from qa_service.store import agent_days, analyses, interactions, nights, reports, scorecards
from qa_service.store.database import Database
from scoring.scorer import Scorer
from tests.factories import CALLS_FOR_EMPATHY, IGNORED, NAMED, SOLVED, chat

pytestmark = pytest.mark.integration
KEY = b"k" * 32


@pytest.fixture(scope="module")
def scorer() -> tuple[Scorer, dict[str, float]]:
    loaded = load()
    return Scorer(loaded), {name: benchmark.target for name, benchmark in loaded.benchmarks.items()}


async def take(database: Database, settings, *items):
    return await ingest(database, [Incoming(item) for item in items], master_key=KEY, zone=settings.zone)


async def all_scored(database: Database, scorer) -> int:
    done = 0
    while some := await score(database, *scorer, lease=30):
        done += some
    return done


async def days(database: Database) -> list[tuple]:
    async with database.connection() as db:
        rows = await db.fetch(
            """select agent_id, day, team_id, instrument_id, behaviour_id, cell_id, n, total, square, below, met
               from agent_day order by 1, 2, 3, 4, 5, 6"""
        )
    return [tuple(round(value, 9) if isinstance(value, float) else value for value in row) for row in rows]


async def test_cards_and_facts_of_a_transfer(database, settings, scorer):
    said = [
        ("customer", CALLS_FOR_EMPATHY),
        ("agent", NAMED),
        ("customer", "My order number is 48213377."),
        ("agent", "Thank you."),
    ]
    item = chat("a", agent="ag-a", said=said)
    second = chat(
        "a",
        agent="ag-a",
        said=[
            *said,
            ("agent", "Your order number please?"),
            ("customer", "48213377 again."),
            ("agent", "A new one is on its way."),
            SOLVED,
        ],
    )
    turns = [
        turn if number < 4 or turn.speaker != "agent" else type(turn)(speaker="agent", agent="ag-b", text=turn.text)
        for number, turn in enumerate(second.turns)
    ]
    import msgspec

    taken = await take(database, settings, msgspec.structs.replace(item, turns=tuple(turns)))
    assert await all_scored(database, scorer) == 1
    async with database.connection() as db:
        cards = await scorecards.OF_INTERACTION.all(db, taken[0].id, None)
        facts = await db.fetch(
            "select a.ref, b.name, f.score from fact f left join agent a on a.id = f.agent_id join behaviour b on b.id = f.behaviour_id"
        )
    assert [(card.leg, card.agent) for card in cards] == [(-1, None), (0, "ag-a"), (1, "ag-b")]
    found = {(fact["ref"], fact["name"]): fact["score"] for fact in facts}
    assert found["ag-a", "empathy"] == 1.0
    assert found["ag-b", "resolution"] == 1.0
    assert found[None, "repetition"] == 0.0


async def test_a_lost_lease_writes_nothing(database, settings, scorer, monkeypatch):
    await take(database, settings, chat("a"))
    from qa_service.pipeline import score as module

    real = module._compute

    def stolen(*arguments):
        done = real(*arguments)
        import asyncio

        import asyncpg

        async def steal():
            db = await asyncpg.connect(settings.database_url)
            await db.execute("update interaction set leased_by = $1", uuid4())
            await db.close()

        asyncio.run(steal())
        return done

    monkeypatch.setattr(module, "_compute", stolen)
    await score(database, *scorer, lease=30)
    async with database.connection() as db:
        assert await db.fetchval("select count(*) from scorecard") == 0
        assert await db.fetchval("select count(*) from fact") == 0


async def test_refresh_equals_a_full_recomputation_after_any_order(database, settings, scorer):
    rng = random.Random(3)
    for _ in range(25):
        ref = f"c-{rng.randrange(12)}"
        said = [("customer", CALLS_FOR_EMPATHY), ("agent", rng.choice([NAMED, IGNORED])), SOLVED]
        agent, team = rng.choice(["ag-1", "ag-2", "ag-3"]), rng.choice(["t-1", "t-2"])
        await take(database, settings, chat(ref, agent=agent, team=team, day=rng.randrange(5), said=said))
        if rng.random() < 0.6:
            await all_scored(database, scorer)
        if rng.random() < 0.4:
            await refresh(database, window_days=70)
    await all_scored(database, scorer)
    await refresh(database, window_days=70)
    left = await days(database)
    assert left
    async with database.transaction() as db:
        await db.execute("delete from agent_day")
        await agent_days.MARK_ALL.run(db)
    await refresh(database, window_days=70)
    assert await days(database) == left
    async with database.connection() as db:
        assert await agent_days.DIRTY.value(db) == 0
        standing = await analyses.LATEST.one(db)
    assert set(standing.document["behaviours"]) >= {"empathy", "resolution"}


async def test_a_night_refreshes_and_asks_for_every_teams_report_once(database, settings, scorer):
    from datetime import UTC, datetime

    from qa_service.pipeline.night import night
    from qa_service.pipeline.report import write

    await take(
        database, settings, *(chat(f"c-{n}", agent=f"ag-{n % 4}", team=f"t-{n % 2}", day=n % 9) for n in range(24))
    )
    await all_scored(database, scorer)
    now = datetime(2026, 3, 20, 12, tzinfo=UTC)
    assert await night(database, settings, now=now) == 1
    assert await night(database, settings, now=now) == 0
    # Two nights were missed while nothing ran: both are caught up.
    assert await night(database, settings, now=now.replace(day=22)) == 2
    written = 0
    while await write(database, settings):
        written += 1
    assert written == 2
    async with database.connection() as db:
        rows = await reports.PAGE.all(db, None, None, 10)
        last = await nights.LATEST.all(db, settings.centre, 5)
    assert [row.state for row in rows] == ["done", "done"]
    assert [(str(row.day), row.state, row.left_over) for row in last] == [
        ("2026-03-21", "done", {}), ("2026-03-20", "done", {}), ("2026-03-19", "done", {}),
    ]  # fmt: skip


async def test_one_that_cannot_be_scored_fails_alone(database, settings, scorer, monkeypatch):
    taken = await take(database, settings, chat("good"), chat("bad", said=[("customer", "poison")]))
    real = Scorer.score

    def poisoned(self, transcript, **more):
        if any("poison" in turn.text for turn in transcript.turns):
            raise RuntimeError("cannot")
        return real(self, transcript, **more)

    monkeypatch.setattr(Scorer, "score", poisoned)
    for _ in range(3):
        await all_scored(database, scorer)
        async with database.transaction() as db:
            await db.execute("update interaction set lease_until = null")
    async with database.connection() as db:
        good, bad = [await interactions.SHOWN.one(db, item.id) for item in taken]
    assert good.state == "scored"
    assert (bad.state, bad.failure) == ("failed", "scoring: RuntimeError: cannot")
