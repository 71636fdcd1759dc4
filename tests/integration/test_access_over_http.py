"""What stands around every route: keys that end, tokens, the log of looks and changes, limits, headers, secrets."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pytest
from litestar.testing import AsyncTestClient

from qa_service.access import directory, keys
from qa_service.access.directory import Agent, Membership
from qa_service.api.app import create
from qa_service.errors import Unavailable
from qa_service.store import audit
from qa_service.store.database import connect
from tests.rights import ANNA, BEN, CARL, FIRST, scene

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("peopled")]
TABLE = (
    "person,role,agent,team,team_from,leads,leads_from\n"
    "p1,agent,ag-1,north,2026-03-01,,\n"
    "p2,team_lead,,,,north;south,2026-03-01\n"
    "p3,captain,,,,,\n"
    "p4,agent,,,,,\n"
    ",,ag-2,south,yesterday,,\n"
)


@pytest.fixture
async def centre(peopled_copy):
    async with scene(peopled_copy) as made:
        yield made


@pytest.fixture
async def store(peopled_copy):
    """The database of `centre`, which is open in another thread's loop."""
    opened = await connect(peopled_copy.settings.database_url, largest=1)
    yield opened
    await opened.close()


@pytest.fixture
async def empty(settings, database):
    """An app on an empty database, with a key of an admin."""
    async with database.transaction() as db:
        key = await keys.create(db, name="admin", role="admin")
    async with AsyncTestClient(create(settings)) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


async def test_a_key_is_shown_once_limited_listed_and_revoked(centre):
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    body = {"name": "board", "role": "viewer", "teams": ["south"], "expires_at": until}
    made = (await centre.ask("admin", "POST", "/v1/keys", json=body)).json()
    centre.keys["board"] = made["key"]
    found = (await centre.ask("board", "GET", "/v1/interactions")).json()["items"]
    assert {item["agent"] for item in found} == {CARL}
    listed = (await centre.ask("admin", "GET", "/v1/keys")).json()["items"]
    (row,) = [item for item in listed if item["name"] == "board"]
    assert (row["teams"], row["made_by"], row["revoked_at"]) == (["south"], "admin", None)
    assert made["key"] not in str(listed)
    assert (await centre.ask("admin", "DELETE", f"/v1/keys/{row['id']}")).status_code == 204
    assert (await centre.ask("board", "GET", "/v1/interactions")).status_code == 401
    assert (await centre.ask("admin", "DELETE", f"/v1/keys/{row['id']}")).status_code == 404


async def test_people_and_teams_are_told_and_read(empty):
    answer = await empty.post("/v1/people", content=TABLE)
    assert answer.status_code == 200
    assert answer.json()["taken"] == 2
    assert [(one["line"], one["error"].partition(":")[0]) for one in answer.json()["errors"]] == [
        (4, "role"), (5, "agent"), (6, "team_from"),
    ]  # fmt: skip
    agent = (await empty.get("/v1/agents/ag-1")).json()
    assert agent["teams"] == [{"team": "north", "from": "2026-03-01", "told": True}]
    told = {"kind": "human", "name": "Anna", "started_on": "2026-01-01",
            "teams": [{"team": "north", "from": "2026-02-01"}, {"team": "south", "from": "2026-04-01"}]}  # fmt: skip
    agent = (await empty.put("/v1/agents/ag-1", json=told)).json()
    assert (agent["team"], agent["tenure_days"]) == ("south", (datetime.now(UTC).date() - FIRST).days + 59)
    team = (await empty.get("/v1/teams/north")).json()
    assert team["members"] == [{"agent": "ag-1", "kind": "human", "from": "2026-02-01", "until": "2026-04-01"}]
    assert [(lead["person"], lead["day_from"]) for lead in team["leads"]] == [("p2", "2026-03-01")]
    lead = {"role": "team_lead", "email": "l@example.com", "language": "pl", "timezone": "Europe/Warsaw",
            "leads": [{"team": "north", "from": "2026-03-01", "until": "2026-05-01"}]}  # fmt: skip
    person = (await empty.put("/v1/people/p2", json=lead)).json()
    assert (person["timezone"], person["leads"]) == ("Europe/Warsaw", lead["leads"])
    again = (await empty.get("/v1/people", params={"role": "team_lead"})).json()["items"]
    assert [(one["ref"], one["email"]) for one in again] == [("p2", "l@example.com")]


@pytest.mark.parametrize(
    ("path", "body", "status", "says"),
    [
        ("/v1/people/p", {"role": "captain"}, 400, "role"),
        ("/v1/people/p", {"role": "agent"}, 422, "agent: a person of the role agent needs"),
        ("/v1/people/p", {"role": "agent", "agent": "x"}, 404, "agent: 'x' is not known"),
        ("/v1/people/p", {"role": "viewer", "timezone": "Mars/Base"}, 422, "timezone: 'Mars/Base'"),
        ("/v1/people/p", {"role": "viewer", "email": "none"}, 400, "email"),
        ("/v1/people/p", {"role": "viewer", "salary": 1}, 400, "salary"),
        ("/v1/people/p", {"role": "team_lead", "leads": [{"team": "a", "from": "2026-03-02", "until": "2026-03-01"}]},
         422, "leads: a: until 2026-03-01 is not after from 2026-03-02"),
        ("/v1/people/%00", {"role": "viewer"}, 422, "is no reference"),
        ("/v1/agents/a", {"teams": [{"team": "x", "from": "2026-03-01"}, {"team": "y", "from": "2026-03-01"}]},
         422, "teams: two of them begin on one day"),
        ("/v1/agents/a", {"kind": "cat"}, 400, "kind"),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_person_is_named(empty, path, body, status, says):
    answer = await empty.put(path, json=body)
    assert (answer.status_code, says in answer.text) == (status, True), answer.text


async def test_what_a_person_tells_of_teams_moves_results_and_stands(centre, store):
    """Anna was in `south` all the time: her days move, and what contacts tell later does not move them back."""
    before = (await centre.ask("lead_south", "GET", "/v1/interactions")).json()["items"]
    assert {item["agent"] for item in before} == {CARL}
    async with store.transaction() as db:
        await directory.put_agent(db, ANNA, Agent(teams=(Membership(team="south", day_from=FIRST),)))
        assert await db.fetchval("select count(*) from dirty_agent_day") == 4
    after = (await centre.ask("lead_south", "GET", "/v1/interactions")).json()["items"]
    assert {item["agent"] for item in after} == {CARL, ANNA}
    assert (await centre.ask("lead_north", "GET", "/v1/agents/{agent}")).status_code == 404


async def entries(database, **wanted):
    async with database.connection() as db:
        rows = await audit.PAGE.all(db, None, None, None, None, None, None, None, 500)
    return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]


async def test_looks_and_changes_are_logged_with_whom_they_are_about(centre, store):
    database, shared = store, centre.shared
    known = len(await entries(database))
    for actor, path in [
        ("lead_north", f"/v1/interactions/{shared}/transcript"),
        ("anna", f"/v1/interactions/{shared}/scorecards"),
        ("viewer", "/v1/agents/{agent}/variability"),
        ("dpo", "/v1/interactions/{interaction_id}/audio"),
        ("viewer", "/v1/reports/{report_id}/pdf"),
        ("admin", "/v1/teams"),
        ("lead_south", "/v1/interactions/{interaction_id}/transcript"),
    ]:
        await centre.ask(actor, "GET", path)
    await centre.ask("admin", "PUT", "/v1/teams/{team}", json={"name": "North"})
    await centre.ask("viewer", "PUT", "/v1/teams/{team}", json={"name": "Mine"})
    found = [(row.who, row.role, row.kind, row.what, row.agents) for row in await entries(database)]
    assert found[known:] == [
        ("lead-north", "team_lead", "look", "transcript", [ANNA, CARL]),
        ("anna", "agent", "look", "scorecards", [ANNA, CARL]),
        ("viewer", "viewer", "look", "variability", [ANNA]),
        ("dpo", "dpo", "look", "audio", [ANNA]),
        ("viewer", "viewer", "look", "report", [ANNA, BEN]),
        ("admin", "admin", "change", None, []),
    ]
    (look,) = await entries(database, what="transcript")
    assert (look.route, str(look.interaction_id), look.status) == (
        "/v1/interactions/{interaction_id}/transcript", shared, 200,
    )  # fmt: skip
    (change,) = await entries(database, kind="change")
    assert (change.method, change.path, change.status) == ("PUT", "/v1/teams/north", 200)
    shown = (await centre.ask("works_council", "GET", "/v1/audit", params={"agent": BEN})).json()["items"]
    assert [(item["who"], item["what"]) for item in shown] == [("viewer", "report")]
    shown = (await centre.ask("dpo", "GET", "/v1/audit", params={"kind": "change"})).json()["items"]
    assert [item["who"] for item in shown] == ["admin"]


@pytest.mark.parametrize("change", ["update audit set who = 'x'", "delete from audit", "truncate audit"])
async def test_the_log_is_never_changed(database, change):
    async with database.transaction() as db:
        await audit.INSERT.run(db, "a", "viewer", None, "look", "GET", "/", "/", 200, None, [], None)
    async with database.connection() as db:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed"):
            await db.execute(change)
    assert len(await entries(database)) == 1


async def test_nothing_leaves_that_cannot_be_logged(peopled_copy, monkeypatch, capsys):
    async def away(*_: object) -> None:
        raise Unavailable("the database does not answer: it is away")

    monkeypatch.setattr(audit.INSERT, "run", away)
    async with scene(peopled_copy) as centre:
        answer = await centre.ask("viewer", "GET", "/v1/interactions/{interaction_id}/transcript")
        assert answer.status_code == 503
        assert "birthday" not in answer.text
        answer = await centre.ask("admin", "PUT", "/v1/teams/{team}", json={"name": "North"})
        assert answer.status_code == 503
    assert "/v1/teams/north" in capsys.readouterr().err  # what was done and could not be logged stands in the log


async def test_names_wait_for_a_person_to_release_them(peopled_copy):
    async with scene(peopled_copy, mode="pseudonymous") as centre:

        async def read(actor, path):
            return await centre.ask(actor, "GET", path)

        alias = (await read("viewer", "/v1/interactions/{interaction_id}")).json()["agent"]
        assert alias.startswith("agent-")
        assert (await read("lead_north", "/v1/interactions/{interaction_id}")).json()["agent"] == alias
        assert (await read("dpo", "/v1/interactions/{interaction_id}")).json()["agent"] == ANNA
        assert (await read("viewer", f"/v1/agents/{alias}/variability")).json()["agent"] == alias
        assert (await read("viewer", "/v1/agents/{agent}/variability")).status_code == 404
        assert (await read("viewer", "/v1/reports/{report_id}/pdf")).status_code == 403
        report = {"report": centre.subject["report_id"], "reason": "seen with the works council"}
        assert (await centre.ask("viewer", "POST", "/v1/releases", json=report)).status_code == 403
        assert (await centre.ask("dpo", "POST", "/v1/releases", json=report)).status_code == 201
        assert (await centre.ask("dpo", "POST", "/v1/releases", json=report)).status_code == 409
        assert (await read("viewer", "/v1/reports/{report_id}/pdf")).status_code == 200
        named = {"agent": ANNA, "reason": "asked for it"}
        made = (await centre.ask("dpo", "POST", "/v1/releases", json=named)).json()
        assert (await read("viewer", "/v1/interactions/{interaction_id}")).json()["agent"] == ANNA
        assert (await centre.ask("admin", "DELETE", f"/v1/releases/{made['id']}")).status_code == 204
        assert (await read("viewer", "/v1/interactions/{interaction_id}")).json()["agent"] == alias
        listed = (await read("admin", "/v1/releases")).json()["items"]
        assert [(one["released_by"], one["ended_by"]) for one in listed] == [("dpo", None), ("dpo", "admin")]
    async with scene(peopled_copy, mode="team-only") as centre:
        assert (await centre.ask("viewer", "GET", "/v1/reports/{report_id}/pdf")).status_code == 403
        assert (await centre.ask("dpo", "POST", "/v1/releases", json=named)).status_code == 409
        assert (await centre.ask("viewer", "GET", "/v1/priorities")).json()["priorities"] == []
        assert (await centre.ask("anna", "GET", "/v1/agents/{agent}/variability")).status_code == 200


async def test_a_team_s_figures_need_enough_agents(peopled):
    async with scene(peopled, min_cell=2) as centre:
        found = (await centre.ask("works_council", "GET", "/v1/teams/{team}/results")).json()
        assert found["behaviours"]["empathy"]["agents"] == 2
        assert (await centre.ask("viewer", "GET", "/v1/teams/south/results")).json()["behaviours"] == {}
    async with scene(peopled, min_cell=3) as centre:
        found = (await centre.ask("viewer", "GET", "/v1/teams/{team}/results")).json()
        assert (found["behaviours"], found["left_out"]["empathy"]) == ({}, "of fewer than 3 agents")


async def test_who_asks_too_fast_waits(peopled_copy):  # what is left of a minute stays in the database
    async with scene(peopled_copy, rate_per_minute=3) as centre:
        found = [(await centre.ask("viewer", "GET", "/v1/teams")).status_code for _ in range(5)]
        assert found == [200, 200, 200, 429, 429]
        refused = await centre.ask("viewer", "GET", "/v1/teams")
        assert 0 < int(refused.headers["Retry-After"]) <= 60
        assert (await centre.ask("dpo", "GET", "/v1/teams")).status_code == 200
        wrong = {"Authorization": "Bearer qa_wrong"}
        tried = [(await centre.client.get("/v1/teams", headers=wrong)).status_code for _ in range(61)]
        assert tried == [401] * 60 + [429]


async def test_headers(peopled):
    async with scene(peopled, public_url="https://qa.example") as centre:
        for actor, path in [("viewer", "/v1/teams"), ("nobody", "/v1/teams"), ("viewer", "/v1/nowhere")]:
            headers = (await centre.ask(actor, "GET", path)).headers
            assert headers["Content-Security-Policy"].startswith("default-src 'none'; frame-ancestors 'none'")
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Strict-Transport-Security"].startswith("max-age=")
            assert headers["Cache-Control"] == "private, no-store"
        html = await centre.ask("viewer", "GET", "/v1/reports/{report_id}/html")
        assert "style-src 'sha256-" in html.headers["Content-Security-Policy"]
    async with scene(peopled) as centre:
        assert "Strict-Transport-Security" not in (await centre.ask("viewer", "GET", "/v1/teams")).headers


async def test_secrets_are_in_no_log(peopled, capsys, monkeypatch):
    monkeypatch.setattr(logging.getLogger("httpx"), "disabled", True)  # the tests' own client
    async with scene(peopled, log_level="debug") as centre:
        key, wrong, token = centre.keys["viewer"], "qa_wr0ng-secret", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzM2NyZXQifQ."
        for given in (key, wrong, token):
            await centre.client.get("/v1/teams", headers={"Authorization": f"Bearer {given}"})
            await centre.client.get("/", params={"key": given})
            await centre.client.get("/v1/nowhere", params={"key": given})
            await centre.client.get("/v1/agents", params={"after": given}, headers={"Authorization": f"Bearer {key}"})
        made = await centre.ask("admin", "POST", "/v1/keys", json={"name": "n", "role": "viewer", "teams": ["none"]})
        assert made.status_code == 404
        printed = "".join(capsys.readouterr())
        for secret in (*centre.keys.values(), wrong, token, str(centre.app.state.settings.database_url)):
            assert secret not in printed


async def test_a_provider_s_token_signs_a_person_in(peopled_copy):
    """Anna's subject is known; who holds another valid token is nobody here."""
    from tests.unit.access.test_tokens import AUDIENCE, Provider

    provider = await asyncio.to_thread(Provider)
    try:
        async with scene(peopled_copy, oidc_issuer=provider.url, oidc_audience=AUDIENCE) as centre:

            async def ask(**claims) -> httpx.Response:
                headers = {"Authorization": f"Bearer {provider.token(**claims)}"}
                return await centre.client.get("/v1/interactions", headers=headers)

            found = await ask(sub="oidc|anna")
            assert found.status_code == 200
            assert {item["agent"] for item in found.json()["items"]} == {ANNA}
            assert (await ask(sub="oidc|nobody")).status_code == 401
            assert (await ask(sub="oidc|anna", exp=1)).status_code == 401
            assert (await centre.ask("viewer", "GET", "/v1/teams")).status_code == 200
    finally:
        await asyncio.to_thread(provider.close)
