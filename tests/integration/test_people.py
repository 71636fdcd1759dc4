"""Teams are effective-dated, whatever the order in which sightings come."""

from datetime import date
from itertools import permutations

import pytest

from qa_service.store import people
from qa_service.store.database import Database

pytestmark = pytest.mark.integration
DAYS = [date(2026, 3, day) for day in range(1, 8)]


async def team_on(db, agent, day):
    """As a refresh looks it up."""
    return await db.fetchval("select team_on($1, $2)", agent, day)


@pytest.mark.parametrize(
    ("sightings", "teams"),
    [
        ([(0, "a")], "aaaaaaa"),
        ([(0, "a"), (3, "b")], "aaabbbb"),
        ([(3, "b"), (0, "a")], "aaabbbb"),
        ([(0, "a"), (2, "b"), (3, "a")], "aabaaaa"),
        ([(4, "a"), (2, "a")], "..aaaaa"),
        ([(1, "a"), (1, "b")], ".aaaaaa"),
    ],
)
async def test_team_on_a_day(database: Database, sightings, teams):
    async with database.transaction() as db:
        agent = (await people.agents(db, {"x": "human"}))["x"].id
        known = await people.teams(db, ["a", "b"])
        for day, team in sightings:
            await people.seen_in_team(db, [(agent, known[team].id, DAYS[day])])
        names = {team.id: ref for ref, team in known.items()}
        found = "".join([names.get(await team_on(db, agent, day), ".") for day in DAYS])
    assert found == teams


async def test_daily_sightings_give_the_same_in_any_order(database: Database):
    told = [(0, "a"), (1, "a"), (2, "b"), (3, "a")]
    for number, order in enumerate(permutations(told)):
        async with database.transaction() as db:
            agent = (await people.agents(db, {f"x{number}": "human"}))[f"x{number}"].id
            known = await people.teams(db, ["a", "b"])
            for day, team in order:
                await people.seen_in_team(db, [(agent, known[team].id, DAYS[day])])
                names = {team.id: ref for ref, team in known.items()}
            assert "".join([names[await team_on(db, agent, day)] for day in DAYS[:4]]) == "aaba", order
