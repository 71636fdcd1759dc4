"""Outcomes, reviews, bases and bridges in the service's analysis, from scored chats."""

from datetime import date
from itertools import count

import msgspec
import pytest

from qa_service.monitoring.results import Analysis
from qa_service.pipeline.analyse import analyse, standing_period
from qa_service.pipeline.erasure import erase, request
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.rescore import rescore
from qa_service.pipeline.score import score
from qa_service.store import agent_days, analyses
from qa_service.store import reviewed as store
from tests.desk import LIBRARY, MISSED, SCORER, SHOWN, TARGETS, opened
from tests.factories import chat

pytestmark = pytest.mark.integration
numbers = count()


@pytest.fixture
async def desk(database, settings):
    async with opened(database, settings) as made:
        yield made


def told(agent, day, *, shown, **more):
    said = SHOWN if shown else MISSED
    return chat(f"c-{next(numbers)}", agent=f"ag-{agent}", day=day, said=said, **more)


async def standing(desk) -> Analysis:
    async with desk.database.connection() as db:
        found = await analyses.LATEST.one(db)
    return msgspec.convert(found.document, Analysis)


def good(number):
    """In every second round of the eight agents; one of them never."""
    return number // 8 % 2 == 0 and number % 8 != 2


def answered(number):
    """Empathy shown goes with 4 of 5 points, missed with 2; every third customer says nothing."""
    shown = good(number)
    return {"csat": (4 if shown else 2) + number % 5 // 4} if number % 3 else None


async def test_drivers_are_of_stored_outcomes_and_enter_the_priorities(desk):
    await desk.take(
        *(told(n % 8, n % 28, shown=good(n), outcome=answered(n)) for n in range(240)),
    )
    found = await desk.get("viewer", "/drivers")
    (empathy,) = [one for one in found["drivers"] if (one["behaviour"], one["outcome"]) == ("empathy", "csat")]
    assert found["outcome"] == "csat"
    assert empathy["answered"] == pytest.approx(160 / 240)
    assert 0.5 < empathy["within"]["estimate"] < 2.6
    assert empathy["score_silent"] is not None
    ranked = (await desk.get("viewer", "/priorities"))["priorities"]
    factors = {one["behaviour"]: one["factors"] for one in ranked}
    assert factors["empathy"]["driver"] == pytest.approx(empathy["within"]["estimate"])
    assert factors["empathy"]["outcome"] == "csat"
    assert (await standing(desk)).drivers


async def test_a_late_outcome_moves_the_drivers(desk):
    chats = [told(n % 8, n % 28, shown=good(n)) for n in range(120)]
    await desk.take(*chats)
    assert (await desk.get("viewer", "/drivers"))["drivers"] == []
    assert (await standing(desk)).drivers == ()
    late = [
        msgspec.convert({**msgspec.to_builtins(one), "outcome": {"csat": 5 if good(n) else 2 + n % 3}}, type(one))
        for n, one in enumerate(chats)
    ]
    await desk.take(*late)
    (one,) = [one for one in (await standing(desk)).drivers if one.behaviour == "empathy"]
    assert (one.n, one.answered) == (120, 1.0)
    assert one.within.low > 0


async def bases(desk) -> dict[str, tuple[date, date]]:
    async with desk.database.connection() as db:
        rows = await db.fetch(
            """select a.ref, s.day_from, s.day_until from signal_base s join agent a on a.id = s.agent_id
               join behaviour b on b.id = s.behaviour_id where b.name = 'empathy'"""
        )
    return {row[0]: (row[1], row[2]) for row in rows}


def steady(agents=8, days=range(40), *, each=1):
    return [told(a, d, shown=(a + d + n) % 4 != 0) for a in range(agents) for d in days for n in range(each)]


async def test_a_base_stays_when_more_comes_and_moves_when_the_past_does(desk):
    await desk.take(*steady(3, range(27)))
    assert await bases(desk) == {}
    await desk.take(*steady(3, range(27, 30)))
    first = {f"ag-{n}": (date(2026, 3, 1), date(2026, 3, 29)) for n in range(3)}
    assert await bases(desk) == first
    await desk.take(*steady(3, range(30, 60)))
    assert await bases(desk) == first
    await desk.take(told(0, -10, shown=True))
    assert await bases(desk) == {**first, "ag-0": (date(2026, 2, 19), date(2026, 3, 20))}


async def test_a_base_lasts_until_it_holds_enough(desk):
    await desk.take(*[told(0, d, shown=d % 3 != 0) for d in range(0, 80, 2)])
    assert await bases(desk) == {"ag-0": (date(2026, 3, 1), date(2026, 4, 9))}


async def test_a_shift_is_held_against_a_base_from_before_the_window(desk):
    """The agent fell long before the 70 days that are looked at: within them nothing changes."""
    months = range(0, 120, 2)
    await desk.take(*[told(a, d, shown=(a + d // 2 + n) % 4 != 0) for a in range(7) for d in months for n in range(2)])
    await desk.take(*[told(7, d, shown=d < 30 and d % 8 != 0) for d in months for _ in range(2)])
    found = await standing(desk)
    agents = {one.agent: one for one in found.behaviours["empathy"].agents}
    assert [signal.kind for signal in agents["ag-7"].signals] == ["level_down"]
    assert all(one.detectable is not None for one in agents.values())


async def test_a_new_instrument_begins_a_new_base(desk):
    await desk.take(*steady(5))
    before = await bases(desk)
    assert len(before) == 5
    empathy = LIBRARY.benchmarks["empathy"]
    changed = msgspec.structs.replace(empathy, revision=empathy.revision + 1)
    newer = type(SCORER)(msgspec.structs.replace(LIBRARY, benchmarks=LIBRARY.benchmarks | {"empathy": changed}))

    class Nobody:
        async def send(self, *_tasks):
            """There are no workers."""

    await rescore(desk.database, newer, TARGETS, Nobody(), sample=30, lease=30, window_days=70)
    assert await bases(desk) == before
    async with desk.database.connection() as db:
        held = await db.fetch("select distinct i.name from signal_base s join instrument i on i.id = s.instrument_id")
    assert [row[0] for row in held] == [newer.instrument()]
    (bridge,) = (await desk.get("viewer", "/bridge"))["bridges"]
    assert (bridge["before"], bridge["after"], bridge["interactions"]) == (SCORER.instrument(), newer.instrument(), 30)
    assert bridge["behaviours"]["empathy"]["difference"]["estimate"] == 0.0


async def reviewed(desk, wanted, given_by):
    """Have a random sample read by one reader, who gives empathy `given_by(number, machine's)`."""
    await desk.post("qa_lead", "/review-samples", {"kind": "random", "wanted": wanted, "seed": "1"})
    async with desk.database.connection() as db:
        facts = await db.fetch(
            "select f.interaction_id, f.score from fact f join behaviour b on b.id = f.behaviour_id where b.name = 'empathy'"
        )
    machine = {str(row[0]): row[1] for row in facts}
    for number in range(wanted):
        review = (await desk.post("qa_lead", "/reviews/next", {}))["review"]
        given = {"behaviour": "empathy", "score": given_by(number, machine[review["interaction_id"]])}
        await desk.put("qa_lead", f"/reviews/{review['id']}", {"answers": [given]})


async def test_random_reviews_correct_levels_and_enter_the_budget(desk):
    await desk.take(*(told(n % 8, n % 28, shown=n % 3 != 0) for n in range(160)))
    plain = (await standing(desk)).behaviours["empathy"]
    assert (plain.reviewed, plain.budget.get("instrument")) == (None, None)
    await reviewed(desk, 40, lambda number, machine: machine if number % 8 else 1 - machine)
    await desk.take(told(0, 27, shown=True))
    found = (await standing(desk)).behaviours["empathy"]
    assert found.reviewed.reviews == 40
    assert list(found.reviewed.strata) == ["en/chat"]
    assert found.reviewed.mean.low < found.reviewed.mean.estimate < found.reviewed.mean.high
    assert found.budget["instrument"] > 0
    assert [one.level for one in found.agents] != [one.level for one in plain.agents]
    assert (await standing(desk)).behaviours["resolution"].reviewed is None


async def test_pairs_of_machine_and_review_hold_the_machine_s_own_score_after_a_ruling(desk):
    await desk.take(*(told(n % 8, n % 28, shown=n % 3 != 0) for n in range(80)))
    await reviewed(desk, 10, lambda number, machine: 1 - machine)

    async def pairs():
        async with desk.database.connection() as db:
            used = await db.fetchval("select id from instrument")
            found = await store.PAIRS.all(db, used, date(2026, 1, 1), date(2027, 1, 1), *[None] * 5)
            counted = await db.fetchval(
                """select sum(total) from agent_day d join behaviour b on b.id = d.behaviour_id
                   where b.name = 'empathy'"""
            )
        return [(one.machine, one.review) for one in found], counted

    before, counted = await pairs()
    assert len(before) == 10
    assert {machine + review for machine, review in before} == {1.0}
    async with desk.database.connection() as db:
        ref, agent = await db.fetchrow(
            """select i.ref, a.ref from review r join interaction i on i.id = r.interaction_id
               join agent a on a.id = i.agent_id join fact f on f.interaction_id = i.id
               join behaviour b on b.id = f.behaviour_id where b.name = 'empathy' and f.score = 0 limit 1"""
        )
    wrong = {"interaction": desk.ids[ref], "behaviour": "empathy", "reason": "I did", "agent": agent}
    made = await desk.post("works_council", "/appeals", wrong)
    decision = {"overturned": True, "score": 1.0, "reason": "heard"}
    await desk.post("admin", f"/appeals/{made['id']}/decision", decision)
    await desk.refresh()
    assert await pairs() == (before, counted + 1.0)


@pytest.mark.parametrize(
    "moved",
    ["nothing", "a review", "an outcome", "an erased outcome", "a contact not yet counted", "a contact counted since"],
)
async def test_the_standing_analysis_answers_while_it_is_of_the_rows_there_are(desk, moved):
    """Equal to what is computed anew, always; and kept only while nothing has moved."""
    who = {"customer": {"ref": "cu-1"}}
    chats = [told(n % 8, n % 28, shown=n % 3 != 0, outcome=answered(n), **(who if n == 1 else {})) for n in range(160)]
    zone = desk.settings.zone
    await desk.take(*chats)
    if moved == "a review":
        await reviewed(desk, 35, lambda number, machine: machine if number % 8 else 1 - machine)
    elif moved == "an outcome":
        late = {**msgspec.to_builtins(chats[0]), "outcome": {"csat": 1}}
        await ingest(desk.database, [Incoming(msgspec.convert(late, type(chats[0])))], master_key=b"k" * 32, zone=zone)
    elif moved == "an erased outcome":
        async with desk.database.transaction() as db:
            await request(db, "cu-1", by="lead", master_key=b"k" * 32)
        assert await erase(desk.database, desk.settings, master_key=b"k" * 32) == 1
    elif moved != "nothing":
        await ingest(desk.database, [Incoming(told(3, 20, shown=False))], master_key=b"k" * 32, zone=zone)
        await score(desk.database, SCORER, TARGETS, lease=30)
        if "counted" in moved:
            async with desk.database.transaction() as db:
                await agent_days.refresh(db, 500)
    async with desk.database.connection() as db:
        period = await standing_period(db, 70)
        asked = (await db.fetchval("select id from instrument"), period.day_from, period.day_until)
        stands = await analyses.STANDS.one(db, *asked)
    assert (stands is not None) == (moved == "nothing")
    assert await analyse(desk.database, period) == await analyse(desk.database, period, anew=True)
    await desk.take()  # what waits is scored, and all brought up to date
    async with desk.database.connection() as db:
        assert await analyses.STANDS.one(db, *asked)
    assert await analyse(desk.database, period) == await analyse(desk.database, period, anew=True)


async def test_calls_know_how_well_they_were_heard(desk):
    words = [["my", 0.0, 0.2, 0.9], ["parcel", 0.3, 0.6, 0.5]]
    spoken = [{"speaker": "customer", "text": "my parcel", "start": 0, "end": 1, "words": words}]
    call = chat("call", said=[("customer", "x")])
    heard = msgspec.convert({**msgspec.to_builtins(call), "channel": "voice", "turns": spoken}, type(call))
    await desk.take(heard, chat("text"))
    async with desk.database.connection() as db:
        found = dict(await db.fetch("select ref, heard from interaction"))
    assert found == {"call": pytest.approx(0.7), "text": None}
