"""Customers of one kind beside the others on the centre's page: where the centre reports them, and never of few."""

import csv
import io
import re

import msgspec
import pytest

from qa_service.access import keys
from tests.desk import of_generation, opened

pytestmark = pytest.mark.integration
PIECE = "/centre/segments?segment=generation&behaviour=empathy"


@pytest.fixture
async def asking(database, settings):
    """A function that opens pages of the filled centre: (settings, role, path) -> response."""
    async with opened(database, msgspec.structs.replace(settings, min_cell=2)) as desk:
        await desk.take(*(of_generation(number, "gen_z", "boomer") for number in range(160)))
    made = {}
    async with database.transaction() as db:
        for role in ("viewer", "qa_lead"):
            made[role] = await keys.create(db, name=role, role=role)
        made["agent"] = await keys.create(db, name="ag-1", role="agent", agent="ag-1")

    async def ask(segments, path, *, role="viewer", least=2):
        reported = msgspec.structs.replace(settings, min_cell=least, segments=segments)
        async with opened(database, reported) as desk:
            return await desk.client.get(path, headers={"Authorization": f"Bearer {made[role]}"})

    return ask


async def test_a_centre_that_reports_none_shows_none(asking):
    assert "/centre/segments" not in (await asking("", "/centre")).text
    refused = await asking("", PIECE)
    assert (refused.status_code, "generation" in refused.text) == (403, True)
    assert (await asking("generation", PIECE, role="agent")).status_code == 403


async def test_the_page_asks_for_each_kind_under_its_own_filters(asking):
    page = (await asking("generation,plan", "/centre?reason=parcel&behaviour=empathy")).text
    assert re.findall(r'hx-get="/centre/segments\?([^"]+)"', page) == [
        "reason=parcel&amp;segment=generation&amp;behaviour=empathy",
        "reason=parcel&amp;segment=plan&amp;behaviour=empathy",
    ]


async def test_who_is_served_less_well_is_said_in_words_chart_and_table(asking):
    told = (await asking("generation", PIECE)).text
    assert "<b>generation Z</b>: served less well" in told
    assert "<svg" in told
    assert re.findall(r'<th scope="row"><bdi>([^<]+)', told) == ["generation Z", "baby boomers"]
    assert "Not shown, as they are of fewer than 20 scores or 2 agents: 1." in told
    assert "mary" not in told
    table = (await asking("generation", PIECE + "&format=csv")).text
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    low, high = ({(row["behaviour"], row["value"]): row for row in rows}["empathy", of] for of in ("gen_z", "boomer"))
    assert float(low["apart_high"]) < 0 < float(high["apart"])
    assert low["n"] == "54"
    assert {row["segment"] for row in rows} == {"generation"}


@pytest.mark.parametrize(
    ("segments", "path", "least", "said"),
    [
        ("generation", PIECE, 5, "There are no two kinds of customers with enough scores"),
        ("plan", "/centre/segments?segment=plan&behaviour=empathy", 2, "There are no two kinds of customers"),
        ("generation", "/centre/segments?segment=generation&behaviour=tone", 2, "There are no two kinds of customers"),
    ],
)
async def test_where_there_is_nothing_to_compare_it_says_so(asking, segments, path, least, said):
    told = await asking(segments, path, least=least)
    assert (told.status_code, said in told.text, "<svg" in told.text) == (200, True, False)


async def test_kinds_are_named_in_the_reader_s_language(asking):
    assert "<b>Z世代</b>：服务较差" in (await asking("generation", PIECE + "&lang=zh")).text.replace("</b>: ", "</b>：")


async def test_filters_that_nothing_fits_can_be_changed(asking):
    told = await asking("", "/centre?queue=nowhere")
    assert (told.status_code, "Nothing that is scored fits" in told.text) == (200, True)
    assert 'name="queue"' in told.text
