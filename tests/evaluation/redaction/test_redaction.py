"""The whole generated set: at least 5,000 items and 5,000 near misses, with phrases that the rules were not made on."""

from qa_service.evaluation.redaction import EACH_ITEM, EACH_NEAR_MISS, SEED, run
from qa_service.evaluation.redaction_set.cases import items, near_misses


def test_recall_and_what_stays():
    rows = {row[:3]: row for row in run().rows}
    assert rows["all items", "all", "written"][4] >= 0.99
    assert rows["all items", "all", "spoken"][4] >= 0.97
    for way in ("written", "spoken"):
        assert rows["all items", "all", way][8] >= 0.98
        assert rows["all near misses", "all", way][9] >= 0.97


def test_size():
    given = list(items(SEED, EACH_ITEM, "report"))
    assert len(given) >= 5000
    assert len(list(near_misses(SEED, EACH_NEAR_MISS, "report"))) >= 5000
    assert sum(case.spoken for case in given) == len(given) / 2
