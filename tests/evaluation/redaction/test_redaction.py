"""The whole generated set: at least 5,000 items and 5,000 near misses, with phrases that the rules were not made on."""

from pathlib import Path

from qa_service.evaluation import redaction_learning
from qa_service.evaluation.redaction import EACH_ITEM, EACH_NEAR_MISS, SEED, run
from qa_service.evaluation.redaction_marked import read
from qa_service.evaluation.redaction_set.cases import items, near_misses
from transcription.redaction.learned import tagger


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


def test_the_tagger_learned_from_these_texts_and_not_from_those_that_judge_it():
    """Weights and texts are changed together: `python -m qa_service.evaluation.redaction_learning` makes them."""
    here = Path(__file__).parent
    paths = redaction_learning.texts(here)
    assert tagger().told.learned_from["sha256"] == redaction_learning.digest(paths)
    judging = {path for path in here.rglob("*.txt") if path not in paths}
    assert {path.parent.name for path in judging} == {"marked_fifth", "marked_sixth"}
    learned = {case.turns for path in paths for case in read(path)}
    assert not [case.id for path in judging for case in read(path) if case.turns in learned]
