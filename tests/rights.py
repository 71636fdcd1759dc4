"""A small scored centre with somebody of every role in it, and what each of them may do: one row a route.

Anna and Ben are of team `north`, Carl of `south`; every row asks about Anna, her team, or a chat of hers.
"""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
from litestar import Litestar
from litestar.testing import AsyncTestClient

from benchmarks.loader import load
from qa_service.access import directory, keys
from qa_service.access.directory import Agent, Lead, Membership, Person
from qa_service.api.app import create
from qa_service.config import Settings
from qa_service.pipeline import report
from qa_service.pipeline.analyse import standing_period
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.refresh import refresh
from qa_service.pipeline.score import score
from qa_service.store import interactions, people, reports
from qa_service.store.database import Database
from qa_service.store.interactions import StoredRecording
from scoring.scorer import Scorer
from tests.factories import CALLS_FOR_EMPATHY, IGNORED, NAMED, SOLVED, chat

ANNA, BEN, CARL = "anna-xq71", "ben-zk42", "carl-vw93"
AGENTS = (ANNA, BEN, CARL)
TEAM_OF = {ANNA: "north", BEN: "north", CARL: "south"}
FIRST = date(2026, 3, 1)
SHARED = "handed-over"

CENTRE = "admin qa_lead viewer dpo"
OTHERS = "lead_south ben carl limited"
"""Who reaches someone, and not Anna: a lead of another team, her colleague, another, and a viewer of another team."""
ACTORS = (*CENTRE.split(), "works_council", "ingest", "lead_north", "lead_south", "anna", "ben", "carl", "limited")


@dataclass(frozen=True)
class Row:
    """Who gets `status` from a route, and to whom its subject is not there (`absent`); the others are refused (403)."""

    method: str
    path: str
    ok: str
    hidden: str = ""
    status: int = 200
    absent: int = 404
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    def expected(self, actor: str) -> int:
        if actor == "nobody":
            return 401
        return self.status if actor in self.ok.split() else self.absent if actor in self.hidden.split() else 403


_CONTACT = "/v1/interactions/{interaction_id}"
_LEADS = "admin qa_lead"
_LEAD = "lead_north lead_south"
NOBODYS = "01980000-0000-7000-8000-000000000000"
ROWS = (
    Row("GET", "/v1/interactions", f"{CENTRE} ingest lead_north anna {OTHERS}"),
    Row("GET", "/v1/interactions", f"{CENTRE} ingest lead_north anna {OTHERS}", query={"agent": ANNA}),
    Row("GET", _CONTACT, f"{CENTRE} ingest lead_north anna", OTHERS),
    Row("GET", f"{_CONTACT}/transcript", f"{CENTRE} lead_north anna", OTHERS),
    Row("GET", f"{_CONTACT}/scorecards", f"{CENTRE} lead_north anna", OTHERS),
    Row("GET", f"{_CONTACT}/audio", f"{CENTRE} lead_north anna", OTHERS),
    Row("GET", "/v1/agents/{agent}/variability", f"{CENTRE} lead_north anna", OTHERS),
    Row("GET", "/v1/priorities", f"{CENTRE} lead_north lead_south limited"),
    Row("GET", "/v1/priorities", f"{CENTRE} lead_north", query={"team": "north"}),
    Row("GET", "/v1/agents", f"{CENTRE} lead_north lead_south limited"),
    Row("GET", "/v1/agents/{agent}", f"{CENTRE} lead_north anna", OTHERS),
    Row("GET", "/v1/teams", f"{CENTRE} lead_north lead_south limited works_council"),
    Row("GET", "/v1/teams/{team}", f"{CENTRE} lead_north", "lead_south limited"),
    Row("GET", "/v1/teams/{team}/results", f"{CENTRE} lead_north works_council", "lead_south limited"),
    Row("GET", "/v1/people", "admin dpo"),
    Row("GET", "/v1/people/{person}", "admin dpo"),
    Row("GET", "/v1/keys", "admin dpo"),
    Row("GET", "/v1/audit", "admin dpo works_council"),
    Row("GET", "/v1/releases", "admin dpo"),
    Row("GET", "/v1/models", _LEADS),
    Row("GET", "/v1/reports", f"{CENTRE} lead_north lead_south limited"),
    Row("GET", "/v1/reports/{report_id}", f"{CENTRE} lead_north", "lead_south limited"),
    Row("GET", "/v1/reports/{report_id}/pdf", f"{CENTRE} lead_north", "lead_south limited"),
    Row("GET", "/v1/reports/{report_id}/html", f"{CENTRE} lead_north", "lead_south limited"),
    Row("POST", "/v1/reports", f"{_LEADS} lead_north", status=202, body={"team": "north"}),
    Row("GET", "/v1/mails", _LEADS),
    Row("POST", "/v1/mails/{mail_id}/retry", "", _LEADS),
    Row("GET", "/v1/mail-schedules", _LEADS),
    Row("PUT", "/v1/mail-schedules/{team}", _LEADS, body={}),
    Row("POST", "/v1/interactions", "admin qa_lead ingest", status=422, body={}),
    Row("POST", "/v1/recordings", "admin qa_lead ingest", status=422, body={}),
    Row("POST", "/v1/people", "admin", status=422, body={}),
    Row("PUT", "/v1/people/{person}", "admin", body={"role": "team_lead", "email": "lead@example.com"}),
    Row("PUT", "/v1/agents/{agent}", "admin", body={"kind": "human"}),
    Row("PUT", "/v1/teams/{team}", "admin", body={"name": "North"}),
    Row("POST", "/v1/keys", "admin", status=201, body={"name": "new", "role": "viewer"}),
    Row("DELETE", "/v1/keys/{key_id}", "", hidden="admin"),
    Row("POST", "/v1/releases", "admin dpo", status=422, body={"reason": "asked"}),
    Row("DELETE", "/v1/releases/{release_id}", "", hidden="admin dpo"),
    # what is said of the centre or of a team
    Row("GET", "/v1/drivers", f"{CENTRE} {_LEAD} limited"),
    Row("GET", "/v1/resolution", f"{CENTRE} {_LEAD} limited"),
    Row("GET", "/v1/repetition", f"{CENTRE} {_LEAD} limited"),
    Row("GET", "/v1/segments", f"{CENTRE} {_LEAD} limited", query={"segment": "plan"}),
    Row("PUT", "/v1/resolution/windows", _LEADS, body={"reasons": {"parcel": 14}}),
    Row("GET", "/v1/bridge", CENTRE),
    Row("PUT", "/v1/resolution/windows", _LEADS, status=400, body={}),
    # what leaves by itself, and what is erased; those asked for by number are of nobody
    Row("GET", "/v1/webhooks", "admin"),
    Row("POST", "/v1/webhooks", "admin", status=400, body={}),
    Row("POST", "/v1/webhooks/{webhook_id}/secret", "", "admin"),
    Row("DELETE", "/v1/webhooks/{webhook_id}", "", "admin"),
    Row("GET", "/v1/webhooks/{webhook_id}/deliveries", "", "admin"),
    Row("POST", "/v1/webhooks/{webhook_id}/replay", "", "admin", body={}),
    Row("GET", "/v1/alerts", f"{CENTRE} {_LEAD} limited"),
    Row("GET", "/v1/alerts/{alert_id}", "", f"{CENTRE} {_LEAD} limited"),
    Row("GET", "/v1/alerts/rules", f"{CENTRE} works_council"),
    Row("POST", "/v1/alerts/rules", _LEADS, status=400, body={}),
    Row("DELETE", "/v1/alerts/rules/{rule_id}", "", _LEADS),
    Row("GET", "/v1/erasures", "admin dpo"),
    Row("POST", "/v1/erasures", "admin dpo", status=400, body={}),
    Row("GET", "/v1/erasures/{erasure_id}", "", "admin dpo"),
    Row("GET", "/v1/nights", CENTRE),
    Row("GET", "/v1/nights/{day}", "", CENTRE),
    Row("POST", f"{_CONTACT}/retry", _LEADS, status=409),
    # forms, outcomes, search, sessions and the recovery list; what is asked for by number is nobody's
    Row("PUT", "/v1/forms/{name}", _LEADS, body={"sections": [{"name": "Talk", "items": [{"behaviour": "empathy"}]}]}),
    Row("GET", "/v1/forms", f"{CENTRE} lead_north anna {OTHERS}"),
    Row("GET", "/v1/forms/{name}", f"{CENTRE} lead_north anna {OTHERS}"),
    Row("GET", "/v1/forms/{name}/results", f"{CENTRE} lead_north anna {OTHERS}"),
    Row("GET", f"{_CONTACT}/forms/{{name}}", f"{CENTRE} lead_north anna", OTHERS),
    Row("POST", "/v1/outcomes", "admin qa_lead ingest", status=422, body={}),
    Row("GET", "/v1/outcomes", f"{CENTRE} ingest"),
    Row("GET", f"{_CONTACT}/outcome", "", f"{CENTRE} {_LEAD} limited"),
    Row("GET", "/v1/search", f"{CENTRE} lead_north anna {OTHERS}", query={"behaviour": "empathy"}),
    Row("GET", "/v1/search", f"{CENTRE} lead_north anna {OTHERS}", query={"agent": ANNA}),
    Row(
        "POST",
        "/v1/sessions",
        f"{_LEADS} lead_north",
        status=201,
        body={"agent": ANNA, "behaviour": "empathy", "action": "listen", "held_on": "2026-03-02"},
    ),
    Row("GET", "/v1/sessions", f"{_LEADS} {_LEAD} anna ben carl"),
    Row("GET", "/v1/sessions/{session_id}", "", f"{_LEADS} {_LEAD} anna ben carl"),
    Row("GET", "/v1/sessions/{session_id}/follow-up", "", f"{_LEADS} {_LEAD} anna ben carl"),
    Row("POST", "/v1/sessions/{session_id}/acknowledgement", "", "anna ben carl", body={}),
    Row("POST", "/v1/sessions/{session_id}/done", "", f"{_LEADS} {_LEAD}"),
    Row("GET", "/v1/recovery", f"{_LEADS} {_LEAD}"),
    Row("PUT", "/v1/recovery/{interaction_id}", "", f"{_LEADS} {_LEAD}", body={}),
    Row("DELETE", "/v1/recovery/{interaction_id}", "", f"{_LEADS} {_LEAD}"),
    # reviews and appeals; those asked for by number are of nobody
    Row("GET", "/v1/review-samples", _LEADS),
    Row("POST", "/v1/review-samples", _LEADS, status=201, body={"kind": "random", "wanted": 1}),
    Row("GET", "/v1/review-samples/{sample_id}", "", _LEADS),
    Row("POST", "/v1/review-samples/{sample_id}/close", "", _LEADS),
    Row("GET", "/v1/reviews", f"{_LEADS} {_LEAD}"),
    Row("GET", "/v1/reviews/export", _LEADS),
    Row("GET", "/v1/reviews/{review_id}", "", f"{_LEADS} {_LEAD}"),
    Row("PUT", "/v1/reviews/{review_id}", "", f"{_LEADS} {_LEAD}", body={"answers": []}),
    Row("POST", "/v1/reviews/{review_id}/help", "", f"{_LEADS} {_LEAD}"),
    Row("DELETE", "/v1/reviews/{review_id}", "", f"{_LEADS} {_LEAD}"),
    Row("POST", f"{_CONTACT}/reviews", f"{_LEADS} lead_north", "lead_south", status=201, absent=409),
    Row("POST", "/v1/reviews/next", "", f"{_LEADS} {_LEAD}", body={"sample": NOBODYS}),
    Row("GET", "/v1/appeals", f"{_LEADS} works_council {_LEAD} anna ben carl"),
    Row("GET", "/v1/appeals/overturned", f"{_LEADS} dpo works_council"),
    Row("GET", "/v1/appeals/{appeal_id}", "", f"{_LEADS} works_council {_LEAD} anna ben carl"),
    Row("POST", "/v1/appeals", "works_council anna ben carl", status=400, body={}),
    Row("POST", "/v1/appeals/{appeal_id}/decision", _LEADS, status=400, body={}),
    Row("POST", "/v1/appeals/{appeal_id}/withdrawal", "", "works_council anna ben carl"),
)


@dataclass(frozen=True)
class Scene:
    """The centre behind its API."""

    app: Litestar
    client: AsyncTestClient[Litestar]
    keys: dict[str, str]
    subject: dict[str, str]
    shared: str
    """A chat that Anna handed over to Carl."""

    async def ask(self, actor: str, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.keys[actor]}"} if actor in self.keys else {}
        return await self.client.request(method, path.format(**self.subject), headers=headers, **more)


@dataclass(frozen=True)
class Filled:
    """The centre in a database."""

    settings: Settings
    keys: dict[str, str]
    subject: dict[str, str]
    shared: str


async def filled(database: Database, settings: Settings) -> Filled:
    await _fill(database, settings)
    made = await _people(database)
    async with database.connection() as db:
        rows = await interactions.PAGE.all(db, *(None,) * 8, 100, True, None, [])
        report_id = next(row.id for row in await reports.PAGE.all(db, None, "north", 10, None))
    of = {row.ref: row.id for row in rows}
    mine = of["0-0"]
    await _audio(database, settings, mine)
    await _audio(database, settings, of[SHARED])
    subject = {
        "interaction_id": str(mine), "agent": ANNA, "team": "north", "person": "lead-north", "key_id": "999999",
        "release_id": "999999", "report_id": str(report_id), "sample_id": NOBODYS, "review_id": NOBODYS,
        "webhook_id": NOBODYS, "mail_id": NOBODYS, "alert_id": NOBODYS, "rule_id": NOBODYS, "erasure_id": NOBODYS,
        "appeal_id": NOBODYS, "session_id": NOBODYS, "name": "service", "day": "1999-01-01",
    }  # fmt: skip
    return Filled(settings, made, subject, str(of[SHARED]))


@contextlib.asynccontextmanager
async def scene(found: Filled, **changed: Any) -> AsyncIterator[Scene]:
    """Serve it, with some settings changed."""
    app = create(msgspec.structs.replace(found.settings, **changed))
    async with AsyncTestClient(app) as client:
        yield Scene(app, client, found.keys, found.subject, found.shared)


async def _fill(database: Database, settings: Settings) -> None:
    chats = [
        chat(f"{AGENTS.index(agent)}-{day}", agent=agent, team=TEAM_OF[agent], day=day,
             said=[("customer", CALLS_FOR_EMPATHY), ("agent", NAMED if day % 2 else IGNORED), SOLVED])
        for agent in AGENTS
        for day in range(4)
    ]  # fmt: skip
    turns = [
        {"speaker": "customer", "text": CALLS_FOR_EMPATHY},
        {"speaker": "agent", "agent": ANNA, "text": NAMED},
        {"speaker": "agent", "agent": CARL, "text": "Hello, I have taken over. What is the order number?"},
        {"speaker": "customer", "text": CALLS_FOR_EMPATHY},
        {"speaker": "agent", "agent": CARL, "text": IGNORED},
    ]
    chats.append(chat(SHARED, agent=ANNA, team="north", day=2, turns=turns))
    await ingest(database, [Incoming(one) for one in chats], master_key=b"k" * 32, zone=settings.zone)
    library = load()
    targets = {name: benchmark.target for name, benchmark in library.benchmarks.items()}
    while await score(database, Scorer(library), targets, lease=30):
        pass
    await refresh(database, window_days=settings.window_days)
    async with database.transaction() as db:
        period = await standing_period(db, settings.window_days)
        for team in ("north", "south"):
            await report.request(db, team, period, settings)
    while await report.write(database, msgspec.structs.replace(settings, agent_first_days=0)):  # with quotes
        pass


async def _people(database: Database) -> dict[str, str]:
    """A key of each actor."""
    async with database.transaction() as db:
        for agent in AGENTS:
            teams = (Membership(team=TEAM_OF[agent], day_from=FIRST - timedelta(days=30)),)
            await directory.put_agent(db, agent, Agent(name=f"{agent} the agent", teams=teams))
        for team in ("north", "south"):
            leads = (Lead(team=team, day_from=FIRST),)
            await directory.put_person(db, f"lead-{team}", Person(role="team_lead", leads=leads))
        await directory.put_person(db, "anna", Person(role="agent", agent=ANNA, subject="oidc|anna"))
        made = {role: await keys.create(db, name=role, role=role) for role in ("admin", "qa_lead", "viewer", "dpo")}
        made |= {role: await keys.create(db, name=role, role=role) for role in ("works_council", "ingest")}
        made["lead_north"] = await keys.create(db, name="ln", person="lead-north")
        made["lead_south"] = await keys.create(db, name="ls", person="lead-south")
        made["anna"] = await keys.create(db, name="a", person="anna")
        made["ben"] = await keys.create(db, name="b", role="agent", agent=BEN)
        made["carl"] = await keys.create(db, name="c", role="agent", agent=CARL)
        made["limited"] = await keys.create(db, name="limited", role="viewer", teams=["south"])
    await refresh(database, window_days=70)
    return made


async def _audio(database: Database, settings: Settings, interaction_id: UUID) -> None:
    name = f"{uuid4().hex}.opus"
    settings.audio.mkdir(parents=True, exist_ok=True)
    (settings.audio / name).write_bytes(b"OggS silence")
    async with database.transaction() as db:
        kept = StoredRecording(interaction_id, "both", name, 12, b"\0" * 32)
        await interactions.insert_recordings(db, [kept], table="audio")
        assert await people.AGENTS.one(db, [ANNA]) is not None
