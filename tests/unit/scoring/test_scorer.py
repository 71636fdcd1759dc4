import re

import msgspec
import pytest
from msgspec.structs import replace

from benchmarks.loader import load
from scoring.scorer import Scorer

SAID = "C: my card was stolen, my order number is 4512377 | A: I'm so sorry your card was stolen. I have blocked it."


OF_LEGS = {"empathy", "courtesy", "hand_off", "responsiveness"}


@pytest.mark.parametrize("language", ["xx", "de", None])
def test_a_language_without_tables_is_not_applicable(scorer, build, language):
    card = scorer.score(build(SAID, language=language))
    assert set(card.behaviours) >= {"empathy", "resolution", "repetition"}
    for found in [*card.behaviours.values(), *card.legs[0].behaviours.values()]:
        assert (found.score, found.opportunities, found.met, found.judgements) == (None, 0, 0, ())


def test_legs_hold_what_is_scored_per_leg(build):
    scorer = Scorer(replace(load(), calibrations={}, callings={}))
    card = scorer.score(build("C: I'm furious | A: I hear you are furious | A2: Hi | C: you charged me twice | A2: ok"))
    assert [(leg.leg, leg.turns, set(leg.behaviours)) for leg in card.legs] == [
        (0, (0, 2), OF_LEGS),
        (1, (2, 5), OF_LEGS),
    ]
    assert [leg.behaviours["empathy"].score for leg in card.legs] == [1.0, 0.0]
    whole = card.behaviours["empathy"]
    assert (whole.score, whole.opportunities, whole.met) == (0.5, 2, 1)
    assert [judgement.turn for judgement in whole.judgements] == [0, 3]
    assert all(leg.agent is None for leg in card.legs)


def test_evidence_stands_where_it_says(scorer, build):
    talk = build(
        "C: İstanbul’da! I’m FURIOUS, my order number is 4512377 | A: I’m sorry your order is late. I've sent it."
    )
    for found in scorer.score(talk).behaviours.values():
        for judgement in found.judgements:
            for evidence in judgement.evidence:
                assert talk.turns[evidence.turn].text[evidence.start : evidence.end] == evidence.text != ""


def test_channels_it_does_not_apply_to(build):
    whole = load()
    chat_only = msgspec.structs.replace(whole.benchmarks["empathy"], channels=("chat",))
    scorer = Scorer(msgspec.structs.replace(whole, benchmarks={"empathy": chat_only}))
    assert scorer.score(build(SAID)).behaviours["empathy"].score == 1.0
    assert scorer.score(build(SAID, channel="voice")).behaviours["empathy"].score is None


def test_agents_it_does_not_apply_to(build):
    whole = load()
    people = {name: msgspec.structs.replace(one, agents=("human",)) for name, one in whole.benchmarks.items()}
    card = Scorer(msgspec.structs.replace(whole, benchmarks=people)).score(build(SAID.replace("A:", "B:")))
    assert {name: found.score for name, found in card.behaviours.items()} == dict.fromkeys(people)


@pytest.mark.parametrize(
    ("said", "name", "expected"),
    [
        ("A: That must be so hard for you.", "empathy", 1.0),
        ("C: I went to the shop | A: nice", "empathy", 0.0),
        ("A: hi", "repetition", 1.0),
    ],
)
def test_assumed_opportunities(scorer, build, said, name, expected):
    assert scorer.score(build(said)).behaviours[name].score is None
    assert scorer.score(build(said), assume_opportunity=[name]).behaviours[name].score == expected


def test_an_assumed_request_stands_on_the_ladder(scorer, build):
    said = build("C: hello there | A: hi")
    assert scorer.score(said).behaviours["resolution"].score is None
    (judgement,) = scorer.score(said, assume_opportunity=["resolution"]).behaviours["resolution"].judgements
    assert (judgement.step, judgement.indicator) == (0.0, "resolution.nothing")


def test_only_known_behaviours_are_assumed(scorer, build):
    with pytest.raises(ValueError, match="no benchmark is called warmth"):
        scorer.score(build(SAID), assume_opportunity=["warmth"])


def test_the_instrument_names_what_measured(scorer, build):
    assert re.fullmatch(r"benchmarks@[0-9a-f]{4} scorer@\d+\.\d+ model@none speech@none", scorer.instrument())
    heard = msgspec.structs.replace(build(SAID), speech="whisper-base")
    assert scorer.score(heard).instrument == scorer.instrument("whisper-base")
    assert scorer.instrument("whisper-base").endswith(" speech@whisper-base")


def test_another_benchmark_is_another_instrument(scorer):
    whole = load()
    moved = msgspec.structs.replace(whole.benchmarks["empathy"], within_turns=3)
    other = Scorer(msgspec.structs.replace(whole, benchmarks=whole.benchmarks | {"empathy": moved}))
    assert other.instrument() != scorer.instrument() == Scorer(load()).instrument()


def test_long_and_large_texts(scorer, build):
    many = " | ".join(["C: I'm furious, I called six times and nobody answers", "A: ok"] * 5000)
    assert scorer.score(build(many)).behaviours["empathy"].opportunities == 1
    large = "a1b2-" * 200_000
    assert scorer.score(build(f"C: {large} | A: {large}")).behaviours["empathy"].score is None
