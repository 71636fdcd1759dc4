"""Outcomes, forms and coaching sessions over HTTP."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from qa_service.pipeline.alerts import tell_recovery
from qa_service.store import agent_days
from tests.desk import MISSED, SHOWN, contacts, done, opened
from tests.factories import chat

pytestmark = pytest.mark.integration
FORM = """
[[sections]]
name = "Talk"
items = [{behaviour = "empathy", weight = 2}, {behaviour = "resolution"}, {behaviour = "script read", critical = "compliance"}]
"""


@pytest.fixture
async def desk(database, settings):
    async with opened(database, msgspec.structs.replace(settings, min_cell=1)) as made:
        await made.take(*contacts(3, 1), *contacts(1, 1, agent="ag-2", team="t-2"))
        yield made


async def test_outcomes_come_late_in_csv_and_json_and_move_their_days(desk):
    csv = "id,csat,resolved\nag-1-s0,5,yes\nnobody,4,no\nag-1-m0,six,no\nag-2-s0,2,\n"
    told = done(await desk.ask("ingest", "POST", "/outcomes", content=csv, headers={"Content-Type": "text/csv"}))
    assert told["taken"] == 2
    assert [(one["row"], one["error"]) for one in told["errors"]] == [
        (2, "id: 'nobody' of 'file' is not known"),
        (3, "csat: 'six' is no number"),
    ]
    async with desk.database.connection() as db:
        assert await agent_days.DIRTY.value(db) == 2
    await desk.post("ingest", "/outcomes", {"id": "ag-1-s0", "nps": 9})
    found = await desk.get("viewer", f"/interactions/{desk.ids['ag-1-s0']}/outcome")
    assert {name: found[name] for name in ("csat", "nps", "resolved", "spend")} == {
        "csat": 5, "nps": 9, "resolved": True, "spend": None,
    }  # fmt: skip
    page = await desk.get("qa_lead", "/outcomes", limit=1)
    rest = await desk.get("qa_lead", "/outcomes", limit=1, after=page["next"])
    assert {one["ref"] for one in page["items"] + rest["items"]} == {"ag-1-s0", "ag-2-s0"}


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("id,csat\nnobody,4\n", "text/csv", "row 1: id: 'nobody' of 'file' is not known"),
        ("csat\n4\n", "text/csv", "the column 'id' is missing"),
        ("[]", "application/json", "the body holds no rows"),
        ("", "application/json", "the body holds no rows"),
        ("{", "application/json", "row 1: is no JSON"),
    ],
)
async def test_outcomes_of_which_nothing_is_taken(desk, body, kind, said):
    answer = await desk.ask("ingest", "POST", "/outcomes", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(said)


async def test_a_form_of_one_contact_and_of_a_period(desk):
    kind = {"Content-Type": "application/toml"}
    made = done(await desk.ask("qa_lead", "PUT", "/forms/service", content=FORM, headers=kind))
    assert (made["id"], made["revision"]) == ("service", 1)
    again = done(await desk.ask("qa_lead", "PUT", "/forms/service", content=FORM.replace("2}", "3}"), headers=kind))
    assert again["revision"] == 2
    assert [one["revision"] for one in (await desk.get("viewer", "/forms"))["items"]] == [2]

    async def filled(ref):
        path = f"/interactions/{desk.ids[ref]}/forms/service"
        return (await desk.get("viewer", path, revision=1))["filled"]

    resolved = {}
    for ref, number in desk.ids.items():
        card = await desk.get("viewer", f"/interactions/{number}/scorecards")
        resolved[ref] = card["scorecards"][0]["behaviours"]["resolution"]["score"]
    missed = await filled("ag-1-m0")
    assert missed["score"] == pytest.approx(resolved["ag-1-m0"] / 3)
    assert missed["errors"] == {"customer": None, "business": None, "compliance": None}
    review = await desk.post("qa_lead", f"/interactions/{desk.ids['ag-1-m0']}/reviews")
    answers = [{"behaviour": "empathy", "score": 0.5}, {"behaviour": "script read", "score": 0}]
    await desk.put("qa_lead", f"/reviews/{review['review']['id']}", {"answers": answers})
    reviewed = await filled("ag-1-m0")
    assert reviewed["score"] == pytest.approx((2 * 0.5 + resolved["ag-1-m0"]) / 3)
    assert reviewed["errors"]["compliance"] is True

    whole = (await desk.get("qa_lead", "/forms/service/results", revision=1))["results"]
    assert (whole["contacts"], whole["scored"]) == (6, 6)
    assert whole["score"]["estimate"] == pytest.approx(
        (4 * 2 + sum(resolved.values())) / 18
    )  # levels stay the machine's
    assert (whole["errors"]["compliance"]["n"], whole["errors"]["compliance"]["errors"]) == (1, 1)
    own = (await desk.get("ag-2", "/forms/service/results", revision=1))["results"]
    of_team = (await desk.get("qa_lead", "/forms/service/results", revision=1, team="t-2"))["results"]
    assert own["contacts"] == of_team["contacts"] == 2
    lead = {"agent": "ag-2", "revision": 1}  # agents see what was judged some days before their lead
    assert (await desk.get("lead-2", "/forms/service/results", **lead))["results"]["contacts"] == 0
    async with desk.database.transaction() as db:
        await db.execute("update scorecard set scored_at = now() - interval '3 days'")
    assert (await desk.get("lead-2", "/forms/service/results", **lead))["results"]["contacts"] == 2
    assert (await desk.refused("viewer", "GET", "/forms/none"))[0] == 404
    assert (await desk.refused("viewer", "PUT", "/forms/service", {}))[0] == 403


async def test_a_session_is_held_acknowledged_done_and_followed_up(desk):
    for place in range(30):
        kind = MISSED if place < 15 else SHOWN
        for agent, team in (("ag-1", "t-1"), ("ag-2", "t-2")):
            said = kind if agent == "ag-1" else SHOWN if place % 2 else MISSED
            await desk.take(chat(f"{agent}-{place}", agent=agent, team=team, day=10 + place, said=said))
    body = {
        "agent": "ag-1",
        "behaviour": "empathy",
        "action": "Name the feeling first",
        "moments": [{"interaction": desk.ids["ag-1-m0"], "turn": 0, "note": "here"}],
        "held_on": str(date(2026, 3, 1) + timedelta(days=25)),
        "due_on": "2026-04-15",
    }
    held = await desk.post("lead-1", "/sessions", body)
    assert (held["agent"], held["led_by"], held["moments"][0]["note"]) == ("ag-1", "lead-1", "here")
    path = f"/sessions/{held['id']}"
    assert (await desk.refused("lead-1", "POST", f"{path}/acknowledgement", {}))[0] == 403
    assert (await desk.refused("ag-2", "POST", f"{path}/acknowledgement", {}))[0] == 404
    agreed = await desk.post("ag-1", f"{path}/acknowledgement", {"answer": "agreed"})
    assert (agreed["acknowledged_by"], agreed["answer"]) == ("ag-1", "agreed")
    assert (await desk.refused("ag-1", "POST", f"{path}/acknowledgement", {}))[0] == 409
    figure = await desk.get("ag-1", f"{path}/follow-up", days=15)
    assert (figure["before"]["n"], figure["after"]["n"]) == (15, 15)
    assert figure["change"]["low"] > 0.3
    assert abs(figure["others"]) < figure["change"]["estimate"]
    assert (await desk.post("lead-1", f"{path}/done"))["done_by"] == "lead-1"
    assert (await desk.get("lead-1", "/sessions", open=True))["items"] == []
    assert [one["id"] for one in (await desk.get("ag-1", "/sessions"))["items"]] == [held["id"]]
    assert (await desk.get("lead-2", "/sessions"))["items"] == []


@pytest.mark.parametrize(
    ("who", "change", "status", "said"),
    [
        ("lead-2", {}, 403, "agent: is none of those whom you led on that day"),
        ("qa_lead", {"moments": [("ag-2-s0", 0)]}, 422, "moments[0].interaction: "),
        (
            "qa_lead",
            {"moments": [("ag-1-s0", 0), ("ag-1-s0", 3)]},
            422,
            "moments[1].turn: 3 is none of the turns 0 to 2",
        ),
        ("qa_lead", {"due_on": "2026-03-01"}, 422, "due_on: 2026-03-01 is before the session of 2026-03-02"),
        ("qa_lead", {"agent": "ag-9"}, 404, "agent 'ag-9' is not known"),
        ("ag-1", {}, 403, ""),
    ],
)
async def test_sessions_that_are_refused(desk, who, change, status, said):
    moments = [{"interaction": desk.ids[ref], "turn": turn} for ref, turn in change.get("moments", [])]
    body = {"agent": "ag-1", "behaviour": "empathy", "action": "x", "held_on": "2026-03-02", "moments": moments}
    found, detail = await desk.refused(
        who, "POST", "/sessions", {**body, **{k: v for k, v in change.items() if k != "moments"}}
    )
    assert (found, detail[: len(said)]) == (status, said)


async def test_every_contact_on_the_recovery_list_is_told_of_however_many_there_are(desk, monkeypatch):
    monkeypatch.setattr("qa_service.pipeline.alerts.AT_ONCE", 2)
    asked = ("customer", "My parcel never arrived, can you help me?")
    left = [asked, ("agent", "No, I cannot help you with that."), ("customer", "So it is still not solved?")]
    today = datetime.now(UTC) - timedelta(hours=1)
    await desk.take(*(chat(f"wrong-{number}", said=left, started_at=today) for number in range(5)))
    async with desk.database.transaction() as db:
        await db.execute(
            """insert into webhook (id, url, events, salt, made_by)
               values (gen_random_uuid(), 'https://example.org', '{recovery.added}', '', 'test')"""
        )
    assert [await tell_recovery(desk.database, desk.settings) for _ in range(2)] == [5, 0]
