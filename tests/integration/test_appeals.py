"""Appeals over HTTP: what is contested leaves the level, and comes back or is replaced."""

from datetime import date, timedelta

import pytest

from qa_service.pipeline.moments import moments
from tests.desk import contacts, opened
from tests.factories import chat

pytestmark = pytest.mark.integration


@pytest.fixture
async def desk(database, settings):
    async with opened(database, settings) as made:
        await made.take(*contacts(3, 1), *contacts(1, 1, agent="ag-2", team="t-2"))
        yield made


async def level(desk, agent="ag-1", behaviour="empathy"):
    """(how many scores, their sum) of all agent-days."""
    await desk.refresh()
    async with desk.database.connection() as db:
        found = await db.fetchrow(
            """select coalesce(sum(n), 0)::int as n, coalesce(sum(total), 0) as total from agent_day d
               join agent a on a.id = d.agent_id join behaviour b on b.id = d.behaviour_id
               where a.ref = $1 and b.name = $2""",
            agent,
            behaviour,
        )
    return found["n"], found["total"]


def appeal(desk, ref="ag-1-m0", **more):
    return {"interaction": desk.ids[ref], "behaviour": "empathy", "reason": "I asked what she needed", **more}


@pytest.mark.parametrize(
    ("decision", "counts", "state"),
    [
        ({"overturned": False}, (4, 3.0), "upheld"),
        ({"overturned": True, "score": 1.0}, (4, 4.0), "overturned"),
        ({"overturned": True, "score": 0.5}, (4, 3.5), "overturned"),
        ({"overturned": True, "score": None}, (3, 3.0), "overturned"),
    ],
)
async def test_a_contested_score_leaves_the_level_until_it_is_decided(desk, decision, counts, state):
    assert await level(desk) == (4, 3.0)
    made = await desk.post("ag-1", "/appeals", appeal(desk))
    assert (made["state"], made["score"], made["represented"], made["overdue"]) == ("open", 0.0, False, False)
    assert await level(desk) == (3, 3.0)
    decided = await desk.post("qa_lead", f"/appeals/{made['id']}/decision", {"reason": "read it", **decision})
    assert (decided["state"], decided["decided_by"]) == (state, "qa_lead")
    assert await level(desk) == counts
    assert await level(desk, "ag-2") == (2, 1.0)
    card = await desk.get("ag-1", f"/interactions/{desk.ids['ag-1-m0']}/scorecards")
    stands = next(one for one in card["stands"] if (one["behaviour"], one["leg"]) == ("empathy", 0))
    overturned = decision.get("overturned")
    assert (stands["by"], stands["score"]) == (("appeal", decision["score"]) if overturned else ("machine", 0.0))


@pytest.mark.parametrize(("decision", "quoted"), [(None, False), (False, True), (True, False)])
async def test_what_is_contested_or_was_wrong_is_not_quoted_in_reports(desk, decision, quoted):
    made = await desk.post("ag-1", "/appeals", appeal(desk))
    if decision is not None:
        body = {"overturned": decision, "reason": "read it", **({"score": 1} if decision else {})}
        await desk.post("qa_lead", f"/appeals/{made['id']}/decision", body)
    async with desk.database.connection() as db:
        agent, instrument = await db.fetchrow(
            "select a.id, i.id from agent a cross join instrument i where a.ref = 'ag-1'"
        )
        found = await moments(db, {agent: "ag-1"}, instrument, date(2026, 3, 1), date(2026, 3, 9), address="")
    shown = {(one.interaction, one.behaviour) for one in found}
    assert (("ag-1-m0", "empathy") in shown) == quoted
    assert {("ag-1-m0", "resolution"), ("ag-1-s0", "empathy")} <= shown


async def test_one_judgement_is_contested_alone_and_counts_for_its_indicator(desk):
    status, said = await desk.refused("ag-1", "POST", "/appeals", appeal(desk, turn=2))
    assert (status, said) == (422, "turn: at 2 nothing of empathy is judged; judged turns: 0")
    made = await desk.post("ag-1", "/appeals", appeal(desk, turn=0))
    assert made["indicators"]
    other = await desk.post("ag-2", "/appeals", appeal(desk, "ag-2-m0"))
    await desk.post("qa_lead", f"/appeals/{made['id']}/decision", {"overturned": True, "score": 1, "reason": "so"})
    await desk.post("qa_lead", f"/appeals/{other['id']}/decision", {"overturned": False, "reason": "so"})
    rates = (await desk.get("works_council", "/appeals/overturned"))["indicators"]
    found = {one["indicator"]: (one["decided"], one["overturned"], one["rate"]) for one in rates}
    assert set(found) == set(made["indicators"]) | set(other["indicators"])
    assert found[made["indicators"][0]] == (2, 1, 0.5)


async def test_who_may_not_appeal_or_decide(desk):
    assert (await desk.refused("ag-2", "POST", "/appeals", appeal(desk)))[0] == 404
    assert (await desk.refused("ag-1", "POST", "/appeals", appeal(desk, "ag-1-m0", agent="ag-2")))[0] == 422
    assert (await desk.refused("viewer", "POST", "/appeals", appeal(desk)))[0] == 403
    made = await desk.post("works_council", "/appeals", appeal(desk, agent="ag-1"))
    assert (made["represented"], made["made_by"]) == (True, "works_council")
    assert (await desk.refused("ag-1", "POST", "/appeals", appeal(desk)))[0] == 409
    assert (await desk.refused("ag-2", "GET", f"/appeals/{made['id']}"))[0] == 404
    assert (await desk.refused("lead-2", "GET", f"/appeals/{made['id']}"))[0] == 404
    assert (await desk.get("lead-1", f"/appeals/{made['id']}"))["agent"] == "ag-1"
    path = f"/appeals/{made['id']}/decision"
    assert (await desk.refused("ag-1", "POST", path, {"overturned": False, "reason": "no"}))[0] == 403
    review = await desk.post("qa_lead", f"/interactions/{desk.ids['ag-1-m0']}/reviews")
    await desk.put("qa_lead", f"/reviews/{review['review']['id']}", {"answers": [{"behaviour": "empathy", "score": 0}]})
    status, said = await desk.refused("qa_lead", "POST", path, {"overturned": False, "reason": "no"})
    assert (status, said) == (403, "you reviewed this contact: somebody else decides about it")
    assert (await desk.refused("admin", "POST", path, {"overturned": True, "reason": "no"}))[0] == 422
    assert (await desk.post("admin", path, {"overturned": False, "reason": "it stands"}))["state"] == "upheld"
    assert (await desk.refused("admin", "POST", path, {"overturned": False, "reason": "again"}))[0] == 409


async def test_an_appeal_is_withdrawn_ends_with_its_contact_and_has_its_time(desk):
    made = await desk.post("ag-1", "/appeals", appeal(desk))
    assert (await desk.post("ag-1", f"/appeals/{made['id']}/withdrawal"))["state"] == "withdrawn"
    assert await level(desk) == (4, 3.0)
    made = await desk.post("ag-1", "/appeals", appeal(desk))
    assert await level(desk) == (3, 3.0)
    await desk.take(chat("ag-1-m0", said=[("customer", "Hello."), ("agent", "Hello.")]))
    assert (await desk.get("ag-1", f"/appeals/{made['id']}"))["state"] == "superseded"
    assert await level(desk) == (3, 3.0)  # nothing calls for empathy in what came anew
    async with desk.database.transaction() as db:
        await db.execute("update scorecard set scored_at = scored_at - interval '15 days'")
    status, said = await desk.refused("ag-1", "POST", "/appeals", appeal(desk, "ag-1-s0"))
    assert status == 409
    assert said.startswith("the time to appeal against this score ended on ")


async def test_overdue_appeals_are_listed_and_stay_out(desk):
    made = [await desk.post(who, "/appeals", appeal(desk, f"{who}-m0")) for who in ("ag-1", "ag-2")]
    async with desk.database.transaction() as db:
        await db.execute(
            "update appeal set decide_by = now() - $2::interval where id = $1", made[0]["id"], timedelta(hours=1)
        )
    assert [one["id"] for one in (await desk.get("qa_lead", "/appeals", overdue=True))["items"]] == [made[0]["id"]]
    page = await desk.get("qa_lead", "/appeals", limit=1)
    rest = await desk.get("qa_lead", "/appeals", limit=1, after=page["next"])
    assert [one["id"] for one in page["items"] + rest["items"]] == [one["id"] for one in made]
    assert [one["id"] for one in (await desk.get("ag-2", "/appeals"))["items"]] == [made[1]["id"]]
    assert await level(desk) == (3, 3.0)


async def test_agents_see_a_judgement_before_their_lead(desk):
    path = f"/interactions/{desk.ids['ag-1-s0']}/scorecards"
    assert (await desk.get("ag-1", path))["scorecards"]
    early = await desk.get("lead-1", path)
    assert (early["scorecards"], early["stands"]) == ([], [])
    assert early["opens_at"] is not None
    async with desk.database.transaction() as db:
        await db.execute("update scorecard set scored_at = scored_at - interval '2 days'")
    assert (await desk.get("lead-1", path))["scorecards"]
