import tomllib

import msgspec
import numpy as np
import pytest

from benchmarks.calibration import Calling, CommonCalibration, Odds, Outline, Wording, Wordings
from qa_service.evaluation.outlines import FACTORS, Drawn, fitted, with_endings, worded, written
from scoring.wording import Spoken, heard


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


def ended(n, language="en"):
    """Who is helped says 'ta' four times in five, who is not says 'so' as often; the agent says 'bye' to all."""
    draw = np.random.default_rng(5)
    helped = draw.random(n) < 0.5
    says = np.where(draw.random(n) < 0.8, helped, ~helped)
    return [
        Drawn({"rung": 0.5}, float(met), float(met), language, f"{language}{number}", spoken("works" if ta else "so"))
        for number, (met, ta) in enumerate(zip(helped, says, strict=True))
    ]


def spoken(word):
    return Spoken(frozenset({word, "then", f"{word} then"}), frozenset({"bye"}))


OUTLINE = Outline(base=0.0, n=1, weights={}, met=Odds(base=0.0, weights={"rung": 0.5}))


def test_last_words_tell_what_the_odds_leave_open_in_languages_of_enough_contacts():
    found = worded([*ended(300), *ended(80, "pl")], OUTLINE, least=200)
    assert found.keys() == {"en"}
    known = found["en"]
    assert known.said["works"] > 0 > known.said["so"]
    assert "bye" not in known.before  # always there: it says nothing
    assert abs(np.mean([heard(known, one.spoken).total for one in ended(300)])) < 0.01
    assert worded(ended(300), None) == {}


def test_words_teach_nothing_that_the_odds_know():
    sure = Outline(base=0.0, n=1, weights={}, met=Odds(base=-9.0, weights={"helped": 18.0}))
    known = [one._replace(factors={"helped": one.met}) for one in ended(300)]
    assert all(abs(weight) < 0.1 for weight in worded(known, sure, least=200)["en"].said.values())


def test_words_of_endings_stand_beside_those_of_other_behaviours():
    said = Wording(base=0.0, n=1, said={"my": 1.0}, before={})
    ends = Wording(base=0.0, n=1, said={"ta": 1.0}, before={})
    calls = {"en": Wordings(language="en", texts="ours", behaviours={"empathy": said})}
    both = with_endings(calls, {"en": ends, "pl": ends}, "ours too")
    assert both["en"].behaviours == {"empathy": said, "resolution": ends}
    assert both["pl"].behaviours == {"resolution": ends}
