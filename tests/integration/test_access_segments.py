"""Customers' segments over HTTP: off by default, fairly compared, never of few, never of an agent."""

import msgspec
import pytest

from tests.desk import of_generation, opened

pytestmark = pytest.mark.integration


@pytest.fixture
async def filled(database, settings):
    async with opened(database, msgspec.structs.replace(settings, min_cell=2)) as desk:
        await desk.take(*(of_generation(number) for number in range(160)))
    return database


async def test_segments_are_off_until_the_centre_asks_for_them(filled, settings):
    async with opened(filled, settings) as desk:
        for path in ("/segments?segment=generation", "/resolution?segment=generation:old"):
            status, said = await desk.refused("viewer", "GET", path)
            assert (status, "QA_SEGMENTS" in said) == (403, True)
        assert not any(name.startswith("segment") for name in (await desk.get("viewer", "/resolution"))["parts"])


async def test_segments_beside_one_another(filled, settings):
    reported = msgspec.structs.replace(settings, min_cell=2, segments="generation")
    async with opened(filled, reported) as desk:
        found = await desk.get("viewer", "/segments", segment="generation")
        empathy = found["behaviours"]["empathy"]
        assert set(empathy) == {"young", "old"}
        assert found["left_out"]["empathy"] == 1
        assert "mary" not in str(found)
        assert (empathy["young"]["n"], empathy["young"]["agents"]) == (54, 4)
        assert empathy["young"]["apart"]["high"] < empathy["old"]["apart"]["low"]
        of_team = await desk.get("lead-1", "/segments", segment="generation")
        assert of_team["filters"]["team"] == "t-1"
        assert of_team["behaviours"]["empathy"]["young"]["n"] == 27
        assert (await desk.refused("viewer", "GET", "/segments?segment=plan"))[0] == 403
        assert (await desk.refused("ag-1", "GET", "/segments?segment=generation"))[0] == 403


async def test_resolution_by_segment_tells_no_agent(filled, settings):
    reported = msgspec.structs.replace(settings, min_cell=2, segments="generation")
    async with opened(filled, reported) as desk:
        whole = await desk.get("viewer", "/resolution")
        assert set(whole["parts"]["segment:generation"]) == {"young", "old"}
        assert "mary" not in str(whole)
        assert whole["agents"]
        young = await desk.get("viewer", "/resolution", segment="generation:young")
        assert young["resolution"]["n"] == whole["parts"]["segment:generation"]["young"]["n"] == 54
        assert (young["agents"], young["asked"]["segment"]) == ([], "generation:young")
        rare = await desk.get("viewer", "/resolution", segment="generation:mary jones")
        assert (rare["resolution"], rare["parts"]) == (None, {})
        assert (await desk.refused("viewer", "GET", "/repetition?segment=young"))[0] == 422


async def test_few_agents_tell_no_segment(filled, settings):
    reported = msgspec.structs.replace(settings, min_cell=5, segments="generation")
    async with opened(filled, reported) as desk:
        found = await desk.get("viewer", "/segments", segment="generation")
        assert found["behaviours"] == {}
