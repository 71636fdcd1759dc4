"""Who somebody is: whose key a link brings, which of two keys of one name answers, and who had a part in a contact."""

import pytest

from qa_service.access import directory, keys
from qa_service.access.directory import Person
from qa_service.pipeline.erasure_list import ABOUT, LIST, note
from tests.desk import contacts, opened
from tests.factories import CALLS_FOR_EMPATHY, IGNORED, NAMED, chat

pytestmark = pytest.mark.integration
EMPATHY = [{"behaviour": "empathy", "score": 1.0}]
HANDED_OVER = [
    {"speaker": "customer", "text": CALLS_FOR_EMPATHY},
    {"speaker": "agent", "agent": "ag-1", "text": NAMED},
    {"speaker": "agent", "agent": "ag-2", "text": "Hello, I have taken over. What is the order number?"},
    {"speaker": "customer", "text": CALLS_FOR_EMPATHY},
    {"speaker": "agent", "agent": "ag-2", "text": IGNORED},
]


@pytest.fixture
async def desk(database, settings):
    async with opened(database, settings) as made:
        made.client.follow_redirects = False
        yield made


@pytest.mark.parametrize(
    ("headers", "signs_in"),
    [
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({}, True),
    ],
)
async def test_a_link_from_elsewhere_asks_before_it_signs_in(desk, headers, signs_in):
    given = await desk._key("viewer")
    answer = await desk.client.get("/verdicts", params={"key": given, "team": "t"}, headers=headers)
    assert ("set-cookie" in answer.headers) == signs_in
    if not signs_in:
        assert answer.status_code == 200
        assert f'value="{given}"' in answer.text
        assert 'value="/verdicts?team=t"' in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "http://testserver.local"}, 303),
        ({}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_a_form_of_another_site_signs_nobody_in(desk, headers, status):
    answer = await desk.client.post("/sign-in", data={"key": await desk._key("viewer")}, headers=headers)
    assert (answer.status_code == 303) == (status == 303)
    assert ("set-cookie" in answer.headers) == (status == 303)


async def test_two_keys_of_one_name_are_two_readers(desk):
    await desk.take(*contacts(1, 0))
    async with desk.database.transaction() as db:
        for who in ("one", "two", "three", "four"):
            desk._keys[who] = await keys.create(db, name="lead" if who != "four" else "lead-9", role="qa_lead")
        await directory.put_person(db, "lead-9", Person(role="viewer"))
    path = f"/interactions/{desk.ids['ag-1-s0']}"
    first = (await desk.post("one", f"{path}/reviews"))["review"]
    assert first["reader"] == "lead"
    await desk.get("two", f"{path}/scorecards")  # who is not blind may read
    assert (await desk.refused("one", "GET", f"{path}/scorecards"))[0] == 409
    assert (await desk.refused("two", "PUT", f"/reviews/{first['id']}", {"answers": EMPATHY}))[0] == 404
    second = (await desk.post("three", f"{path}/reviews"))["review"]
    assert second["reader"].startswith("lead#")
    assert not second["assisted"]
    assert (await desk.post("two", f"{path}/reviews"))["review"]["assisted"]
    named = (await desk.post("four", f"{path}/reviews"))["review"]["reader"]
    assert named.startswith("lead-9#")


async def test_a_key_made_when_the_last_of_its_name_had_ended_goes_on(desk):
    await desk.take(*contacts(1, 0))
    async with desk.database.transaction() as db:
        desk._keys["old"] = await keys.create(db, name="lead", role="qa_lead")
    path = f"/interactions/{desk.ids['ag-1-s0']}"
    made = (await desk.post("old", f"{path}/reviews"))["review"]
    async with desk.database.transaction() as db:
        await db.execute("update api_key set revoked_at = now() where name = 'lead'")
        desk._keys["new"] = await keys.create(db, name="lead", role="qa_lead")
    assert (await desk.put("new", f"/reviews/{made['id']}", {"answers": EMPATHY}))["reader"] == "lead"


async def test_who_took_a_contact_over_neither_reviews_it_nor_decides_about_it(desk):
    await desk.take(chat("over", agent="ag-1", turns=HANDED_OVER), chat("own", agent="ag-2"))
    path = f"/interactions/{desk.ids['over']}/reviews"
    await desk.post("qa_lead", "/review-samples", {"kind": "random", "wanted": 2})
    async with desk.database.transaction() as db:
        await directory.put_person(db, "boss", Person(role="qa_lead", agent="ag-2"))
        desk._keys["boss"] = await keys.create(db, name="boss", person="boss")
    assert (await desk.refused("boss", "POST", "/reviews/next", {}))[0] == 404
    assert (await desk.refused("boss", "POST", path))[0] == 409
    body = {"interaction": desk.ids["over"], "behaviour": "empathy", "reason": "no"}
    made = await desk.post("ag-1", "/appeals", body)
    decision = {"overturned": True, "score": 1.0, "reason": "it was the other's"}
    status, said = await desk.refused("boss", "POST", f"/appeals/{made['id']}/decision", decision)
    assert (status, said) == (403, "you had a part in this contact: somebody else decides about it")
    await desk.post("qa_lead", f"/appeals/{made['id']}/decision", decision)


async def test_a_backup_that_cannot_be_written_to_stops_no_erasure(database, settings, tmp_path):
    reached, closed, gone = (tmp_path / name for name in ("reached", "closed", "gone"))
    for folder in (reached, closed):
        folder.mkdir()
        (folder / ABOUT).touch()
    (closed / LIST).mkdir()  # as a read-only folder would: nothing can be added to it
    async with database.transaction() as db:
        await db.executemany("insert into backup (folder) values ($1)", [(str(f),) for f in (closed, gone, reached)])
    before = (settings.home / LIST).read_text() if (settings.home / LIST).exists() else ""
    assert await note(database, settings, b"\x01\x02") == 1
    assert (reached / LIST).read_text() == "0102\n"
    assert (settings.home / LIST).read_text() == f"{before}0102\n"
