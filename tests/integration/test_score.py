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
    assert found["ag-b", "resolution"] > 0.75
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
    while done := await write(database, settings):
        written += done
    assert written == 2
    async with database.connection() as db:
        rows = await reports.PAGE.all(db, None, None, 10, None)
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
    assert bad.state == "failed"
    assert bad.failure.startswith("scoring: RuntimeError at test_score.py:")


async def test_a_refresh_beside_an_uncommitted_scoring_loses_nothing(database, settings, scorer):
    """A day that is dirty already, and a scorer that has not committed: the mark must outlive the refresh."""
    await take(database, settings, chat("a"))
    await all_scored(database, scorer)
    await take(database, settings, chat("b"))
    async with database.transaction() as scoring:
        row = await scoring.fetchrow("select * from fact limit 1")
        other = await scoring.fetchval("select id from interaction where ref = 'b'")
        await scoring.execute(
            "insert into fact select $1, leg, instrument_id, behaviour_id, agent_id, cell_id, day, opportunities, met, score"
            " from fact where interaction_id = $2",
            other,
            row["interaction_id"],
        )
        await scorecards.mark(scoring, [(row["agent_id"], row["day"])])
        await refresh(database, window_days=70)
    await refresh(database, window_days=70)
    async with database.connection() as db:
        assert await db.fetchval("select max(n) from agent_day") == 2


async def test_a_new_version_leaves_nothing_of_the_old_one(database, settings, scorer):
    await take(database, settings, chat("a"))
    await all_scored(database, scorer)
    await refresh(database, window_days=70)
    assert await days(database)
    await take(database, settings, chat("a", agent=None))
    async with database.connection() as db:
        assert await db.fetchval("select count(*) from scorecard") == 0
    await refresh(database, window_days=70)
    assert await days(database) == []


async def test_a_team_told_late_moves_the_days_it_covers(database, settings, scorer):
    await take(database, settings, chat("a", team=None, day=3))
    await all_scored(database, scorer)
    await refresh(database, window_days=70)
    await take(database, settings, chat("b", team="t-9", day=1))
    await all_scored(database, scorer)
    await refresh(database, window_days=70)
    async with database.connection() as db:
        teams = await db.fetch("select distinct t.ref from agent_day d left join team t on t.id = d.team_id")
    assert [row["ref"] for row in teams] == ["t-9"]
