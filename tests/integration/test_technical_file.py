"""The technical file over real rows: what it counts, how well it says the scores are, and whom it does not name."""

import pytest

from benchmarks.loader import load
from qa_service.cli.technical_file import made
from tests.desk import contacts, opened

pytestmark = pytest.mark.integration


@pytest.fixture
async def desk(database, settings):
    async with opened(database, settings) as opening:
        await opening.take(*contacts(3, 2), *contacts(1, 1, agent="ag-2", team="t-2"))
        yield opening


async def test_a_centre_without_reviews(desk, database, settings):
    text = await made(database, settings, load())
    assert "2 agents and 0 bots in 2 teams. 0 reviews by people" in text
    assert "Not known for this centre" in text
    assert "transcripts: no limit is set" in text
    row = next(line.split() for line in text.splitlines() if line.startswith("chat "))
    assert row[:4] == ["chat", "en", "7", "0"]
    for name in ("ag-1", "ag-2", "t-1", "t-2"):
        assert name not in text
    for behaviour in load().benchmarks.values():
        assert behaviour.definition in text


async def test_reviews_of_randomly_drawn_contacts_say_how_well(desk, database, settings):
    await desk.post("qa_lead", "/review-samples", {"kind": "random", "wanted": 7, "seed": "1"})
    for _ in range(7):
        place = await desk.post("qa_lead:a", "/reviews/next", {})
        answers = {"answers": [{"behaviour": "empathy", "score": 1.0}]}
        await desk.put("qa_lead:a", f"/reviews/{place['review']['id']}", answers)
    text = await made(database, settings, load())
    assert "7 reviews by people, 7 of them of randomly chosen contacts" in text
    assert "empathy: not yet" in text
    assert "7 randomly chosen interactions" in text
