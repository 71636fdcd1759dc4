import tomllib

import msgspec
import numpy as np
import pytest

from benchmarks.model import Calling, CommonCalibration, Odds
from qa_service.evaluation.outlines import FACTORS, Drawn, fitted, written


def contacts(n=400):
    """Half are helped, at random; those have grade 1, the others 0.25."""
    helped = np.random.default_rng(7).random(n) < 0.5
    return [Drawn({"helped": float(one), "rung": 0.5}, grade=1.0 if one else 0.25, met=float(one)) for one in helped]


def test_what_readers_see_is_found_with_the_spread_of_their_grades():
    outline = fitted(contacts())
    assert outline.base == pytest.approx(0.25, abs=0.01)
    assert outline.weights["helped"] == pytest.approx(0.75, abs=0.01)
    assert {name for name, weight in outline.weights.items() if weight} == {"helped"}
    assert outline.n == 400
    assert outline.weights.keys() == set(FACTORS)


def test_how_likely_it_is_met_is_told_by_what_readers_see():
    odds = fitted(contacts()).met
    assert odds.weights.keys() == {"helped", "rung"}
    assert odds.base < -1
    assert odds.base + odds.weights["helped"] > 1
    assert odds.weights["rung"] == 0  # the same in all says nothing


def test_few_contacts_and_contacts_all_alike_teach_nothing():
    assert fitted(contacts(99)) is None
    assert fitted([Drawn({"helped": 0.0}, grade=1.0, met=1.0)] * 200) is None


def test_what_is_written_can_be_read():
    calling = Calling(base=-1.5, n=9, called_from=0.25, again_from=0.5, weights={"long": 0.25, "distress": 1.0})
    known = CommonCalibration(
        texts="our texts",
        outlines={"resolution": fitted(contacts())},
        callings={"empathy": calling},
        meetings={"empathy": Odds(base=0.5, weights={"echoes": 1.5})},
    )
    assert msgspec.convert(tomllib.loads(written(known)), CommonCalibration) == known
