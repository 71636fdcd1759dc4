"""Benchmarks on trial: asked for, tried by a worker on the latest contacts, cancelled, expired, forgotten."""

import asyncio
import threading
import time
from uuid import UUID

import pytest

from benchmarks.loader import LIBRARY, load
from qa_service.access.user import User
from qa_service.errors import BadInput, NotFound
from qa_service.pipeline import erasure, trials
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.lease import GivenBack
from qa_service.pipeline.score import score
from qa_service.pipeline.sweep import sweep
from qa_service.pipeline.trying import read, try_one
from qa_service.store import reviews
from qa_service.store.ids import new_id
from scoring.scorer import Scorer
from scoring.trial import Trial
from tests.factories import chat

pytestmark = pytest.mark.integration
LEAD = User(name="lead", role="qa_lead", everyone=True)
OWN = """name = "callback_offer"
definition = "Who has no time now is offered a callback."
rule = "response"
unit = "leg"
revision = 1
target = 0.8
exercise = "Say when you call back."
languages = ["en"]
[[indicators]]
name = "no_time"
kind = "phrases"
role = "opportunity"
phrases.en = ["no time", "in a meeting"]
[[indicators]]
name = "offered"
kind = "phrases"
role = "met"
grade = 1.0
phrases.en = ["call you back"]
[[indicators]]
name = "rang"
kind = "phrases"
role = "met"
grade = 0.5
phrases.en = ["ring you later"]
"""
SAID = {
    "met": ("I have no time now.", "I will call you back at ten."),
    "missed": ("I'm in a meeting.", "What is your order number?"),
    "plain": ("When do you open?", "At nine."),
}


@pytest.fixture
async def contacts(database, settings) -> dict[str, UUID]:
    items = [
        chat(name, said=[("customer", asked), ("agent", answered)], customer={"ref": f"c-{name}"})
        for name, (asked, answered) in SAID.items()
    ]
    taken = await ingest(database, [Incoming(item) for item in items], master_key=b"k" * 32, zone=settings.zone)
    while await score(database, Scorer(load()), {}, lease=30):
        pass
    return {one.ref: one.id for one in taken}


async def asked(database, user=LEAD, *, most=50, **of):
    given = {"benchmark": None, "source": None, "language": None, **of}
    async with database.transaction() as db:
        return await trials.ask(db, user, most=most, **given)


async def looked(database, trial, user=LEAD):
    async with database.transaction() as db:
        return await trials.shown(db, user, trial)


async def test_a_benchmark_of_ones_own_shows_what_it_hits(database, settings, contacts):
    trial = await asked(database, source=OWN)
    assert "trial" in await sweep(database, settings)
    assert (await looked(database, trial)).open
    assert [await try_one(database, settings), await try_one(database, settings)] == [1, 0]
    found = await looked(database, trial)
    assert (found.row.state, found.row.tried, found.row.total) == ("done", 3, 3)
    assert found.result is not None
    told = found.result.tried
    assert told is not None
    assert (told.contacts, told.opportunities, told.met, told.missed) == (3, 2, 1, 1)
    assert {sign.name: (sign.found, sign.decided) for sign in told.signs} == {"no_time": (2, 0), "offered": (1, 1)}
    assert told.never == ("rang",)
    assert [(one.contact, one.turn, one.text) for one in told.misses] == [
        (contacts["missed"], 0, "I'm «in a meeting».")
    ]
    assert {one.ref for one in found.contacts.values()} == {"met", "missed"}


async def test_one_of_the_library_is_tried_by_its_name(database, settings, contacts):
    trial = await asked(database, benchmark="courtesy", most=2)
    await try_one(database, settings)
    found = (await looked(database, trial)).result
    assert found is not None
    assert found.tried is not None
    assert (found.tried.name, found.tried.contacts) == ("courtesy", 2)


@pytest.mark.parametrize(
    ("source", "kind", "line", "field", "message"),
    [
        ("name = ", "error", None, "", "Invalid value"),
        (OWN.replace('role = "met"\ngrade = 1.0', 'role = "mett"\ngrade = 1.0'), "error", 17, "indicators[1].role", "mett"),
        (OWN.replace("0.8", "1.8"), "error", 6, "target", "<= 1"),
        (OWN.replace("0.8", "1.0"), "warning", 6, "target", "nobody keeps up"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_told_at_its_place(database, settings, contacts, source, kind, line, field, message):
    trial = await asked(database, source=source)
    await try_one(database, settings)
    found = await looked(database, trial)
    assert found.row.state == "done"
    assert found.result is not None
    [place] = [one for one in found.result.places if one.kind == kind]
    assert (place.line, place.field) == (line, field)
    assert message in place.message
    assert (found.result.tried is None) == (kind == "error")


async def test_who_asks_again_cancels_what_was_open(database, settings, contacts):
    first = await asked(database, source=OWN)
    other = await asked(database, User(name="other", role="qa_lead", everyone=True), source=OWN)
    second = await asked(database, benchmark="empathy")
    assert (await looked(database, first)).row.state == "cancelled"
    async with database.transaction() as db:
        assert await trials.cancel(db, LEAD, other) == 0
        assert await trials.cancel(db, LEAD, second) == 1
    assert [await try_one(database, settings), await try_one(database, settings)] == [1, 0]
    with pytest.raises(NotFound):
        await looked(database, other)


async def test_a_trial_that_is_cancelled_while_it_runs_is_left(database, settings, contacts, monkeypatch):
    trial = await asked(database, source=OWN)
    added, begun = [], threading.Event()

    def slow(self, name, spoken):
        added.append(name)
        begun.set()
        time.sleep(0.2)

    monkeypatch.setattr(Trial, "add", slow)
    monkeypatch.setattr("qa_service.pipeline.trying.CHUNK", 1)
    running = asyncio.create_task(try_one(database, settings))
    await asyncio.to_thread(begun.wait)
    async with database.transaction() as db:
        assert await trials.cancel(db, LEAD, trial) == 1
    await running
    assert len(added) < len(contacts)
    assert (await looked(database, trial)).row.state == "cancelled"


async def test_a_trial_that_takes_too_long_is_failed_and_its_process_goes(database, settings, contacts, monkeypatch):
    trial = await asked(database, source=OWN)
    monkeypatch.setattr(Trial, "add", lambda *_: time.sleep(1))
    with pytest.raises(GivenBack):
        await try_one(database, settings, seconds=0.5)
    found = await looked(database, trial)
    assert found.row.state == "failed"
    assert "longer than" in (found.row.failure or "")


async def test_a_trial_that_nobody_takes_expires_and_an_old_one_is_gone(database, settings, contacts):
    trial = await asked(database, source=OWN)
    async with database.transaction() as db:
        await db.execute("update benchmark_trial set asked_at = now() - interval '11 minutes'")
    assert await try_one(database, settings) == 0
    assert "trial" not in await sweep(database, settings)
    assert (await looked(database, trial)).row.failure == "no worker took it within 10 minutes"
    async with database.transaction() as db:
        await db.execute("update benchmark_trial set asked_at = now() - interval '61 minutes'")
    await sweep(database, settings)
    with pytest.raises(NotFound):
        await looked(database, trial)


async def test_a_contact_that_is_to_be_read_blind_is_not_shown(database, settings, contacts):
    trial = await asked(database, source=OWN)
    await try_one(database, settings)
    async with database.transaction() as db:
        await db.execute(
            "insert into review (id, interaction_id, version, reader) values ($1, $2, 1, 'lead')",
            new_id(), contacts["missed"],
        )  # fmt: skip
    found = await looked(database, trial)
    assert set(found.contacts) == {contacts["met"]}
    assert found.result is not None
    assert {one.contact for one in found.result.examples} == {contacts["met"]}
    async with database.connection() as db:
        assert await reviews.BLIND.values(db, [contacts["missed"]], "lead")


async def test_an_erasure_takes_the_words_of_trials_along(database, settings, contacts):
    trial = await asked(database, source=OWN)
    await try_one(database, settings)
    async with database.transaction() as db:
        await erasure.request(db, "c-met", by="dpo", master_key=b"k" * 32)
    while await erasure.erase(database, settings, master_key=b"k" * 32):
        pass
    with pytest.raises(NotFound):
        await looked(database, trial)


@pytest.mark.parametrize(("of", "said"), [
    ({"source": " "}, "is empty"), ({"source": "x" * 200_001}, "is longer"), ({"source": "\0"}, "no text"),
    ({"source": OWN, "most": 501}, "most: 501"), ({"source": OWN, "most": 0}, "most: 0"),
])  # fmt: skip
async def test_what_cannot_be_tried_is_refused(database, of, said):
    with pytest.raises(BadInput, match=said):
        await asked(database, **of)


def test_a_name_that_the_library_has_not_is_told():
    found, [place] = read("none", None, LIBRARY)
    assert (found, place.kind) == (None, "error")
    assert "'none'" in place.message
