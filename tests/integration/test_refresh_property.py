"""What `refresh` leaves equals a full recomputation, whatever happened and in whatever order.

A kind of event is a frozen dataclass with `happen`, and a line of EVENTS.
"""

import math
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from benchmarks.loader import load
from qa_service.access.user import User
from qa_service.errors import NotFound
from qa_service.pipeline.appeals import appeal, decide
from qa_service.pipeline.erasure import erase, request
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.refresh import refresh
from qa_service.pipeline.rescore import rescore
from qa_service.pipeline.resolution import set_windows
from qa_service.pipeline.reviews import BehaviourAnswer, Fits, draw, next_of, submit
from qa_service.pipeline.score import score
from qa_service.store import agent_days, analyses, cases
from qa_service.store.database import Database
from scoring.scorer import Scorer
from tests.factories import CALLS_FOR_EMPATHY, IGNORED, NAMED, SOLVED, chat

pytestmark = pytest.mark.integration
LIBRARY = load()
TARGETS = {name: benchmark.target for name, benchmark in LIBRARY.benchmarks.items()}
WINDOW = 70
TABLES = """appeal, ruling, said, interaction_key, interaction, turn, outcome, scorecard, fact, agent_day,
  dirty_agent_day, analysis, bridge, team_member, review_sample, review_place, review, review_score, answers_seen,
  erasure, erased_contact, unanalysed, signal_base, reason_window, first_contact, later_contact, dirty_case"""
SAID = (
    [("customer", CALLS_FOR_EMPATHY), ("agent", NAMED), SOLVED],
    [("customer", CALLS_FOR_EMPATHY), ("agent", IGNORED), SOLVED],
    [
        ("customer", "My e-mail is anna@example.org."),
        ("agent", "Your e-mail please?"),
        ("customer", "anna@example.org."),
    ],
    [("agent", "Hello.")],
)


def revised(number: int) -> Scorer:
    empathy = LIBRARY.benchmarks["empathy"]
    changed = msgspec.structs.replace(empathy, revision=empathy.revision + number)
    return Scorer(msgspec.structs.replace(LIBRARY, benchmarks=LIBRARY.benchmarks | {"empathy": changed}))


SCORERS = (Scorer(LIBRARY), revised(1))
COUNCIL = User(name="council", role="works_council")
LEAD = User(name="lead", role="qa_lead", everyone=True)
READER = User(name="reader", role="qa_lead", everyone=True)  # who has reviewed a contact decides no appeal of it


class Centre:
    """A database and what scores in it at present."""

    def __init__(self, database: Database, settings: Any) -> None:
        self.database, self.settings, self.zone, self.scorer = database, settings, settings.zone, SCORERS[0]

    async def take(self, item: Any) -> None:
        await ingest(self.database, [Incoming(item)], master_key=b"k" * 32, zone=self.zone)

    async def score(self) -> None:
        while await score(self.database, self.scorer, TARGETS, lease=30):
            pass

    async def refresh(self) -> None:
        await refresh(self.database, window_days=WINDOW)

    async def send(self, *tasks: Any) -> None:
        """Wake nobody: there are no workers."""


@dataclass(frozen=True)
class Contact:
    """A contact of an agent in a team; a number that was there before is its new version, or the same once more."""

    number: int
    agent: int
    team: int
    day: int
    said: int
    customer: int = 0
    case: int = 0

    async def happen(self, centre: Centre) -> None:
        await centre.take(self.item())

    def item(self, **more: Any) -> Any:
        """Customers and cases 0 are none; a customer's contacts have one of two reasons."""
        who: dict[str, Any] = {
            "agent": f"ag-{self.agent}",
            "team": f"t-{self.team}",
            "reason": f"r-{(self.number + self.said) % 2}",
        }
        if self.customer:
            who["customer"] = {"ref": f"cu-{self.customer}"}
        if self.case:
            who["case"] = f"case-{self.case}"
        return chat(f"c-{self.number}", **who, day=self.day, said=SAID[self.said], **more)


@dataclass(frozen=True)
class Outcome:
    """What became of a contact is told late, with the contact."""

    contact: Contact
    csat: int

    async def happen(self, centre: Centre) -> None:
        await centre.take(self.contact.item(outcome={"csat": self.csat}))


@dataclass(frozen=True)
class Scoring:
    async def happen(self, centre: Centre) -> None:
        await centre.score()


@dataclass(frozen=True)
class Rescoring:
    """History under another instrument, with or without a sample that keeps its older scorecards."""

    scorer: int
    sample: int

    async def happen(self, centre: Centre) -> None:
        centre.scorer = SCORERS[self.scorer]
        options = {"sample": self.sample, "lease": 30, "window_days": WINDOW}
        await rescore(centre.database, centre.scorer, TARGETS, centre, **options)


@dataclass(frozen=True)
class Appeal:
    """Somebody contests the first scores that an agent has; those leave the level, and come back or are replaced."""

    agent: int
    decision: str
    score: float | None

    async def happen(self, centre: Centre) -> None:
        async with centre.database.transaction() as db:
            found = await db.fetchrow(
                """select f.interaction_id, b.name, f.leg, f.agent_id from fact f join agent a on a.id = f.agent_id
                   join behaviour b on b.id = f.behaviour_id
                   where a.ref = $1 and not exists (select from appeal p where p.interaction_id = f.interaction_id)
                   order by f.interaction_id, b.name, f.leg limit 1""",
                f"ag-{self.agent}",
            )
            if found is None:
                return
            interaction_id, behaviour, leg, agent_id = found
            days = {"appeal_days": 14, "decide_days": 7, "master_key": b"k" * 32}
            asked = {"leg": leg, "turn": None, "reason": "not so"}
            made = await appeal(db, COUNCIL, agent_id, interaction_id, behaviour, **asked, **days)
            if self.decision != "open":
                overturn = self.decision == "overturned"
                decided = {"overturn": overturn, "score": self.score, "reason": "heard", "master_key": b"k" * 32}
                await decide(db, LEAD, made.id, **decided)


@dataclass(frozen=True)
class Month:
    """Five agents at work for a month, as much as bases, drivers and corrections by reviews need."""

    async def happen(self, centre: Centre) -> None:
        for number in range(120):
            agent, said = number % 5, number // 5 % 2
            one = Contact(1000 + number, agent + 1, agent % 2 + 1, number // 4, said, customer=10 + number % 50)
            answered = {"outcome": {"csat": 5 - 2 * said - number % 7 // 5}} if number % 3 else {}
            await centre.take(one.item(**answered))


@dataclass(frozen=True)
class Reviews:
    """A random sample is read; every fifth time the reader contradicts the machine."""

    wanted: int

    async def happen(self, centre: Centre) -> None:
        async with centre.database.transaction() as db:
            if not await db.fetchval("select count(*) from interaction where state = 'scored'"):
                return
            drawn = {"kind": "random", "behaviour": None, "fits": Fits(), "readers": 1, "seed": "1", "drawn_by": "lead"}
            made = await draw(db, **drawn, wanted=self.wanted)
            for number in range(made.open):
                try:
                    review = await next_of(db, READER, made.id)
                except NotFound:  # the reader has read what is left for an earlier sample
                    return
                score = float(number % 5 == 0) if number % 2 else 1.0
                answers = [BehaviourAnswer(behaviour="empathy", score=score)]
                await submit(db, READER, review.id, answers, comment=None, assisted=False, master_key=b"k" * 32)


@dataclass(frozen=True)
class Erasure:
    """A customer is forgotten: contacts lose their words, outcomes and case, the scores stay."""

    customer: int

    async def happen(self, centre: Centre) -> None:
        ref = f"cu-{self.customer}"
        async with centre.database.transaction() as db:
            if not await db.fetchval("select count(*) from customer where ref = $1", ref):
                return
            await request(db, ref, by="lead", master_key=b"k" * 32)
        while await erase(centre.database, centre.settings, master_key=b"k" * 32):
            pass


@dataclass(frozen=True)
class Window:
    """How many days customers of a reason have to come back in is set."""

    days: int

    async def happen(self, centre: Centre) -> None:
        await set_windows(centre.database, {"r-0": float(self.days)})


@dataclass(frozen=True)
class Refreshing:
    async def happen(self, centre: Centre) -> None:
        await centre.refresh()


CONTACTS = st.builds(
    Contact,
    number=st.integers(0, 4),
    agent=st.integers(1, 3),
    team=st.integers(1, 2),
    day=st.integers(0, 12),
    said=st.integers(0, len(SAID) - 1),
    customer=st.integers(0, 2),
    case=st.integers(0, 2),
)
EVENTS = [
    CONTACTS,
    st.builds(Outcome, contact=CONTACTS, csat=st.integers(1, 5)),
    st.builds(Scoring),
    st.builds(Rescoring, scorer=st.integers(0, 1), sample=st.integers(0, 2)),
    st.builds(
        Appeal,
        agent=st.integers(1, 3),
        decision=st.sampled_from(["open", "upheld", "overturned"]),
        score=st.sampled_from([None, 0.0, 0.5, 1.0]),
    ),
    st.builds(Reviews, wanted=st.integers(1, 4)),
    st.builds(Erasure, customer=st.integers(1, 2)),
    st.builds(Window, days=st.integers(1, 12)),
    st.builds(Refreshing),
]
A_MONTH = [
    Month(),
    Scoring(),
    Refreshing(),
    Outcome(Contact(1001, 2, 2, 0, 0, customer=11), 1),
    Contact(1, 1, 1, -9, 0, customer=12),
    Reviews(40),
    Erasure(14),
    Contact(1007, 3, 2, 1, 1, customer=17),
    Appeal(2, "overturned", 1.0),
    Scoring(),
    Refreshing(),
    Window(12),
    Contact(2, 2, 1, 6, 1, customer=14),
    Rescoring(1, 2),
    Contact(3, 1, 1, 10, 2, customer=13),
    Contact(5, 1, 1, 11, 2, customer=13),
    Contact(1012, 3, 1, 40, 1, customer=22, case=1),
]


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # lists are short, and shrinking one takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=st.lists(st.one_of(CONTACTS, *EVENTS), min_size=4, max_size=14))
@example(events=A_MONTH)
async def test_refresh_equals_a_full_recomputation(database, settings, events):
    async with database.transaction() as db:
        await db.execute(f"truncate {TABLES}")
    centre = Centre(database, settings)
    for event in events:
        await event.happen(centre)
    await centre.score()
    await centre.refresh()
    left = await standing(database)
    if events is A_MONTH:
        assert all(left[part] for part in ("first", "later", "bases"))
        assert left["analysis"]["drivers"]
        assert left["analysis"]["behaviours"]["empathy"]["reviewed"]
    async with database.transaction() as db:
        assert await agent_days.DIRTY.value(db) + await cases.DIRTY.value(db) == 0
        await db.execute("truncate agent_day, analysis, signal_base")
        for table in ("first_contact", "later_contact"):  # those of whom nobody knows the customer any more stay
            await db.execute(
                f"""delete from {table} t using interaction i where i.id = t.interaction_id
                    and (i.customer_id is not null or i.case_ref is not null)"""  # noqa: S608 - two tables of ours
            )
        await agent_days.MARK_ALL.run(db)
        await cases.MARK_ALL.run(db)
    await centre.refresh()
    assert apart(left, await standing(database)) == []


async def standing(database: Database) -> dict[str, Any]:
    async with database.connection() as db:
        days = await db.fetch("select * from agent_day")
        first = await db.fetch("select * from first_contact order by interaction_id")
        later = await db.fetch("select * from later_contact order by interaction_id")
        held = await db.fetch("select * from signal_base order by instrument_id, agent_id, behaviour_id")
        found = await analyses.LATEST.one(db)
    keys = ("agent_id", "day", "team_id", "instrument_id", "behaviour_id", "cell_id")
    return {
        "days": {str([row[key] for key in keys]): dict(row) for row in days},
        "analysis": None if found is None else found.document,
        **{name: [dict(row) for row in rows] for name, rows in (("first", first), ("later", later), ("bases", held))},
    }


def apart(one: Any, other: Any, place: str = "") -> list[str]:
    """Where two documents differ by more than 1e-9."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [found for key in one for found in apart(one[key], other[key], f"{place}/{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [found for n, pair in enumerate(zip(one, other, strict=True)) for found in apart(*pair, f"{place}/{n}")]
    if isinstance(one, float) and isinstance(other, float):
        return [] if math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) else [f"{place}: {one} {other}"]
    return [] if one == other else [f"{place}: {one} {other}"]
