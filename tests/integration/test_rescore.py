"""History under another instrument: everything stands under the present one, a random sample under both."""

import msgspec
import pytest

from benchmarks.loader import load
from qa_service.errors import Conflict
from qa_service.pipeline import rescore as module
from qa_service.pipeline.bridge import bridges
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.refresh import refresh
from qa_service.pipeline.rescore import rescore
from qa_service.pipeline.score import score
from qa_service.store import agent_days, interactions, rescoring
from qa_service.store.database import Database
from scoring.learning.stored import read
from scoring.scorer import Scorer
from tests.factories import CALLS_FOR_EMPATHY, IGNORED, NAMED, SOLVED, chat
from tests.learned import about, model_bytes, part

pytestmark = pytest.mark.integration
KEY = b"k" * 32
LIBRARY = load()
TARGETS = {name: benchmark.target for name, benchmark in LIBRARY.benchmarks.items()}
STATED = ("agent", "I am so sorry.")


class Sent:
    """What wakes workers, written down."""

    def __init__(self):
        self.tasks = []

    async def send(self, *tasks):
        self.tasks += tasks


def revised(number: int) -> Scorer:
    empathy = LIBRARY.benchmarks["empathy"]
    changed = msgspec.structs.replace(empathy, revision=empathy.revision + number)
    return Scorer(msgspec.structs.replace(LIBRARY, benchmarks=LIBRARY.benchmarks | {"empathy": changed}))


OLD, NEW, NEWEST = Scorer(LIBRARY), revised(1), revised(2)


def conversations(number: int):
    """Every third calls for empathy, half of those get it."""
    for n in range(number):
        said = [("customer", CALLS_FOR_EMPATHY), ("agent", NAMED if n % 2 else IGNORED), SOLVED]
        if n % 3:
            said = [("customer", "What are your hours on Sunday?"), STATED, ("agent", "From nine to five.")]
        yield chat(f"c-{n}", agent=f"ag-{n % 4}", day=n % 10, said=said)


async def take(database: Database, settings, items):
    return await ingest(database, [Incoming(item) for item in items], master_key=KEY, zone=settings.zone)


async def scored(database: Database, settings, number: int, scorer: Scorer = OLD) -> None:
    await take(database, settings, conversations(number))
    while await score(database, scorer, TARGETS, lease=30):
        pass
    await refresh(database, window_days=70)


async def again(database: Database, scorer: Scorer, sender=None, **more):
    return await rescore(database, scorer, TARGETS, sender or Sent(), **{"lease": 30, "window_days": 70, **more})


async def cards(database: Database) -> dict[str, set[str]]:
    async with database.connection() as db:
        rows = await db.fetch(
            """select i.ref, n.name from scorecard s join interaction i on i.id = s.interaction_id
               join instrument n on n.id = s.instrument_id where s.leg = -1"""
        )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["ref"], set()).add(row["name"])
    return found


async def instruments_of_facts(database: Database) -> set[str]:
    async with database.connection() as db:
        rows = await db.fetch("select distinct n.name from fact f join instrument n on n.id = f.instrument_id")
    return {row["name"] for row in rows}


async def test_all_stand_under_the_new_one_and_a_sample_under_both(database, settings, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 7)
    await scored(database, settings, 30)
    sender = Sent()
    done = await again(database, NEW, sender, sample=6)
    assert (done.marked, done.left, done.instrument) == (30, 0, NEW.instrument())
    assert sender.tasks == ["score"] * 5
    found = await cards(database)
    both = [ref for ref, names in found.items() if names == {OLD.instrument(), NEW.instrument()}]
    assert len(found) == 30
    assert all(names == {NEW.instrument()} for ref, names in found.items() if ref not in both)
    async with database.connection() as db:
        overall = await db.fetchval("select count(*) from bridge where overall")
        drawn = await db.fetchval("select count(*) from bridge")
        states = await interactions.STATES.all(db)
    assert overall == 6
    # Ten of thirty call for empathy: more were drawn until six of them do.
    assert len(both) == drawn > 6
    assert [(one.state, one.count) for one in states] == [("scored", 30)]
    assert await instruments_of_facts(database) == {NEW.instrument()}


async def test_facts_and_days_equal_those_of_scoring_under_the_new_one_at_once(database, settings):
    await scored(database, settings, 24)
    await again(database, NEW)

    async def days():
        async with database.connection() as db:
            assert await agent_days.DIRTY.value(db) == 0
            rows = await db.fetch(
                """select a.ref, d.day, n.name as instrument, b.name, d.n, d.total, d.below, d.met from agent_day d
                   join agent a on a.id = d.agent_id join instrument n on n.id = d.instrument_id
                   join behaviour b on b.id = d.behaviour_id order by 1, 2, 3, 4"""
            )
        return [tuple(row) for row in rows]

    left = await days()
    assert left
    assert {row[2] for row in left} == {NEW.instrument()}
    async with database.transaction() as db:
        await db.execute("truncate interaction, interaction_key, turn, scorecard, fact, agent_day, bridge, analysis")
    await scored(database, settings, 24, NEW)
    assert await days() == left


async def test_what_stands_under_the_present_one_is_passed_over(database, settings):
    await scored(database, settings, 12)
    assert (await again(database, OLD)).marked == 0
    await again(database, NEW)
    assert (await again(database, NEW)).marked == 0


async def test_days_limit_it(database, settings):
    from datetime import date

    await scored(database, settings, 20)
    done = await again(database, NEW, day_from=date(2026, 3, 3), day_until=date(2026, 3, 5), sample=0)
    assert done.marked == 4  # days 2 and 3 of ten, twice each
    found = await cards(database)
    assert {ref for ref, names in found.items() if names == {NEW.instrument()}} == {"c-2", "c-3", "c-12", "c-13"}
    assert await bridges(database) == []


async def test_broken_off_and_begun_again_it_goes_on_with_the_same_sample(database, settings, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 5)
    await scored(database, settings, 30)

    async def sample():
        async with database.connection() as db:
            return await db.fetch("select interaction_id, overall from bridge order by 1")

    def broken(marked):
        if marked >= 15:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await again(database, NEW, sample=5, told=broken)
    drawn = await sample()
    assert len([names for names in (await cards(database)).values() if NEW.instrument() in names]) == 10
    while await score(database, NEW, TARGETS, lease=30):  # the batch that was marked waits for any worker
        pass
    done = await again(database, NEW, sample=5)
    assert done.marked == 15
    assert await sample() == drawn
    found = await cards(database)
    assert all(NEW.instrument() in names for names in found.values())
    assert sum(len(names) == 2 for names in found.values()) == len(drawn)


async def test_the_sample_keeps_every_instrument_and_may_go_back(database, settings):
    await scored(database, settings, 12)
    await again(database, NEW, sample=3)
    await again(database, NEWEST, sample=3)
    names = [OLD.instrument(), NEW.instrument(), NEWEST.instrument()]
    assert max((await cards(database)).values(), key=len) == set(names)
    assert {(one.before, one.after) for one in await bridges(database)} == {
        (names[0], names[1]),
        (names[0], names[2]),
        (names[1], names[2]),
    }
    assert (await again(database, OLD, sample=3)).marked == 12
    assert await instruments_of_facts(database) == {OLD.instrument()}
    assert {(one.before, one.after) for one in await bridges(database)} == {
        (names[1], names[0]),
        (names[1], names[2]),
        (names[2], names[0]),
    }


async def test_a_bridge_shows_the_mean_difference(database, settings):
    await scored(database, settings, 30)
    # The model says 1 where an agent is sorry; the library knows no opportunity in two thirds of them.
    model = read(model_bytes(about(behaviour="empathy"), part(sorry=4.0)), "m")
    learned = Scorer(LIBRARY, [model])
    await again(database, learned, sample=30)
    (bridge,) = await bridges(database)
    assert (bridge.before, bridge.after, bridge.interactions) == (OLD.instrument(), learned.instrument(), 30)
    empathy, resolution = bridge.behaviours["empathy"], bridge.behaviours["resolution"]
    assert (empathy.n, empathy.before, empathy.after) == (10, 0.5, 0.5)
    assert empathy.difference.estimate == 0
    assert empathy.not_applicable.n == 30
    assert empathy.not_applicable.before == pytest.approx(20 / 30)
    assert empathy.not_applicable.after == 0
    assert (resolution.difference.estimate, resolution.difference.low, resolution.difference.high) == (0, 0, 0)


async def test_workers_with_other_benchmarks_are_said(database, settings, monkeypatch):
    await scored(database, settings, 6)
    real = module.score

    async def by_another_worker(database, scorer, targets, *, lease):
        return await real(database, OLD, targets, lease=lease)

    monkeypatch.setattr(module, "score", by_another_worker)
    with pytest.raises(Conflict, match=r"6 interactions were scored under 'benchmarks@.*': restart the workers"):
        await again(database, NEW)


async def test_a_new_version_is_no_part_of_a_bridge(database, settings):
    await scored(database, settings, 6)
    await again(database, NEW, sample=6)
    await take(database, settings, [chat(f"c-{n}", said=[("customer", "Other words.")]) for n in range(6)])
    while await score(database, NEW, TARGETS, lease=30):
        pass
    assert await bridges(database) == []
    async with database.connection() as db:
        assert await rescoring.PAIRS.all(db) == []
