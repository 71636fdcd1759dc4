"""Who came into a team or left it: pages, follow-ups and reports tell a lead what happened while they were in it."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from qa_service.access import directory
from qa_service.access.directory import Agent, Membership
from qa_service.pipeline import report
from qa_service.pipeline.analyse import Period, analyse, standing_period
from qa_service.pipeline.moments import moments
from qa_service.pipeline.team_days import ELSEWHERE, Within
from qa_service.reports.report import quoted
from qa_service.store import people
from tests.desk import opened
from tests.factories import CALLS_FOR_EMPATHY, IGNORED, NAMED, SOLVED, chat

pytestmark = pytest.mark.integration
MOVED = 20
"""The day from which ag-3 is in t-1, after t-2."""


def said(agent, team, day, place):
    grade = NAMED if (team == "t-1") == (place % 5 != 0) else IGNORED
    spoken = [("customer", CALLS_FOR_EMPATHY), ("agent", f"{team} {day} {place}. {grade}"), SOLVED]
    return chat(f"{agent}-{team}-{day}-{place}", agent=agent, team=team, day=day, said=spoken)


def history():
    for day in range(30):
        yield from (said("ag-1", "t-1", day, place) for place in range(2))
        yield from (said("ag-2", "t-2", day, place) for place in range(2))
        yield from (said("ag-3", "t-1" if day >= MOVED else "t-2", day, place) for place in range(3))


@pytest.fixture
async def desk(database, settings):
    async with opened(database, msgspec.structs.replace(settings, agent_first_days=0)) as made:
        await made.take(*history())
        yield made


async def empathy(desk, who: str, query: str = "") -> dict[str, int]:
    headers = {"Authorization": f"Bearer {await desk._key(who)}"}
    lines = (await desk.client.get(f"/agents?format=csv{query}", headers=headers)).text.splitlines()
    rows = [line.split(",") for line in lines[1:]]
    return {row[0]: int(row[3]) for row in rows if row[2] == "empathy"}


@pytest.mark.parametrize("query", ["", "&channel=chat", "&from=2026-03-01&until=2026-04-01"])
async def test_pages_show_a_lead_the_days_in_their_team(desk, query):
    assert await empathy(desk, "viewer", query) == {"ag-1": 60, "ag-2": 60, "ag-3": 90}
    assert await empathy(desk, "lead-1", query) == {"ag-1": 60, "ag-3": 30}
    assert await empathy(desk, "lead-2", query) == {"ag-2": 60, "ag-3": 60}
    assert await empathy(desk, "ag-3", query) == {"ag-3": 90}


async def test_a_period_without_a_day_in_the_team_shows_nobody(desk):
    assert await empathy(desk, "lead-1", "&from=2026-03-01&until=2026-03-15") == {"ag-1": 28}


async def test_what_was_done_elsewhere_counts_for_everybody_and_is_told_of_nobody(desk):
    async with desk.database.connection() as db:
        period = await standing_period(db, 70)
    found = await analyse(desk.database, period, within=Within(("t-1",)))
    whole = await analyse(desk.database, period)
    assert found.inside == {"ag-1", "ag-3"}
    assert ELSEWHERE.encode().decode() not in msgspec.json.encode(found.analysis).decode().replace("\\u0000", "\0")
    of, before = found.analysis.behaviours["empathy"], whole.analysis.behaviours["empathy"]
    assert of.n == before.n == 210
    (mine,) = [one for one in of.agents if one.agent == "ag-3"]
    (all_of_it,) = [one for one in before.agents if one.agent == "ag-3"]
    assert mine.mean == pytest.approx(0.8, abs=0.15)
    assert all_of_it.mean < mine.mean - 0.2


async def test_a_follow_up_leaves_out_days_that_the_lead_does_not_reach(desk):
    held = str(date(2026, 3, 1) + timedelta(days=MOVED + 5))
    body = {"agent": "ag-3", "behaviour": "empathy", "action": "listen", "held_on": held}
    path = f"/sessions/{(await desk.post('lead-1', '/sessions', body))['id']}/follow-up"
    seen = {who: await desk.get(who, path, days=20) for who in ("lead-1", "qa_lead", "ag-3")}
    n = {who: (found["before"]["n"], found["after"]["n"]) for who, found in seen.items()}
    assert n == {"lead-1": (15, 15), "qa_lead": (60, 15), "ag-3": (60, 15)}
    assert {found["others"] for found in seen.values()} == {None}  # what two colleagues did tells of them


async def test_a_report_is_of_the_days_in_the_team(desk):
    settings = msgspec.structs.replace(desk.settings, agent_first_days=0)
    body = {"agent": "ag-3", "behaviour": "empathy", "action": "listen", "held_on": "2026-03-03"}
    await desk.post("lead-2", "/sessions", body)
    async with desk.database.transaction() as db:
        of = {team: await report.request(db, team, None, settings) for team in ("t-1", "t-2")}
    while await report.write(desk.database, settings):
        pass
    async with desk.database.connection() as db:
        told = {team: await report.told(db, number) for team, number in of.items()}
    n = {team: {one.agent: one.n for one in found.levels if one.behaviour == "empathy"} for team, found in told.items()}
    assert n == {"t-1": {"ag-1": 60, "ag-3": 30}, "t-2": {"ag-2": 60, "ag-3": 60}}
    for team, found in told.items():
        assert all(f"-{team}-" in one.interaction for one in quoted(found)), team
        assert any("ag-3" in line for line in found.sessions) == (team == "t-2")


async def test_who_came_and_was_not_scored_there_yet_is_in_no_report_of_the_team(desk):
    async with desk.database.transaction() as db:
        await directory.put_agent(db, "ag-2", Agent(teams=(Membership(team="t-1", day_from=date(2026, 4, 1)),)))
        number = await report.request(db, "t-1", Period(date(2026, 3, 1), date(2026, 4, 5)), desk.settings)
    while await report.write(desk.database, desk.settings):
        pass
    async with desk.database.connection() as db:
        assert {one.agent for one in (await report.told(db, number)).levels} == {"ag-1", "ag-3"}


async def test_quotes_wait_from_their_scoring_however_old_the_contact(desk):
    settings = msgspec.structs.replace(desk.settings, agent_first_days=2)

    async def quotes() -> int:
        async with desk.database.transaction() as db:
            number = await report.request(db, "t-2", None, settings)
        while await report.write(desk.database, settings):
            pass
        async with desk.database.connection() as db:
            return len(quoted(await report.told(db, number)))

    assert await quotes() == 0
    async with desk.database.transaction() as db:
        await db.execute("update scorecard set scored_at = $1", datetime.now(UTC) - timedelta(days=3))
    assert await quotes() > 0


async def test_what_waits_keeps_no_older_contact_from_being_quoted(desk, monkeypatch):
    monkeypatch.setattr("qa_service.pipeline.moments.CARDS_PER_AGENT", 1)
    async with desk.database.transaction() as db:
        (agent,) = await people.AGENTS.all(db, ["ag-1"])
        await db.execute(
            """update scorecard set scored_at = now() - interval '9 days' where interaction_id in
                 (select id from interaction where ref = 'ag-1-t-1-3-1')"""
        )
        instrument = await db.fetchval("select max(instrument_id) from scorecard")
        until = datetime.now(UTC) - timedelta(days=2)
        found = await moments(
            db, {agent.id: "ag-1"}, instrument, date(2026, 3, 1), date(2026, 4, 1), address="", scored_until=until
        )
    assert {one.interaction for one in found} == {"ag-1-t-1-3-1"}
