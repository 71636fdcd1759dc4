"""A worker that dies counts against the report that it wrote, and against no other that it had taken with it."""

from uuid import uuid4

import pytest

from qa_service.pipeline import report
from qa_service.store import reports
from tests.desk import contacts, opened

pytestmark = pytest.mark.integration
TEAMS = ("t-1", "t-2", "t-3", "t-4")


@pytest.fixture
async def waiting(database, settings):
    """Four teams' reports that wait, the first first."""
    async with opened(database, settings) as desk:
        for team in TEAMS:
            await desk.take(*contacts(2, 1, agent=f"ag-{team}", team=team))
    async with database.transaction() as db:
        for team in TEAMS:
            await report.request(db, team, None, settings)


async def states(database):
    async with database.connection() as db:
        rows = await db.fetch(
            "select t.ref, r.state, r.attempts from report r join team t on t.id = r.team_id order by 1"
        )
    return {ref: (state, attempts) for ref, state, attempts in rows}


async def test_three_deaths_fail_one_of_those_that_were_taken_together(database, settings, waiting):
    for _ in range(3):
        async with database.transaction() as db:
            taken = await reports.CLAIM.all(db, uuid4(), 60, report.AT_ONCE)
            assert len(taken) == 4
            await db.execute("update report set lease_until = now() - interval '1 second'")  # its worker is dead
    async with database.transaction() as db:
        await reports.GIVE_UP.run(db)
    assert await states(database) == {
        "t-1": ("failed", 3), "t-2": ("waiting", 0), "t-3": ("waiting", 0), "t-4": ("waiting", 0),
    }  # fmt: skip
    assert await report.write(database, settings) == 3
    assert await states(database) == {
        "t-1": ("failed", 3), "t-2": ("done", 1), "t-3": ("done", 1), "t-4": ("done", 1),
    }  # fmt: skip


async def test_what_fails_for_all_counts_for_all(database, settings, waiting, monkeypatch):
    async def broken(*_: object) -> None:
        raise ValueError("the sums are wrong")

    monkeypatch.setattr(report, "analyse", broken)
    for _ in range(3):
        assert await report.write(database, settings) == 4
        async with database.transaction() as db:
            await db.execute("update report set lease_until = null")
    assert set((await states(database)).values()) == {("failed", 3)}
    assert await report.write(database, settings) == 0
