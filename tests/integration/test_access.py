"""Who a key is for, and whom it reaches."""

from datetime import UTC, date, datetime, timedelta

import pytest

from qa_service.access import keys
from qa_service.errors import BadInput, NotFound
from qa_service.store import people, persons
from qa_service.store.database import Connection, Database

pytestmark = pytest.mark.integration
TODAY = date(2026, 3, 10)


async def centre(db: Connection) -> dict[str, int]:
    """Agents x (team a until 5 March, then b) and y (b); lead-a leads a, lead-b led b until 8 March."""
    agents = await people.agents(db, {"x": "human", "y": "human"})
    teams = await people.teams(db, ["a", "b"])
    told = [("x", "a", 1), ("x", "b", 5), ("y", "b", 1)]
    await people.seen_in_team(db, [(agents[who].id, teams[team].id, date(2026, 3, day)) for who, team, day in told])
    for ref, role, agent in [("lead-a", "team_lead", None), ("lead-b", "team_lead", None), ("anna", "agent", "x")]:
        agent_id = agents[agent].id if agent else None
        await persons.PUT.value(db, ref, None, role, None, None, None, f"sub-{ref}", agent_id, True)
    ids = {ref: (await persons.GET.one(db, ref)).id for ref in ("lead-a", "lead-b", "anna")}
    await persons.PUT_LEAD.run(db, teams["a"].id, ids["lead-a"], date(2026, 1, 1), None)
    await persons.PUT_LEAD.run(db, teams["b"].id, ids["lead-b"], date(2026, 1, 1), date(2026, 3, 8))
    return {"x": agents["x"].id, "y": agents["y"].id}


async def reached(db: Connection, user, agents: dict[str, int]) -> str:
    """Which agent-days of 3 and 6 March a user reaches."""
    found = ""
    for agent, day in [("x", 3), ("x", 6), ("y", 6)]:
        seen = await db.fetchval("select reaches($1, $2, $3, $4, $5)", *user.reach, agents[agent], date(2026, 3, day))
        found += f"{agent}{day} " if seen else ""
    return found.strip()


@pytest.mark.parametrize(
    ("made", "sees"),
    [
        ({"role": "admin"}, "x3 x6 y6"),
        ({"role": "viewer", "teams": ["b"]}, "x6 y6"),
        ({"role": "qa_lead", "agent": "y"}, "y6"),
        ({"role": "agent", "agent": "x"}, "x3 x6"),
        ({"role": "works_council"}, ""),
        ({"person": "anna"}, "x3 x6"),
        ({"person": "anna", "role": "viewer"}, "x3 x6 y6"),
        ({"person": "lead-a"}, "x3"),
        ({"person": "lead-a", "teams": ["b"]}, ""),
        ({"person": "lead-b"}, ""),
        ({"role": "team_lead", "teams": ["a", "b"]}, "x3 x6 y6"),
    ],
)
async def test_whom_a_key_reaches(database: Database, made, sees):
    async with database.transaction() as db:
        agents = await centre(db)
        user = await keys.find(db, await keys.create(db, name="k", **made), TODAY)
        assert user is not None
        assert await reached(db, user, agents) == sees


@pytest.mark.parametrize(
    ("made", "error", "says"),
    [
        ({}, BadInput, "role: is missing"),
        ({"role": "agent"}, BadInput, "agent: a key of the role agent needs the agent"),
        ({"role": "team_lead"}, BadInput, "teams: a key of the role team_lead needs teams"),
        ({"person": "nobody"}, NotFound, "person: 'nobody' is not known"),
        ({"role": "viewer", "teams": ["c"]}, NotFound, "teams: 'c' is not known"),
        ({"role": "agent", "agent": "z"}, NotFound, "agent: 'z' is not known"),
    ],
)
async def test_keys_that_would_reach_nobody_are_not_made(database: Database, made, error, says):
    async with database.transaction() as db:
        await centre(db)
        with pytest.raises(error, match=says):
            await keys.create(db, name="k", **made)


async def test_keys_end(database: Database):
    async with database.transaction() as db:
        await centre(db)
        past = datetime.now(UTC) - timedelta(seconds=1)
        assert await keys.find(db, await keys.create(db, name="old", role="viewer", expires_at=past), TODAY) is None
        hers = await keys.create(db, name="hers", person="anna")
        assert (await keys.find(db, hers, TODAY)).name == "anna"
        await db.execute("update person set active = false where ref = 'anna'")
        assert await keys.find(db, hers, TODAY) is None
        assert await keys.find(db, "qa_wrong", TODAY) is None
