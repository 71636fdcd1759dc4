"""What one reader may not learn by a side door: colleagues' grades, other teams' days, their own case, a blind review."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from qa_service.access import directory, keys
from qa_service.access.directory import Person
from tests.desk import contacts, opened
from tests.factories import CALLS_FOR_EMPATHY, IGNORED, NAMED, SOLVED, chat
from tests.rights import ANNA, SHARED, scene

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("peopled")]
REFUSED = [("customer", CALLS_FOR_EMPATHY), ("agent", "No, I cannot help you with case {}.")]
STILL = ("customer", "So it is still not solved. That is terrible.")
FORM = {"sections": [{"name": "t", "items": [{"behaviour": "empathy"}]}]}


async def page(desk, who: str, path: str):
    headers = {"Authorization": f"Bearer {await desk._key(who)}"}
    return await desk.client.get(path, headers=headers)


async def test_judgements_of_a_colleague_are_found_by_no_search(peopled):
    async with scene(peopled) as centre:
        for actor, finds in (("anna", False), ("lead_north", False), ("limited", False), ("qa_lead", True)):
            found = (await centre.ask(actor, "GET", "/v1/search", params={"behaviour": "empathy"})).json()["items"]
            assert (SHARED in {one["ref"] for one in found}) == finds, actor
        said = {"phrase": "taken over", "agent": ANNA}
        assert [one["ref"] for one in (await centre.ask("anna", "GET", "/v1/search", params=said)).json()["items"]] == [
            SHARED
        ]


async def test_who_leads_quality_and_takes_calls_decides_nothing_of_their_own(database, settings):
    async with opened(database, settings) as desk:
        await desk.take(*contacts(2, 1), *contacts(1, 0, agent="ag-2"))
        async with database.transaction() as db:
            await directory.put_person(db, "boss", Person(role="qa_lead", agent="ag-1"))
            desk._keys["boss"] = await keys.create(db, name="boss", person="boss")
        body = {"interaction": desk.ids["ag-1-m0"], "behaviour": "empathy", "reason": "no", "agent": "ag-1"}
        made = await desk.post("works_council", "/appeals", body)
        decision = {"overturned": True, "score": 1.0, "reason": "mine"}
        assert (await desk.refused("boss", "POST", f"/appeals/{made['id']}/decision", decision))[0] == 403
        assert (await desk.refused("boss", "POST", f"/interactions/{desk.ids['ag-1-s0']}/reviews"))[0] == 409
        await desk.post("boss", f"/interactions/{desk.ids['ag-2-s0']}/reviews")
        assert (await desk.post("qa_lead", f"/appeals/{made['id']}/decision", decision))["state"] == "overturned"


async def test_a_blind_reader_learns_nothing_from_lists_and_pages(database, settings):
    days = {"from": "2026-03-01", "until": "2026-04-01"}
    async with opened(database, settings) as desk:
        await desk.take(
            *(chat(f"u-{n}", said=[(who, said.format(n)) for who, said in REFUSED] + [STILL]) for n in range(2))
        )
        await desk.post("qa_lead", f"/interactions/{desk.ids['u-0']}/reviews")
        for who, refs in (("admin", {"u-0", "u-1"}), ("qa_lead", {"u-1"})):
            assert {one["ref"] for one in (await desk.get(who, "/recovery", **days))["items"]} == refs
            quoted = (await page(desk, who, "/agents/ag-1")).text
            assert (f"/interactions/{desk.ids['u-0']}#turn" in quoted) == ("u-0" in refs)
        assert (await desk.refused("qa_lead", "PUT", f"/recovery/{desk.ids['u-0']}", {}))[0] == 409
        # Whom the page showed what was judged reviews with that knowledge.
        made = await desk.post("admin", f"/interactions/{desk.ids['u-0']}/reviews")
        assert made["review"]["assisted"]


async def test_a_lead_sees_an_agent_through_the_days_in_their_team(database, settings):
    moved = [
        chat(f"{team}-{number}", agent="ag-1", team=team, day=first + number,
             said=[("customer", CALLS_FOR_EMPATHY), ("agent", f"{animal} {number} " + grade), SOLVED])
        for team, animal, first, grade in (("t-2", "zebra", 0, IGNORED), ("t-1", "otter", 20, NAMED))
        for number in range(6)
    ]  # fmt: skip
    async with opened(database, msgspec.structs.replace(settings, agent_first_days=0)) as desk:
        await desk.take(*moved)
        for who, old in (("admin", True), ("lead-1", False)):
            shown = (await page(desk, who, "/agents/ag-1")).text
            assert ("zebra" in shown) == old, who
            assert "#turn-" in shown
        n = {}
        for who in ("admin", "lead-1"):
            rows = (await page(desk, who, "/agents/ag-1?format=csv")).text.splitlines()
            n[who] = {row.split(",")[2]: int(row.split(",")[3]) for row in rows[1:]}["empathy"]
        assert n == {"admin": 12, "lead-1": 6}
    waits = msgspec.structs.replace(settings, agent_first_days=7)
    async with opened(database, waits) as desk:
        for who, first in (("admin", True), ("lead-2", False), ("lead-1", False)):
            assert ("#turn-" in (await page(desk, f"{who}", "/agents/ag-1")).text) == first, who
        async with database.transaction() as db:
            await db.execute("update scorecard set scored_at = $1", datetime.now(UTC) - timedelta(days=8))
        assert "#turn-" in (await page(desk, "lead-1", "/agents/ag-1")).text


@pytest.mark.parametrize(
    ("mode", "form", "follow"), [("named", 200, 200), ("pseudonymous", 403, 200), ("team-only", 403, 403)]
)
async def test_figures_of_one_agent_where_agents_are_not_named(database, settings, mode, form, follow):
    changed = msgspec.structs.replace(settings, mode=mode, min_cell=2, agent_first_days=0)
    async with opened(database, changed) as desk:
        await desk.take(*contacts(4, 3), *contacts(3, 2, agent="ag-2", team="t-2"))
        await desk.put("qa_lead", "/forms/service", FORM)
        async with database.transaction() as db:
            session = await db.fetchval(
                """insert into coaching_session (id, agent_id, behaviour, held_on, led_by, moments, action)
                   select gen_random_uuid(), id, 'empathy', '2026-03-01', 'lead-1', '[]', 'listen' from agent
                   where ref = 'ag-1' returning id"""
            )
        for who in ("viewer", "lead-1"):
            answer = await desk.ask(who, "GET", "/forms/service/results", params={"team": "t-1"})
            assert answer.status_code == form, who
        assert (await desk.get("viewer", "/forms/service/results"))["results"]["contacts"] == 12
        assert (await desk.get("ag-1", "/forms/service/results"))["results"]["contacts"] == 7
        assert (await desk.ask("lead-1", "GET", f"/sessions/{session}/follow-up")).status_code == follow
        assert (await desk.get("ag-1", f"/sessions/{session}/follow-up"))["after"]["n"] == 7


@pytest.mark.parametrize(("mode", "status"), [("named", 200), ("team-only", 404)])
async def test_what_no_list_shows_is_not_opened_by_its_number(database, settings, mode, status):
    async with opened(database, msgspec.structs.replace(settings, mode=mode)) as desk:
        await desk.take(*contacts(1, 1))
        contact = {"interaction": desk.ids["ag-1-m0"], "behaviour": "empathy", "reason": "no"}
        appeal = await desk.post("ag-1", "/appeals", contact)
        review = (await desk.post("qa_lead", f"/interactions/{desk.ids['ag-1-s0']}/reviews"))["review"]
        answers = {"answers": [{"behaviour": "empathy", "score": 1.0}]}
        await desk.put("qa_lead", f"/reviews/{review['id']}", answers)
        for path in (f"/appeals/{appeal['id']}", f"/reviews/{review['id']}"):
            assert (await desk.ask("lead-1", "GET", path)).status_code == status, path
        assert (await page(desk, "lead-1", f"/reviews/{review['id']}")).status_code == status
        for who in ("ag-1", "qa_lead"):
            assert (await desk.ask(who, "GET", f"/appeals/{appeal['id']}")).status_code == 200
        assert (await desk.ask("qa_lead", "GET", f"/reviews/{review['id']}")).status_code == 200
