"""Forms: weights, sections, and critical items beside the score."""

import json

import pytest

from qa_service.errors import BadInput
from qa_service.pipeline.forms import filled, read, results

FORM = b"""
title = "Service"
[[sections]]
name = "Talk"
weight = 2
items = [{behaviour = "empathy", weight = 3}, {behaviour = "courtesy"}]
[[sections]]
name = "Outcome"
items = [{behaviour = "resolution", weight = 2}, {behaviour = "identified", critical = "compliance", passes = 1},
         {behaviour = "disclosed", critical = "compliance"}, {behaviour = "right answer", critical = "customer"}]
"""


@pytest.mark.parametrize(
    ("scores", "score", "errors"),
    [
        ({"empathy": 1, "courtesy": 0, "resolution": 0.5}, (6 * 1 + 2 * 0 + 2 * 0.5) / 10, (None, None, None)),
        ({"empathy": 1, "courtesy": None, "resolution": 0.5}, (6 * 1 + 2 * 0.5) / 8, (None, None, None)),
        ({"empathy": None}, None, (None, None, None)),
        ({"empathy": 1, "identified": 0.9}, 1.0, (None, None, True)),
        ({"empathy": 1, "identified": 1, "disclosed": 0.5, "right answer": 0}, 1.0, (True, None, False)),
        ({"identified": 1, "disclosed": 0.4}, None, (None, None, True)),
    ],
)
def test_a_form_averages_what_applied_and_counts_critical_errors_beside_it(scores, score, errors):
    found = filled(read(FORM, toml=True), scores)
    assert found.score == (None if score is None else pytest.approx(score))
    assert tuple(found.errors[kind] for kind in ("customer", "business", "compliance")) == errors


def test_results_of_many_contacts():
    contacts = [{"empathy": 1.0, "identified": 1.0}, {"empathy": 0.5, "identified": 0.0}, {"disclosed": 1.0}, {}]
    found = results(read(FORM, toml=True), contacts)
    assert (found.contacts, found.scored, found.score.estimate) == (4, 2, 0.75)
    assert found.sections == {"Talk": 0.75, "Outcome": None}
    rate = found.errors["compliance"]
    assert (rate.n, rate.errors) == (3, 1)
    # Wilson's interval of 1 in 3 at z = 1.645, as by statsmodels.proportion_confint(1, 3, 0.1, "wilson")
    assert (rate.rate.low, rate.rate.high) == pytest.approx((0.078266, 0.746466), abs=1e-4)
    assert found.errors["business"].rate is None
    assert (found.items["identified"].n, found.items["disclosed"].errors) == (2, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sections": []}, "sections: Expected `array` of length >= 1"),
        ({"sections": [{"name": "A", "items": []}]}, r"sections\[0\]\.items: Expected `array` of length >= 1"),
        ({"sections": [{"name": "A", "items": [{"behaviour": "x", "weight": 0}]}]}, "weight: Expected `float` > 0"),
        ({"sections": [{"name": "A", "items": [{"behaviour": "x"}, {"behaviour": "x"}]}]},
         r"sections\[0\]\.items\[1\]\.behaviour: 'x' is there already"),
        ({"sections": [{"name": "A", "items": [{"behaviour": "x", "weight": 1, "critical": "customer"}]}]},
         r"sections\[0\]\.items\[0\]\.weight: a critical item has none"),
        ({"sections": [{"name": "A", "items": [{"behaviour": "x", "critical": "fatal"}]}]}, "critical: Invalid enum value"),
        ({"parts": []}, "unknown field `parts`"),
    ],
)  # fmt: skip
def test_forms_that_are_refused(change, said):
    with pytest.raises(BadInput, match=said):
        read(json.dumps(change).encode(), toml=False)


def test_what_is_no_toml_is_told_with_its_line():
    with pytest.raises(BadInput, match=r"is no TOML: .*line 2"):
        read(b"title = 'x'\nsections = = 1", toml=True)
