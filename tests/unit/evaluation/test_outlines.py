import tomllib

import msgspec
import numpy as np
import pytest

from benchmarks.model import CommonCalibration
from qa_service.evaluation.outlines import FACTORS, Drawn, fitted, written

HELPED = FACTORS.index("helped")


def contacts(n=400):
    """Half are helped, at random; those have grade 1, the others 0.25."""
    helped = np.random.default_rng(7).random(n) < 0.5
    return [
        Drawn(tuple(float(at == HELPED and one) for at in range(len(FACTORS))), 1.0 if one else 0.25) for one in helped
    ]


def test_what_readers_see_is_found_with_the_spread_of_their_grades():
    outline = fitted(contacts())
    assert outline.base == pytest.approx(0.25, abs=0.01)
    assert outline.weights["helped"] == pytest.approx(0.75, abs=0.01)
    assert {name for name, weight in outline.weights.items() if weight} == {"helped"}
    assert outline.n == 400


def test_few_contacts_and_contacts_all_alike_teach_nothing():
    assert fitted(contacts(99)) is None
    assert fitted([Drawn((0.0,) * len(FACTORS), 1.0)] * 200) is None


def test_what_is_written_can_be_read():
    outline = fitted(contacts())
    read = msgspec.convert(tomllib.loads(written(outline, "our texts")), CommonCalibration)
    assert read == CommonCalibration(texts="our texts", outlines={"resolution": outline})
