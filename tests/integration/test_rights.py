"""Every route, asked by everybody: who gets an answer is declared, and no answer holds a name it should not."""

import pytest

from qa_service.access.roles import right
from qa_service.errors import Configuration
from tests.rights import ACTORS, AGENTS, ANNA, BEN, CARL, ROWS, SHARED, scene

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("peopled")]
OWN = {"anna": ANNA, "ben": BEN, "carl": CARL}
TEAM = {"lead_north": {ANNA, BEN}, "lead_south": {CARL}, "limited": {CARL}}
READS = [row for row in ROWS if row.method == "GET"]


def allowed(actor: str, mode: str) -> set[str]:
    """Whose names an actor may read in a mode."""
    if actor in OWN:
        return {OWN[actor]}
    if actor == "admin" and mode != "team-only":
        return set(AGENTS)
    if mode == "team-only":
        return set()
    if mode == "pseudonymous":
        return set(AGENTS) if actor == "dpo" else set()
    return TEAM.get(actor, set(AGENTS))


def named(body: bytes) -> set[str]:
    return {agent for agent in AGENTS if agent.encode() in body}


def asked(row) -> dict:
    return {"params": dict(row.query), **({} if row.body is None else {"json": row.body})}


@pytest.fixture
async def centre(peopled):
    async with scene(peopled) as made:
        yield made


def routes(app) -> set[tuple[str, str]]:
    found = set()
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            # Answered to anybody (health, static files, sign-in), or the framework's own document.
            if route.path.startswith("/schema") or right(handler) == ():
                continue
            path = route.path_format
            found |= {(method, path) for method in handler.http_methods - {"OPTIONS", "HEAD"}}
    return found


async def test_every_route_answers_whom_the_table_says(centre):
    declared = {(row.method, row.path) for row in ROWS}
    of_api = {route for route in routes(centre.app) if route[1].startswith("/v1/")}
    assert not of_api - declared, f"without a row in tests/rights.py: {sorted(of_api - declared)}"
    wrong = []
    for row in (row for row in ROWS if (row.method, row.path) in of_api):
        for actor in (*ACTORS, "nobody"):
            answer = await centre.ask(actor, row.method, row.path, **asked(row))
            expected = row.expected(actor)
            if row.query.get("agent") == ANNA and actor in {"lead_south", "limited"}:
                assert answer.json()["items"] == [], actor  # known by name, and nothing of theirs to see
                continue
            if row.query.get("agent") == ANNA and actor in {"ben", "carl"}:
                expected = 404
            if answer.status_code != expected:
                wrong.append((row.method, row.path, actor, expected, answer.status_code, answer.text[:200]))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("mode", ["named", "pseudonymous", "team-only"])
async def test_no_answer_holds_a_name_that_it_should_not(peopled, mode):
    async with scene(peopled, mode=mode) as centre:
        leaks, answered = [], 0
        others = {"{interaction_id}": [{"interaction_id": centre.shared}], "{agent}": [{"agent": BEN}, {"agent": CARL}]}
        for row in READS:
            if (
                row.path.startswith(("/v1/people", "/v1/agents", "/v1/teams", "/v1/keys", "/v1/audit"))
                and mode == "team-only"
            ):
                actors = [actor for actor in ACTORS if actor != "admin"]  # who keeps the roster reads it
            else:
                actors = list(ACTORS)
            for actor in actors:
                for other in [{}, *(one for part, more in others.items() if part in row.path for one in more)]:
                    path = row.path.format(**centre.subject | other)
                    answer = await centre.ask(actor, "GET", path, params=dict(row.query))
                    if answer.status_code != 200:
                        continue
                    answered += 1
                    body = answer.content
                    over = named(body) - allowed(actor, mode)
                    if over:
                        leaks.append((actor, path, sorted(over)))
        assert answered > 100
        assert not leaks, "\n".join(map(str, leaks))


PAGES_WITHOUT_PEOPLE = ("/v1/", "/schema", "/static", "/health", "/ready")


@pytest.mark.parametrize("mode", ["named", "pseudonymous", "team-only"])
async def test_no_page_holds_a_name_that_it_should_not(peopled, mode):
    async with scene(peopled, mode=mode) as centre:
        pages = sorted(
            {
                route.path_format
                for route in centre.app.routes
                if not route.path.startswith(PAGES_WITHOUT_PEOPLE)
                and any("GET" in handler.http_methods for handler in getattr(route, "route_handlers", ()))
            }
        )
        leaks, answered = [], 0
        for page in pages:
            subject = centre.subject | {"behaviour": "empathy"}
            if any(part.strip("{}") not in subject for part in page.split("/") if part.startswith("{")):
                continue
            for actor in ACTORS:
                path = page.format(**subject)
                answer = await centre.ask(actor, "GET", path)
                answered += answer.status_code == 200
                assert answer.status_code < 500, (actor, path, answer.text[:300])
                over = named(answer.content) - allowed(actor, mode) - named(path.encode())
                if page == "/people" and actor == "admin":  # who keeps the roster reads it
                    continue
                if over:
                    leaks.append((actor, path, sorted(over)))
        assert answered > 10
        assert not leaks, "\n".join(map(str, leaks))


async def test_a_handed_over_chat_shows_each_agent_their_own_part(centre):
    for actor, leg in (("anna", 0), ("carl", 1)):
        path = f"/v1/interactions/{centre.shared}"
        found = (await centre.ask(actor, "GET", f"{path}/scorecards")).json()["scorecards"]
        assert {card["leg"] for card in found} == {-1, leg}
        assert {card["agent"] for card in found} == {None, OWN[actor]}
        turns = (await centre.ask(actor, "GET", f"{path}/transcript")).json()["turns"]
        assert len(turns) == 5
        assert {turn["agent_ref"] for turn in turns} <= {None, OWN[actor]}
    listed = (await centre.ask("anna", "GET", "/v1/interactions")).json()["items"]
    assert {item["ref"] for item in listed} == {*(f"0-{day}" for day in range(4)), SHARED}


async def test_a_colleague_is_heard_on_no_recording(centre):
    """Anna's own call is hers to hear; of the one that she handed over she and Carl read the transcript."""
    own, shared = centre.subject["interaction_id"], centre.shared
    heard = {"anna": {own}, "carl": set(), "limited": {shared}, "lead_north": {own, shared}, "viewer": {own, shared}}
    for actor, expected in heard.items():
        for contact in (own, shared):
            if contact == own and actor in {"carl", "limited"}:
                continue
            for path in (f"/v1/interactions/{contact}/audio", f"/interactions/{contact}/audio/both"):
                answer = await centre.ask(actor, "GET", path)
                assert answer.status_code == (200 if contact in expected else 403), (actor, path, answer.text)
            page = (await centre.ask(actor, "GET", f"/interactions/{contact}")).text  # its player
            assert ("/audio/both" in page) == (contact in expected), (actor, contact)
    assert (await centre.ask("carl", "GET", f"/interactions/{shared}/waveform/both")).status_code == 403


def test_a_handler_without_a_right_keeps_the_app_from_starting():
    from litestar import Litestar, get

    from qa_service.access.roles import check_rights

    @get("/open")
    async def forgotten() -> None:
        return None

    with pytest.raises(Configuration, match=r"/open: .*forgotten states no right"):
        check_rights(Litestar([forgotten], openapi_config=None).routes, beside=())
