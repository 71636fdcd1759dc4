"""Models serve once they are known to be better than what serves, are named by new scorecards, and can be taken back."""

import pytest

from benchmarks.loader import load
from qa_service.errors import Configuration, Conflict, NotFound
from qa_service.pipeline import models as pipeline
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.score import score
from qa_service.store import models, scorecards
from qa_service.store.database import Database
from qa_service.worker.context import Context
from scoring.instrument import benchmarks_hash
from scoring.learning.stored import ModelError
from tests.factories import chat
from tests.learned import about, figures, model_bytes

pytestmark = pytest.mark.integration
KEY = b"k" * 32
BENCHMARKS = benchmarks_hash(load())


async def promote(database: Database, data: bytes, **more):
    async with database.transaction() as db:
        return await pipeline.promote(db, data, "m.qam", **{"benchmarks": BENCHMARKS, "by": "lead", **more})


def better(**more) -> bytes:
    return model_bytes(about(benchmarks=BENCHMARKS, **more))


async def test_a_better_model_serves_and_keeps_what_it_was_learned_from(database):
    row = await promote(database, better())
    assert (row.behaviour, row.promoted_by, row.retired_at) == ("warmth", "lead", None)
    assert row.data_hash == "d" * 64
    assert row.figures["better"] is True
    assert row.figures["held_out"]["weighted_kappa"] == {"estimate": 0.8, "low": 0.7, "high": 0.9}
    assert f"{row.learned_at:%Y-%m-%d}" == "2026-03-01"
    async with database.connection() as db:
        assert [one.hash for one in await models.SERVING.all(db)] == [row.hash]
        assert await pipeline.fetch(db, "warmth") == better()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"figures": figures(better=False, difference=(-0.1, -0.2, 0.1))},
         r"it is not better than what is in use: weighted_kappa -0.100 \(-0.200 to \+0.100\)"),
        ({"figures": figures(better=False, held_out=(0.1, -0.1, 0.2))},
         r"it is not better than chance: weighted_kappa 0.100 \(-0.100 to 0.200\)"),
        ({"benchmarks": "0000"}, "it was learned beside benchmarks@0000, the service has benchmarks@"),
        ({"figures": figures(model="feedbeef")}, "it was compared with model@feedbeef, but the library scores 'warmth'"),
    ],
)  # fmt: skip
async def test_what_is_not_known_to_be_better_is_refused(database, told, reason):
    with pytest.raises(Conflict, match=reason):
        await promote(database, model_bytes(about(**{"benchmarks": BENCHMARKS, **told})))
    async with database.connection() as db:
        assert await models.SERVING.all(db) == []


async def test_the_next_one_must_have_been_compared_with_the_one_that_serves(database):
    first = await promote(database, better())
    with pytest.raises(Conflict, match=f"compared with the library, but model@{first.hash} scores 'warmth' now"):
        await promote(database, better(n=81))
    with pytest.raises(Conflict, match="serves already, as model"):
        await promote(database, better())
    second = await promote(database, better(n=81, figures=figures(model=first.hash)))
    async with database.connection() as db:
        rows = await models.PAGE.all(db, None, 10)
    assert [(row.id, row.retired_by, row.reason) for row in rows] == [
        (first.id, "lead", f"model@{second.hash} is better"),
        (second.id, None, None),
    ]


async def test_a_model_is_taken_back_and_may_come_again(database):
    row = await promote(database, better())
    async with database.transaction() as db:
        await pipeline.retire(db, "warmth", by="head", reason="leads disagreed")
    async with database.connection() as db:
        assert await models.SERVING.all(db) == []
        kept = await models.get(db, row.id)
    assert (kept.retired_by, kept.reason) == ("head", "leads disagreed")
    async with database.transaction() as db:
        with pytest.raises(NotFound, match="no model serves 'warmth'"):
            await pipeline.retire(db, "warmth", by="head", reason="again")
        with pytest.raises(NotFound, match="no model serves 'warmth'"):
            await pipeline.fetch(db, "warmth")
    again = await promote(database, better())
    assert again.id > row.id


async def test_what_is_no_model_is_refused(database):
    with pytest.raises(ModelError, match=r"m\.qam: is no learned model"):
        await promote(database, b"pickle")


async def scored_by(context: Context, database: Database, ref: str):
    taken = await ingest(database, [Incoming(chat(ref))], master_key=KEY, zone=context.settings.zone)
    scorer, targets = await context.scorer()
    assert await score(database, scorer, targets, lease=30) == 1
    async with database.connection() as db:
        return (await scorecards.OF_INTERACTION.all(db, taken[0].id, None))[0]


async def test_workers_take_models_up_and_lay_them_down_between_tasks(database, settings):
    context = Context(settings, None)
    try:
        assert " model@none " in (await scored_by(context, database, "a")).instrument
        assert (await context.scorer())[0] is (await context.scorer())[0]
        row = await promote(database, better())
        card = await scored_by(context, database, "b")
        assert f" model@{row.hash} " in card.instrument
        assert card.behaviours["warmth"]["source"] == "model"
        async with database.transaction() as db:
            await pipeline.retire(db, "warmth", by="head", reason="leads disagreed")
        card = await scored_by(context, database, "c")
        assert " model@none " in card.instrument
        assert "warmth" not in card.behaviours
    finally:
        await context.close()


async def test_a_learned_score_counts_for_the_agent(database, settings):
    """Of a behaviour that the library has, and of one that it does not know."""
    await promote(database, better())
    await promote(database, better(behaviour="resolution"))
    context = Context(settings, None)
    try:
        card = await scored_by(context, database, "a")
    finally:
        await context.close()
    async with database.connection() as db:
        facts = await db.fetch(
            """select b.name, a.ref, f.score from fact f join behaviour b on b.id = f.behaviour_id
               left join agent a on a.id = f.agent_id where b.name = any($1)""",
            ["warmth", "resolution"],
        )
    assert card.behaviours["resolution"]["source"] == "model"
    assert {(fact["name"], fact["ref"]): fact["score"] for fact in facts} == {
        ("warmth", "ag-1"): card.behaviours["warmth"]["score"],
        ("resolution", "ag-1"): card.behaviours["resolution"]["score"],
    }


async def test_a_stored_model_that_cannot_be_read_stops_scoring(database, settings):
    await promote(database, better())
    async with database.transaction() as db:
        await db.execute("update model set bytes = 'x'")
    context = Context(settings, None)
    try:
        with pytest.raises(
            Configuration, match=r"model \d+ \(warmth\): is no learned model.*`qa models retire warmth`"
        ):
            await context.scorer()
    finally:
        await context.close()


async def test_the_api_lists_models_for_leads_alone(database, settings):
    from litestar.testing import AsyncTestClient

    from qa_service.access.keys import create
    from qa_service.api.app import create as app

    rows = [await promote(database, better()), await promote(database, better(behaviour="clarity"))]
    async with database.transaction() as db:
        lead, viewer = [await create(db, name=role, role=role) for role in ("qa_lead", "viewer")]
    async with AsyncTestClient(app(settings)) as client:
        found = await client.get("/v1/models?limit=1", headers={"Authorization": f"Bearer {lead}"})
        assert found.status_code == 200
        assert [item["hash"] for item in found.json()["items"]] == [rows[0].hash]
        assert "bytes" not in found.json()["items"][0]
        next_ = await client.get(
            "/v1/models", params={"after": found.json()["next"]}, headers={"Authorization": f"Bearer {lead}"}
        )
        assert [item["behaviour"] for item in next_.json()["items"]] == ["clarity"]
        refused = await client.get("/v1/models", headers={"Authorization": f"Bearer {viewer}"})
        assert refused.status_code == 403
        posted = await client.post("/v1/models", content=b"x", headers={"Authorization": f"Bearer {lead}"})
        assert posted.status_code == 405
