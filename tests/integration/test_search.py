"""Search of what was said, in five languages, and the list of customers to call."""

import pytest

from tests.desk import MISSED, SHOWN, contacts, make_unsure, opened
from tests.factories import chat

pytestmark = pytest.mark.integration
SAID = {
    "en": ("en", "I can't log-in since Monday, and it's URGENT."),
    "pl": ("pl", "Żółta kartka: nie mogę się zalogować!"),
    "zh": ("zh", "我的信用卡丢了，很着急。"),
    "ar": ("ar", "مُحَمَّد فقد بطاقته الائتمانيّة أمس"),
    "id": ("id", "Paket saya belum sampai-sampai."),
}


@pytest.fixture
async def desk(database, settings):
    async with opened(database, settings) as made:
        yield made


async def refs(desk, who="qa_lead", **asked):
    """Those that came in one millisecond may stand in any order."""
    return sorted(one["ref"] for one in (await desk.get(who, "/search", **asked))["items"])


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("log in", ["en"]),
        ("LOG-IN since monday", ["en"]),
        ("monday since", []),
        ("can't log", ["en"]),
        ("żółta KARTKA", ["pl"]),
        ("信用卡", ["zh"]),
        ("卡信用", []),
        ("很着急", ["zh"]),
        ("محمد فقد", ["ar"]),
        ("بطاقته الائتمانية", ["ar"]),
        ("belum sampai sampai", ["id"]),
        ("how may i help", ["ar", "en", "id", "pl", "zh"]),
        ("urgent how", []),  # of two turns
    ],
)
async def test_a_phrase_is_words_in_a_row_of_one_turn(desk, phrase, found):
    said = [
        chat(ref, language=language, said=[("customer", text), ("agent", "How may I help?")])
        for ref, (language, text) in SAID.items()
    ]
    await desk.take(*said)
    assert await refs(desk, phrase=phrase) == found


async def test_a_hit_says_where_and_a_new_version_is_found_by_its_own_words(desk):
    await desk.take(chat("a", said=SHOWN))
    found = (await desk.get("qa_lead", "/search", phrase="her birthday", behaviour="empathy"))["items"][0]
    assert [(one["turn"], one["speaker"]) for one in found["said"]] == [(1, "agent")]
    assert (found["score"], [(one["turn"], one["grade"]) for one in found["judged"]]) == (1.0, [(0, 1.0)])
    await desk.take(chat("a", said=[("customer", "Hello."), ("agent", "Goodbye.")]))
    assert await refs(desk, phrase="her birthday") == []
    assert await refs(desk, phrase="goodbye") == ["a"]


async def test_by_behaviour_probability_agent_and_day(desk):
    await desk.take(*contacts(2, 1), *contacts(0, 2, agent="ag-2", team="t-2", day=3))
    async with desk.database.transaction() as db:  # as a calibrated instrument would have put it
        await db.execute(
            """update scorecard s set behaviours = jsonb_set(behaviours, '{empathy,judgements,0,probability}', '0.4')
               from interaction i where i.id = s.interaction_id and i.ref like '%-m0'"""
        )
    assert await refs(desk, behaviour="empathy", verdict="missed") == ["ag-1-m0", "ag-2-m0", "ag-2-m1"]
    assert await refs(desk, behaviour="empathy", verdict="met") == ["ag-1-s0", "ag-1-s1"]
    assert await refs(desk, behaviour="empathy", probability_from=0.3, probability_until=0.5) == ["ag-1-m0", "ag-2-m0"]
    assert await refs(desk, behaviour="empathy", verdict="missed", agent="ag-1") == ["ag-1-m0"]
    assert await refs(desk, **{"from": "2026-03-02"}) == ["ag-2-m0", "ag-2-m1"]
    assert await refs(desk, "lead-2") == await refs(desk, "ag-2") == ["ag-2-m0", "ag-2-m1"]
    assert await refs(desk, "lead-2", behaviour="empathy") == []  # their agent sees it first
    page = await desk.get("qa_lead", "/search", limit=3)
    rest = await desk.get("qa_lead", "/search", limit=3, after=page["next"])
    items = page["items"] + rest["items"]
    assert [one["id"] for one in items] == sorted(set(desk.ids.values()), reverse=True)
    assert rest["next"] is None
    open_ = await desk.post("qa_lead:r", f"/interactions/{desk.ids['ag-1-m0']}/reviews")
    assert not open_["review"]["assisted"]
    assert await refs(desk, "qa_lead:r", behaviour="empathy", verdict="missed") == ["ag-2-m0", "ag-2-m1"]


async def test_what_nobody_can_tell_is_neither_met_nor_missed(desk):
    nothing = [("customer", "My card was stolen, please block it."), ("agent", "Which card?"), ("customer", "Hello?")]
    await desk.take(chat("solved", said=SHOWN), chat("open", said=nothing), chat("unsure", said=nothing))
    async with desk.database.transaction() as db:
        await make_unsure(db, desk.ids["unsure"])
    for verdict, found in {"met": ["solved"], "missed": ["open"], "unsure": ["unsure"]}.items():
        assert await refs(desk, behaviour="resolution", verdict=verdict) == found
    hit = (await desk.get("qa_lead", "/search", behaviour="resolution", verdict="unsure"))["items"][0]
    assert [(one["grade"], one["probability"], one["unsure"]) for one in hit["judged"]] == [(0.5, 0.47, True)]
    cards = await desk.get("qa_lead", f"/interactions/{desk.ids['unsure']}/scorecards")
    whole = next(card for card in cards["scorecards"] if card["leg"] == -1)
    assert whole["behaviours"]["resolution"]["judgements"][0]["unsure"] is True


async def test_a_later_contact_of_which_nobody_can_tell_puts_nothing_right(desk):
    nothing = [("customer", "My card was stolen, please block it."), ("agent", "Which card?"), ("customer", "Hello?")]
    await desk.take(of("first", "c-1", nothing), of("other", "c-2", nothing))
    await desk.take(of("later", "c-1", SHOWN, day=1), of("later too", "c-2", SHOWN, day=1))
    async with desk.database.transaction() as db:
        await make_unsure(db, desk.ids["later"])
    days = {"from": "2026-03-01", "until": "2026-03-02"}
    assert [one["ref"] for one in (await desk.get("qa_lead", "/recovery", **days))["items"]] == ["first"]


async def test_what_was_weighed_comes_in_words(desk):
    await desk.take(chat("a", said=SHOWN))
    for language, feeling in {"en": "thanks in the last words", "zh": "最后道谢"}.items():
        cards = await desk.get("qa_lead", f"/interactions/{desk.ids['a']}/scorecards", language=language)
        judgements = [
            one for card in cards["scorecards"] for of in card["behaviours"].values() for one in of["judgements"]
        ]
        named = {name for one in judgements for told in ("factors", "decided_by") for name in one.get(told, ())}
        assert set(cards["weighed"]) == named - {"base"}
        assert cards["weighed"]["thanks_last"] == feeling
        assert all("_" not in said for said in cards["weighed"].values())
    answer = await desk.ask("qa_lead", "GET", f"/interactions/{desk.ids['a']}/scorecards", params={"language": "xx"})
    assert (answer.status_code, "language" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"phrase": "?!"}, "phrase: '?!' holds no word"),
        ({"verdict": "missed"}, "behaviour: is required"),
        ({"behaviour": "x", "probability_from": 0.9, "probability_until": 0.1}, "probability_from: 0.9 is above"),
    ],
)
async def test_searches_that_are_refused(desk, asked, said):
    answer = await desk.ask("qa_lead", "GET", "/search", params=asked)
    assert (answer.status_code, answer.json()["detail"][: len(said)]) == (422, said)


NUMBER = [
    ("customer", "My order number is 48213377."),
    ("agent", "Your order number please?"),
    ("customer", "48213377."),
]
PROMISED = [
    ("customer", "My parcel never arrived, where is it?"),
    ("agent", "I will call you back tomorrow by noon."),
    ("customer", "Okay."),
]


def of(ref, customer, said, **more):
    turns = [
        {"speaker": speaker, "text": text, "start": 10.0 * place, "end": 10.0 * place + 5}
        for place, (speaker, text) in enumerate(said)
    ]
    return chat(ref, customer={"ref": customer}, turns=turns, **more)


async def test_customers_to_whom_something_went_wrong(desk):
    nothing = [("customer", "My card was stolen, please block it."), ("agent", "Which card?"), ("customer", "Hello?")]
    await desk.take(
        of("again", "c-1", NUMBER),
        of("fine", "c-2", SHOWN),
        of("open", "c-3", nothing),
        of("promise", "c-4", PROMISED),
        of("late", "c-5", PROMISED, team="t-2", agent="ag-2"),
        of("called", "c-6", PROMISED),
        of("earlier", "c-7", nothing, day=-1),
    )
    await desk.take(
        of("back", "c-5", [("customer", "Hello?")], team="t-2", agent="ag-2", day=1, direction="inbound"),
        of("call", "c-6", [("agent", "Hello.")], day=1, direction="outbound"),
    )
    days = {"from": "2026-03-01", "until": "2026-03-02"}
    found = {one["ref"]: one for one in (await desk.get("qa_lead", "/recovery", promise_days=365, **days))["items"]}
    wrongs = {
        ref: {clip["what"]: (clip["turn"], clip["seconds"]) for clip in one["clips"]} for ref, one in found.items()
    }
    assert wrongs["again"]["repeated"] == (1, 10.0)  # where it is asked for again
    assert "unresolved" in wrongs["open"]
    assert wrongs["late"]["not_kept"] == (1, 10.0)
    assert not {"fine", "earlier"} & set(wrongs)
    assert "not_kept" not in wrongs.get("promise", {}) | wrongs.get("called", {})
    assert found["late"]["customer"] == "c-5"
    late = {
        one["ref"] for one in (await desk.get("qa_lead", "/recovery", what="not_kept", promise_days=1, **days))["items"]
    }
    assert late == {"promise", "late"}
    path = f"/recovery/{found['again']['id']}"
    done = await desk.put("qa_lead", path, {"note": "called, sent a voucher"})
    assert (done["recovered"], done["recovered_by"], done["note"]) == (True, "qa_lead", "called, sent a voucher")
    assert (await desk.refused("qa_lead", "PUT", path, {}))[0] == 409
    left = (await desk.get("qa_lead", "/recovery", recovered=False, **days))["items"]
    assert "again" not in {one["ref"] for one in left}
    assert [one["ref"] for one in (await desk.get("lead-2", "/recovery", **days))["items"]] == ["late"]
    assert (await desk.refused("lead-2", "PUT", path, {}))[0] == 404
    assert done | await _undone(desk, path) != done
    assert all("ag-" not in str(one | {"id": ""}) for one in found.values())


async def _undone(desk, path):
    answer = await desk.ask("qa_lead", "DELETE", path)
    assert answer.status_code == 200
    return answer.json()


async def test_without_days_the_last_day_that_was_scored(desk):
    missing = [("customer", "My card was stolen, please block it."), ("agent", "Which card?"), ("customer", "Hello?")]
    await desk.take(of("old", "c-1", missing), of("new", "c-2", missing, day=4), of("fine", "c-3", MISSED, day=4))
    assert [one["ref"] for one in (await desk.get("qa_lead", "/recovery"))["items"]] == ["new"]
