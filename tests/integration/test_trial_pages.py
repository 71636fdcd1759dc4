"""A benchmark on trial over pages: asked for, watched, read, taken back; by whom."""

import re

import pytest
from litestar.testing import AsyncTestClient

from benchmarks.loader import load
from qa_service.access import keys
from qa_service.access.sign_in import COOKIE
from qa_service.api.app import create
from qa_service.dashboard.language import texts
from qa_service.dashboard.visitor import token
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.score import score
from qa_service.pipeline.trying import try_one
from scoring.scorer import Scorer
from tests.factories import chat
from tests.integration.test_trials import OWN, SAID

pytestmark = pytest.mark.integration


@pytest.fixture
async def client(settings):
    async with AsyncTestClient(create(settings)) as opened:
        opened.follow_redirects = False
        yield opened


async def visitor(client, database, role, name="one"):
    async with database.transaction() as db:
        key = await keys.create(db, name=f"{role} {name}", role=role)

    async def ask(path, data=None, **more):
        headers = {"Cookie": f"{COOKIE}={key}"}
        if data is None:
            return await client.get(path, headers=headers, **more)
        return await client.post(path, data={**data, "csrf": token(key)}, headers=headers, **more)

    return ask


@pytest.fixture
async def contacts(database, settings):
    items = [chat(name, said=[("customer", asked), ("agent", told)]) for name, (asked, told) in SAID.items()]
    await ingest(database, [Incoming(item) for item in items], master_key=b"k" * 32, zone=settings.zone)
    while await score(database, Scorer(load()), {}, lease=30):
        pass


@pytest.mark.parametrize("how", ["pasted", "file", "shipped"])
async def test_a_trial_is_asked_for_watched_and_read(client, database, settings, contacts, how):
    lead = await visitor(client, database, "qa_lead")
    given = {
        "pasted": {"data": {"source": OWN, "most": "50"}, "files": {"file": ("", b"", "text/plain")}},
        "file": {"data": {"source": "", "most": "50"}, "files": {"file": ("own.toml", OWN.encode(), "text/plain")}},
        "shipped": {"data": {"name": "courtesy", "most": "50"}},
    }[how]
    asked = await lead("/benchmarks/trials", given["data"], **({"files": given["files"]} if "files" in given else {}))
    assert asked.status_code == 303, asked.text
    page = asked.headers["location"]
    waiting = await lead(page)
    assert f'hx-get="{page}/progress"' in waiting.text
    step = await lead(f"{page}/progress")
    assert (step.status_code, "hx-refresh" in step.headers) == (200, False)
    await try_one(database, settings)
    assert (await lead(f"{page}/progress")).headers["hx-refresh"] == "true"
    done = (await lead(page)).text
    assert re.search(r"<dt>Contacts</dt><dd>3</dd>", done)
    assert "hx-get" not in done.partition("<main")[2]
    table = (await lead(page, params={"format": "csv"})).text.splitlines()
    assert table[0].startswith("\ufeffkind,name,role")
    if how != "shipped":
        assert "indicator,no_time,opportunity" in "\n".join(table)
        assert re.search(r'href="/interactions/[0-9a-f-]+#turn-0"><bdi>missed</bdi>', done)
        assert "«in a meeting»" in done
    async with database.connection() as db:
        looks = await db.fetch("select agents from audit where what = 'trial' and agents <> '{}'")
    assert [list(one["agents"]) for one in looks[:1]] == ([["ag-1"]])


async def test_what_is_wrong_stands_at_its_line(client, database, settings, contacts):
    lead = await visitor(client, database, "qa_lead")
    page = (await lead("/benchmarks/trials", {"source": OWN.replace("0.8", "1.8"), "most": "5"})).headers["location"]
    await try_one(database, settings)
    told = (await lead(page)).text
    assert re.search(r'<td class="n">6</td><td><code>target</code></td><td><bdi>[^<]*1', told), told
    assert "Nothing was tried" in told


async def test_a_trial_is_taken_back(client, database, settings):
    lead, other = (
        await visitor(client, database, "qa_lead"),
        await visitor(client, database, "qa_lead", "two"),
    )
    page = (await lead("/benchmarks/trials", {"source": OWN, "most": "5"})).headers["location"]
    assert (await other(page)).status_code == 404
    assert (await other(f"{page}/cancel", {})).status_code == 303
    assert "Waiting for a worker" in (await lead(page)).text
    assert (await lead(f"{page}/cancel", {})).headers["location"] == page
    assert "was cancelled" in (await lead(page)).text
    assert await try_one(database, settings) == 0


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        ({"source": " ", "most": "5"}, 422, "is empty"),
        ({"source": OWN, "most": "501"}, 422, "most"),
        ({"source": OWN}, 422, "most"),
    ],
)
async def test_what_cannot_be_tried_is_refused(client, database, data, status, said):
    lead = await visitor(client, database, "qa_lead")
    answer = await lead("/benchmarks/trials", data)
    assert (answer.status_code, said in answer.text) == (status, True)


@pytest.mark.parametrize("role", ["viewer", "dpo"])
async def test_others_put_nothing_on_trial(client, database, role):
    somebody = await visitor(client, database, role)
    assert (await somebody("/benchmarks/trials", {"source": OWN, "most": "5"})).status_code == 403
    assert (await somebody("/benchmarks/trials/00000000-0000-7000-8000-000000000000")).status_code == 403
    assert "/benchmarks/trials" not in (await somebody("/benchmarks")).text


def test_the_librarys_meaning_is_told_as_its_files_have_it():
    assert {f"definition.{name}": one.definition for name, one in load().benchmarks.items()} == {
        key: text for key, text in texts("en").items() if key.startswith("definition.")
    }
