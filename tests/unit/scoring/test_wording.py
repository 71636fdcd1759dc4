"""What single words say of whether the customer calls for a behaviour."""

import math

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from benchmarks.calibration import Calling, Odds, Outline, Wording, Wordings
from benchmarks.loader import load
from scoring.scorer import Scorer
from scoring.wording import Spoken, heard

JOKE = "C: hi | A: your number | C: what a joke | A: ok"


@pytest.fixture(scope="module")
def library():
    whole = load()
    empathy = {"empathy": whole.benchmarks["empathy"]}
    return replace(whole, benchmarks=empathy, calibrations={}, callings={}, meetings={}, wordings={})


def wording(said, before=(), base=0.0, calling=None):
    return Wording(base=base, n=1, said=dict(said), before=dict(before), calling=calling)


@pytest.mark.parametrize(
    ("said", "before", "base", "total", "words"),
    [
        ({"my": 1.0}, {}, 0.0, 1.0, ("my",)),
        ({"my": 1.0, "son": 3.0}, {}, 0.0, 4 / math.sqrt(2), ("son", "my")),
        ({"my": 1.0, "else": 9.0}, {}, 0.0, 1.0, ("my",)),  # what is not said does not count
        ({"my son": 0.5}, {"number": 2.0}, 0.0, 2.5, ("number", "my son")),
        ({"my": 1.0, "son": -3.0}, {}, 0.0, -2 / math.sqrt(2), ("son",)),
        ({"my": 1.0}, {}, -1.5, -0.5, ()),  # none of its words turned it there
        (dict.fromkeys(("my", "son", "is", "ill"), 1.0), {}, 0.0, 2.0, ("ill", "is", "my")),
        ({}, {}, 0.25, 0.25, ()),
    ],
)
def test_known_words_add_up_over_the_root_of_their_number(said, before, base, total, words):
    told = Spoken(frozenset({"my", "son", "is", "ill", "my son"}), frozenset({"your", "number"}))
    found = heard(wording(said, before, base), told)
    assert found.total == pytest.approx(total)
    assert found.words == words


def test_words_are_the_customers_pairs_of_one_turn_among_them_and_the_agents_before(library, build):
    turns = "A: how are you | C: my son | C: is ill | A: ok"
    called = Scorer(library).runs(build(turns), "empathy")[0]
    assert called.spoken.said == {"my", "son", "is", "ill", "my son", "is ill"}
    assert called.spoken.before == {"how", "are", "you"}
    assert Scorer(library).runs(build(JOKE), "empathy")[0].spoken.before == frozenset()


@pytest.mark.parametrize(
    ("weight", "chance", "words"), [(2.0, 0.881, ("joke",)), (-1.0, 0.269, ("joke",)), (0.0, 0.5, None)]
)
def test_words_are_one_factor_and_are_named(library, build, weight, chance, words):
    calling = Calling(base=0.0, n=1, called_from=0.2, again_from=0.6, weights={"words": 1.0, "kin": 1.0})
    if not weight:
        calling = replace(calling, weights={"kin": 1.0})
    said = Wordings(language="en", texts="t", behaviours={"empathy": wording({"joke": weight}, calling=calling)})
    scorer = Scorer(replace(library, callings={"empathy": calling}, wordings={"en": said}))
    (judgement,) = [one for one in scorer.score(build(JOKE)).behaviours["empathy"].judgements if one.turn == 2]
    assert judgement.chance == chance
    assert judgement.words == (UNSET if words is None else words)
    assert judgement.factors == ({} if words is None else {"words": weight})


def test_a_language_weighs_its_words_by_itself_and_another_by_what_holds_everywhere(library, build):
    everywhere = Calling(base=-9.0, n=1, called_from=0.2, again_from=0.6, weights={"kin": 1.0})
    own = replace(everywhere, base=0.0)
    known = {
        language: Wordings(language=language, texts="t", behaviours={"empathy": wording({}, calling=calling)})
        for language, calling in (("en", own), ("pl", None))
    }
    scorer = Scorer(replace(library, callings={"empathy": everywhere}, wordings=known))
    assert scorer.score(build(JOKE)).behaviours["empathy"].opportunities == 1
    assert scorer.score(build("C: to skandal | A: ok", language="pl")).behaviours["empathy"].opportunities == 0


@pytest.mark.parametrize(
    ("channel", "end", "said", "before", "probability", "words"),
    [
        ("chat", "C: ta love | A: bye now", {"ta love": 2.0}, {}, 0.881, ("ta love",)),
        ("voice", "C: ta love | A: bye now", {}, {"bye now": -2.0}, 0.119, ("bye now",)),
        ("chat", "C: ta | C: love | A: so", {"ta": 2.0}, {}, 0.881, ("ta",)),
        ("chat", "C: ta | A: hm | C: so", {"ta": 2.0}, {}, 0.5, ()),  # not the last reply: that is weighed apart
        ("chat", "C: ta | A: hm | C: so", {}, {"hm": -2.0}, 0.119, ("hm",)),
        ("chat", "A: hm", {"sticks": 2.0}, {}, 0.5, ()),  # nor what was asked
        ("social", "C: ta love | A: bye now", {"ta love": 2.0}, {}, 0.5, UNSET),  # they were learned of other channels
    ],
)
def test_last_words_tell_how_it_ended(build, channel, end, said, before, probability, words):
    whole = load()
    ladder = replace(whole, benchmarks={"resolution": whole.benchmarks["resolution"]}, calibrations={}, callings={})
    outline = Outline(base=0.5, n=1, weights={}, met=Odds(base=0.0, weights={}))
    known = Wordings(language="en", texts="t", behaviours={"resolution": wording(said, before)})
    scorer = Scorer(replace(ladder, meetings={}, outlines={"resolution": outline}, wordings={"en": known}))
    told = build(f"C: my door sticks | A: hello | {end}", channel=channel)
    (judgement,) = scorer.score(told).behaviours["resolution"].judgements
    assert judgement.probability == probability
    assert judgement.words == words


def test_earlier_replies_are_weighed_apart(build):
    told = ended_words(build("C: my door sticks | A: hello | C: so what | A: bye | C: ta"))
    assert told == Spoken({"ta"}, {"hello", "bye"}, {"so", "what", "so what"})
    known = replace(wording({"ta": 1.0, "so": 9.0}, {"bye": 2.0}), earlier={"so": -4.0, "ta": 9.0})
    assert heard(known, told).total == pytest.approx(1 + 2 - 4)
    assert heard(known, told).words == ("so",)


def test_the_words_that_are_named_weighed_most_wherever_they_are_said():
    told = Spoken(frozenset({"ta", "love", "so", "hm"}), frozenset({"bye"}), frozenset({"so"}))
    known = replace(wording({"ta": 2.0, "love": 1.8, "so": 1.0, "hm": -20.0}, {"bye": 2.0}), earlier={"so": 1.5})
    assert heard(known, told).total < 0
    assert heard(known, told).words == ("hm",)
    kinder = replace(known, said={"ta": 2.0, "love": 1.8, "so": 1.0, "hm": 0.1})
    assert heard(kinder, told).words == ("bye", "so", "ta")


def ended_words(told):
    return Scorer(load()).ended(told, "resolution")
