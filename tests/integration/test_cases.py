"""Cases as contacts come, late ones too: first contacts, what was given again, and what the API says of both."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from qa_service.pipeline.refresh import refresh
from qa_service.store import cases
from tests.desk import opened
from tests.factories import CALLS_FOR_EMPATHY, IGNORED, SOLVED, chat

pytestmark = pytest.mark.integration
UNSOLVED = [("customer", "Where is my parcel?"), ("agent", "I do not know, sorry."), ("customer", "That is no help.")]
MAIL = "My e-mail is anna.smith@example.org."


@pytest.fixture
async def desk(database, settings):
    async with opened(database, msgspec.structs.replace(settings, min_cell=1)) as made:
        yield made


def contact(ref, day, *, hour=9, customer="anna", reason="parcel", **more):
    more.setdefault("queue", "post")
    at = datetime(2026, 3, 1, hour, tzinfo=UTC) + timedelta(days=day)
    said = more.pop("said", [("customer", CALLS_FOR_EMPATHY), ("agent", IGNORED), SOLVED])
    return chat(ref, reason=reason, customer={"ref": customer}, started_at=at, said=said, **more)


async def firsts(desk) -> dict[str, str | None]:
    """Each first contact by its reference, and the one that failed it."""
    refs = {number: ref for ref, number in desk.ids.items()}
    async with desk.database.connection() as db:
        rows = await db.fetch("select interaction_id, back_id from first_contact")
    return {refs[str(row[0])]: row[1] and refs[str(row[1])] for row in rows}


async def test_a_late_contact_moves_what_it_fails(desk):
    await desk.take(contact("a", 0), contact("z", 30, customer="zoe"))
    assert await firsts(desk) == {"a": None, "z": None}
    await desk.take(contact("c", 5))
    assert await firsts(desk) == {"a": "c", "z": None}
    await desk.take(contact("b", 3))
    assert await firsts(desk) == {"a": "b", "z": None}
    await desk.take(contact("0", -2))
    assert await firsts(desk) == {"0": "a", "z": None}
    found = await desk.get("viewer", "/resolution")
    assert (found["resolution"]["n"], found["resolution"]["back"]) == (2, 1)


async def test_a_new_version_takes_its_old_case_along(desk):
    await desk.take(contact("a", 0), contact("b", 2), contact("z", 30, customer="zoe"))
    assert await firsts(desk) == {"a": "b", "z": None}
    await desk.take(contact("b", 2, customer="zoe"))
    assert await firsts(desk) == {"a": None, "b": None, "z": None}
    await desk.take(contact("b", 2, customer="zoe", case="T-1"), contact("a", 0, case="T-1"))
    assert await firsts(desk) == {"a": "b", "z": None}


async def test_a_contact_that_goes_leaves_no_case_behind(desk):
    await desk.take(contact("a", 0), contact("b", 2))
    async with desk.database.transaction() as db:
        await db.execute("delete from interaction where ref = 'a'")
    await refresh(desk.database, window_days=70)
    assert await firsts(desk) == {"b": None}


async def test_windows_by_reason(desk):
    await desk.take(contact("a", 0), contact("b", 10), contact("z", 30, customer="zoe"))
    assert await firsts(desk) == {"a": None, "b": None, "z": None}
    assert await desk.put("qa_lead", "/resolution/windows", {"reasons": {"parcel": 14}}) == {
        "reasons": {"parcel": 14.0},
        "default": 7.0,
    }
    await desk.refresh()
    assert await firsts(desk) == {"a": "b", "z": None}
    await desk.put("qa_lead", "/resolution/windows", {"reasons": {}})
    await desk.refresh()
    assert await firsts(desk) == {"a": None, "b": None, "z": None}


@pytest.mark.parametrize(
    ("who", "body", "status", "says"),
    [
        ("viewer", {"reasons": {}}, 403, "the role 'viewer'"),
        ("qa_lead", {"reasons": {"parcel": 0}}, 422, "reasons: 'parcel' has 0 days"),
        ("qa_lead", {"reasons": {"parcel": 400}}, 422, "at most 365"),
        ("qa_lead", {"reasons": {}, "default": 3}, 422, "default: is 7 days"),
        ("qa_lead", {"reason": {}}, 400, "reason"),
    ],
)
async def test_windows_that_are_refused(desk, who, body, status, says):
    answer = await desk.ask(who, "PUT", "/resolution/windows", json=body)
    assert answer.status_code == status
    assert says in answer.text


async def test_kinds_of_contacts_that_are_no_return(desk):
    events = [{"kind": "callback_made", "at": 0}]
    await desk.take(
        contact("a", 0),
        contact("called", 1, direction="outbound", events=events),
        contact("sold", 2, direction="outbound"),
        contact("order", 3, stage="buy"),
        contact("z", 30, customer="zoe"),
    )
    assert await firsts(desk) == {"a": None, "order": None, "z": None}
    gone = chat("gone", reason="parcel", customer={"ref": "anna"}, said=[("customer", "Hello?")], day=4, agent=None,
                events=[{"kind": "abandon", "at": 60}])  # fmt: skip
    await desk.take(gone)
    assert await firsts(desk) == {"a": None, "order": "gone", "z": None}


async def test_resolution_with_its_parts_and_causes(desk):
    solved = [("customer", "Where is my parcel?"), ("agent", "I have sent a new one, it arrives on 5 March."), SOLVED]
    await desk.take(
        contact("a", 0, said=UNSOLVED),
        contact("a2", 1, said=solved),
        contact("b", 0, customer="bob", queue="returns", team="t-2", agent="ag-2", said=solved),
        contact("c", 0, customer="cleo", said=solved),
        contact("z", 30, customer="zoe", said=solved),
    )
    found = await desk.get("viewer", "/resolution", **{"from": "2026-03-01", "until": "2026-03-20"})
    assert found["asked"]["followed_until"].startswith("2026-03-31T09:00")
    whole = found["resolution"]
    assert (whole["n"], whole["back"], whole["open"]) == (3, 1, 0)
    assert whole["resolved"]["estimate"] == pytest.approx(2 / 3)
    assert whole["causes"] == pytest.approx({"agent": 1 / 3})
    by_queue = {name: of["resolved"]["estimate"] for name, of in found["parts"]["queue"].items()}
    assert by_queue == pytest.approx({"post": 0.5, "returns": 1.0})
    assert found["left_out"] == {}
    assert set(found["parts"]["team"]) == {"t-1", "t-2"}
    own = {one["agent"]: (one["n"], one["resolved"]["estimate"]) for one in found["agents"]}
    assert own == {"ag-1": (2.0, 0.5), "ag-2": (1.0, 1.0)}
    filtered = await desk.get("viewer", "/resolution", queue="returns")
    assert filtered["resolution"]["n"] == 1
    late = await desk.get("viewer", "/resolution", **{"from": "2026-03-31"})
    assert (late["resolution"]["n"], late["resolution"]["open"]) == (1, 1)


async def test_a_lead_sees_the_agents_of_the_own_team_alone(desk):
    await desk.take(
        contact("a", 0, said=UNSOLVED),
        contact("b", 0, customer="bob", team="t-2", agent="ag-2", said=UNSOLVED),
    )
    found = await desk.get("lead-1", "/resolution")
    assert [one["agent"] for one in found["agents"]] == ["ag-1"]
    assert found["resolution"]["n"] == 1
    assert (await desk.refused("lead-1", "GET", "/resolution?team=t-2"))[0] == 403
    assert (await desk.refused("ag-1", "GET", "/resolution"))[0] == 403


async def test_what_was_given_before_and_again(desk):
    told = [("customer", f"Where is my parcel? {MAIL}"), ("agent", "I will ask."), ("customer", "Thanks.")]
    again = [("agent", "Hello, what is your e-mail?"), ("customer", MAIL), ("agent", "Thank you, it is on its way.")]
    opening = [("customer", f"Still no parcel! {MAIL}"), ("agent", "It is on its way.")]
    other = [("agent", "Hello, what is your e-mail?"), ("customer", "bob@example.org"), ("agent", "Thank you.")]
    await desk.take(
        contact("a", 0, said=told),
        contact("a2", 1, said=again, queue="letters"),
        contact("a3", 2, said=opening),
        contact("b", 0, customer="bob", said=told),
        contact("b2", 1, customer="bob", said=other),
        contact("c", 0, customer="cleo"),
        contact("c2", 1, customer="cleo"),
    )
    found = await desk.get("viewer", "/repetition")
    assert found["repetition"]["n"] == 3
    assert found["repetition"]["lost"]["estimate"] == pytest.approx(1 / 3)
    assert found["repetition"]["habit"] == pytest.approx(1 / 3)
    assert found["repetition"]["slots"] == {"email": 2}
    assert found["parts"]["queue"]["letters"]["lost"]["estimate"] == 1.0
    async with desk.database.connection() as db:
        rows = await db.fetch("select interaction_id, again from later_contact where again <> '[]'")
    where = {str(row[0]): row[1] for row in rows}[desk.ids["a2"]]
    assert where == [
        {"type": "email", "turn": 1, "earlier": desk.ids["a"], "earlier_turn": 0, "cause": "hand_off"},
    ]


async def test_nothing_is_marked_once_all_is_strung(desk):
    await desk.take(contact("a", 0), contact("b", 2))
    async with desk.database.connection() as db:
        assert await cases.DIRTY.value(db) == 0
    assert (await desk.get("viewer", "/repetition"))["repetition"] is None
