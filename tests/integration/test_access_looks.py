"""Who looked at whom: links without a key, tables, exports, the recovery list; and what a mode keeps from each."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from qa_service.access.hash_key import master_key
from qa_service.reports import links
from qa_service.store import audit
from qa_service.store.database import connect
from tests.rights import ANNA, BEN, CARL, scene

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("peopled")]
EMPATHY = [{"behaviour": "empathy", "score": 1.0}]


@pytest.fixture
async def store(peopled_copy):
    opened = await connect(peopled_copy.settings.database_url, largest=1)
    yield opened
    await opened.close()


async def looks(store):
    async with store.connection() as db:
        rows = await audit.PAGE.all(db, None, None, None, None, None, None, None, 500)
    return [(row.who, row.what, tuple(row.agents)) for row in rows]


def clip(found, path: str = "") -> str:
    until = datetime.now(UTC) + timedelta(days=1)
    contact = UUID(found.subject["interaction_id"])
    told = urlsplit(links.clip_link("", master_key(found.settings), contact, 1, until, "en"))
    return f"{told.path}{path}?{told.query}"


def report(found) -> str:
    until = datetime.now(UTC) + timedelta(days=1)
    told = urlsplit(links.report_link("", master_key(found.settings), UUID(found.subject["report_id"]), "en", until))
    return f"{told.path}?{told.query}"


async def test_what_a_link_opens_is_logged_with_whom_it_is_about(peopled_copy, store):
    async with scene(peopled_copy) as centre:
        assert (await centre.client.get(clip(peopled_copy))).status_code == 200
        assert (await centre.client.get(report(peopled_copy))).status_code == 200
        assert (await centre.client.get(clip(peopled_copy).replace("sign=", "sign=0"))).status_code == 404
    assert await looks(store) == [("nobody", "clip", (ANNA,)), ("nobody", "report", (ANNA, BEN))]


async def test_a_moment_is_opened_by_no_link_where_whom_it_is_of_is_not_told(peopled_copy, store):
    released = "insert into release (kind, agent_id, report_id, reason, released_by) values "
    async with scene(peopled_copy, mode="team-only") as centre:
        for path in ("", "/audio"):
            assert (await centre.client.get(clip(peopled_copy, path))).status_code == 403
    async with scene(peopled_copy, mode="pseudonymous") as centre:
        assert (await centre.client.get(clip(peopled_copy))).status_code == 403
        async with store.transaction() as db:
            agent = await db.fetchval("select id from agent where ref = $1", ANNA)
            await db.execute(f"{released} ('agent', $1, null, 'r', 'dpo')", agent)
        assert (await centre.client.get(clip(peopled_copy))).status_code == 200
        async with store.transaction() as db:
            await db.execute("update release set ended_at = now()")
            quoting = {"moments": [{"link": f"http://x/interactions/{peopled_copy.subject['interaction_id']}#turn-1"}]}
            number = UUID(peopled_copy.subject["report_id"])
            await db.execute("update report set document = $2 where id = $1", number, quoting)
        assert (await centre.client.get(clip(peopled_copy))).status_code == 403
        async with store.transaction() as db:
            await db.execute(f"{released} ('report', null, $1, 'r', 'dpo')", number)
        assert (await centre.client.get(clip(peopled_copy))).status_code == 200


async def test_tables_exports_outcomes_and_the_recovery_list_are_looks(peopled_copy, store):
    async with scene(peopled_copy) as centre:
        made = (await centre.ask("qa_lead", "POST", "/v1/interactions/{interaction_id}/reviews")).json()["review"]
        await centre.ask("qa_lead", "PUT", f"/v1/reviews/{made['id']}", json={"answers": EMPATHY})
        async with store.transaction() as db:
            await db.execute("delete from outcome")
            await db.execute(
                "insert into outcome (interaction_id, csat) values ($1, 4)", UUID(centre.subject["interaction_id"])
            )
        before = len(await looks(store))
        for actor, path in [
            ("viewer", "/agents?format=csv"),
            ("qa_lead", "/v1/reviews/export"),
            ("viewer", "/v1/interactions/{interaction_id}/outcome"),
            ("qa_lead", "/v1/recovery"),
        ]:
            answer = await centre.ask(actor, "GET", path)
            assert answer.status_code == 200, (path, answer.text)
        found = (await looks(store))[before:]
    assert found[0] == ("viewer", "variability, as CSV", (ANNA, BEN, CARL))
    assert found[1] == ("qa_lead", "reviews, exported", (ANNA,))
    assert found[2] == ("viewer", "outcome", (ANNA,))
    assert found[3][:2] == ("qa_lead", "recovery")


@pytest.mark.parametrize(
    ("actor", "reads"),
    [("admin", True), ("qa_lead", True), ("anna", True), ("viewer", False), ("dpo", False), ("lead_north", False)],
)
async def test_scores_of_one_contact_are_a_figure_of_one_agent(peopled, actor, reads):
    async with scene(peopled, mode="team-only") as centre:
        expected = 200 if reads else 403
        for path in ("/scorecards", "/forms/service"):
            answer = await centre.ask(actor, "GET", f"/v1/interactions/{{interaction_id}}{path}")
            assert answer.status_code == expected or path == "/forms/service", (path, answer.text)
            assert answer.status_code != 200 or reads
        for query in ({"behaviour": "empathy"}, {"behaviour": "empathy", "verdict": "missed"}):
            assert (await centre.ask(actor, "GET", "/v1/search", params=query)).status_code == expected
        assert (await centre.ask(actor, "GET", "/v1/search", params={"phrase": "birthday"})).status_code == 200
        assert (await centre.ask(actor, "GET", "/v1/interactions/{interaction_id}/transcript")).status_code == 200
        page = await centre.ask(actor, "GET", "/interactions/{interaction_id}")
        assert page.status_code == 200
        assert ("empathy" in page.text.lower()) == reads, actor


@pytest.mark.parametrize(
    ("least", "team", "status"), [(2, "north", 200), (2, "south", 403), (4, "", 403), (3, "", 200)]
)
async def test_pages_tell_no_figure_of_few_where_nobody_reads_one(peopled, least, team, status):
    async with scene(peopled, mode="team-only", min_cell=least) as centre:
        answer = await centre.ask("viewer", "GET", "/verdicts", params={"team": team} if team else {})
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize(("mode", "told"), [("named", [ANNA]), ("team-only", [])])
async def test_a_signal_is_a_figure_of_one_agent(peopled_copy, store, mode, told):
    async with store.transaction() as db:
        made = await db.fetchval(
            """insert into alert (id, rule_id, subject, agent_id, data)
               select gen_random_uuid(), r.id, 'empathy level_down', a.id, '{}' from alert_rule r, agent a
               where a.ref = $1 limit 1 returning id""",
            ANNA,
        )
    async with scene(peopled_copy, mode=mode) as centre:
        found = (await centre.ask("lead_north", "GET", "/v1/alerts")).json()["items"]
        assert [one["agent"] for one in found] == told
        assert (await centre.ask("viewer", "GET", f"/v1/alerts/{made}")).status_code == (200 if told else 404)
