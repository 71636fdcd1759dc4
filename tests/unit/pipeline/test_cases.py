"""Who makes a return necessary, by what was said in the first contact."""

import pytest

from qa_service.pipeline.cases import cause_of


@pytest.mark.parametrize(
    ("judgements", "cause"),
    [
        ([], "unknown"),
        ([{"grade": 0.0, "responsible": 0}], "agent"),
        ([{"grade": 0.25, "responsible": "system"}], "system"),
        ([{"grade": 0.5, "responsible": 1}], "process"),
        ([{"grade": 0.75, "responsible": 0}], "unknown"),
        # the rung decides, however the outline moved the grade
        ([{"grade": 0.42, "step": 0.5, "responsible": 0}], "process"),
        ([{"grade": 0.61, "step": 0.75, "responsible": 0}], "unknown"),
        ([{"grade": 0.55, "step": 0.25, "responsible": 0}], "agent"),
        ([{"grade": 0.55, "step": 0.0}], "system"),
        # what readers are too unsure of is held against nobody
        ([{"grade": 0.5, "step": 0.25, "unsure": True, "responsible": 0}], "unknown"),
        # the lowest rung, not the lowest grade
        ([{"grade": 0.6, "step": 0.5, "responsible": 0}, {"grade": 0.5, "step": 0.75, "responsible": 1}], "process"),
        ([{"grade": 0.4, "step": 0.75, "responsible": 0}, {"grade": 0.6, "responsible": 1}], "process"),
    ],
)
def test_cause_of_a_return(judgements, cause):
    assert cause_of({"judgements": judgements}) == cause


def test_who_was_not_scored_tells_no_cause():
    assert cause_of(None) == "unknown"
