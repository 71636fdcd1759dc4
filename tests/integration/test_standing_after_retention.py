"""What stands when words are gone is what stood before, however often it is computed anew."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from qa_service.pipeline.analyse import analyse, standing_period
from qa_service.pipeline.refresh import refresh
from qa_service.pipeline.retention import retain
from qa_service.store import agent_days, analyses, cases
from tests.desk import contacts, opened
from tests.factories import SOLVED, chat
from tests.integration.test_refresh_property import apart, standing

pytestmark = pytest.mark.integration
BEGAN = datetime(2026, 3, 1, 9, tzinfo=UTC)
MAIL = "My e-mail is anna.smith@example.org."
TOLD = [
    ("customer", f"Where is my parcel? {MAIL}"),
    ("agent", "I do not know, sorry."),
    ("customer", "That is no help."),
]
AGAIN = [("agent", "Hello, what is your e-mail?"), ("customer", MAIL), SOLVED]
EMPATHY = [{"behaviour": "empathy", "score": 1.0, "judgements": [{"turn": 0, "grade": 1.0}]}]
EVERYTHING = {f"retain_{kind}_days": 5 for kind in ("transcripts", "audio", "evidence", "reports", "audit", "events")}


def call(ref, customer, minutes, said, *, lasts=20.0, **more):
    """A contact `minutes` after the first, whose turns are spread over `lasts` minutes."""
    made = chat(
        ref,
        reason="parcel",
        customer={"ref": customer},
        started_at=BEGAN + timedelta(minutes=minutes),
        said=said,
        **more,
    )
    turns = [
        msgspec.structs.replace(turn, start=lasts * 60 * n / len(said), end=lasts * 60 * (n + 1) / len(said))
        for n, turn in enumerate(made.turns or ())
    ]
    return msgspec.structs.replace(made, turns=turns)


@pytest.fixture
async def desk(database, settings):
    """Anna is cut off and rings again at once, Bob comes back, and a review says what the machine did not."""
    async with opened(database, msgspec.structs.replace(settings, min_cell=1)) as made:
        await made.take(
            *contacts(6, 4),
            *contacts(2, 8, agent="ag-2", day=1),
            call("a", "anna", 0, TOLD),
            call("a2", "anna", 25, AGAIN),
            call("b", "bob", 0, TOLD, agent="ag-2"),
            call("b2", "bob", 60 * 24 * 2, AGAIN, outcome={"csat": 2}),
        )
        await made.post("qa_lead", "/review-samples", {"kind": "random", "wanted": 12, "seed": "1"})
        for _ in range(12):
            review = await made.post("qa_lead", "/reviews/next", {})
            await made.put("qa_lead", f"/reviews/{review['review']['id']}", {"answers": EMPATHY})
        await made.refresh()
        yield made


async def anew(desk):
    """Compute everything there is again, from the rows that are left."""
    async with desk.database.transaction() as db:
        await agent_days.MARK_ALL.run(db)
        await cases.MARK_ALL.run(db)
    await refresh(desk.database, window_days=70)
    return await standing(desk.database)


@pytest.mark.parametrize("months", [0, 4], ids=["contact-by-contact", "whole-months"])
async def test_retention_moves_nothing_that_stands(desk, months):
    before = await standing(desk.database)
    assert len(before["first"]) == 2
    assert [row["back_id"] is None for row in before["first"]].count(True) == 1  # Anna's second call is no return
    assert len(before["later"]) == 2
    settings = msgspec.structs.replace(desk.settings, **EVERYTHING)
    removed = await retain(desk.database, settings, now=datetime.now(UTC) + timedelta(days=31 * months))
    assert bool(removed["transcripts"]["whole_months"]) == bool(months)
    async with desk.database.connection() as db:
        assert await db.fetchval("select count(*) from turn") == 0
    assert apart(before, await standing(desk.database)) == []
    assert apart(before, await anew(desk)) == []


async def test_the_standing_analysis_answers_as_one_computed_anew(desk):
    await retain(desk.database, msgspec.structs.replace(desk.settings, **EVERYTHING), now=datetime.now(UTC))
    await desk.refresh()
    async with desk.database.connection() as db:
        period = await standing_period(db, 70)
        assert await analyses.UNSEEN.values(db) == []
    stands = await analyse(desk.database, period)
    computed = await analyse(desk.database, period, anew=True)
    assert apart(msgspec.to_builtins(stands), msgspec.to_builtins(computed)) == []


async def test_who_comes_back_later_moves_only_what_follows(desk):
    before = await standing(desk.database)
    await retain(desk.database, msgspec.structs.replace(desk.settings, **EVERYTHING), now=datetime.now(UTC))
    await desk.take(call("a3", "anna", 60 * 24 * 3, AGAIN))
    after = await standing(desk.database)
    firsts = {row["interaction_id"]: row for row in after["first"]}
    for row in before["first"]:
        assert firsts[row["interaction_id"]]["ended_at"] == row["ended_at"]
    assert sorted(str(row["back_id"]) for row in after["first"]) == sorted([desk.ids["a3"], desk.ids["b2"]])
    assert [row for row in after["later"] if row in before["later"]] == before["later"]


async def test_who_is_erased_leaves_no_span(desk):
    async with desk.database.transaction() as db:
        await db.execute("delete from interaction where ref = 'a2'")
    await desk.refresh()
    async with desk.database.connection() as db:
        found = await db.fetch("select interaction_id from contact_span")
    assert sorted(str(row[0]) for row in found) == sorted(desk.ids[ref] for ref in ("a", "b", "b2"))
