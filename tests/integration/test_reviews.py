"""The review queue over HTTP: draws, blind reading, answers that stand, and the export."""

import json

import msgspec
import pytest

from benchmarks.loader import load
from qa_service.evaluation.pilot import sheet
from qa_service.evaluation.reviewed import scored, together
from qa_service.store import reviews
from scoring.learning.reviews import read_reviews
from scoring.scorer import Scorer
from tests.desk import contacts, opened
from tests.factories import chat

pytestmark = pytest.mark.integration
EMPATHY = [{"behaviour": "empathy", "score": 1.0, "judgements": [{"turn": 0, "grade": 1.0}]}]


@pytest.fixture
async def desk(database, settings):
    async with opened(database, settings) as made:
        await made.take(*contacts(6, 4), *contacts(2, 1, agent="ag-2", team="t-2"))
        yield made


async def test_a_random_draw_is_repeatable_and_knows_its_inclusion(desk):
    body = {"kind": "random", "wanted": 4, "seed": "s", "filters": {"team": "t-1", "from": "2026-03-01"}}
    first, again = [await desk.post("qa_lead", "/review-samples", body) for _ in range(2)]
    other = await desk.post("qa_lead", "/review-samples", body | {"seed": "other"})
    assert (first["population"], first["drawn"], first["open"]) == (10, 4, 4)
    assert first["filters"] == {"team": "t-1", "from": "2026-03-01"}
    async with desk.database.connection() as db:
        places = {
            one["id"]: await db.fetch(
                "select interaction_id, inclusion from review_place where sample_id = $1 order by position", one["id"]
            )
            for one in (first, again, other)
        }
    assert places[first["id"]] == places[again["id"]] != places[other["id"]]
    assert {row["inclusion"] for row in places[first["id"]]} == {0.4}


@pytest.mark.parametrize(
    ("body", "refs"),
    [
        ({"kind": "rule", "filters": {"missed": "empathy"}}, {"ag-1-m0", "ag-1-m1", "ag-1-m2", "ag-1-m3", "ag-2-m0"}),
        ({"kind": "rule", "filters": {"missed": "empathy", "agent": "ag-2"}}, {"ag-2-m0"}),
        ({"kind": "random", "filters": {"agent": "ag-2", "channel": "chat"}}, {"ag-2-s0", "ag-2-s1", "ag-2-m0"}),
    ],
)
async def test_what_a_draw_holds(desk, body, refs):
    made = await desk.post("qa_lead", "/review-samples", {"wanted": 50, **body})
    assert made["drawn"] == made["population"] == len(refs)
    async with desk.database.connection() as db:
        found = await db.fetch(
            "select i.ref from review_place p join interaction i on i.id = p.interaction_id where sample_id = $1",
            made["id"],
        )
    assert {row["ref"] for row in found} == refs


async def test_uncertainty_takes_the_probability_nearest_one_half(desk):
    async with desk.database.transaction() as db:  # as a calibrated instrument would have put them
        await db.execute(
            """update scorecard s set behaviours = jsonb_set(behaviours, '{empathy,judgements,0,probability}',
                 to_jsonb(place / 13.0))
               from (select interaction_id, row_number() over () as place from scorecard where leg = -1) p
               where p.interaction_id = s.interaction_id"""
        )
    made = await desk.post("qa_lead", "/review-samples", {"kind": "uncertainty", "behaviour": "empathy", "wanted": 3})
    async with desk.database.connection() as db:
        doubts = await db.fetch(
            """select p.position, p.inclusion, (select min(abs((j ->> 'probability')::float - 0.5))
                 from jsonb_array_elements(s.behaviours #> '{empathy,judgements}') j) as doubt
               from scorecard s left join review_place p on p.interaction_id = s.interaction_id
               where s.leg = -1 order by doubt"""
        )
    assert made["drawn"] == 3
    drawn = [row["doubt"] for row in doubts if row["position"]]
    assert max(drawn) <= min(row["doubt"] for row in doubts if not row["position"])
    assert {row["inclusion"] for row in doubts} == {None}


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"kind": "random", "filters": {"missed": "empathy"}}, 422, "filters.missed: a draw by what the machine"),
        ({"kind": "uncertainty"}, 422, "behaviour: is required"),
        ({"kind": "rule"}, 422, "filters: are required"),
        ({"kind": "random", "filters": {"queue": "none"}}, 404, "no scored interaction fits"),
        ({"kind": "random", "wanted": 0}, 400, ""),
        ({"kind": "random", "filters": {"agent": "ag-9"}}, 404, "agent 'ag-9' is not known"),
    ],
)
async def test_draws_that_are_refused(desk, body, status, said):
    found, detail = await desk.refused("qa_lead", "POST", "/review-samples", {"wanted": 1, **body})
    assert found == status
    assert said in detail


async def test_readers_are_blind_until_their_review_is_in(desk):
    await desk.post("qa_lead", "/review-samples", {"kind": "random", "wanted": 1, "readers": 2, "seed": "1"})
    first, second = [await desk.post(who, "/reviews/next", {}) for who in ("qa_lead:a", "qa_lead:b")]
    assert first["review"]["interaction_id"] == second["review"]["interaction_id"]
    assert [turn["number"] for turn in first["turns"]] == [0, 1, 2]
    contact = f"/interactions/{first['review']['interaction_id']}/scorecards"
    assert await desk.refused("qa_lead:a", "GET", contact) == (
        409,
        "your review of this contact is open: put it in, or ask for help, before you see other answers",
    )
    again = await desk.post("qa_lead:a", "/reviews/next", {})
    assert again["review"]["id"] == first["review"]["id"]
    await desk.put("qa_lead:a", f"/reviews/{first['review']['id']}", {"answers": EMPATHY})
    assert (await desk.get("qa_lead:a", contact))["scorecards"]
    of_first = f"/reviews/{first['review']['id']}"
    assert (await desk.get("qa_lead:b", of_first))["answers"] is None
    assert (await desk.get("qa_lead:c", of_first))["answers"] is None
    await desk.put(
        "qa_lead:b", f"/reviews/{second['review']['id']}", {"answers": [{"behaviour": "empathy", "score": 0}]}
    )
    assert (await desk.get("qa_lead:b", of_first))["answers"][0]["score"] == 1.0
    assert (await desk.get("qa_lead:c", of_first))["answers"][0]["score"] == 1.0
    assert await desk.refused("qa_lead:c", "POST", "/reviews/next", {}) == (404, "nothing waits for your review")
    stands = {one["behaviour"]: one for one in (await desk.get("viewer", contact))["stands"] if one["leg"] == -1}
    assert (stands["empathy"]["by"], stands["empathy"]["score"], stands["empathy"]["people"]) == (
        "review",
        0.5,
        [1.0, 0.0],
    )
    assert stands["resolution"]["by"] == "machine"


async def test_help_opens_the_answers_and_marks_the_review(desk):
    await desk.post("qa_lead", "/review-samples", {"kind": "random", "wanted": 3, "seed": "1"})
    seen = await desk.post("qa_lead", "/reviews/next", {})
    await desk.post("qa_lead", f"/reviews/{seen['review']['id']}/help")
    assert (await desk.get("qa_lead", f"/interactions/{seen['review']['interaction_id']}/scorecards"))["scorecards"]
    put = await desk.put("qa_lead", f"/reviews/{seen['review']['id']}", {"answers": EMPATHY})
    assert (put["state"], put["assisted"]) == ("in", True)
    for contact in set(desk.ids.values()):
        await desk.get("admin", f"/interactions/{contact}/scorecards")
    looked_first = await desk.post("admin", "/reviews/next", {})
    assert looked_first["review"]["assisted"]
    async with desk.database.connection() as db:
        assert await reviews.RANDOM.all(db, None, None) == []


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([], "answers: is empty"),
        ([*EMPATHY, *EMPATHY], "answers[1].behaviour: 'empathy' of leg -1 is answered already"),
        (
            [{"behaviour": "x", "score": 1, "judgements": [{"turn": 3, "grade": 1}]}],
            "answers[0].judgements[0].turn: 3 is none",
        ),
        (
            [{"behaviour": "x", "score": None, "judgements": [{"turn": 1, "grade": 1}]}],
            "answers[0].judgements: are of an",
        ),
        ([{"behaviour": "x", "score": 1, "leg": 4}], "answers[0].leg: 4 is no leg of this interaction, which has 1"),
    ],
)
async def test_answers_that_do_not_fit(desk, answers, said):
    opened_ = await desk.post("qa_lead", f"/interactions/{desk.ids['ag-1-s0']}/reviews")
    status, detail = await desk.refused("qa_lead", "PUT", f"/reviews/{opened_['review']['id']}", {"answers": answers})
    assert (status, detail[: len(said)]) == (422, said)


async def test_reviews_are_exported_as_learn_and_pilot_read_them(desk):
    sample = await desk.post("qa_lead", "/review-samples", {"kind": "random", "wanted": 8, "seed": "1"})
    for _ in range(8):
        open_ = await desk.post("qa_lead", "/reviews/next", {"sample": sample["id"]})
        met = "spoiled her birthday" in open_["turns"][1]["text"]
        answers = [
            {
                "behaviour": "empathy",
                "score": met,
                "judgements": [{"turn": 0, "grade": met}],
                "comment": "my mail: a@b.example",
            },
            {"behaviour": "warmth", "score": None},
        ]
        await desk.put(
            "qa_lead",
            f"/reviews/{open_['review']['id']}",
            json.loads(json.dumps({"answers": answers}).replace("true", "1").replace("false", "0")),
        )
    chosen = await desk.post("admin", f"/interactions/{desk.ids['ag-1-s0']}/reviews")
    await desk.put("admin", f"/reviews/{chosen['review']['id']}", {"answers": EMPATHY})
    helped = await desk.post("admin", f"/interactions/{desk.ids['ag-1-s1']}/reviews")
    await desk.put("admin", f"/reviews/{helped['review']['id']}", {"answers": EMPATHY, "assisted": True})

    lines = (await desk.ask("qa_lead", "GET", "/reviews/export")).content.splitlines()
    read = list(read_reviews(lines))
    assert sorted(one.random for _, one in read) == [False] + [True] * 8
    assert len((await desk.ask("qa_lead", "GET", "/reviews/export?assisted=true")).content.splitlines()) == 10
    assert all(dict(one.turns) == {0: {"empathy": one.labels["empathy"]}} for _, one in read)
    benchmarks = load()
    scorer = Scorer(benchmarks)
    items = [scored(one, scorer, benchmarks) for one in together((n, one) for n, one in read if one.random)]
    assert sheet(items).behaviours["empathy"].groups[0].n == 8
    async with desk.database.connection() as db:
        random = await reviews.RANDOM.all(db, None, None)
        comments = await db.fetch("select comment from review_score where comment is not null")
    assert len(random) == 16
    assert {round(one.inclusion, 6) for one in random} == {round(8 / 13, 6)}
    assert all("a@b.example" not in row["comment"] for row in comments)


async def test_a_new_version_of_a_contact_is_read_anew(desk):
    open_ = await desk.post("qa_lead", f"/interactions/{desk.ids['ag-1-s0']}/reviews")
    await desk.take(chat("ag-1-s0", said=[("customer", "Hello."), ("agent", "Hello, my name is Ann.")]))
    assert await desk.refused("qa_lead", "PUT", f"/reviews/{open_['review']['id']}", {"answers": EMPATHY}) == (
        409,
        "this contact has changed since: give the review back and ask for the next",
    )
    await desk.ask("qa_lead", "DELETE", f"/reviews/{open_['review']['id']}")
    again = await desk.post("qa_lead", f"/interactions/{desk.ids['ag-1-s0']}/reviews")
    assert again["review"]["version"] == 2


async def test_a_team_lead_reads_their_own_team(desk):
    await desk.post("qa_lead", "/review-samples", {"kind": "random", "wanted": 13})
    refs = set()
    while (answer := await desk.ask("lead-2", "POST", "/reviews/next", json={})).status_code == 200:
        review = answer.json()["review"]
        refs.add(review["ref"])
        await desk.put("lead-2", f"/reviews/{review['id']}", {"answers": EMPATHY})
    assert refs == {"ag-2-s0", "ag-2-s1", "ag-2-m0"}
    assert {one["ref"] for one in (await desk.get("lead-2", "/reviews"))["items"]} == refs
    assert (await desk.get("lead-1", "/reviews"))["items"] == []
    assert (await desk.refused("ag-1", "POST", "/reviews/next", {}))[0] == 403
    page = await desk.get("qa_lead", "/reviews", limit=2)
    rest = await desk.get("qa_lead", "/reviews", limit=2, after=page["next"])
    assert len(page["items"]) == 2
    assert rest["next"] is None
    assert msgspec.json.encode(page) != msgspec.json.encode(rest)


async def test_nobody_reviews_a_contact_of_their_own(desk):
    await desk.post("qa_lead", "/review-samples", {"kind": "random", "wanted": 13})
    assert (await desk.refused("lead-2=ag-2", "POST", "/reviews/next", {}))[0] == 404
    path = f"/interactions/{desk.ids['ag-2-s0']}/reviews"
    assert (await desk.refused("lead-2=ag-2", "POST", path))[0] == 409
    assert (await desk.post("lead-2", path))["review"]["ref"] == "ag-2-s0"
