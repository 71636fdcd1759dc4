"""Teams are effective-dated, whatever the order in which sightings come."""

import re
from datetime import date
from itertools import permutations

import msgspec
import pytest

from qa_service.access import directory
from qa_service.access.directory import Person
from qa_service.store import people
from qa_service.store.database import Database
from tests.desk import opened

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


async def test_the_page_leads_to_everybody_however_many_there_are(database, settings, monkeypatch):
    monkeypatch.setattr("qa_service.dashboard.pages.people.MANY", 2)
    async with database.transaction() as db:
        for number in range(5):
            hidden = number in {1, 3}  # agents, whom a dpo does not read of in this mode
            if hidden:
                await directory.put_agent(db, f"ag-{number}", directory.Agent())
            told = Person(role="agent", agent=f"ag-{number}") if hidden else Person(role="viewer")
            await directory.put_person(db, f"person-{number}", told)
    found: list[str] = []
    async with opened(database, msgspec.structs.replace(settings, mode="team-only")) as desk:
        headers = {"Authorization": f"Bearer {await desk._key('dpo')}"}
        path = "/people?"
        while path:
            page = (await desk.client.get(f"{path}&format=csv", headers=headers)).text
            found += [line.split(",")[0] for line in page.splitlines()[1:]]
            shown = (await desk.client.get(path, headers=headers)).text
            older = re.search(r'href="(/people\?before=\d+)"', shown)
            path = older[1] if older else ""
    assert found == ["person-4", "person-2", "person-0"]
