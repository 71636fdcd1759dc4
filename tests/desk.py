"""A centre with scored contacts, and somebody of each role who asks over HTTP."""

import contextlib
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar.testing import AsyncTestClient

from benchmarks.loader import load
from qa_service.access import keys
from qa_service.api.app import create
from qa_service.config import Settings
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.refresh import refresh
from qa_service.pipeline.score import score
from qa_service.store import people, persons
from qa_service.store.database import Connection, Database
from scoring.scorer import Scorer
from tests.factories import CALLS_FOR_EMPATHY, IGNORED, NAMED, SOLVED, chat

# Few English moments are sure enough to be quoted before a centre has reviewed its own: here all of them may be.
LIBRARY = msgspec.structs.replace(load(), calibrations={})
SCORER = Scorer(LIBRARY)
TARGETS = {name: benchmark.target for name, benchmark in LIBRARY.benchmarks.items()}
SHOWN = [("customer", CALLS_FOR_EMPATHY), ("agent", NAMED), SOLVED]
MISSED = [("customer", CALLS_FOR_EMPATHY), ("agent", IGNORED), SOLVED]
LEADS = {"lead-1": "t-1", "lead-2": "t-2"}


def of_generation(number: int, young: str = "young", old: str = "old") -> Any:
    """A contact of one of four agents: young customers meet empathy less often; one value is a person's name."""
    generation = young if number % 3 == 0 else old if number > 4 else "mary jones"
    said = MISSED if (generation == young and number % 2) or number % 7 == 0 else SHOWN
    return chat(
        f"c-{number}", agent=f"ag-{number % 4}", team=f"t-{number % 4 // 2 + 1}", day=number % 28, said=said, reason="parcel",
        customer={"ref": f"cust-{number}", "segment": {"generation": generation, "plan": "gold"}},
    )  # fmt: skip


async def make_unsure(db: Connection, contact_id: str) -> None:
    """Have a contact's resolution be what readers are too unsure of to call it missed, as calibrated scorers put it."""
    await db.execute(
        """update scorecard set behaviours = jsonb_set(behaviours, '{resolution}', behaviours -> 'resolution' ||
             '{"score": 0.5, "met": 1}' || jsonb_build_object('judgements', jsonb_build_array(
               behaviours #> '{resolution,judgements,0}' || '{"unsure": true, "grade": 0.5, "probability": 0.47}')))
           where interaction_id = $1 and behaviours @? '$.resolution.judgements[0]'""",
        UUID(contact_id),
    )


class Desk:
    """`ids` are the contacts' numbers by their reference."""

    def __init__(self, client: "AsyncTestClient[Any]", database: Database, settings: Settings) -> None:
        self.client, self.database, self.settings = client, database, settings
        self.ids: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    async def take(self, *items: Any) -> None:
        taken = await ingest(
            self.database, [Incoming(item) for item in items], master_key=b"k" * 32, zone=self.settings.zone
        )
        self.ids |= {one.ref: str(one.id) for one in taken}
        while await score(self.database, SCORER, TARGETS, lease=30):
            pass
        await self.refresh()

    async def refresh(self) -> None:
        await refresh(self.database, window_days=70)

    async def ask(self, who: str, method: str, path: str, **more: Any) -> Any:
        """Ask as a role, a lead of LEADS (`lead-1=ag-1` is an agent, too), or an agent; returns the response."""
        headers = {"Authorization": f"Bearer {await self._key(who)}", **more.pop("headers", {})}
        return await self.client.request(method, f"/v1{path}", headers=headers, **more)

    async def get(self, who: str, path: str, **params: Any) -> Any:
        return done(await self.ask(who, "GET", path, params=params))

    async def post(self, who: str, path: str, body: Any = None) -> Any:
        return done(await self.ask(who, "POST", path, json=body))

    async def put(self, who: str, path: str, body: Any) -> Any:
        return done(await self.ask(who, "PUT", path, json=body))

    async def refused(self, who: str, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """The status and the detail of a problem."""
        answer = await self.ask(who, method, path, **({} if body is None else {"json": body}))
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["detail"]

    async def _key(self, who: str) -> str:
        if who not in self._keys:
            async with self.database.transaction() as db:
                lead, _, own = who.partition("=")
                if lead in LEADS:
                    team = (await people.teams(db, [LEADS[lead]]))[LEADS[lead]].id
                    own_id = (await people.agents(db, {own: "human"}))[own].id if own else None
                    person = await persons.PUT.value(db, who, None, "team_lead", None, None, None, None, own_id, True)
                    await persons.PUT_LEAD.run(db, team, person, date(2026, 1, 1), None)
                    made: dict[str, Any] = {"person": who}
                elif who.startswith("ag-"):
                    made = {"role": "agent", "agent": who}
                else:
                    made = {"role": who.partition(":")[0]}
                self._keys[who] = await keys.create(db, name=who, **made)
        return self._keys[who]


def done(answer: Any) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


@contextlib.asynccontextmanager
async def opened(database: Database, settings: Settings) -> AsyncIterator[Desk]:
    async with AsyncTestClient(create(settings)) as client:
        yield Desk(client, database, settings)


def contacts(shown: int, missed: int, *, agent: str = "ag-1", team: str = "t-1", day: int = 0) -> list[Any]:
    """Chats of an agent that show empathy, and some that miss it, named `AGENT-s0`, `AGENT-m0` and so on."""
    named = [("s", number, SHOWN) for number in range(shown)] + [("m", number, MISSED) for number in range(missed)]
    return [chat(f"{agent}-{kind}{number}", agent=agent, team=team, day=day, said=said) for kind, number, said in named]
